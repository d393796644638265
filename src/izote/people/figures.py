"""Counts that may leave the room: arrivals by day, sex, age band, country and means; no name, and no small cell outside the office."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from izote.access.models import Organization
from izote.access.permissions import require
from izote.people.arrivalrules import BANDS, SMALL, suppressed
from izote.people.models import ArrivalCount, ArrivalList
from izote.people.queries_arrivals import Counts, counts_of

DIMENSIONS = ("sex", "age_band", "country", "means")
BAND_ORDER = [name for _most, name in BANDS]


@dataclass(frozen=True)
class DayFigures:
    """One office's day: who was received, who stood on its lists, and how the rows of those lists stand."""

    day: dt.date
    came: dict[str, Counter[str]]
    listed: dict[str, Counter[str]]
    rows: Counts
    lists: int

    @property
    def received(self) -> int:
        """How many were received."""
        return sum(self.came["sex"].values())

    @property
    def agree(self) -> bool:
        """Whether every breakdown adds up to the same total."""
        parts = (self.came, self.listed)
        return all(len({sum(part[name].values()) for name in DIMENSIONS}) == 1 for part in parts)


def day_figures(org: Organization, day: dt.date, *, by: Any) -> DayFigures:
    """The figures of a day for the office itself."""
    require(by, "figures.read", org)
    lists = ArrivalList.objects.filter(org=org, uploaded_at__date=day, state__in=(ArrivalList.State.READY, ArrivalList.State.EXPIRED))
    cells = ArrivalCount.objects.filter(org=org, day=day)
    return DayFigures(
        day,
        {name: _by(cells.filter(basis=ArrivalCount.Basis.CAME), name) for name in DIMENSIONS},
        {name: _by(cells.filter(basis=ArrivalCount.Basis.LISTED), name) for name in DIMENSIONS},
        counts_of(lists),
        len(lists),
    )


def _by(cells: Any, name: str) -> Counter[str]:
    return Counter(dict(cells.values_list(name).annotate(n=Sum("count")).order_by(name).values_list(name, "n")))


def counts_for_insight(org: Organization, since: dt.date, until: dt.date, *, by: Any) -> dict[str, Any]:
    """Persons received in a period by one dimension at a time, cells below ten withheld and not to be reckoned back."""
    require(by, "figures.read", org)
    cells = ArrivalCount.objects.filter(org=org, day__gte=since, day__lte=until, basis=ArrivalCount.Basis.CAME)
    found = {name: _by(cells, name) for name in DIMENSIONS}
    total = sum(found["sex"].values())
    if total < SMALL:
        return {"office": org.code, "since": since, "until": until, "total": None, **{name: {} for name in DIMENSIONS}}
    return {"office": org.code, "since": since, "until": until, "total": total, **{name: suppressed(found[name]) for name in DIMENSIONS}}
