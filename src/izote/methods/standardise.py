"""Standardised rates, and a change here against the change elsewhere."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, gammaln, ndtri

from izote.methods.errors import Declined
from izote.methods.power import smallest_change
from izote.methods.rates import PER, poisson_interval, positive, tail, together, whole

EXACT_EVENTS = 5_000


class DirectlyStandardised(NamedTuple):
    """One entry a place; the smallest changes are fractions of the rate at the place's own number of events."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    crude: np.ndarray
    smallest_fall: np.ndarray
    smallest_rise: np.ndarray


class IndirectlyStandardised(NamedTuple):
    """Observed ÷ expected (SMR) and the rate it implies, one entry a place."""

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    value: np.ndarray
    smallest_fall: np.ndarray
    smallest_rise: np.ndarray


class DifferenceInChange(NamedTuple):
    """`ratio` is (after ÷ before here) ÷ (after ÷ before in the rest): 1 is "the same as elsewhere". NaN where undefined."""

    here: np.ndarray
    rest: np.ndarray
    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    low_exact: np.ndarray
    high_exact: np.ndarray
    smallest_fall: np.ndarray
    smallest_rise: np.ndarray


def _strata(count: ArrayLike, population: ArrayLike, standard: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, people = np.atleast_2d(whole("count", count)), np.atleast_2d(positive("population", population))
    norm = np.asarray(standard, float)
    if n.shape != people.shape or norm.shape != (n.shape[1],):
        raise Declined("shape", "Counts and populations are places × strata; the standard has one figure a stratum.")
    if not np.isfinite(norm).all() or (norm < 0).any() or norm.sum() <= 0:
        raise Declined("standard", "The standard must be zero or more in every stratum and not all zero.")
    return n, people, norm


def direct_standardisation(
    count: ArrayLike, population: ArrayLike, standard: ArrayLike, *, per: float = PER, confidence: float = 0.95
) -> DirectlyStandardised:
    """Rate that a place would have with the ages (or other strata) of the standard population; gamma interval of Fay and Feuer (1997).

    count, population: (places, strata); standard: (strata,) people. A place with a stratum unreported (NaN) is NaN whole. Declined: a
    population of zero, a standard of nothing. At zero events the interval is the limit of the same formula: 0 to 3.69 × the largest weight.
    """
    alpha = tail(confidence)
    n, people, norm = _strata(count, population, standard)
    weights = norm / norm.sum() / people
    value, variance = (weights * n).sum(1), (weights**2 * n).sum(1)
    largest = weights.max(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(value > 0, gammaincinv(np.where(value > 0, value**2 / variance, 1.0), alpha) * variance / value, 0.0)
    up, widened = value + largest, variance + largest**2
    high = gammaincinv(up**2 / widened, 1 - alpha) * widened / up
    low = np.where(np.isnan(value), np.nan, low)
    seen = smallest_change(n.sum(1))
    return DirectlyStandardised(value * per, low * per, high * per, n.sum(1) / people.sum(1) * per, seen.fall, seen.rise)


def indirect_standardisation(
    observed: ArrayLike, population: ArrayLike, standard_rate: ArrayLike, *, per: float = PER, confidence: float = 0.95
) -> IndirectlyStandardised:
    """Observed events over those expected at the standard's rates (SMR), exact Poisson interval (Breslow and Day 1987).

    observed: (places,) events; population: (places, strata); standard_rate: (strata,) events per person. `value` is the ratio times the
    crude rate that the standard's rates give to all these people together. Declined: nothing expected.
    """
    n, people = np.atleast_1d(whole("observed", observed)), np.atleast_2d(positive("population", population))
    norm = np.asarray(standard_rate, float)
    if people.shape[0] != n.size or norm.shape != (people.shape[1],):
        raise Declined("shape", "Observed has one figure a place, population places × strata, the standard one rate a stratum.")
    if not np.isfinite(norm).all() or (norm < 0).any() or norm.sum() <= 0:
        raise Declined("standard", "The standard rates must be zero or more and not all zero.")
    expected = people @ norm
    low, high = poisson_interval(n, confidence)
    crude = np.nansum(expected) / people[~np.isnan(expected)].sum()
    seen = smallest_change(expected)
    ratio = n / expected
    return IndirectlyStandardised(ratio, low / expected, high / expected, n, expected, ratio * crude * per, seen.fall, seen.rise)


def difference_in_change(
    before: ArrayLike,
    after: ArrayLike,
    rest_before: ArrayLike,
    rest_after: ArrayLike,
    exposures: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike] = (1.0, 1.0, 1.0, 1.0),
    *,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> DifferenceInChange:
    """Did it fall more here than elsewhere: the ratio of two ratios of Poisson rates, log-normal interval and exact conditional one.

    Counts of the place and of the comparator (which must leave the place out), all of one shape; exposures in the same order. The exact
    interval conditions on the margins (Fisher's noncentral hypergeometric, Cornfield 1956) and is given for up to 5,000 events of the
    place and with `dispersion` 1; `dispersion` (variance ÷ mean between places) above 1 widens the log-normal one. A zero anywhere
    leaves the log-normal interval NaN while the exact one stands. NaN is a gap. The smallest changes are against the comparator.
    """
    if not (np.isfinite(dispersion) and dispersion >= 1):
        raise Declined("dispersion", "Dispersion is 1 or more.", dispersion=dispersion)
    names = ("before", "after", "rest before", "rest after")
    counts = [whole(name, x) for name, x in zip(names, (before, after, rest_before, rest_after), strict=True)]
    a, b, ra, rb, ea, eb, era, erb = together(*counts, *(positive("exposure", x) for x in exposures))
    alpha = tail(confidence)
    offset = (eb / ea) / (erb / era)
    with np.errstate(divide="ignore", invalid="ignore"):
        here, rest = np.where(a > 0, b / a * ea / eb, np.nan), np.where(ra > 0, rb / ra * era / erb, np.nan)
        ratio = here / rest
        spread = -ndtri(alpha) * np.sqrt(dispersion * (1 / a + 1 / b + 1 / ra + 1 / rb))
        low, high = ratio * np.exp(-spread), ratio * np.exp(spread)
    unknown = (a * b * ra * rb == 0) | ~np.isfinite(ratio)
    low, high = np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)
    low_exact, high_exact = np.full(a.shape, np.nan), np.full(a.shape, np.nan)
    if dispersion == 1:
        for at in np.ndindex(a.shape):
            cells = (float(b[at]), float(a[at]), float(rb[at]), float(ra[at]))
            if not np.isnan(sum(cells)) and cells[0] + cells[1] <= EXACT_EVENTS:
                limits = conditional_odds(*cells, alpha)
                low_exact[at], high_exact[at] = limits[0] / offset[at], limits[1] / offset[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        informative = np.where(a + ra > 0, a * ra / (a + ra), a) / dispersion  # the comparator's own noise counts too
    seen = smallest_change(np.floor(informative), eb / ea)
    return DifferenceInChange(here - 1, rest - 1, ratio, low, high, low_exact, high_exact, seen.fall, seen.rise)


def conditional_odds(x: float, y: float, u: float, v: float, alpha: float) -> tuple[float, float]:
    """Exact interval of the odds ratio (x/y)/(u/v) given the margins of the table, `alpha` in each tail; 0 or ∞ at the edge."""
    first, total, drawn = x + y, x + y + u + v, x + u
    support = np.arange(max(0.0, drawn - (total - first)), min(first, drawn) + 1)
    log_ways = -(gammaln(support + 1) + gammaln(first - support + 1) + gammaln(drawn - support + 1))
    log_ways -= gammaln(total - first - drawn + support + 1)

    def upper(log_odds: float) -> tuple[float, float]:
        weights = log_ways + support * log_odds
        weights = np.exp(weights - weights.max())
        return weights[support >= x].sum() / weights.sum(), weights[support <= x].sum() / weights.sum()

    def solve(side: int, rising: bool) -> float:
        low, high = -40.0, 40.0
        for _ in range(42):
            middle = (low + high) / 2
            low, high = (middle, high) if (upper(middle)[side] < alpha) == rising else (low, middle)
        return float(np.exp((low + high) / 2))

    return (0.0 if x == support[0] else solve(0, True)), (np.inf if x == support[-1] else solve(1, False))
