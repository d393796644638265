"""What the case's page says of support, appointments, documents and notes; and what a text said before."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Earlier:
    """What a text said before it was corrected."""

    at: dt.datetime
    actor: str
    body: str


def earlier_words(key: UUID) -> list[Earlier]:
    """What a text said before, latest first, for whoever may read it; asking leaves a line."""
    with connection.cursor() as cursor:
        cursor.execute("select at, actor, body from access.earlier_words(%s)", [key])
        return [Earlier(*row) for row in cursor.fetchall()]
