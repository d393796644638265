"""What is new in a territory, what is overdue, and who has not answered: always bounded by a window or by what is open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import Addressee, FigureFile, Recommendation, Signal, SignalFigure
from izote.prevention.queries.areas import Area
from izote.prevention.queries.memory import falling
from izote.prevention.rules.memory import Falls

READ = "prevention.read"
MACHINES = ("signal", "assessment", "warning", "recommendation")
WAITING = ("notified", "acknowledged")
PROMISED = ("accepted", "partly_accepted", "under_way")
SHOWN, LATEST_FILES, AHEAD = 8, 20, 60
STATEMENTS = Path(__file__).with_name("screen_sql")
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


class Late(NamedTuple):
    """Something of a list by its key and code: of which place or institution, and its day."""

    pk: int
    code: str
    name: str
    day: dt.date


class Promise(NamedTuple):
    """A commitment past its day."""

    pk: int
    who: str
    what: str
    workshop: str
    day: dt.date


@cache
def _statement(name: str) -> str:
    return (STATEMENTS / f"{name}.sql").read_text(encoding="utf-8")


def _rows(name: str, user: Any, area: Area | None = None, **given: Any) -> list[tuple[Any, ...]]:
    """What a statement finds in the user's offices, in a territory."""
    places = [] if area is None or area.ids is None else sorted(area.ids)
    said: dict[str, Any] = {
        "orgs": orgs_with(user, READ),
        "today": timezone.localdate(),
        "places": places,
        "whole": area is None or area.ids is None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(name), said | given)
        return list(cursor.fetchall())


def _counted(rows: Iterable[tuple[Any, ...]]) -> Counts:
    """Counts by machine and state, and within these by place."""
    found: Counts = defaultdict(dict)
    for name, state, place, n in rows:
        found[f"{name}.{state}"][place] = n
    return found


def new_counts(user: Any, since: dt.datetime) -> Counts:
    """How much is new, by machine and state and by place."""
    return _counted(_rows("new_counts", user, since=since))


def new_lines(user: Any, area: Area, since: dt.datetime, most: int = SHOWN) -> dict[str, list[Line]]:
    """The newest of each kind."""
    found: dict[str, list[Line]] = {name: [] for name in MACHINES}
    for row in _rows("new_lines", user, area, since=since, most=most):
        found[row[0]].append(Line(*row))
    return {name: sorted(lines, key=lambda one: one.at, reverse=True) for name, lines in found.items()}


def late_counts(user: Any) -> Counts:
    """How much is past its day, by machine and state and by place."""
    return _counted(_rows("late_counts", user))


def late_lines(user: Any, area: Area, most: int = 20) -> list[Line]:
    """What is past its day, the longest first."""
    found = [Line(*row) for row in _rows("late_lines", user, area, most=most)]
    return sorted(found, key=lambda one: one.at)[:most]


def overdue(orgs: Iterable[int]) -> QuerySet[Recommendation]:
    """Recommendations of which an answer or a report is past its day."""
    silent = Q(state="silent") | Q(state__in=WAITING, answer_by__lt=timezone.now())
    undone = Q(state__in=PROMISED, due_on__lt=timezone.localdate())
    return Recommendation.objects.filter(silent | undone, org__in=list(orgs))


def waiting_beyond(user: Any) -> list[Waiting]:
    """Recommendations that wait beyond their day, by institution and place: how many, and since when."""
    return [Waiting(*row) for row in _rows("waiting", user)]


def silent_institutions(rows: Iterable[Waiting], area: Area, most: int = 15) -> list[Silent]:
    """Who has not answered or not done what was promised in a territory, the latest first."""
    by: dict[int, list[Waiting]] = defaultdict(list)
    for one in rows:
        if area.ids is None or one.place in area.ids:
            by[one.addressee].append(one)
    first = {key: min(one.first for one in mine) for key, mine in by.items()}
    worst = sorted(by, key=lambda key: (first[key], key))[:most]
    named = Addressee.objects.select_related("institution").in_bulk([*worst, 0])
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


def rungs_due(user: Any, area: Area, most: int = SHOWN) -> list[Late]:
    """Recommendations of which the next step of the ladder is due, the longest first."""
    return [Late(*row) for row in _rows("rungs", user, area, most=most)]


def promises_late(user: Any, area: Area, most: int = SHOWN) -> list[Promise]:
    """Commitments past their day; of a territory those of its proposals."""
    return [Promise(*row) for row in _rows("promises", user, area, most=most)]


def dates_ahead(user: Any, area: Area, most: int = SHOWN) -> list[Falls]:
    """What is remembered or awaited there in the next days, and in the whole country."""
    today = timezone.localdate()
    found = falling(user, today, today + dt.timedelta(days=AHEAD))
    wider = {one.id for one in area.above}
    return [one for one in found if area.ids is None or one.what.place_id is None or one.what.place_id in area.ids | wider][:most]


def expired(user: Any, area: Area, most: int = SHOWN) -> list[Late]:
    """Assessments whose time is over and of which no newer one took the place."""
    return [Late(*row) for row in _rows("expired", user, area, most=most)]


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
