"""Conditional permutation of many columns over one map at once."""

import numpy as np
from numba import njit

TOGETHER = 16


@njit(cache=True, inline="always")
def next_random(state: np.ndarray) -> np.uint64:
    """One step of splitmix64 (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, inline="always")
def below(state: np.ndarray, limit: int) -> int:
    """A whole number from 0 to limit − 1; the bias of at most limit ÷ 2³² is far under the noise of the permutations."""
    return int(((next_random(state) >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32))


@njit(cache=True)
def count_extremes(
    y: np.ndarray,
    indptr: np.ndarray,
    values: np.ndarray,
    even: bool,
    low: np.ndarray,
    high: np.ndarray,
    permutations: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """How many permutations put a weighted sum of neighbours ≥ `low`, and ≤ `high`, for every place and column.

    y: (places, columns), contiguous, so that one drawn neighbour adds a whole row; indptr, values: the weights' rows (`even`: all one);
    low, high: (places, columns), the observed sums less and more a hair. Neighbours are drawn without replacement from all places but
    the place itself; all columns, and 16 places at a time, share a draw (it would else cost as much as the sums).
    """
    n, columns = y.shape
    at_least, at_most = np.zeros((n, columns), np.int32), np.zeros((n, columns), np.int32)
    total, state = np.empty(columns, y.dtype), np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(1)
    for start in range(0, n, TOGETHER):
        stop = min(start + TOGETHER, n)
        table = draw(n - 1, (indptr[start + 1 : stop + 1] - indptr[start:stop]).max(), permutations, state)
        for place in range(start, stop):
            size = indptr[place + 1] - indptr[place]
            if size == 0:
                continue
            floor, ceiling, more, less = low[place], high[place], at_least[place], at_most[place]
            weights = values[indptr[place] : indptr[place + 1]]
            for turn in range(permutations):
                add_rows(y, table[turn], size, place, weights, even, total)
                for t in range(columns):
                    more[t] += total[t] >= floor[t]
                    less[t] += total[t] <= ceiling[t]
    return at_least, at_most


@njit(cache=True)
def draw(others: int, size: int, permutations: int, state: np.ndarray) -> np.ndarray:
    """Rows of `size` different numbers below `others` in random order: the beginning of Fisher and Yates' shuffle."""
    pool, table = np.arange(others), np.empty((permutations, size), np.int64)
    for turn in range(permutations):
        for k in range(size):
            other = k + below(state, others - k)
            pool[k], pool[other] = pool[other], pool[k]
            table[turn, k] = pool[k]
    return table


@njit(cache=True, inline="always")
def add_rows(y: np.ndarray, drawn: np.ndarray, size: int, place: int, weights: np.ndarray, even: bool, total: np.ndarray) -> None:
    """Sum of the first `size` drawn rows, several at a time: most of the time goes into reading and writing the total."""
    total[:] = 0.0
    k = 0
    while even and k + 4 <= size:
        a, b = y[drawn[k] + (drawn[k] >= place)], y[drawn[k + 1] + (drawn[k + 1] >= place)]
        c, d = y[drawn[k + 2] + (drawn[k + 2] >= place)], y[drawn[k + 3] + (drawn[k + 3] >= place)]
        for t in range(len(total)):
            total[t] += (a[t] + b[t]) + (c[t] + d[t])
        k += 4
    while even and k + 2 <= size:
        a, b = y[drawn[k] + (drawn[k] >= place)], y[drawn[k + 1] + (drawn[k + 1] >= place)]
        for t in range(len(total)):
            total[t] += a[t] + b[t]
        k += 2
    while k < size:
        a, weight = y[drawn[k] + (drawn[k] >= place)], weights[k]
        for t in range(len(total)):
            total[t] += weight * a[t]
        k += 1


@njit(cache=True)
def moran_extremes(
    y: np.ndarray,
    indptr: np.ndarray,
    indices: np.ndarray,
    values: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    permutations: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """How many permutations of the places put Σᵢ yᵢ Σⱼ wᵢⱼ yⱼ ≥ `low`, and ≤ `high`; y: (places, columns), low and high: (columns,)."""
    n, columns = y.shape
    at_least, at_most = np.zeros(columns, np.int64), np.zeros(columns, np.int64)
    order, total, lag, state = np.arange(n), np.empty(columns), np.empty(columns), np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(7)
    for _ in range(permutations):
        for k in range(n - 1):
            other = k + below(state, n - k)
            order[k], order[other] = order[other], order[k]
        total[:] = 0.0
        for place in range(n):
            lag[:] = 0.0
            for k in range(indptr[place], indptr[place + 1]):
                row, weight = y[order[indices[k]]], values[k]
                for t in range(columns):
                    lag[t] += weight * row[t]
            own = y[order[place]]
            for t in range(columns):
                total[t] += own[t] * lag[t]
        for t in range(columns):
            at_least[t] += total[t] >= low[t]
            at_most[t] += total[t] <= high[t]
    return at_least, at_most
