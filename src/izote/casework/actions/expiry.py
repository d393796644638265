"""What the night deletes of casework because its time has passed; the terms stand in docs/office.md."""

import json

from django.db import connection


def forget_care(org_id: int) -> dict[str, int]:
    """Delete what has expired in an office; the database decides what, and writes the lines."""
    with connection.cursor() as cursor:
        cursor.execute("select access.forget_care(%s)", [org_id])
        (done,) = cursor.fetchone()
    found: dict[str, int] = done if isinstance(done, dict) else json.loads(done)
    return found
