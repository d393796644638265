"""Which places belong to a territory today: a department with its municipalities and districts, a municipality, a district."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone

from izote.prevention.rules.words import words
from izote.territory.queries import gazetteer, level_name
from izote.territory.rules import Entry, Gazetteer

SHOWN = ("department", "municipality", "district")
MOST = 500


@dataclass(frozen=True)
class Area:
    """A territory: its place (none: the whole country), the keys of all places in it, and what lies directly inside."""

    place: Entry | None
    ids: frozenset[int] | None
    parts: tuple["Area", ...] = ()
    above: tuple[Entry, ...] = ()

    @property
    def code(self) -> str:
        """The place's code; empty for the country."""
        return self.place.code if self.place else ""

    @property
    def level(self) -> str:
        """What such a place is called."""
        return level_name(self.place.level) if self.place else ""

    def sum(self, counts: dict[int | None, int]) -> int:
        """Counts by place, added up."""
        if self.ids is None:
            return sum(counts.values())
        return sum(n for place, n in counts.items() if place in self.ids)


_areas: dict[tuple[int, dt.date, str], Area] = {}


def country() -> Area:
    """The whole country, with its departments."""
    return _held("")


def area_of(code: str) -> Area:
    """The territory of a code as it is today, or 404."""
    return _held(code)


def _held(code: str) -> Area:
    """A territory, made once a day for these places."""
    index, today = gazetteer(), timezone.localdate()
    key = (id(index), today, code)
    if key not in _areas:
        if len(_areas) > MOST:
            _areas.clear()
        _areas[key] = _area(index, code, today) if code else _country(index, today)
    return _areas[key]


def _country(index: Gazetteer, today: dt.date) -> Area:
    departments = [at for at, one in enumerate(index.entries) if one.level == "department"]
    return Area(None, None, _parts(index, departments, today))


def _area(index: Gazetteer, code: str, today: dt.date) -> Area:
    here = next((at for at, one in enumerate(index.entries) if one.code == code and one.level in SHOWN), None)
    if here is None:
        raise Http404
    inside = [at for at in index.below[here] if here in index.above(at, today)]
    near = [at for at in inside if {parent for parent, span in index.parents[at] if span.covers(today)} & {here}]
    above = sorted((index.entries[at] for at in index.above(here, today)), key=lambda one: one.rank)
    return Area(
        index.entries[here],
        _keys(index, [here, *inside]),
        _parts(index, [at for at in near if index.entries[at].level in SHOWN], today),
        tuple(above),
    )


def _parts(index: Gazetteer, at: Iterable[int], today: dt.date) -> tuple[Area, ...]:
    found = []
    for one in sorted(at, key=lambda n: index.entries[n].code):
        inside = [below for below in index.below[one] if one in index.above(below, today)]
        found.append(Area(index.entries[one], _keys(index, [one, *inside])))
    return tuple(found)


def _keys(index: Gazetteer, at: Iterable[int]) -> frozenset[int]:
    return frozenset(index.entries[one].id for one in at)


def delegation_of(code: str) -> Any:
    """The delegation that answers for a department; the central office where none does."""
    known = words("delegations")
    return next((one for one in known.values() if code in one.row["departments"].split(" ")), known["central"])
