"""Do events that are near in space come near in time: Knox, modified Knox, Mantel, Jacquez. Nothing given is changed.

space is (events, 2) in one unit, or longitude and latitude with `geographic` (kilometres); time is (events,) in days or any unit.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike
from scipy.special import gammainc

from izote.methods.errors import Declined
from izote.methods.neighbours import distances
from izote.methods.permute import below

LEAST = 10


class Knox(NamedTuple):
    """Arrays of shape (deltas, taus), or () for one of each.

    `expected` is from the pairs near in space × those near in time; `p` counts permutations at least as high (one side: clustering);
    `smallest_excess` is the number of near pairs that would be found with power 80 % above the expected (one side, 5 %).
    """

    pairs: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    p_poisson: np.ndarray
    near_in_space: np.ndarray
    near_in_time: np.ndarray
    smallest_excess: np.ndarray


class Interaction(NamedTuple):
    """A statistic, what permutations give on average, and the share of them at least as high (one side).

    `smallest_excess` above that average would be found with power 80 %."""

    statistic: float
    expected: float
    p: float
    smallest_excess: float


def _events(space: ArrayLike, time: ArrayLike, permutations: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    place, when = np.array(space, float), np.array(time, float).reshape(-1)
    if place.ndim != 2 or place.shape[1] != 2 or len(place) != len(when):
        raise Declined("shape", "Give two coordinates and one time for each event.")
    if not (np.isfinite(place).all() and np.isfinite(when).all()):
        raise Declined("gap", "An event without place or time cannot be paired: leave it out, and say how many.")
    if len(when) < LEAST:
        raise Declined("few_events", f"Fewer than {LEAST} events.", events=len(when))
    if np.ptp(when) == 0 or np.ptp(place, axis=0).max() == 0:
        raise Declined("constant", "All events are at one time or in one place.")
    if not 0 <= permutations <= 1_000_000 or not 0 <= seed < 2**63:
        raise Declined("permutations", "Permutations lie between 0 and 1,000,000; the seed is not negative.")
    return place, when


def _close_pairs(place: np.ndarray, delta: float, *, geographic: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and second event and distance of all pairs within delta, the border included."""
    first, second, away = [], [], []
    step = max(1, 2_000_000 // len(place))
    for start in range(0, len(place), step):
        found = distances(place, slice(start, start + step), geographic=geographic)
        row, column = np.nonzero(found <= delta)
        later = column > row + start
        row, column = row[later], column[later]
        first.append(row + start)
        second.append(column)
        away.append(found[row, column])
    return np.concatenate(first), np.concatenate(second), np.concatenate(away)


@njit(cache=True)
def _count_pairs(
    first: np.ndarray, second: np.ndarray, ring: np.ndarray, rings: int, time: np.ndarray, taus: np.ndarray, permutations: int, seed: int
) -> np.ndarray:
    """Near pairs of the data (row 0) and of each permutation, shape (1 + permutations, rings, taus), not yet cumulated."""
    n, state = len(time), np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(3)
    when, out = time.copy(), np.zeros((1 + permutations, rings, len(taus)), np.int64)
    for turn in range(1 + permutations):
        if turn:
            for k in range(n - 1):
                other = k + below(state, n - k)
                when[k], when[other] = when[other], when[k]
        for pair in range(len(first)):
            apart = abs(when[first[pair]] - when[second[pair]])
            for t in range(len(taus)):
                if apart <= taus[t]:
                    out[turn, ring[pair], t] += 1
                    break
    return out


def knox(
    space: ArrayLike, time: ArrayLike, delta: ArrayLike, tau: ArrayLike, *, permutations: int = 999, seed: int = 0, geographic: bool = False
) -> Knox:
    """Pairs of events within delta in space and tau in time (Knox 1964), for one or many deltas and taus in one set of permutations.

    delta, tau: numbers or rising arrays, borders included. Trying many and keeping the best is what p does not allow for: choose
    beforehand. Declined: fewer than 10 events, one time or place only, no pair within the largest delta.
    """
    place, when = _events(space, time, permutations, seed)
    deltas, taus = np.atleast_1d(np.asarray(delta, float)), np.atleast_1d(np.asarray(tau, float))
    if not (np.isfinite(deltas).all() and np.isfinite(taus).all()) or min(deltas.min(), taus.min()) < 0:
        raise Declined("threshold", "delta and tau are finite and not negative.")
    if (np.diff(deltas) <= 0).any() or (np.diff(taus) <= 0).any():
        raise Declined("threshold", "Several deltas or taus must rise.")
    first, second, away = _close_pairs(place, deltas[-1], geographic=geographic)
    if not len(first):
        raise Declined("no_pairs", "No two events are within the largest delta.")
    ring = np.searchsorted(deltas, away)
    counts = _count_pairs(first, second, ring, len(deltas), when, taus, permutations, seed).cumsum(1).cumsum(2)
    pairs, n = counts[0], len(when)
    in_space = np.bincount(ring, minlength=len(deltas)).cumsum()
    ordered = np.sort(when)
    in_time = np.array([(np.searchsorted(ordered, ordered + each, side="right") - np.arange(1, n + 1)).sum() for each in taus])
    expected = np.outer(in_space, in_time) / (n * (n - 1) / 2)
    p = ((counts[1:] >= pairs).sum(0) + 1) / (permutations + 1)
    p_poisson = np.where(pairs > 0, gammainc(np.maximum(pairs, 1), np.maximum(expected, 1e-300)), 1.0)
    spread = counts[1:].std(0) if permutations else np.sqrt(expected)
    shape = np.broadcast_shapes(np.shape(delta) + (1,) * np.ndim(tau), np.shape(tau))
    wide = (np.broadcast_to(x, pairs.shape) for x in (in_space[:, None], in_time[None, :], 2.486 * np.maximum(spread, np.sqrt(expected))))
    return Knox(*(x.reshape(shape) for x in (pairs, expected, p, p_poisson, *wide)))


@njit(cache=True)
def _sums(near: np.ndarray, close: np.ndarray, permutations: int, seed: int) -> np.ndarray:
    """Σ near[i, j] × close[i, j] over all pairs, of the data and of permutations of the times; both matrices square."""
    n, state = len(near), np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(5)
    order, out = np.arange(n), np.zeros(1 + permutations)
    for turn in range(1 + permutations):
        if turn:
            for k in range(n - 1):
                other = k + below(state, n - k)
                order[k], order[other] = order[other], order[k]
        total = 0.0
        for i in range(n):
            row, other_row = near[i], close[order[i]]
            for j in range(n):
                total += row[j] * other_row[order[j]]
        out[turn] = total
    return out


def _interaction(values: np.ndarray, permutations: int) -> Interaction:
    """The first value against the rest."""
    statistic, rest = float(values[0]), values[1:]
    if not permutations:
        return Interaction(statistic, np.nan, np.nan, np.nan)
    hair = 1e-9 * max(1.0, abs(statistic))
    p = ((rest >= statistic - hair).sum() + 1) / (permutations + 1)
    return Interaction(statistic, float(rest.mean()), float(p), float(2.486 * rest.std()))


def _matrices(place: np.ndarray, when: np.ndarray, *, geographic: bool) -> tuple[np.ndarray, np.ndarray]:
    if len(when) > 5_000:
        raise Declined(
            "many_events", "More than 5,000 events: this test looks at every pair; take Knox, or a shorter period.", events=len(when)
        )
    return distances(place, slice(None), geographic=geographic), np.abs(when[:, None] - when)


def modified_knox(
    space: ArrayLike, time: ArrayLike, delta: float, tau: float, *, permutations: int = 999, seed: int = 0, geographic: bool = False
) -> Interaction:
    """Knox less the pairs expected from how many each event has in space and in time (Baker 2004)."""
    place, when = _events(space, time, permutations, seed)
    apart, between = _matrices(place, when, geographic=geographic)
    near, close = (apart <= delta).astype(float), (between <= tau).astype(float)
    np.fill_diagonal(near, 0)
    np.fill_diagonal(close, 0)
    # Σ (near − degree part) is itself a product of two matrices: the expected pairs move with the permutation
    n = len(when)
    pairs = _sums(near, close, permutations, seed)
    degrees = _sums(np.diag(near.sum(1)), np.diag(close.sum(1)), permutations, seed)
    return _interaction((pairs - degrees / (n - 1)) / 2, permutations)


def mantel(
    space: ArrayLike,
    time: ArrayLike,
    *,
    space_constant: float = 1.0,
    time_constant: float = 1.0,
    space_power: float = -1.0,
    time_power: float = -1.0,
    permutations: int = 999,
    seed: int = 0,
    geographic: bool = False,
) -> Interaction:
    """Correlation of (distance + constant)^power in space and in time over all pairs (Mantel 1967)."""
    place, when = _events(space, time, permutations, seed)
    apart, between = _matrices(place, when, geographic=geographic)
    parts = []
    upper = np.triu_indices(len(when), 1)
    for distance, constant, power in ((apart, space_constant, space_power), (between, time_constant, time_power)):
        if constant < 0 or (constant == 0 and power < 0 and (distance[upper] == 0).any()):
            raise Declined("constant", "The constants must be greater than zero where two events share place or time.")
        values = (distance + constant) ** power if constant > 0 else np.where(distance > 0, distance, 1.0) ** power
        spread = values[upper].std()
        if spread == 0:
            raise Declined("constant", "All pairs are equally far apart.")
        values = (values - values[upper].mean()) / spread
        np.fill_diagonal(values, 0)
        parts.append(values)
    return _interaction(_sums(parts[0], parts[1], permutations, seed) / (2 * len(upper[0])), permutations)


def jacquez(
    space: ArrayLike, time: ArrayLike, k: int = 3, *, permutations: int = 999, seed: int = 0, geographic: bool = False
) -> Interaction:
    """How many are among each other's k nearest both in space and in time (Jacquez 1996); of equals the one that stands first."""
    place, when = _events(space, time, permutations, seed)
    if not 0 < k < len(when):
        raise Declined("k", f"k must lie between 1 and {len(when) - 1}.", k=k)
    parts = []
    for distance in _matrices(place, when, geographic=geographic):
        np.fill_diagonal(distance, np.inf)
        near = np.zeros(distance.shape)
        np.put_along_axis(near, np.argsort(distance, axis=1, kind="stable")[:, :k], 1.0, axis=1)
        parts.append(near)
    return _interaction(_sums(parts[0], parts[1], permutations, seed), permutations)
