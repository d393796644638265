"""What takes long and changes only with a new version of the figures: smoothed rates and ranks with their intervals, kept in the cache."""

import hashlib
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from django.core.cache import cache

from izote.methods.errors import Declined
from izote.methods.neighbours import Neighbours, centroids, contiguity, nearest
from izote.methods.ranks import ranks
from izote.methods.similar import similar
from izote.methods.smoothing import empirical_bayes, spatial_empirical_bayes
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.figures import Basis, Grid, grid
from izote.observatory.rules.indicators import Indicator
from izote.territory.queries import gazetteer, shapes

SEED, DRAWS, DAYS = 20, 2000, 30 * 24 * 3600
_near: dict[tuple[str, str], tuple[Any, Neighbours]] = {}


class Standing(NamedTuple):
    """By place of a grid of one year: smoothed rates, rank and its interval, how many places cannot be told from it; NaN: not known.

    `declined` says why there is nothing, where there is nothing.
    """

    smoothed: np.ndarray
    spatial: np.ndarray
    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray
    unordered: np.ndarray
    declined: str = ""


def standing(figures: Grid, level: str) -> Standing:
    """Smoothed rates and ranks of a grid of one year (of counts the ranks alone); made once for each version of its figures."""
    basis = figures.basis
    key = key_of("standing", basis, figures.indicator, level, figures.years[0], figures.through)
    found = kept(key, lambda: _standing(figures, level))
    columns = [np.array([np.nan if v is None else v for v in found[name]], dtype=float) for name in Standing._fields[:-1]]
    return Standing(columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], found["declined"])


def _standing(figures: Grid, level: str) -> dict[str, Any]:
    counts = np.where(figures.whole[:, 0], figures.counts[:, 0], np.nan)
    is_rate = figures.indicator.is_rate
    people = np.where(figures.exposure[:, 0] > 0, figures.exposure[:, 0], np.nan) if is_rate else np.ones(len(counts))
    nothing = [None] * len(counts)
    out: dict[str, Any] = {name: nothing for name in Standing._fields[:-1]} | {"declined": ""}
    per = float(figures.indicator.per)
    try:
        if is_rate:
            out["smoothed"] = _plain(empirical_bayes(counts, people, per=per).value)
        near = neighbours(figures.basis.source.country, level, figures.places) if is_rate else None
        if near is not None:
            out["spatial"] = _plain(spatial_empirical_bayes(counts, people, near, per=per).value)
        found = ranks(counts, people, first=1, draws=DRAWS, seed=SEED, per=per)
        out |= {"rank": _plain(found.rank), "low": _plain(found.low), "high": _plain(found.high), "unordered": _plain(found.unordered)}
    except Declined as refusal:
        out["declined"] = refusal.code
    return out


def neighbours(country: str, level: str, places: list[int]) -> Neighbours | None:
    """Who touches whom on the map of a level, in the order of these places; places that touch nobody get their five nearest."""
    collection = shapes(level, country)
    held = _near.get((country, level))
    if held is None or held[0] is not collection or held[1].n != len(places):
        index, here = gazetteer(country), atlas(country)
        drawn = {one["properties"]["code"]: one["geometry"]["coordinates"] for one in collection["features"]}
        codes = [index.entries[index.at[place]].code for place in (here.ids[at] for at in places) if place is not None]
        if len(codes) != len(places) or len(codes) < 3 or not all(drawn.get(code) for code in codes):
            return None
        rings = [[np.array(ring, dtype=float) for one in drawn[code] for ring in one] for code in codes]
        found = contiguity(rings, tolerance=1e-6)
        if len(found.islands) > len(codes) // 10:
            found = nearest(centroids(rings), min(5, len(codes) - 1), geographic=True)
        held = _near[(country, level)] = (collection, found)
    return held[1]


class Alike(NamedTuple):
    """A comparable place: its key, how far it is, whether it is farther than places usually are, what fits worst."""

    place: int
    distance: float
    far: bool
    worst: str


FEATURES = ("people", "baseline")


def alike(indicator: Indicator, basis: Basis, place: int | None, level: str, before: tuple[int, ...], k: int = 5) -> list[Alike]:
    """The places most like one by people (ratio) and by the rate of some years before; none where that cannot be said.

    The years lie before the change that is looked at: choosing by the outcome would make the comparison worthless.
    """
    found = kept(key_of("alike", basis, indicator, level, place, k, *before), lambda: _alike(indicator, basis, place, level, before, k))
    return [Alike(*row) for row in found]


def _alike(indicator: Indicator, basis: Basis, place: int | None, level: str, before: tuple[int, ...], k: int) -> list[list[Any]]:
    here = atlas(basis.source.country)
    figures = grid(indicator, basis, level=level, years=before)
    known = figures.whole.all(axis=1)
    people = np.where(figures.population > 0, figures.population, np.nan).mean(axis=1)
    rate = np.where(known, figures.counts.sum(axis=1) / people / len(before) * indicator.per, np.nan)
    if place not in [here.ids[at] for at in figures.places]:
        return []
    own = figures.places.index(here.position[place])
    table = np.column_stack([people, np.sqrt(rate)])
    try:
        answer = similar(table, own, k, logarithm=(True, False), names=FEATURES)
    except Declined:
        return []
    worst = [FEATURES[int(np.argmax(np.abs(row)))] for row in answer.difference]
    return [
        [here.ids[figures.places[int(at)]], round(float(away), 4), bool(away >= answer.typical), word]
        for at, away, word in zip(answer.places, answer.distance, worst, strict=True)
    ]


def key_of(name: str, basis: Basis, indicator: Indicator, *rest: object) -> str:
    """The cache's name of something made of one version of the figures."""
    people = (basis.people.code, basis.people.vintage) if basis.people else ()
    said = (name, basis.source.pk, basis.vintage.number, *people, indicator.code, indicator.version, *rest)
    return f"observatory.{hashlib.sha256(repr(said).encode()).hexdigest()[:40]}"


def kept(key: str, make: Callable[[], Any]) -> Any:
    """What is in the cache, else what is made now and kept there."""
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, DAYS)
    return found


def _plain(values: np.ndarray) -> list[float | None]:
    return [round(float(v), 4) if math.isfinite(v) else None for v in np.asarray(values, dtype=float)]
