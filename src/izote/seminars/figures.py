"""What may leave seminars: which there were, how many took part by kind of institution and department, what changed, who still lacks what.

Counts are those that were written when a seminar was closed: none of one to four. Never a name, nor the code of a participant.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from izote.seminars.models import Count, Effect, Programme, ProgrammeModule, Seminar, Session, Target
from izote.seminars.permissions import orgs_with
from izote.seminars.queries.seminars import seminars_for
from izote.seminars.rules.counting import ALL
from izote.seminars.rules.words import label

M = Count.Measure
PARTICIPANTS = "participants"
MOST = 500


@dataclass(frozen=True)
class Group:
    """A kind of institution that took part, as participants, organisations or observers; `count` is None where withheld or not yet made."""

    standing: str
    kind: str
    count: int | None


@dataclass(frozen=True)
class Workshop:
    """A seminar or a workshop as others may know it."""

    code: str
    kind: str
    title: str
    programme: str
    place: str
    starts_on: dt.date
    ends_on: dt.date
    state: str
    participants: int | None
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Cell:
    """How many took part in a year of a kind of institution, from a department; "*" stands for all, None for withheld."""

    kind: str
    department: str
    count: int | None


@dataclass(frozen=True)
class Change:
    """What changed at a seminar: shares of right answers, 0 to 1; all None where fewer than five answered before and after."""

    code: str
    title: str
    day: dt.date
    pairs: int | None
    before: float | None
    after: float | None
    difference: tuple[float, float, float] | None


@dataclass(frozen=True)
class Lack:
    """How far a programme reached an institution with a module: none, few (one to four), part, or reached."""

    programme: str
    institution: UUID
    name: str
    module: str
    wanted: int
    count: int | None
    state: str


@dataclass(frozen=True)
class Coverage:
    """What is done about a risk factor: the modules that should lower it, and how often they were held."""

    factor: str
    modules: tuple[str, ...]
    seminars: int
    sessions: int
    minutes: int


def workshops_for(user: Any) -> list[Workshop]:
    """The seminars and workshops of the user's offices, the latest first."""
    return _told(list(seminars_for(user).exclude(state=Seminar.State.CANCELLED).order_by("-starts_on", "-pk")[:MOST]))


def workshop(user: Any, code: str) -> Workshop:
    """One of them by its code, or 404."""
    found = list(seminars_for(user).filter(code=code).order_by("pk")[:1])
    if not found:
        raise Http404
    return _told(found)[0]


def _told(rows: list[Seminar]) -> list[Workshop]:
    counts: dict[int, list[Count]] = defaultdict(list)
    for one in Count.objects.filter(seminar__in=rows, measure__in=(M.SEMINAR, M.GUESTS)).order_by("measure", "key"):
        counts[one.seminar_id or 0].append(one)
    return [_as_told(row, counts[row.pk]) for row in rows]


def _as_told(row: Seminar, counts: list[Count]) -> Workshop:
    whole = next((one.value for one in counts if one.measure == M.SEMINAR and one.key == ALL), None)
    groups = [Group(one.part or PARTICIPANTS, one.key, one.value) for one in counts if one.key != ALL]
    if row.state != Seminar.State.CLOSED:
        groups = [Group("", kind, None) for kind in row.groups]
    return Workshop(
        row.code, row.kind, row.title, row.programme.title, row.place.code, row.starts_on, row.ends_on, row.state, whole, tuple(groups)
    )


def participants_by(user: Any, year: int) -> list[Cell]:
    """Who took part in a year, by kind of institution and department, with their sums; a person who came twice counts twice."""
    rows = Count.objects.filter(org__in=orgs_with(user, "seminars.read"), measure=M.YEAR, year=year).order_by("key", "part")
    return [Cell(row.key, row.part, row.value) for row in rows]


def effects(user: Any, year: int) -> list[Change]:
    """What changed at the seminars of a year between before and after."""
    rows = Effect.objects.filter(org__in=orgs_with(user, "seminars.read"), seminar__starts_on__year=year)
    return [_changed(row) for row in rows.select_related("seminar").order_by("seminar__starts_on", "seminar__pk")]


def _changed(row: Effect) -> Change:
    about = (row.seminar.code, row.seminar.title, row.seminar.starts_on)
    if row.pairs is None:
        return Change(*about, None, None, None, None)
    value, low, high = row.facts["difference"]
    return Change(*about, row.pairs, row.facts["before"], row.facts["after"], (value, low, high))


def lacking(user: Any) -> list[Lack]:
    """For each institution that a programme should reach, and each of its modules: how far it was reached."""
    orgs = orgs_with(user, "seminars.read")
    reached = {
        (row.institution_id, row.key): row.value for row in Count.objects.filter(org__in=orgs, measure=M.REACH, institution__isnull=False)
    }
    modules: dict[int, list[str]] = defaultdict(list)
    for one in ProgrammeModule.objects.filter(org__in=orgs, programme__active=True).order_by("position", "module"):
        modules[one.programme_id].append(one.module)
    targets = Target.objects.filter(org__in=orgs, programme__active=True).select_related("institution", "programme")
    return [
        _lack(one, module, reached.get((one.institution_id, module), 0))
        for one in targets.order_by("programme__title", "institution__name")
        for module in modules[one.programme_id]
    ]


def _lack(target: Target, module: str, count: int | None) -> Lack:
    state = "few" if count is None else "none" if count == 0 else "reached" if count >= target.wanted else "part"
    about = (target.programme.title, target.institution_id, target.institution.name, module)
    return Lack(*about, target.wanted, count, state)


def factors_covered(user: Any, year: int | None = None) -> list[Coverage]:
    """For each risk factor that a programme on offer means to lower: with which modules, and how often they were held (in a year)."""
    orgs = orgs_with(user, "seminars.read")
    means: dict[str, dict[str, None]] = defaultdict(dict)
    for one in ProgrammeModule.objects.filter(org__in=orgs, programme__in=Programme.objects.filter(active=True)).order_by("position"):
        for factor in one.factors:
            means[factor][one.module] = None
    held = Session.objects.filter(org__in=orgs, seminar__state=Seminar.State.CLOSED)
    if year is not None:
        held = held.filter(day__year=year)
    sessions = list(held.values_list("module", "seminar_id", "minutes"))
    return [_covered(factor, means[factor], sessions) for factor in sorted(means, key=int)]


def _covered(factor: str, modules: dict[str, None], sessions: list[tuple[str, int, int]]) -> Coverage:
    mine = [one for one in sessions if one[0] in modules]
    return Coverage(factor, tuple(modules), len({one[1] for one in mine}), len(mine), sum(one[2] for one in mine))


def module_name(code: str) -> str:
    """What a module is called, in the language of the moment."""
    return label("modules", code)
