"""One figure with everything that must be said beside it, for those who script."""

import re
from typing import Any

import numpy as np
from django.http import Http404
from django.utils.translation import gettext as _

from izote.kit.charts import known
from izote.kit.errors import BadInput
from izote.methods.rates import poisson_interval
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.chosen import chosen, entry_of
from izote.observatory.queries.figures import GROUPS, Basis, Grid, grid, series
from izote.observatory.rules.indicators import Indicator, in_language


def one_figure(user: Any, code: str, place: str, period: str, *, source: str = "", people: str = "") -> dict[str, Any]:
    """n, rate, interval, source, version, cut-off, denominator, caveats; a gap is null with `known` false, never a zero.

    `period`: 2025, 2025-03 or 2025-Q1. Of months and quarters the count and its interval: a rate of part of a year reads as one of a year.
    """
    year, months = period_of(period)
    asked = chosen(user, code, {"fuente": source, "poblacion": people})
    basis, indicator = asked.basis, asked.indicator
    if basis is None:
        raise Http404
    entry = entry_of(asked.country, place) if place and place != asked.country else None
    if place and place != asked.country and entry is None:
        raise Http404
    if not asked.shows(entry) or (indicator.sensitive and months and len(months) < 3):
        raise BadInput(_("This indicator is sensitive: it is not shown below the municipality nor the quarter."))
    keys = [entry.id, None] if entry else [None]
    if months:
        told = [_some_months(indicator, basis, key, year, months) for key in keys]
    else:
        found = grid(indicator, basis, places=keys, years=[year])
        told = [_told(found, row) for row in range(len(keys))]
    way = basis.people.at(year, GROUPS[indicator.denominator])[1] if basis.people and indicator.denominator in GROUPS else "none"
    return {
        "indicator": indicator.code,
        "definition": indicator.version,
        "name": str(indicator),
        "place": entry.code if entry else asked.country,
        "period": period,
        "year": year,
        **told[0],
        "country": told[-1],
        "unit": in_language({"es": "hechos", "en": "events"} if months else indicator.unit),
        "denominator": {"series": basis.people.code, "name": basis.people.name, "way": way}
        if basis.people and indicator.is_rate and not months
        else None,
        "source": {"code": basis.source.code, "name": basis.source.name, "authority": basis.source.authority},
        "vintage": basis.vintage.number,
        "cut_off": basis.cut_off.isoformat(),
        "breaks": [{"from": one.day.isoformat(), "what": in_language(one.row)} for one in breaks(basis.source, indicator)],
        "caveats": in_language(indicator.caveats),
    }


def period_of(text: str) -> tuple[int, range | None]:
    """The year and the months (from 0) of a period; no months: the whole year."""
    said = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?", text.strip())
    if said is None:
        raise BadInput(_("A period is a year (2025), a month (2025-03) or a quarter (2025-Q1)."))
    year, month, quarter = said.groups()
    if month:
        return int(year), range(int(month) - 1, int(month))
    return int(year), range(3 * int(quarter) - 3, 3 * int(quarter)) if quarter else None


def _some_months(indicator: Indicator, basis: Basis, place: int | None, year: int, months: range) -> dict[str, Any]:
    """The count of some months with its interval; a gap where one of them is not known."""
    found = series(indicator, basis, place)
    at = (year - found.first) * 12
    said = found.months[at + months.start : at + months.stop] if at >= 0 else np.empty(0)
    whole = len(said) == len(months) and bool(np.isfinite(said).all())
    count = float(said.sum()) if whole else None
    low, high = (known(limit) for limit in poisson_interval(np.array(count))) if count is not None else (None, None)
    n = None if count is None else int(count)
    return {"known": whole, "whole_year": False, "n": n, "people": None, "rate": None, "low": low, "high": high}


def _told(found: Grid, row: int) -> dict[str, Any]:
    """One place's count, people and rate; the 95 % interval is of the rate, of the count where the indicator is a count."""
    count, whole = known(found.counts[row, 0]), bool(found.whole[row, 0])
    limits = found.interval if found.indicator.is_rate else poisson_interval(found.counts) if count is not None else None
    low, high = (known(limit[row, 0]) for limit in limits) if limits else (None, None)
    n = None if count is None else int(count)
    rate = {"people": known(found.population[row, 0]), "rate": known(found.rate[row, 0]), "low": low, "high": high}
    return {"known": count is not None, "whole_year": whole, "n": n, **rate}
