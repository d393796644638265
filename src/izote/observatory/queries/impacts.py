"""After a measure began: this place against its own past, and against a mixture of comparable places. A comparison, never a proof."""

from typing import Any

import numpy as np

from izote.methods.errors import Declined
from izote.observatory.queries.analysis import alike, kept, key_of
from izote.observatory.queries.figures import Basis, grid, series
from izote.observatory.rules.indicators import Indicator

DONORS = 20


def impact(indicator: Indicator, basis: Basis, place: Any, month: tuple[int, int], until: int) -> dict[str, Any]:
    """Both comparisons for a measure that began in a month, up to the end of a year; each may decline, and says why by a code."""
    key = key_of("measure", basis, indicator, place.id if place else 0, *month, until)
    return dict(
        kept(key, lambda: {"its": _its(indicator, basis, place, month, until), "double": _double(indicator, basis, place, month, until)})
    )


def _its(indicator: Indicator, basis: Basis, place: Any, month: tuple[int, int], until: int) -> dict[str, Any]:
    """The months before and after, with the seasons and the trend that there was."""
    from izote.methods.impact import interrupted_time_series

    found = series(indicator, basis, place.id if place else None)
    end = (until - found.first + 1) * 12
    counts, at = found.months[:end], (month[0] - found.first) * 12 + month[1] - 1
    known = np.flatnonzero(np.isfinite(counts))
    if not len(known):
        return {"declined": "short"}
    first, last = int(known[0]), int(known[-1]) + 1
    try:
        # series of some years: Newey–West intervals were too narrow in the trials, these were not (docs/methods/impact.md)
        made = interrupted_time_series(counts[first:last], at - first, errors="quasi")
    except Declined as refusal:
        return {"declined": refusal.code}
    return {
        "level": _plain(made.level),
        "slope": _plain(made.slope),
        "averted": _plain(made.averted),
        "smallest": _plain([made.smallest_change])[0],
    }


def _double(indicator: Indicator, basis: Basis, place: Any, month: tuple[int, int], until: int) -> dict[str, Any]:
    """The years of this place beside the mixture of comparable places that walked like it before.

    A measure that began within a year leaves that year out of both sides: part of it lies before, part after.
    """
    from izote.methods.synthetic import synthetic_control

    if place is None or not indicator.is_rate:
        return {"declined": "place"}
    left_out = month[0] if month[1] > 1 else 0
    start = month[0] + 1 if left_out else month[0]
    national = grid(indicator, basis, places=[None])
    years = [year for n, year in enumerate(national.years) if year <= until and national.whole[0, n]]
    before = tuple(year for year in years if year < month[0])
    near = alike(indicator, basis, place.id, place.level, before[-3:], k=DONORS) if before else []
    if not near or start not in years:
        return {"declined": "short"}
    keys = [place.id, *(one.place for one in near)]
    rates = grid(indicator, basis, places=keys, years=years).rate.T
    kept_years = [n for n, year in enumerate(years) if year != left_out]
    try:
        made = synthetic_control(rates[kept_years], 0, len(before))
    except Declined as refusal:
        return {"declined": refusal.code}
    double = rates[:, made.weights > 0] @ made.weights[made.weights > 0]
    weights = sorted(((keys[n], float(w)) for n, w in enumerate(made.weights) if w >= 0.01), key=lambda one: -one[1])
    return {
        "years": years,
        "start": start,
        "left_out": left_out if left_out in years else 0,
        "own": _plain(rates[:, 0]),
        "double": _plain(double),
        "relative": _plain([made.relative])[0],
        "p": _plain([made.p])[0],
        "smallest": _plain([made.smallest_change])[0],
        "trials": int(np.isfinite(rates[kept_years]).all(axis=0).sum()) - 1,
        "weights": [[place_id, round(weight, 3)] for place_id, weight in weights[:6]],
    }


def _plain(values: Any) -> list[float | None]:
    return [round(float(v), 5) if np.isfinite(v) else None for v in values]
