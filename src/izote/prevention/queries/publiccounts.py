"""How institutions answer, counted for the public: by level and kind of institution and by year; never a place, never one institution."""

from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from izote.kit.tables import Column, Fact, Table
from izote.partners.rules import words as partner_words
from izote.prevention.models import Addressee


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


def answer_table(office: int, *, source: str, cut_off: Any) -> Table:
    """The same as a table for a page, a bulletin or a file."""
    heads = [
        _("Year"), _("Level"), _("Kind of institution"), _("Told"), _("Answered"), _("Answered late"), _("Without an answer, overdue"),
        _("Complied with"), _("Complied with in part"), _("Not complied with"),
    ]  # fmt: skip
    columns = [Column(head, digits=None if at in (0, 1, 2) else 0) for at, head in enumerate(heads)]
    kinds = partner_words("kinds")
    rows = [
        [str(one.year), str(Addressee.Level(one.level).label), str(kinds.get(one.kind, one.kind)), *one[3:]]
        for one in answer_counts(office)
    ]
    return Table("answers", _("How institutions answer"), columns, rows, [Fact(_("Source"), source), Fact(_("Cut-off"), cut_off)])
