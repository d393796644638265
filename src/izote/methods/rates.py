"""Rates of counts over populations, their intervals, and how much two of them differ.

Counts are whole numbers; NaN is "no report" and stays NaN.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, gammaincinv, ndtri

from izote.methods.errors import Declined
from izote.methods.power import smallest_change

PER = 100_000.0


class Rate(NamedTuple):
    """Each field has the shape of the counts; `annualised` must be printed beside the figure."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    annualised: bool
    smallest_fall: np.ndarray
    smallest_rise: np.ndarray


class Variation(NamedTuple):
    """Change as a fraction (−0.16 is minus 16 %). Where `undefined`, value is NaN: say "from 0 to n"."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    undefined: np.ndarray
    before: np.ndarray
    after: np.ndarray
    smallest_fall: np.ndarray
    smallest_rise: np.ndarray

    def said(self, at: int = 0) -> str:
        """One change in words and figures."""
        before, after, value = (float(np.ravel(x)[at]) for x in (self.before, self.after, self.value))
        if np.isnan(before) or np.isnan(after):
            return "no report"
        return f"from {before:.0f} to {after:.0f}" if np.isnan(value) else f"{100 * value:+.1f} %"


class Share(NamedTuple):
    """A proportion with the score interval (Wilson) and the exact one (Clopper–Pearson)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    low_exact: np.ndarray
    high_exact: np.ndarray
    smallest_change: np.ndarray


def whole(name: str, values: ArrayLike) -> np.ndarray:
    """Counts as floats; refuses negative, broken and infinite ones, and a file without any."""
    found = np.asarray(values, float)
    bad = (found < 0) | np.isinf(found) | (~np.isnan(found) & (found != np.floor(found)))
    if bad.any():
        raise Declined("count", f"{name}: a count is a whole number of zero or more.", row=int(np.flatnonzero(bad)[0]))
    if not found.size or np.isnan(found).all():
        raise Declined("no_reports", f"{name}: no place reported anything.")
    return found


def positive(name: str, values: ArrayLike) -> np.ndarray:
    """Populations and other exposures: greater than zero, or NaN where unknown."""
    found = np.asarray(values, float)
    bad = (found <= 0) | np.isinf(found)
    if bad.any():
        raise Declined("population", f"{name}: must be greater than zero and finite.", row=int(np.flatnonzero(bad)[0]))
    if not found.size or np.isnan(found).all():
        raise Declined("population", f"{name}: none is known.")
    return found


def together(*arrays: np.ndarray) -> list[np.ndarray]:
    """The arrays in one shape."""
    try:
        return [np.array(each) for each in np.broadcast_arrays(*arrays)]
    except ValueError:
        raise Declined("shape", f"The columns have different shapes: {', '.join(str(each.shape) for each in arrays)}.") from None


def tail(confidence: float) -> float:
    """Half of what the interval leaves out."""
    if not 0 < confidence < 1:
        raise Declined("confidence", "Confidence lies between 0 and 1 (0.95 is usual).", confidence=confidence)
    return (1 - confidence) / 2


def poisson_interval(count: ArrayLike, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact central interval of a Poisson mean (Garwood 1936).

    count: any shape; NaN gives NaN. Returns low and high in events. Declined: negative or broken counts.
    """
    n, alpha = whole("count", count), tail(confidence)
    low = np.where(n == 0, 0.0, gammaincinv(np.maximum(n, 1), alpha))
    return np.where(np.isnan(n), np.nan, low), gammaincinv(n + 1, 1 - alpha)


def rate(
    count: ArrayLike, population: ArrayLike, *, per: float = PER, years: float = 1.0, annualise: bool = False, confidence: float = 0.95
) -> Rate:
    """Crude rate per 100,000 with its exact Poisson interval.

    count and population in the same shape; `years` is the length of the period. The rate is of the period as it is; with `annualise`
    it is divided by the years and `annualised` says so when they are not one. `smallest_fall` and `smallest_rise` are the changes
    against this count that an equal period later would show with power 80 % (fractions, NaN: not even a fall to none).
    """
    if not (np.isfinite(years) and years > 0 and np.isfinite(per) and per > 0):
        raise Declined("period", "The length of the period in years and `per` must be greater than zero.")
    n, people = together(whole("count", count), positive("population", population))
    low, high = poisson_interval(n, confidence)
    scale = per / people / (years if annualise else 1.0)
    seen = smallest_change(n)
    return Rate(n * scale, low * scale, high * scale, annualise and years != 1, seen.fall, seen.rise)


def variation(
    before: ArrayLike,
    after: ArrayLike,
    exposure_before: ArrayLike = 1.0,
    exposure_after: ArrayLike = 1.0,
    *,
    method: str = "exact",
    confidence: float = 0.95,
) -> Variation:
    """How much the rate changed, with the interval of the ratio of two Poisson rates given their sum.

    All of one shape; exposures are populations × length of period. `exact` is the conditional binomial interval (Przyborowski and
    Wilenski 1940; Clopper and Pearson 1934), `mid-p` its less conservative form (Lancaster 1961). Where `before` is 0 the change is
    undefined, though the lower limit of the interval still stands.
    """
    if method not in ("exact", "mid-p"):
        raise Declined("method", "The method is “exact” or “mid-p”.")
    alpha = tail(confidence)
    a, b, ea, eb = together(
        whole("before", before),
        whole("after", after),
        positive("exposure before", exposure_before),
        positive("exposure after", exposure_after),
    )
    odds = eb / ea
    low, high = clopper_pearson(b, a + b, alpha) if method == "exact" else _mid_p(b, a, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(a > 0, b / a / odds, np.nan)
        low, high = low / (1 - low) / odds, np.where(high >= 1, np.inf, high / (1 - high)) / odds
    at_least, at_most = _tails(b, a, odds / (1 + odds), half=method == "mid-p")
    p = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    gap = np.isnan(a + b + odds)
    p, low, high = (np.where(gap, np.nan, each) for each in (p, low, high))
    seen = smallest_change(a, odds)
    return Variation(ratio - 1, low - 1, high - 1, p, (a == 0) & ~gap, a, b, seen.fall, seen.rise)


def share(part: ArrayLike, whole_count: ArrayLike, *, confidence: float = 0.95) -> Share:
    """A share with the score interval (Wilson 1927) and the exact one (Clopper and Pearson 1934).

    part of whole_count, same shape, counts; a whole of 0 gives NaN. `smallest_change` is the difference in points to a share as large
    again that would be seen with power 80 %.
    """
    x, n = together(whole("part", part), whole("whole", whole_count))
    if (x > n).any():
        raise Declined("share", "A part is larger than its whole.", row=int(np.flatnonzero(x > n)[0]))
    alpha = tail(confidence)
    z = -ndtri(alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(n > 0, x / n, np.nan)
        middle, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        smallest = np.minimum(1.0, (z + ndtri(0.8)) * np.sqrt(2 * middle * (1 - middle) / n))
    low, high = clopper_pearson(x, n, alpha)
    none = np.isnan(p)
    low, high = np.where(none, np.nan, low), np.where(none, np.nan, high)
    return Share(p, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0), low, high, smallest)


def clopper_pearson(x: np.ndarray, n: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Exact central interval of a binomial proportion, `alpha` in each tail; 0 to 1 where n is 0."""
    low = np.where(x > 0, betaincinv(np.maximum(x, 1), n - x + 1, alpha), 0.0)
    high = np.where(n > x, betaincinv(x + 1, np.maximum(n - x, 1), 1 - alpha), 1.0)
    return low, high


def _tails(b: np.ndarray, a: np.ndarray, p: np.ndarray | float, *, half: bool) -> tuple[np.ndarray, np.ndarray]:
    """P(X ≥ b) and P(X ≤ b) of a binomial of a + b trials; with `half` only half of P(X = b) counts."""
    at_least = np.where(b > 0, betainc(np.maximum(b, 1), a + 1, p), 1.0)
    above = np.where(a > 0, betainc(b + 1, np.maximum(a, 1), p), 0.0)
    if half:
        middle = (at_least + above) / 2
        return middle, 1 - middle
    return at_least, 1 - above


def _mid_p(b: np.ndarray, a: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Mid-P interval of the binomial proportion b of a + b, by bisection."""
    limits = []
    for aim in (alpha, 1 - alpha):
        low, high = np.zeros_like(b), np.ones_like(b)
        for _ in range(60):
            middle = (low + high) / 2
            up = _tails(b, a, middle, half=True)[0] < aim
            low, high = np.where(up, middle, low), np.where(up, high, middle)
        limits.append((low + high) / 2)
    return np.where(b == 0, 0.0, limits[0]), np.where(a == 0, 1.0, limits[1])
