"""Paired change of the same people between two waves, with its interval."""

import math
from functools import lru_cache
from typing import NamedTuple

LEVEL = 0.95
FEWEST_SHOWN = 10
TINY = 1e-300


class Change(NamedTuple):
    """How many people, their mean change, and the ends of the interval (none for fewer than two)."""

    n: int
    mean: float | None
    low: float | None = None
    high: float | None = None

    @property
    def few(self) -> bool:
        """Whether these are too few to be told outside the office."""
        return self.n < FEWEST_SHOWN


def change_of(n: int, mean: float | None, deviation: float | None, level: float = LEVEL) -> Change:
    """The mean of paired differences and its t interval (Student 1908; Snedecor & Cochran, Statistical Methods, 8th ed., §6.3)."""
    if n < 2 or mean is None or deviation is None:
        return Change(n, mean)
    half = t_quantile((1 + level) / 2, n - 1) * deviation / math.sqrt(n)
    return Change(n, mean, mean - half, mean + half)


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: int) -> float:
    """The p-quantile of Student's t with df degrees of freedom, p between one half and one, by bisection of its distribution."""
    if not 0.5 <= p < 1 or df < 1:
        raise ValueError("p lies between 0.5 and 1, df from 1")
    low, high = 0.0, 2.0
    while t_distribution(high, df) < p:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_distribution(middle, df) < p else (low, middle)
    return (low + high) / 2


def t_distribution(t: float, df: int) -> float:
    """P(T ≤ t) for t ≥ 0: 1 − ½ I_x(df/2, ½) with x = df/(df + t²) (Abramowitz & Stegun 26.7.1)."""
    return 1 - 0.5 * incomplete_beta(df / (df + t * t), df / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) by its continued fraction (DLMF 8.17.22), evaluated after Lentz."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _kept(1 + term * d)
            c = _kept(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * value


def _kept(value: float) -> float:
    return value if abs(value) > TINY else TINY
