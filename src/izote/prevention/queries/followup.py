"""The follow-up table: what was asked of whom, and what became of it; fit to be laid before a court or the Assembly."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.tables import Column, Fact, Table
from izote.prevention.models import Evidence, Recommendation
from izote.prevention.queries.recommendations import recommendations_for
from izote.prevention.rules import followup
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import label

ORDER = ("-notified_at", "-pk")
VIEWS = {
    "all": gettext_lazy("all"),
    "overdue": gettext_lazy("without an answer, and its time is over"),
    "late": gettext_lazy("past the deadline and not complied with"),
    "climb": gettext_lazy("a rung of the ladder is due"),
    "judge": gettext_lazy("reported, waiting for a verdict"),
    "complied": gettext_lazy("complied with"),
    "not_complied": gettext_lazy("not complied with"),
}
MOST_IN_A_FILE, MOST_ON_PAPER = 20_000, 1_000


@dataclass(frozen=True)
class Chosen:
    """What of the table is looked at: a view, an institution, a warning, the year in which it was told."""

    view: str = "all"
    addressee: int | None = None
    warning: int | None = None
    year: int | None = None


def chosen(rows: QuerySet[Recommendation], what: Chosen, today: dt.date) -> QuerySet[Recommendation]:
    """The rows of a choice; only what was told stands in the table."""
    rows = rows.filter(notified_at__isnull=False).filter(_of(what.view, today))
    if what.addressee:
        rows = rows.filter(addressee=what.addressee)
    if what.warning:
        rows = rows.filter(warning=what.warning)
    if what.year:
        begin = dt.datetime(what.year, 1, 1, tzinfo=timezone.get_current_timezone())
        rows = rows.filter(notified_at__gte=begin, notified_at__lt=begin.replace(year=what.year + 1))
    return rows


def _of(view: str, today: dt.date) -> Q:
    now = timezone.now()
    return {
        "overdue": Q(state="silent") | Q(state__in=("notified", "acknowledged"), answer_by__lt=now),
        "late": Q(due_on__lt=today) & ~Q(state__in=("complied", "closed")),
        "climb": Q(climb_on__lte=today),
        "judge": Q(state="reported"),
        "complied": Q(verdict__in=("complied", "partly_complied")),
        "not_complied": Q(verdict="not_complied"),
    }.get(view, Q())


def table_for(user: Any, what: Chosen, today: dt.date | None = None) -> QuerySet[Recommendation]:
    """The rows of the table for somebody of the office, each with its warning, place and evidence: three queries for a page."""
    rows = chosen(recommendations_for(user), what, today or timezone.localdate())
    evidence = Prefetch(
        "evidence", Evidence.objects.order_by("pk").only("pk", "recommendation_id", "sha256", "original_sha256", "at", "name")
    )
    sealed = ("warning__content", "warning__general_why", "warning__publication_why")
    return rows.select_related("warning", "place", "addressee").defer(*sealed).prefetch_related(evidence)


def years_for(user: Any) -> list[int]:
    """The years in which something was told, the newest first."""
    first = (
        recommendations_for(user).filter(notified_at__isnull=False).order_by("notified_at").values_list("notified_at", flat=True).first()
    )
    now = timezone.localdate().year
    return list(range(now, timezone.localtime(first).year - 1, -1)) if first else []


def days_late(row: Recommendation, today: dt.date) -> int:
    """Days past the deadline: until it was reported where that was enough, else until today."""
    done = timezone.localdate(row.reported_at) if row.verdict == "complied" and row.reported_at else None
    return followup.days_late(row.due_on, done, today)


def columns() -> list[Column]:
    """The headings of the table."""
    return [
        Column(_("Recommendation")), Column(_("Warning")), Column(_("Institution, as it was called that day")), Column(_("What was asked")),
        Column(_("Legal basis")), Column(_("Told on")), Column(_("Deadline")), Column(_("Acknowledged on")), Column(_("Answer")),
        Column(_("Answered on")), Column(_("Evidence: day and digest (SHA-256) of each file")), Column(_("Verdict of the ombuds office")),
        Column(_("Verdict on")), Column(_("Days late"), digits=0), Column(_("Rung of the ladder")),
    ]  # fmt: skip


def line(row: Recommendation, today: dt.date) -> list[Any]:
    """One row of the table as cells."""
    evidence = "; ".join(f"{timezone.localdate(one.at):%Y-%m-%d} {one.original_sha256}" for one in row.evidence.all())
    said = row.answered_at or row.acknowledged_at
    return [
        row.code, row.warning.number or row.warning.code, row.institution_name, row.action, row.legal_basis, _day(row.notified_at),
        row.due_on, _day(row.acknowledged_at), str(machine("recommendation").states[row.state]), _day(said), evidence or None,
        str(machine("recommendation").states[row.verdict]) if row.verdict else None, _day(row.verdict_at), days_late(row, today),
        label("rungs", row.rung) if row.rung else None,
    ]  # fmt: skip


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def facts(office: str, what: Chosen, at: dt.datetime) -> list[Fact]:
    """What goes for the whole table: whose, cut-off, which choice."""
    return [
        Fact(_("Source"), _("Record of recommendations of %(office)s") % {"office": office}),
        Fact(_("Cut-off"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
        Fact(_("Shown"), str(VIEWS[what.view]) + (f", {what.year}" if what.year else "")),
    ]


def as_table(rows: Iterable[Recommendation], office: str, what: Chosen, at: dt.datetime) -> Table:
    """The table as a file or a printed page takes it."""
    today = timezone.localdate(at)
    return Table(
        "recommendations", _("Follow-up of recommendations"), columns(), [line(row, today) for row in rows], facts(office, what, at)
    )


def in_pieces(rows: QuerySet[Recommendation], most: int, size: int = 1000) -> Iterator[Recommendation]:
    """The rows of a choice in the order of the table, a piece at a time."""
    rows, edge, given = rows.order_by(*ORDER), None, 0
    while given < most:
        after = Q(notified_at__lt=edge[0]) | Q(notified_at=edge[0], pk__lt=edge[1]) if edge else Q()
        piece = list(rows.filter(after)[: min(size, most - given)])
        if not piece:
            return
        yield from piece
        given, edge = given + len(piece), (piece[-1].notified_at, piece[-1].pk)


def waiting_for(user: Any, today: dt.date | None = None) -> dict[str, int]:
    """How much waits in the office: answers overdue, verdicts, rungs due; up to a hundred of each, for the screen of a territory."""
    day = today or timezone.localdate()
    rows = recommendations_for(user)
    return {view: len(chosen(rows, Chosen(view), day).values_list("pk")[:100]) for view in ("overdue", "judge", "climb")}
