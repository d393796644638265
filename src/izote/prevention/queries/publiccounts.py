"""How institutions answer, counted for the public: by level and kind of institution and by year; never a place, never one institution."""

from typing import NamedTuple

from django.db import connection


class Count(NamedTuple):
    """Recommendations of published warnings told in one year to institutions of one level and kind."""

    year: int
    level: str
    kind: str
    told: int
    answered: int
    late: int
    overdue: int
    complied: int
    partly: int
    not_complied: int


def answer_counts(office: int) -> list[Count]:
    """The counts of an ombuds office, for anybody: of warnings that were published, and are not withdrawn, alone.

    They are of institutions, not of persons, so small ones are shown; but no place is told, and no institution by its name.
    `overdue` are those whose time to answer is over without an answer; `late` those answered after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from access.public_answer_counts(%s)", [office])
        return [Count(*row) for row in cursor.fetchall()]
