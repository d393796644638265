"""What the coming months may bring, and what is still to be reported of the last ones."""

import datetime as dt
from typing import Any

import numpy as np

from izote.methods.errors import Declined
from izote.methods.forecast import forecast
from izote.methods.nowcast import nowcast, triangle
from izote.observatory.loader.tallying import COUNTRY
from izote.observatory.models import Analysis, Source, Vintage
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.figures import added, basis_of, in_use, last_vintage, series
from izote.observatory.rules.alarms import watched
from izote.observatory.rules.indicators import Indicator, indicators
from izote.observatory.watch.weeks import levels_of, spoken

HORIZON, PERIOD, LEAST_EVENTS, LEAST_MONTHS = 6, 12, 100, 36
EDITIONS, DELAYS = 6, 3
DOMAINS = ("violence", "returns")
Kind = Analysis.Kind


def monthly(source: Source, indicator: Indicator, level: str) -> tuple[list[int | None], dt.date, np.ndarray] | None:
    """Counts by month and place, shape (months, places), until the last month of which anybody spoke; NaN is a gap."""
    found = list(in_use(source, indicator).filter(level=level).values_list("place_id", "year", "months"))
    if not found:
        return None
    places: list[int | None] = sorted({row[0] for row in found}, key=lambda one: one or 0)
    first, last = min(row[1] for row in found), max(row[1] for row in found)
    at = {place: n for n, place in enumerate(places)}
    out = np.full(((last - first + 1) * 12, len(places)), np.nan)
    for place, year, months in found:
        said = np.array([np.nan if n is None else n for n in months], dtype=float)
        part = out[(year - first) * 12 : (year - first) * 12 + 12, at[place]]
        part[:] = added(part, said)
    known = np.flatnonzero(np.isfinite(out).any(axis=1))
    return (places, dt.date(first + int(known[0]) // 12, int(known[0]) % 12 + 1, 1), out[known[0] : known[-1] + 1]) if known.size else None


def _after_break(source: Source, indicator: Indicator, first: dt.date, counts: np.ndarray) -> tuple[dt.date, np.ndarray, str]:
    """The months since the last change of definition, and its code."""
    found = [one for one in breaks(source, indicator) if not one.row.get("joined") and one.day > first]
    if not found:
        return first, counts, ""
    last = max(found, key=lambda one: one.day)
    skip = (last.day.year - first.year) * 12 + last.day.month - first.month
    return last.day.replace(day=1), counts[skip:], last.code


def _month(first: dt.date, n: int) -> dt.date:
    at = first.year * 12 + first.month - 1 + n
    return dt.date(at // 12, at % 12 + 1, 1)


def indicators_of(source: Source) -> list[Indicator]:
    """What is forecast of a source."""
    return watched(indicators().values(), spoken(source), DOMAINS) if source.domain in DOMAINS else []


def forecasts(source: Source, indicator: Indicator) -> list[Analysis]:
    """A forecast for each level where something can be seen, of violence never as near as the district; else why not."""
    vintage = last_vintage(source)
    made = []
    levels = levels_of(source.country)[: -1 if indicator.domain == "violence" else None]
    for level in levels if vintage else ():
        held = monthly(source, indicator, level)
        if vintage and held is not None:
            made.append(_forecast(source, vintage, indicator, level, *held))
    return made


def _forecast(
    source: Source, vintage: Vintage, indicator: Indicator, level: str, places: list[int | None], first: dt.date, counts: np.ndarray
) -> Analysis:
    first, counts, broken = _after_break(source, indicator, first, counts)
    # a month that the cut-off divides is not whole
    if len(counts) and _month(first, len(counts)) > vintage.cut_off + dt.timedelta(days=1):
        counts = counts[:-1]
    payload: dict[str, Any] = {"since": first.isoformat(), "break": broken, "months": len(counts), "declined": ""}
    start = _month(first, len(counts))
    made = Analysis(kind=Kind.FORECAST, indicator=indicator.code, level=level, period=start.strftime("%Y-%m"), payload=payload)
    seen = np.isfinite(counts).sum(axis=0) * 2 > len(counts) if len(counts) else np.zeros(len(places), bool)
    if len(counts) < LEAST_MONTHS:
        payload["declined"] = "short"
    elif np.nansum(counts[-24:]) < LEAST_EVENTS * (1 if level == COUNTRY else 2):
        payload["declined"] = "few"
    elif not seen.any():
        payload["declined"] = "gaps"
    if payload["declined"]:
        return made
    try:
        found = forecast(counts[:, seen], horizon=HORIZON, period=PERIOD)
    except Declined as refusal:
        payload["declined"] = refusal.code
        return made
    kept = [place for place, there in zip(places, seen, strict=True) if there]
    payload |= {"start": start.isoformat(), "places": kept, "method": found.method, "level": 90}
    payload |= {name: np.round(getattr(found, name), 1 if name == "mean" else 0).T.tolist() for name in ("mean", "low", "high")}
    payload["smallest"] = round(found.smallest_change, 2) if np.isfinite(found.smallest_change) else None
    if found.evaluation:
        told = found.evaluation
        payload["evaluation"] = {
            "crps": round(told.crps, 4),
            "baselines": {name: round(value, 4) for name, value in told.baselines.items()},
            "coverage": round(told.coverage, 3),
            "promised": round(told.promised, 3),
            "forecasts": told.forecasts,
        }
    return made


def nowcasts(source: Source, indicator: Indicator) -> list[Analysis]:
    """What is still to be reported of the country's last months, learnt from at least six monthly editions of the figures."""
    editions = _editions(source)
    if len(editions) < EDITIONS:
        return []
    values, end = _read_editions(source, indicator, editions)
    if not values:
        return []
    payload: dict[str, Any] = {"last": end.isoformat(), "editions": len(values), "declined": ""}
    try:
        found = nowcast(triangle(values, DELAYS), min_vintages=EDITIONS - DELAYS, replicates=500)
        columns = (each[-DELAYS - 1 :] for each in (found.reported, found.estimate, found.low, found.high))
        payload["months"] = [
            {
                "month": _month(end, n - DELAYS).isoformat(),
                "reported": int(r),
                "estimate": round(float(e), 1),
                "low": int(lo),
                "high": int(hi),
            }
            for n, (r, e, lo, hi) in enumerate(zip(*columns, strict=True))
        ]
    except Declined as refusal:
        payload["declined"] = refusal.code
    return [Analysis(kind=Kind.NOWCAST, indicator=indicator.code, level=COUNTRY, period=end.strftime("%Y-%m"), payload=payload)]


def _editions(source: Source) -> list[Vintage]:
    """The last version of each month of cut-off, as far back as no month is missing."""
    by_month: dict[dt.date, Vintage] = {}
    for vintage in source.vintages.order_by("number"):
        by_month[vintage.cut_off.replace(day=1)] = vintage
    months = sorted(by_month, reverse=True)
    kept: list[Vintage] = []
    for n, month in enumerate(months):
        if n and month != _month(months[0], -n):
            break
        kept.append(by_month[month])
    return kept[::-1]


def _read_editions(source: Source, indicator: Indicator, editions: list[Vintage]) -> tuple[list[np.ndarray], dt.date]:
    end = editions[-1].cut_off.replace(day=1)
    begin = _month(editions[0].cut_off.replace(day=1), -DELAYS)
    values = []
    for vintage in editions:
        basis = basis_of(source, vintage)
        told = series(indicator, basis, None, past=True) if basis else None
        if told is None or not len(told.months):
            return [], end
        start = (begin.year - told.first) * 12 + begin.month - 1
        stop = (vintage.cut_off.year - told.first) * 12 + vintage.cut_off.month
        if start < 0 or stop > len(told.months):
            return [], end
        values.append(told.months[start:stop])
    return values, end
