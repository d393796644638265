"""One figure with everything that must be said beside it, for those who script."""

from typing import Any

from django.http import Http404

from izote.kit.charts import known
from izote.methods.rates import poisson_interval
from izote.observatory.queries.chosen import chosen, entry_of
from izote.observatory.queries.figures import GROUPS, Grid, breaks, grid
from izote.observatory.rules.indicators import in_language


def one_figure(user: Any, code: str, place: str, year: int, *, source: str = "", people: str = "") -> dict[str, Any]:
    """n, rate, interval, source, version, cut-off, denominator, caveats; a gap is null with `known` false, never a zero."""
    asked = chosen(user, code, {"fuente": source, "poblacion": people})
    basis, indicator = asked.basis, asked.indicator
    if basis is None:
        raise Http404
    entry = entry_of(asked.country, place) if place and place != asked.country else None
    if place and place != asked.country and entry is None:
        raise Http404
    found = grid(indicator, basis, places=[entry.id, None] if entry else [None], years=[year])
    way = basis.people.at(year, GROUPS[indicator.denominator])[1] if basis.people and indicator.denominator in GROUPS else "none"
    return {
        "indicator": indicator.code,
        "definition": indicator.version,
        "name": str(indicator),
        "place": entry.code if entry else asked.country,
        "year": year,
        **_told(found, 0),
        "country": _told(found, -1),
        "unit": in_language(indicator.unit),
        "denominator": {"series": basis.people.code, "name": basis.people.name, "way": way} if basis.people and indicator.is_rate else None,
        "source": {"code": basis.source.code, "name": basis.source.name, "authority": basis.source.authority},
        "vintage": basis.vintage.number,
        "cut_off": basis.cut_off.isoformat(),
        "breaks": [{"from": one.day.isoformat(), "what": in_language(one.row)} for one in breaks(basis.source, indicator)],
        "caveats": in_language(indicator.caveats),
    }


def _told(found: Grid, row: int) -> dict[str, Any]:
    """One place's count, people and rate; the 95 % interval is of the rate, of the count where the indicator is a count."""
    count, whole = known(found.counts[row, 0]), bool(found.whole[row, 0])
    limits = found.interval if found.indicator.is_rate else poisson_interval(found.counts) if count is not None else None
    low, high = (known(limit[row, 0]) for limit in limits) if limits else (None, None)
    n = None if count is None else int(count)
    rate = {"people": known(found.population[row, 0]), "rate": known(found.rate[row, 0]), "low": low, "high": high}
    return {"known": count is not None, "whole_year": whole, "n": n, **rate}
