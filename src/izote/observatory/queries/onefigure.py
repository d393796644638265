"""One figure with everything that must be said beside it, for those who script."""

from typing import Any

from django.http import Http404

from izote.kit.charts import known
from izote.observatory.queries.chosen import chosen, entry_of
from izote.observatory.queries.figures import GROUPS, breaks, grid
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
    found = grid(indicator, basis, places=[entry.id if entry else None], years=[year])
    count, whole = known(found.counts[0, 0]), bool(found.whole[0, 0])
    low, high = (known(limit[0, 0]) for limit in found.interval)
    way = basis.people.at(year, GROUPS[indicator.denominator])[1] if basis.people and indicator.denominator in GROUPS else "none"
    return {
        "indicator": indicator.code,
        "definition": indicator.version,
        "name": str(indicator),
        "place": entry.code if entry else asked.country,
        "year": year,
        "known": count is not None,
        "whole_year": whole,
        "n": None if count is None else int(count),
        "rate": known(found.rate[0, 0]),
        "low": low if indicator.is_rate else None,
        "high": high if indicator.is_rate else None,
        "unit": in_language(indicator.unit),
        "people": known(found.population[0, 0]),
        "denominator": {"series": basis.people.code, "name": basis.people.name, "way": way} if basis.people and indicator.is_rate else None,
        "source": {"code": basis.source.code, "name": basis.source.name, "authority": basis.source.authority},
        "vintage": basis.vintage.number,
        "cut_off": basis.cut_off.isoformat(),
        "breaks": [{"from": one.day.isoformat(), "what": in_language(one.row)} for one in breaks(basis.source, indicator)],
        "caveats": in_language(indicator.caveats),
    }
