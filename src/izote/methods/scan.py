"""Prospective space-time scan statistics: is there a cluster that is alive today, and how rarely would chance make one as strong?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numba import njit

from izote.methods.errors import Declined

Kind = Literal["poisson", "permutation", "expectation"]
POISSON, PERMUTATION, EXPECTATION = 0, 1, 2


@dataclass(frozen=True)
class Zones:
    """Circles: `order` (centres, most) the places by distance from each centre, `size` (centres,) how many of them may belong."""

    order: np.ndarray
    size: np.ndarray

    def distinct(self) -> int:
        """How many different sets of places the circles make."""
        return len({frozenset(row[: n + 1].tolist()) for row, most in zip(self.order, self.size, strict=True) for n in range(most)})


@dataclass(frozen=True)
class Cluster:
    """A circle of places (numbers) over the last `duration` periods. recurrence: once in so many scans would chance show as much."""

    places: tuple[int, ...]
    duration: int
    observed: int
    expected: float
    score: float
    p: float
    recurrence: float

    @property
    def ratio(self) -> float:
        """Observed over expected inside."""
        return self.observed / self.expected if self.expected else float("inf")


@dataclass(frozen=True)
class Scan:
    """Clusters by score, none sharing a place with a stronger one; the score needed for p ≤ 0.05 and the smallest ratio that would reach it
    in a typical place (median expected over the longest window)."""

    clusters: tuple[Cluster, ...]
    replicates: np.ndarray
    critical: float
    smallest_change: float
    sentence: str


def circles(
    x: np.ndarray,
    y: np.ndarray,
    *,
    spherical: bool = False,
    neighbours: int | None = None,
    radius: float | None = None,
    population: np.ndarray | None = None,
    share: float = 0.5,
) -> Zones:
    """Circular zones around each place: the k nearest, within a radius, up to a share of the population.

    x, y: shape (places,), plane coordinates, or longitude and latitude in degrees with spherical=True (radius then in km).
    neighbours counts the centre itself. Source: Kulldorff 1997.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 1 or x.shape != y.shape or not x.size or not np.all(np.isfinite(x) & np.isfinite(y)):
        raise Declined("places", "Every place needs two finite coordinates.")
    far = _great_circle(x, y) if spherical else np.hypot(x[:, None] - x, y[:, None] - y)
    order = np.argsort(far, axis=1, kind="stable").astype(np.int64)
    own = np.argmax(order == np.arange(x.size)[:, None], axis=1)
    for row, at in enumerate(own):
        order[row, 1 : at + 1] = order[row, :at].copy()
        order[row, 0] = row
    size = np.full(x.size, x.size if neighbours is None else min(neighbours, x.size), np.int64)
    if radius is not None:
        size = np.minimum(size, (far <= radius).sum(axis=1))
    if population is not None:
        weight = np.asarray(population, float)
        if weight.shape != x.shape or not np.all(np.isfinite(weight)) or np.any(weight < 0) or weight.sum() <= 0:
            raise Declined("population", "Every place needs a population of zero or more, and one of them more than zero.")
        size = np.minimum(size, (np.cumsum(weight[order], axis=1) <= share * weight.sum() * (1 + 1e-12)).sum(axis=1))
    size = np.maximum(size, 1)
    return Zones(np.ascontiguousarray(order[:, : int(size.max())]), size)


def scan(
    counts: np.ndarray,
    zones: Zones,
    *,
    kind: Kind = "poisson",
    population: np.ndarray | None = None,
    baseline: np.ndarray | None = None,
    most: int | None = None,
    replicates: int = 999,
    seed: int = 1,
    clusters: int = 10,
) -> Scan:
    """Scan all circles over windows that end today (1 … `most` periods back).

    counts: shape (periods, places), the last period is today; NaN (no report) is refused: leave the place or the period out.
    population: shape (places,) or (periods, places), for kind "poisson" (Kulldorff 2001: cases fall by population, given their sum).
    kind "permutation" needs counts only (Kulldorff et al. 2005: dates shuffled among cases). kind "expectation" (Neill 2009) compares with
    `baseline` (periods, places), what was expected from each place's own past; cases are Poisson, their sum is not given.
    p-values are (1 + replicates at least as strong) / (1 + replicates); a secondary cluster is compared with the strongest of each
    replicate.
    """
    found, expected, code = _inputs(counts, zones, kind, population, baseline)
    most = _longest(found, most, code)
    rng = np.random.Generator(np.random.PCG64(seed))
    order, size = zones.order, zones.size
    score = np.empty((order.shape[0], order.shape[1], most))
    recent = _recent(found, most)
    expecting = _recent(expected, most)
    total = float(found.sum())
    scores(recent, expecting, order, size, total, code, score)
    highest = _replicate(found, expected, zones, most, replicates, rng, code)
    chosen = _strongest(score, zones, recent, expecting, highest, clusters)
    critical = float(np.quantile(highest, 0.95, method="higher")) if replicates else np.nan
    smallest = _smallest(float(np.median(expecting[-1])), critical, total, code)
    first = chosen[0] if chosen else None
    words = (
        "No circle holds more than expected."
        if first is None
        else (
            f"The strongest of {int(size.sum()) * most} windows holds {first.observed} cases in {len(first.places)} places over "
            f"the last {first.duration} periods, where {first.expected:.2f} were expected; "
            f"chance shows as much in one scan of {first.recurrence:.0f}."
        )
    )
    return Scan(tuple(chosen), highest, critical, smallest, words)


def _inputs(
    counts: np.ndarray, zones: Zones, kind: Kind, population: np.ndarray | None, baseline: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, int]:
    found = np.asarray(counts, float)
    if found.ndim != 2 or found.shape[1] != zones.order.shape[0]:
        raise Declined("shape", "Counts must be a table of periods by places, the places those of the circles.")
    if np.isnan(found).any():
        raise Declined(
            "gap", "A scan needs a report from every place in every period: leave out what lacks one.", gaps=int(np.isnan(found).sum())
        )
    if not np.all(np.isfinite(found)) or np.any(found < 0) or np.any(found != np.floor(found)):
        raise Declined("count", "A count is a whole number of zero or more.")
    if found.sum() < 2:
        raise Declined("few", "Fewer than two cases: there is nothing to scan.", cases=int(found.sum()))
    if kind == "permutation":
        return found, found.sum(axis=1)[:, None] * found.sum(axis=0) / found.sum(), PERMUTATION
    if kind not in ("poisson", "expectation"):
        raise Declined("kind", f"There is no scan of kind “{kind}”.")
    given = population if kind == "poisson" else baseline
    word = "population" if kind == "poisson" else "baseline"
    if given is None:
        raise Declined(word, f"This scan needs a {word} for every place.")
    weight = np.asarray(given, float)
    fits = weight.shape in (found.shape, found.shape[1:])
    weight = np.broadcast_to(weight, found.shape) if fits else weight
    if not fits or not np.all(np.isfinite(weight)) or np.any(weight < 0) or weight.sum() <= 0:
        raise Declined(word, f"The {word} must be finite and zero or more, by place or by period and place.")
    if np.any((weight == 0) & (found > 0)):
        raise Declined(word, f"A place with cases has a {word} of zero.")
    if kind == "poisson":
        return found, weight * found.sum() / weight.sum(), POISSON
    return found, np.array(weight), EXPECTATION


def _longest(found: np.ndarray, most: int | None, code: int) -> int:
    limit = found.shape[0] if code == EXPECTATION else max(found.shape[0] // 2, 1) if most is None else found.shape[0]
    most = limit if most is None else most
    if not 1 <= most <= found.shape[0] or (code == PERMUTATION and most >= found.shape[0]):
        raise Declined(
            "window", "The longest window must be at least one period and, for permutations, shorter than the series.", most=most
        )
    return most


def _recent(table: np.ndarray, most: int) -> np.ndarray:
    """Sums of the last 1 … most periods by place, shape (most, places)."""
    return np.ascontiguousarray(np.cumsum(table[::-1][:most], axis=0), dtype=float)


@njit(cache=True)
def _value(found: float, expected: float, total: float, code: int) -> float:
    if found <= expected or expected <= 0.0:
        return 0.0
    if code == EXPECTATION:
        return found * np.log(found / expected) + expected - found
    rest = total - found
    value = found * np.log(found / expected)
    return value + rest * np.log(rest / (total - expected)) if rest > 0.0 else value


@njit(cache=True)
def scores(
    recent: np.ndarray, expecting: np.ndarray, order: np.ndarray, size: np.ndarray, total: float, code: int, out: np.ndarray
) -> float:
    """Log-likelihood ratio of every circle and window into `out` (centres, most places, windows); returns the largest."""
    best = 0.0
    for centre in range(order.shape[0]):
        for window in range(recent.shape[0]):
            found, expected = 0.0, 0.0
            for n in range(size[centre]):
                place = order[centre, n]
                found += recent[window, place]
                expected += expecting[window, place]
                value = _value(found, expected, total, code)
                out[centre, n, window] = value
                best = max(best, value)
    return best


@njit(cache=True)
def largest(
    recent: np.ndarray,
    expecting: np.ndarray,
    order: np.ndarray,
    size: np.ndarray,
    total: float,
    code: int,
    logs: np.ndarray,
    sums: np.ndarray,
    inside: np.ndarray,
    outside: np.ndarray,
) -> float:
    """The largest ratio only, no logarithm in the loop: `logs` holds n·log n for whole n, `sums` (windows, centres, places) what is
    expected
    inside, `inside` and `outside` the logarithms of what is expected within and without."""
    best = 0.0
    for window in range(recent.shape[0]):
        for centre in range(order.shape[0]):
            found = 0
            for n in range(size[centre]):
                found += int(recent[window, order[centre, n]])
                expected = sums[window, centre, n]
                if found <= expected:
                    continue
                value = logs[found] - found * inside[window, centre, n]
                if code == EXPECTATION:
                    value += expected - found
                else:
                    if value <= best:
                        continue
                    rest = int(total) - found
                    if rest > 0:
                        value += logs[rest] - rest * outside[window, centre, n]
                if value > best:
                    best = value
    return best


def _replicate(
    found: np.ndarray, expected: np.ndarray, zones: Zones, most: int, replicates: int, rng: np.random.Generator, code: int
) -> np.ndarray:
    """The strongest score of each replicate under the hypothesis of no cluster."""
    expecting = _recent(expected, most)
    sums = np.cumsum(expecting[:, zones.order], axis=2)
    with np.errstate(divide="ignore"):
        inside = np.where(sums > 0, np.log(sums), 0.0)
        outside = np.log(np.maximum(found.sum() - sums, 1e-300)) if code != EXPECTATION else inside
    total = int(found.sum())
    most_cases = total if code != EXPECTATION else int(10 * expected.sum() + 1000)
    whole = np.arange(most_cases + 1, dtype=float)
    logs = whole * np.log(np.maximum(whole, 1))
    out = np.empty(replicates)
    shape = found.shape
    share = (expected / expected.sum()).ravel()
    when, where = (np.repeat(np.indices(shape)[axis].ravel(), found.astype(int).ravel()) for axis in (0, 1))
    table = np.empty(shape)
    for turn in range(replicates):
        if code == POISSON:
            table = rng.multinomial(total, share).reshape(shape).astype(float)
        elif code == PERMUTATION:
            table = np.bincount(rng.permutation(when) * shape[1] + where, minlength=found.size).reshape(shape).astype(float)
        else:
            table = rng.poisson(expected[-most:]).astype(float)
        out[turn] = largest(_recent(table, most), expecting, zones.order, zones.size, float(total), code, logs, sums, inside, outside)
    return out


def _strongest(
    score: np.ndarray, zones: Zones, recent: np.ndarray, expecting: np.ndarray, highest: np.ndarray, wanted: int
) -> list[Cluster]:
    """Clusters from the strongest down, each free of the places of those before it."""
    for centre, n in enumerate(zones.size):
        score[centre, n:] = 0.0
    taken: set[int] = set()
    out: list[Cluster] = []
    for at in np.argsort(-score, axis=None, kind="stable"):
        centre, n, window = np.unravel_index(at, score.shape)
        value = float(score[centre, n, window])
        if value <= 0 or len(out) == wanted:
            break
        places = zones.order[centre, : n + 1]
        if taken & set(places.tolist()):
            continue
        taken |= set(places.tolist())
        p = (1 + int((highest >= value - 1e-9).sum())) / (highest.size + 1)
        found, expected = recent[window, places].sum(), expecting[window, places].sum()
        out.append(Cluster(tuple(sorted(places.tolist())), int(window) + 1, int(found), float(expected), value, p, 1 / p))
    return out


def _smallest(expected: float, critical: float, total: float, code: int) -> float:
    """Observed over expected that one typical place must reach over the longest window to be called unusual; inf where it cannot."""
    if not np.isfinite(critical) or expected <= 0:
        return float("inf")
    for found in range(int(expected) + 1, int(max(total, 10 * expected) + 100)):
        if code != EXPECTATION and found > total:
            break
        if _value(float(found), expected, max(total, float(found)), code) >= critical:
            return found / expected
    return float("inf")


def recurrence_in_days(p: float, days_between_scans: float) -> float:
    """How often chance alone shows a cluster as strong when a scan is made every so many days (Kleinman 2004)."""
    if not 0 < p <= 1 or days_between_scans <= 0:
        raise Declined("p", "A p-value lies above 0 and at most at 1; days are more than 0.")
    return days_between_scans / p


def _great_circle(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(longitude), np.radians(latitude)
    half = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    far: np.ndarray = 2 * 6371.0088 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return far
