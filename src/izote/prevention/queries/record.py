"""How well the system itself does, computed from steps and rows, for somebody; held for the day."""

import datetime as dt
from collections import OrderedDict, defaultdict
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.queries.areas import area_of
from izote.prevention.rules import record as rules
from izote.prevention.rules.words import words

MOST = 64
STATEMENTS = Path(__file__).with_name("record_sql")
NOUNS = {
    "signals": rules.of_signals,
    "warnings": rules.of_warnings,
    "recommendations": rules.of_recommendations,
    "agreements": rules.of_agreements,
}
Key = tuple[str, int | None]
_held: "OrderedDict[tuple[Any, ...], Record]" = OrderedDict()
_lock = Lock()


class Record(NamedTuple):
    """Figures by side (own, rest) and year (none: all years), and when they were computed."""

    figures: dict[Key, dict[str, rules.Figure]]
    at: dt.datetime

    @property
    def years(self) -> list[int]:
        """The years of which anything is known, the latest first."""
        return sorted({year for _, year in self.figures if year is not None}, reverse=True)

    def of(self, side: str, year: int | None) -> dict[str, rules.Figure]:
        """Every measure of a side and year; what is not known is there and says so."""
        return dict.fromkeys(rules.MEASURES, rules.NOTHING) | self.figures.get((side, year), {})


def record_for(user: Any, delegation: str = "", *, fresh: bool = False) -> Record:
    """The record of a delegation beside the rest of the country, or of the whole country; the same all day unless asked afresh."""
    orgs = tuple(orgs_with(user, "prevention.read"))
    key = (orgs, delegation, timezone.localdate(), connection.settings_dict["NAME"])
    with _lock:
        found = None if fresh else _held.get(key)
    if found is None:
        found = Record(_computed(orgs, delegation), timezone.now())
        with _lock:
            _held[key] = found
            while len(_held) > MOST:
                _held.popitem(last=False)
    return found


def forget() -> None:
    """Compute anew what is asked next."""
    with _lock:
        _held.clear()


def _computed(orgs: tuple[int, ...], delegation: str) -> dict[Key, dict[str, rules.Figure]]:
    given: dict[str, Any] = {"orgs": list(orgs), "whole": not delegation, "places": sorted(places_of(delegation))}
    found: dict[Key, dict[str, rules.Figure]] = defaultdict(dict)
    with connection.cursor() as cursor:
        for name, measures in NOUNS.items():
            cursor.execute((STATEMENTS / f"{name}.sql").read_text(encoding="utf-8"), given)
            for side, year, *row in cursor.fetchall():
                found[side, year] |= measures(row)
    return dict(found)


def places_of(delegation: str) -> set[int]:
    """The keys of all places for which a delegation answers."""
    row = words("delegations").get(delegation)
    departments = row.row["departments"].split() if row else []
    return {key for code in departments for key in area_of(code).ids or ()}
