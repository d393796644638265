"""The smallest change that counts as small as these could show."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaln, ndtri

EXACT_UP_TO = 30


class SmallestChange(NamedTuple):
    """Fractions of the baseline rate: a fall is negative, NaN where not even a fall to none would be seen."""

    fall: np.ndarray
    rise: np.ndarray


def smallest_change(count: ArrayLike, exposure_ratio: ArrayLike = 1.0, *, power: float = 0.8, alpha: float = 0.05) -> SmallestChange:
    """Smallest fall and rise against a baseline count that the exact two-sided test would find.

    count: baseline events, any shape; exposure_ratio: later exposure ÷ earlier. A baseline of `count` is taken as its expectation; up to
    30 events (and exposure ratios of ½ to 2) the power of the conditional binomial test is computed, else the square root approximation
    is used (the two differ by under 4 points of the fall there). Expectations are rounded to whole
    events there, 0 is read as 1. NaN stays NaN.
    """
    n, t = np.broadcast_arrays(np.asarray(count, float), np.asarray(exposure_ratio, float))
    fall, rise = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    known = ~np.isnan(n + t)
    means = np.maximum(n[known], 1.0)
    z = (ndtri(1 - alpha / 2) + ndtri(power)) / 2 * np.sqrt(1 + 1 / t[known])
    down = 1 - z / np.sqrt(means)
    fall[known] = np.where(down > 0, down**2 - 1, np.nan)
    rise[known] = (1 + z / np.sqrt(means)) ** 2 - 1
    for where in np.argwhere(known & (n <= EXACT_UP_TO) & (t >= 0.5) & (t <= 2)).tolist():
        at = tuple(where)
        fall[at], rise[at] = _exact(max(float(round(float(n[at]))), 1.0), _step(float(t[at])), power, alpha)
    return SmallestChange(fall, rise)


def _step(t: float) -> float:
    """The ratio in steps of 10 %, so that a table of places asks for few different ones."""
    return float(np.exp(round(np.log(t) / 0.1) * 0.1))


@lru_cache(maxsize=4096)
def _exact(mean: float, t: float, power: float, alpha: float) -> tuple[float, float]:
    if _power(mean, 1e-9, t, alpha) < power:
        fall = np.nan
    else:
        low, high = 1e-9, 1.0
        for _ in range(14):
            middle = (low + high) / 2
            low, high = (middle, high) if _power(mean, middle, t, alpha) >= power else (low, middle)
        fall = low - 1
    low, high = 1.0, 4.0
    while _power(mean, high, t, alpha) < power and high < 1e6:
        low, high = high, high * 2
    for _ in range(14):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(mean, middle, t, alpha) >= power else (middle, high)
    return fall, high - 1


def _power(mean: float, ratio: float, t: float, alpha: float) -> float:
    """Probability that the two-sided conditional test of equal rates rejects."""
    total = mean * (1 + ratio * t)
    spread = 8 * np.sqrt(total) + 12
    totals = np.arange(max(0, int(total - spread)), int(total + spread) + 1, dtype=float)
    weight = np.exp(totals * np.log(total) - total - gammaln(totals + 1))
    below, above = _critical(t, alpha, len(totals), int(totals[0]))
    p = ratio * t / (1 + ratio * t)
    # rejected: X ≤ below or X ≥ above
    least = np.where(below >= 0, 1 - betainc(below + 1, np.maximum(totals - below, 1e-9), p), 0.0)
    most = np.where(above <= totals, betainc(np.maximum(above, 1e-9), totals - above + 1, p), 0.0)
    least, most = np.where(below >= totals, 1.0, least), np.where((above <= 0), 1.0, most)
    return float((weight * np.minimum(1.0, least + most)).sum())


@lru_cache(maxsize=256)
def _table(t: float, alpha: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """For each total up to size: the largest count with lower tail ≤ α/2 (−1: none), the smallest with upper tail ≤ α/2."""
    p0 = t / (1 + t)
    below, above = np.full(size, -1.0), np.arange(1.0, size + 1)
    for total in range(1, size):
        x = np.arange(total + 1, dtype=float)
        upper = np.concatenate(([1.0], betainc(x[1:], total - x[1:] + 1, p0)))
        lower = np.concatenate((1 - upper[1:], [1.0]))
        below[total] = np.flatnonzero(lower <= alpha / 2).max(initial=-1)
        above[total] = np.flatnonzero(upper <= alpha / 2).min(initial=total + 1)
    return below, above


def _critical(t: float, alpha: float, length: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    size = 256
    while size < first + length:
        size *= 2
    below, above = _table(t, alpha, size)
    return below[first : first + length], above[first : first + length]
