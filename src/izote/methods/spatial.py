"""Are high and low values beside each other more than chance would have it: Getis–Ord, local Moran, global Moran, many columns at once.

Values are (places,) or (places, columns); NaN is "no report": that place is left out of that column, and out of its neighbours' sums.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from izote.methods.errors import Declined
from izote.methods.neighbours import Neighbours
from izote.methods.permute import count_extremes, moran_extremes
from izote.methods.rates import positive, together, whole

LEAST = 10
SEEN = 1.959964 + 0.841621  # two-sided 5 %, power 80 %
QUADRANTS = ("", "HH", "LH", "LL", "HL")


class GetisOrd(NamedTuple):
    """All of the shape of the values. `p` counts permutations, both sides; `p_normal` is the normal approximation, both sides.

    `at_least` and `at_most`: permutations with a sum as large, as small. `smallest_change`: by how much the mean of the neighbourhood
    must differ from the mean of all (units of the values) to be found with power 80 %.
    """

    g: np.ndarray
    z: np.ndarray
    p: np.ndarray
    p_normal: np.ndarray
    at_least: np.ndarray
    at_most: np.ndarray
    smallest_change: np.ndarray
    islands: np.ndarray


class LocalMoran(NamedTuple):
    """Like GetisOrd; `quadrant` is 1 HH, 2 LH, 3 LL, 4 HL (0: none), the place's own side first, its neighbours' second."""

    i: np.ndarray
    z: np.ndarray
    p: np.ndarray
    p_normal: np.ndarray
    quadrant: np.ndarray
    at_least: np.ndarray
    at_most: np.ndarray
    smallest_change: np.ndarray
    islands: np.ndarray


class Moran(NamedTuple):
    """One entry a column. `z` and `p_normal` under normality, `_random` under randomisation (Cliff and Ord 1981); both sides.

    `smallest_change`: the least I that would be found with power 80 %."""

    i: np.ndarray
    expected: np.ndarray
    z: np.ndarray
    p_normal: np.ndarray
    z_random: np.ndarray
    p_random: np.ndarray
    p: np.ndarray
    smallest_change: np.ndarray
    islands: np.ndarray


def two_sided(z: np.ndarray) -> np.ndarray:
    """Probability of a standard normal as far out as z on either side."""
    return 2 * ndtr(-np.abs(z))


def permutation_p(at_least: np.ndarray, at_most: np.ndarray, permutations: int) -> np.ndarray:
    """Twice the smaller tail, the observed arrangement counted as one of them; ties count on both sides."""
    return np.minimum(1.0, 2 * (np.minimum(at_least, at_most) + 1) / (permutations + 1))


def false_discovery(p: ArrayLike) -> np.ndarray:
    """Adjusted p-values of Benjamini and Hochberg (1995) down each column: call those ≤ q and a share q of the calls may be false.

    p: (tests,) or (tests, columns); NaN stays NaN and is not counted as a test.
    """
    found = np.asarray(p, float)
    out = np.full(found.shape, np.nan)
    for column, target in zip(found.reshape(len(found), -1).T, out.reshape(len(found), -1).T, strict=True):
        known = np.flatnonzero(~np.isnan(column))
        order = known[np.argsort(column[known], kind="stable")]
        scaled = column[order] * len(order) / np.arange(1, len(order) + 1)
        target[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return out


def permutations_for(tests: int, q: float = 0.05) -> int:
    """Permutations without which a single true cluster among so many tests can never pass the false-discovery control."""
    return int(np.ceil(2 * tests / q)) - 1


def standardised_rate(count: ArrayLike, population: ArrayLike) -> np.ndarray:
    """Rates less their mean over the standard deviation expected at each population (Assunção and Reis 1999), shape of the counts.

    Each column by itself. Where the moments leave a place no variance, Poisson variance alone stands in, as in the paper.
    """
    n, people = together(whole("count", count), positive("population", population))
    known = ~np.isnan(n + people)
    x, p = np.where(known, n, 0.0), np.where(known, people, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = x.sum(0) / p.sum(0)
        rate = n / people
        between = np.where(known, people * (rate - mean) ** 2, 0.0).sum(0) / p.sum(0) - mean / (p.sum(0) / known.sum(0))
        variance = between + mean / people
        return (rate - mean) / np.sqrt(np.where(variance < 0, mean / people, variance))


def _patterns(
    values: ArrayLike, neighbours: Neighbours, permutations: int, seed: int
) -> tuple[np.ndarray, Iterator[tuple[np.ndarray, np.ndarray]]]:
    """The values as (places, columns), and the columns in groups that miss the same places: (reported, columns)."""
    y = np.asarray(values, float)
    if y.ndim not in (1, 2) or len(y) != neighbours.n:
        raise Declined("shape", "Values have one row a place, as the neighbours do.", places=len(y), neighbours=neighbours.n)
    if np.isinf(y).any():
        raise Declined("infinite", "A value is infinite.")
    if not 0 <= permutations <= 1_000_000 or not 0 <= seed < 2**63:
        raise Declined("permutations", "Permutations lie between 0 and 1,000,000; the seed is not negative.")
    table = y.reshape(len(y), -1)
    known = ~np.isnan(table)
    if known.sum(0).max(initial=0) < LEAST:
        raise Declined(
            "few_places", f"Fewer than {LEAST} places reported: no pattern could be seen.", places=int(known.sum(0).max(initial=0))
        )
    if not len(neighbours.indices):
        raise Declined("islands", "No place has a neighbour.")
    filled = np.where(known, table, np.nanmean(table))
    spread = np.array([np.ptp(filled[known[:, t], t]) if known[:, t].any() else 0.0 for t in range(table.shape[1])])
    good = (known.sum(0) >= LEAST) & (spread > 0)
    if not good.any():
        raise Declined("constant", "All places have the same value: there is no pattern to see.")

    def groups() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        _, number = np.unique(known[:, good].T, axis=0, return_inverse=True)
        for each in range(int(number.max()) + 1):
            columns = np.flatnonzero(good)[number.reshape(-1) == each]
            yield known[:, columns[0]], columns

    return table, groups()


def conditional_counts(y: np.ndarray, near: Neighbours, permutations: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Permutations in which the neighbours' weighted sum is at least, and at most, the observed; the place itself stays.

    y: (places, columns) without NaN. Sums are taken in single precision of the standardised columns; sums equal within the rounding
    count as ties, on both sides, so that whole numbers tie exactly.
    """
    scaled = y - y.mean(0)
    scaled /= np.abs(scaled).max(0)
    even = bool((near.values == 1).all())
    single, values = np.ascontiguousarray(scaled, np.float32), near.values.astype(np.float32)
    observed = near._replace(values=values.astype(float)).lag(single.astype(float))
    reach = np.bincount(near.rows, near.values, near.n)
    hair = (2e-7 * (near.numbers + 2) * np.maximum(reach / np.maximum(near.numbers, 1), 1e-30))[:, None]
    low, high = (observed - hair).astype(np.float32), (observed + hair).astype(np.float32)
    return count_extremes(single, near.indptr, values, even, low, high, permutations, seed)


def getis_ord(values: ArrayLike, neighbours: Neighbours, *, star: bool = True, permutations: int = 999, seed: int = 0) -> GetisOrd:
    """Gi* (with `star`, the place counts as its own neighbour) or Gi of Getis and Ord (1992), Ord and Getis (1995).

    values: (places,) or (places, columns), best rates or smoothed rates; neighbours: weights as given, one for contiguity; the place's
    own weight is the largest of its row. `g` is the share of the neighbourhood in the total (read it for values ≥ 0 only). Columns that
    cannot be judged (all equal, fewer than 10 reports) are NaN, and so are islands. Declined: no column can be judged.
    """
    table, groups = _patterns(values, neighbours, permutations, seed)
    out = [np.full(table.shape, np.nan) for _ in range(5)]
    counts = [np.zeros(table.shape, np.int64) for _ in range(2)]
    for known, columns in groups:
        near, y = neighbours.among(known), table[np.ix_(known, columns)]
        n = len(y)
        own = np.zeros(n)
        np.maximum.at(own, near.rows, near.values)
        own = own[:, None] * star
        w1 = np.bincount(near.rows, near.values, n)[:, None] + own
        w2 = np.bincount(near.rows, near.values**2, n)[:, None] + own**2
        among = n if star else n - 1
        total, square = (y.sum(0), (y**2).sum(0)) if star else (y.sum(0) - y, (y**2).sum(0) - y**2)
        mean = total / among
        spread = np.sqrt(np.maximum(square / among - mean**2, 0.0) * np.maximum(among * w2 - w1**2, 0.0) / (among - 1))
        at_least, at_most = conditional_counts(y, near, permutations, seed)
        with np.errstate(invalid="ignore", divide="ignore"):
            lag = near.lag(y) + own * y
            z = np.where(spread > 0, (lag - mean * w1) / spread, np.nan)
            some = (lag / total, z, permutation_p(at_least, at_most, permutations), two_sided(z), SEEN * spread / w1)
        lonely = near.numbers == 0
        for whole_column, part in zip(out, some, strict=True):
            part[lonely] = np.nan
            whole_column[np.ix_(known, columns)] = part
        for whole_count, tally in zip(counts, (at_least, at_most), strict=True):
            whole_count[np.ix_(known, columns)] = tally
    shape = np.shape(values)
    g, z, p, p_normal, smallest = (x.reshape(shape) for x in out)
    up, down = (x.reshape(shape) for x in counts)
    return GetisOrd(g, z, p, p_normal, up, down, smallest, neighbours.islands)


def local_moran(values: ArrayLike, neighbours: Neighbours, *, permutations: int = 999, seed: int = 0) -> LocalMoran:
    """Local Moran (Anselin 1995) with row-standardised weights; for rates give `standardised_rate` (Assunção and Reis 1999).

    `z` compares with the mean and variance under conditional permutation (Sokal, Oden and Thomson 1998). Shapes, gaps and refusals as in
    `getis_ord`. Label only those whose `false_discovery` p is small: of 262 places 13 fall under 0.05 by chance alone.
    """
    table, groups = _patterns(values, neighbours, permutations, seed)
    out = [np.full(table.shape, np.nan) for _ in range(5)]
    counts, quadrant = [np.zeros(table.shape, np.int64) for _ in range(2)], np.zeros(table.shape, np.int64)
    for known, columns in groups:
        near, y = neighbours.among(known), table[np.ix_(known, columns)]
        n, rows, lonely = len(y), near.standardised(), near.numbers == 0
        deviation = (y - y.mean(0)) / y.std(0)
        lag = rows.lag(deviation)
        w1, w2 = (np.bincount(rows.rows, rows.values**k, n)[:, None] for k in (1, 2))
        i = deviation * lag * (n - 1) / n
        of_mean = n / (n - 2) * (w2 - w1**2 / (n - 1)) * (1 - deviation**2 / (n - 1))
        up, down = conditional_counts(y, near, permutations, seed)
        up, down = np.where(deviation >= 0, up, down), np.where(deviation >= 0, down, up)
        with np.errstate(invalid="ignore", divide="ignore"):
            z = (i + deviation**2 * w1 / (n - 1)) / np.sqrt(deviation**2 * of_mean)
            p = np.where(deviation == 0, 1.0, permutation_p(up, down, permutations))
            some = (i, z, p, two_sided(z), SEEN * np.sqrt(of_mean) * y.std(0))
        for whole_column, part in zip(out, some, strict=True):
            part[lonely] = np.nan
            whole_column[np.ix_(known, columns)] = part
        for whole_count, tally in zip(counts, (up, down), strict=True):
            whole_count[np.ix_(known, columns)] = tally
        sides = np.where(deviation > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
        quadrant[np.ix_(known, columns)] = np.where(lonely[:, None], 0, sides)
    shape = np.shape(values)
    i, z, p, p_normal, smallest = (x.reshape(shape) for x in out)
    up, down = (x.reshape(shape) for x in counts)
    return LocalMoran(i, z, p, p_normal, quadrant.reshape(shape), up, down, smallest, neighbours.islands)


def moran(values: ArrayLike, neighbours: Neighbours, *, permutations: int = 999, seed: int = 0) -> Moran:
    """Global Moran's I with row-standardised weights (Cliff and Ord 1981); for rates give `standardised_rate`.

    Results have one entry a column (shape () for one column). Gaps and refusals as in `getis_ord`.
    """
    table, groups = _patterns(values, neighbours, permutations, seed)
    out = [np.full(table.shape[1], np.nan) for _ in range(8)]
    for known, columns in groups:
        near, y = neighbours.among(known).standardised(), table[np.ix_(known, columns)]
        n, deviation = len(y), (y - y.mean(0)) / y.std(0)
        s0, s1, s2 = _sums(near)
        if s0 == 0:
            continue
        i, chance = (deviation * near.lag(deviation)).sum(0) / s0, -1 / (n - 1)
        normal = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n - 1) * (n + 1) * s0**2) - chance**2
        peak = (deviation**4).mean(0)
        random = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - peak * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
        random = random / ((n - 1) * (n - 2) * (n - 3) * s0**2) - chance**2
        hair = 1e-9 * n
        up, down = moran_extremes(
            np.ascontiguousarray(deviation), near.indptr, near.indices, near.values, i * s0 - hair, i * s0 + hair, permutations, seed
        )
        z, z_random = (i - chance) / np.sqrt(normal), (i - chance) / np.sqrt(random)
        p = permutation_p(up, down, permutations)
        some = (i, np.full(len(columns), chance), z, two_sided(z), z_random, two_sided(z_random), p, chance + SEEN * np.sqrt(random))
        for whole_column, part in zip(out, some, strict=True):
            whole_column[columns] = part
    shape = np.shape(values)[1:]
    i, expected, z, p_normal, z_random, p_random, p, smallest = (x.reshape(shape) for x in out)
    return Moran(i, expected, z, p_normal, z_random, p_random, p, smallest, neighbours.islands)


def _sums(near: Neighbours) -> tuple[float, float, float]:
    """S0, S1 and S2 of the weights (Cliff and Ord 1981)."""
    from scipy.sparse import csr_array

    w = csr_array((near.values, near.indices, near.indptr), shape=(near.n, near.n))
    both = w + w.T
    return float(w.sum()), float((both.multiply(both)).sum() / 2), float(((w.sum(1) + w.sum(0)) ** 2).sum())
