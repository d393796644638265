"""Groups of places that stand out, and clusters that are alive now: internal, of whole districts or wider, never a point."""

import datetime as dt
from typing import Any

import numpy as np

from izote.methods.errors import Declined
from izote.methods.neighbours import centroids
from izote.methods.scan import circles, scan
from izote.methods.spatial import false_discovery, getis_ord, local_moran, permutations_for, standardised_rate
from izote.observatory.models import Analysis
from izote.observatory.queries.analysis import neighbours
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.figures import basis_of, grid
from izote.observatory.rules.indicators import Indicator
from izote.observatory.watch.weeks import Weeks, levels_of
from izote.territory.queries import gazetteer, shapes

LEAST_PLACES, FDR, SEED = 10, 0.05, 20
SCAN_WEEKS, SCAN_LEAST, SCAN_LONGEST, SCAN_NEIGHBOURS, REPLICATES = 52, 9, 8, 20, 999
LEAST_CASES = 10
QUADRANTS = ("", "high_high", "low_high", "low_low", "high_low")
Kind = Analysis.Kind


def hotspots(weeks: Weeks, indicator: Indicator, level: str) -> Analysis | None:
    """Gi* and local Moran of the rates of the last whole year, with the rate of false discoveries held; nothing without population."""
    basis = basis_of(weeks.source)
    if basis is None or not indicator.is_rate:
        return None
    figures = grid(indicator, basis, level=level)
    whole = [n for n in range(len(figures.years)) if figures.whole[:, n].sum() >= LEAST_PLACES]
    if not whole:
        return None
    at = whole[-1]
    known = figures.whole[:, at] & (figures.population[:, at] > 0)
    near = neighbours(weeks.source.country, level, figures.places)
    payload: dict[str, Any] = {"year": figures.years[at], "reported": int(known.sum()), "places": [], "declined": ""}
    made = Analysis(kind=Kind.HOTSPOTS, indicator=indicator.code, level=level, period=str(figures.years[at]), payload=payload)
    cases = figures.counts[known, at].sum()
    if near is None or known.sum() < LEAST_PLACES or cases < LEAST_CASES:
        payload["declined"] = "no_map" if near is None else "few_places" if known.sum() < LEAST_PLACES else "few_cases"
        return made
    counts, people = (np.where(known, table[:, at], np.nan) for table in (figures.counts, figures.population))
    try:
        payload |= _patterns(counts, people, near, figures.places, weeks.source.country, indicator.per)
    except Declined as refusal:
        payload["declined"] = refusal.code
    return made


def _patterns(counts: np.ndarray, people: np.ndarray, near: Any, places: list[int], country: str, per: int) -> dict[str, Any]:
    permutations = permutations_for(int(np.isfinite(counts).sum()), FDR)
    rate = counts / people * per
    star = getis_ord(rate, near, permutations=permutations, seed=SEED)
    moran = local_moran(standardised_rate(counts, people), near, permutations=permutations, seed=SEED)
    star_q, moran_q = false_discovery(star.p), false_discovery(moran.p)
    ids = atlas(country).ids
    rows = []
    for n in np.flatnonzero((star_q <= FDR) | (moran_q <= FDR)):
        hot = bool(star_q[n] <= FDR)
        rows.append(
            {
                "place": ids[places[int(n)]],
                "count": int(counts[n]),
                "rate": round(float(rate[n]), 2),
                "z": round(float(star.z[n]), 2),
                "q": round(float(min(star_q[n], moran_q[n])), 4),
                "star": ("high" if star.z[n] > 0 else "low") if hot else "",
                "moran": QUADRANTS[int(moran.quadrant[n])] if moran_q[n] <= FDR else "",
            }
        )
    change = star.smallest_change[np.isfinite(star.smallest_change)]
    return {
        "places": sorted(rows, key=lambda row: -row["z"]),
        "smallest": round(float(np.median(change)), 2) if change.size else None,
        "mean": round(float(np.nanmean(rate)), 2),
        "per": per,
        "permutations": permutations,
    }


def alive(weeks: Weeks, indicator: Indicator, level: str) -> Analysis | None:
    """The prospective space-time permutation scan over the last weeks: circles of places, windows that end now."""
    rows = weeks.rows(indicator.code, level)
    if len(rows) < LEAST_PLACES:
        return None
    end = weeks.tested.stop
    counts = weeks.counts[rows][:, end - SCAN_WEEKS : end]
    counts = counts[:, int(np.isfinite(counts).any(axis=0).argmax()) :]
    longest = min(SCAN_LONGEST, counts.shape[1] // 3)
    whole = np.isfinite(counts).all(axis=1)
    last = weeks.dates[end - 1]
    payload: dict[str, Any] = {
        "last": last.isoformat(), "weeks": counts.shape[1], "longest": longest, "places": int(whole.sum()), "left_out": int((~whole).sum()),
        "clusters": [], "declined": "",
    }  # fmt: skip
    made = Analysis(kind=Kind.SCAN, indicator=indicator.code, level=level, period=last.isoformat(), payload=payload)
    kept = [weeks.keys[row].place for row, there in zip(rows, whole, strict=True) if there]
    middle = _middles(weeks.source.country, level, kept)
    if middle is None or len(kept) < LEAST_PLACES or counts.shape[1] < SCAN_LEAST:
        payload["declined"] = "no_map" if middle is None else "few_places" if len(kept) < LEAST_PLACES else "young"
        return made
    try:
        found = scan(
            counts[whole].T.copy(),
            circles(middle[:, 0], middle[:, 1], spherical=True, neighbours=SCAN_NEIGHBOURS),
            kind="permutation", most=longest, replicates=REPLICATES, seed=SEED, clusters=3,
        )  # fmt: skip
    except Declined as refusal:
        payload["declined"] = refusal.code
        return made
    payload["smallest"] = round(float(found.smallest_change), 2) if np.isfinite(found.smallest_change) else None
    payload["clusters"] = [
        {
            "places": [kept[n] for n in one.places],
            "from": (last - dt.timedelta(weeks=one.duration - 1)).isoformat(),
            "weeks": one.duration,
            "observed": one.observed,
            "expected": round(one.expected, 2),
            "p": round(one.p, 4),
            "recurrence": round(one.recurrence, 1),
        }
        for one in found.clusters
    ]
    return made


def _middles(country: str, level: str, places: list[int | None]) -> np.ndarray | None:
    index = gazetteer(country)
    drawn = {one["properties"]["code"]: one["geometry"]["coordinates"] for one in shapes(level, country)["features"]}
    codes = [index.entries[index.at[place]].code for place in places if place is not None]
    if len(codes) != len(places) or not all(drawn.get(code) for code in codes):
        return None
    return centroids([[np.array(ring, dtype=float) for one in drawn[code] for ring in one] for code in codes])


def clusters(weeks: Weeks, indicator: Indicator) -> list[Analysis]:
    """Every analysis of clusters of an indicator; the country itself has none."""
    made = []
    for level in levels_of(weeks.source.country)[1:]:
        made += [one for one in (hotspots(weeks, indicator, level), alive(weeks, indicator, level)) if one]
    return made
