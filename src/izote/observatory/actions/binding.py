"""Large values go to the database beside the statement, as bytes; Django's cursor would write them into it, twice as long."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def execute(sql: str, values: Sequence[Any]) -> None:
    """One statement in the transaction that is open."""
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), values)
