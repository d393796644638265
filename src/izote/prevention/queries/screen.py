"""What is new in a territory, what is overdue, and who has not answered: always bounded by a window or by what is open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import (
    Addressee,
    Commitment,
    EarlyWarning,
    FigureFile,
    Moving,
    Proposal,
    Recommendation,
    RiskAssessment,
    Signal,
    SignalFigure,
)
from izote.prevention.queries.areas import Area
from izote.prevention.queries.memory import falling
from izote.prevention.rules.memory import Falls

READ = "prevention.read"
ANSWERED = ("acknowledged", "accepted", "partly_accepted", "rejected", "reported")
WAITING = ("notified", "acknowledged")
PROMISED = ("accepted", "partly_accepted", "under_way")
COUNTED = {"signal": Signal, "assessment": RiskAssessment, "warning": EarlyWarning, "recommendation": Recommendation}
SHOWN, LATEST_FILES, EXPIRED_DAYS, AHEAD = 8, 20, 180, 60
Counts = dict[str, dict[int | None, int]]


class Line(NamedTuple):
    """One thing of a list: which machine, its key, code, state and place, and the moment by which the list is ordered."""

    machine: str
    pk: int
    code: str
    state: str
    place: int | None
    at: dt.datetime

    @property
    def days(self) -> int:
        """Whole days since then."""
        return (timezone.now() - self.at).days


class Silent(NamedTuple):
    """An institution with recommendations past their day: how many without an answer, how many promised and not done, days late."""

    addressee: Addressee
    unanswered: int
    undone: int
    days: int


class Waiting(NamedTuple):
    """Recommendations to one institution in one place past their day: promised and not done, or not answered; how many, since when."""

    addressee: int
    place: int | None
    undone: bool
    many: int
    first: dt.date


class Figures(NamedTuple):
    """Signed figures that came, and the signals made of them in this territory."""

    file: FigureFile
    signals: list[Signal]


def _within(rows: QuerySet[Any], area: Area) -> QuerySet[Any]:
    return rows if area.ids is None else rows.filter(place_id__in=area.ids)


def _new(orgs: list[int], since: dt.datetime) -> dict[str, QuerySet[Any]]:
    """By machine: signals captured since then, assessments and warnings that moved, answers that came."""
    return {
        "signal": Signal.objects.filter(org__in=orgs, created_at__gte=since).annotate(moment=F("created_at")),
        "assessment": RiskAssessment.objects.filter(org__in=orgs, entered_at__gte=since).annotate(moment=F("entered_at")),
        "warning": EarlyWarning.objects.filter(org__in=orgs, entered_at__gte=since).annotate(moment=F("entered_at")),
        "recommendation": Recommendation.objects.filter(org__in=orgs, entered_at__gte=since, state__in=ANSWERED).annotate(
            moment=F("entered_at")
        ),
    }


def _late(orgs: list[int], nouns: dict[str, type[Moving]]) -> dict[str, QuerySet[Any]]:
    now = timezone.now()
    return {name: noun._default_manager.filter(org__in=orgs, due_at__lt=now).annotate(moment=F("due_at")) for name, noun in nouns.items()}


def _together(rows: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *rest = rows
    return first.union(*rest, all=True)


def _counted(rows: dict[str, QuerySet[Any]]) -> Counts:
    """Counts by machine and state, and within these by place."""
    found: Counts = defaultdict(dict)
    each = (
        noun.order_by().annotate(machine=Value(name)).values_list("machine", "state", "place_id").annotate(n=Count("pk"))
        for name, noun in rows.items()
    )
    for name, state, place, n in _together(each):
        found[f"{name}.{state}"][place] = n
    return found


def _listed(rows: dict[str, QuerySet[Any]], area: Area, order: str, most: int) -> list[Line]:
    columns = ("machine", "pk", "code", "state", "place_id", "moment")
    each = (
        _within(noun, area).annotate(machine=Value(name)).order_by(order, "pk").values_list(*columns)[:most] for name, noun in rows.items()
    )
    return [Line(*row) for row in _together(each)]


def new_counts(user: Any, since: dt.datetime) -> Counts:
    """How much is new, by machine and state and by place."""
    return _counted(_new(orgs_with(user, READ), since))


def new_lines(user: Any, area: Area, since: dt.datetime, most: int = SHOWN) -> dict[str, list[Line]]:
    """The newest of each kind."""
    found: dict[str, list[Line]] = {name: [] for name in COUNTED}
    for line in _listed(_new(orgs_with(user, READ), since), area, "-moment", most):
        found[line.machine].append(line)
    return {name: sorted(lines, key=lambda one: one.at, reverse=True) for name, lines in found.items()}


def late_counts(user: Any) -> Counts:
    """How much is past its day, by machine and state and by place."""
    return _counted(_late(orgs_with(user, READ), COUNTED | {"proposal": Proposal}))


def late_lines(user: Any, area: Area, most: int = 20) -> list[Line]:
    """What is past its day, the longest first."""
    found = _listed(_late(orgs_with(user, READ), COUNTED | {"proposal": Proposal}), area, "moment", most)
    return sorted(found, key=lambda one: one.at)[:most]


def overdue(orgs: Iterable[int]) -> QuerySet[Recommendation]:
    """Recommendations of which an answer or a report is past its day, with `since`: the day that passed."""
    today = timezone.localdate()
    silent = Q(state="silent") | Q(state__in=WAITING, answer_by__lt=timezone.now())
    undone = Q(state__in=PROMISED, due_on__lt=today)
    rows = Recommendation.objects.filter(silent | undone, org__in=list(orgs))
    passed = Case(When(state__in=PROMISED, then=F("due_on")), default=TruncDate("answer_by"))
    return rows.annotate(since=passed)


def waiting_beyond(user: Any) -> list[Waiting]:
    """Recommendations that wait beyond their day, by institution and place: how many, and since when."""
    rows = overdue(orgs_with(user, READ)).annotate(undone=Case(When(state__in=PROMISED, then=Value(True)), default=Value(False)))
    grouped = rows.order_by().values_list("told_id", "place_id", "undone").annotate(n=Count("pk"), first=Min("since"))
    return [Waiting(*row) for row in grouped]


def silent_institutions(rows: Iterable[Waiting], area: Area, most: int = 15) -> list[Silent]:
    """Who has not answered or not done what was promised in a territory, the latest first."""
    by: dict[int, list[Waiting]] = defaultdict(list)
    for one in rows:
        if area.ids is None or one.place in area.ids:
            by[one.addressee].append(one)
    first = {key: min(one.first for one in mine) for key, mine in by.items()}
    worst = sorted(by, key=lambda key: (first[key], key))[:most]
    named = Addressee.objects.select_related("institution").in_bulk(worst)
    today = timezone.localdate()
    return [
        Silent(
            named[key],
            sum(one.many for one in by[key] if not one.undone),
            sum(one.many for one in by[key] if one.undone),
            (today - first[key]).days,
        )
        for key in worst
    ]


def rungs_due(user: Any, area: Area, most: int = SHOWN) -> list[Recommendation]:
    """Recommendations of which the next step of the ladder is due, the longest first."""
    rows = Recommendation.objects.filter(org__in=orgs_with(user, READ), climb_on__lte=timezone.localdate())
    rows = rows.select_related("addressee__institution").only("code", "climb_on", "rung", "addressee__institution__name")
    return list(_within(rows, area).order_by("climb_on", "pk")[:most])


def promises_late(user: Any, area: Area, most: int = SHOWN) -> list[Commitment]:
    """Commitments past their day; of a territory those of its proposals."""
    rows = Commitment.objects.filter(org__in=orgs_with(user, READ), state="open", due_on__lt=timezone.localdate())
    rows = rows if area.ids is None else rows.filter(proposal__place_id__in=area.ids)
    return list(rows.order_by("due_on", "pk")[:most])


def dates_ahead(user: Any, area: Area, most: int = SHOWN) -> list[Falls]:
    """What is remembered or awaited there in the next days, and in the whole country."""
    today = timezone.localdate()
    found = falling(user, today, today + dt.timedelta(days=AHEAD))
    wider = {one.id for one in area.above}
    return [one for one in found if area.ids is None or one.what.place_id is None or one.what.place_id in area.ids | wider][:most]


def expired(user: Any, area: Area, most: int = SHOWN) -> list[RiskAssessment]:
    """Assessments whose time is over and of which no newer one took the place."""
    today = timezone.localdate()
    rows = RiskAssessment.objects.filter(org__in=orgs_with(user, READ), state__in=("approved", "expired"), expires_on__lt=today)
    rows = rows.filter(expires_on__gte=today - dt.timedelta(days=EXPIRED_DAYS)).defer("groups_reason")
    return list(_within(rows, area).select_related("place").order_by("-expires_on", "-pk")[:most])


def figures_received(user: Any, area: Area) -> list[Figures]:
    """The latest files of signed figures from which a signal in this territory was made."""
    files = list(
        FigureFile.objects.filter(org__in=orgs_with(user, READ)).select_related("key").defer("content").order_by("-pk")[:LATEST_FILES]
    )
    made = SignalFigure.objects.filter(file__in=files).select_related("signal").defer("row", "signal__text").order_by("signal_id")
    by: dict[int, list[Signal]] = defaultdict(list)
    for one in made if area.ids is None else made.filter(signal__place_id__in=area.ids):
        by[one.file_id].append(one.signal)
    return [Figures(file, by[file.pk]) for file in files if file.pk in by or area.ids is None][:SHOWN]
