"""Rates of small places drawn towards what the rest (or the neighbours) show, as far as their own numbers are weak."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, gammaln

from izote.methods.errors import Declined
from izote.methods.neighbours import Neighbours
from izote.methods.power import smallest_change
from izote.methods.rates import PER, positive, tail, together, whole


class Smoothed(NamedTuple):
    """One entry a place (rate per `per`); weight 1 is "all its own", 0 "all the mean". Places without a report are NaN."""

    value: np.ndarray
    raw: np.ndarray
    weight: np.ndarray
    mean: np.ndarray
    smallest_rise: np.ndarray


class GammaPoisson(NamedTuple):
    """Posterior of each place's rate: gamma with `shape` and `expected` + `alpha` in place of its exposure."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shape: np.ndarray
    scale: np.ndarray
    relative: np.ndarray
    nu: float
    alpha: float
    distinguishable: bool
    smallest_rise: np.ndarray


def places(count: ArrayLike, population: ArrayLike, least: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts, populations and which places have both; Declined with fewer than `least` or not one event."""
    n, people = together(whole("count", count), positive("population", population))
    if n.ndim != 1:
        raise Declined("shape", "One count and one population a place.")
    known = ~np.isnan(n + people)
    if known.sum() < least:
        raise Declined(
            "few_places", f"It needs at least {least} places with count and population; there are {known.sum()}.", places=int(known.sum())
        )
    if n[known].sum() == 0:
        raise Declined("no_events", "There is not one event in any place.")
    return n, people, known


def empirical_bayes(count: ArrayLike, population: ArrayLike, *, per: float = PER) -> Smoothed:
    """Global empirical Bayes rate by moments (Marshall 1991).

    count, population: (places,). The variance between places is put at 0 where the moments give less than nothing: then every place
    gets the mean, the honest answer of data that cannot tell places apart. Declined: fewer than 2 places, no event.
    """
    n, people, known = places(count, population)
    with np.errstate(invalid="ignore"):
        rate = n / people
    total = people[known].sum()
    mean = n[known].sum() / total
    between = (people[known] * (rate[known] - mean) ** 2).sum() / total - mean / people[known].mean()
    weight = max(between, 0.0) / (max(between, 0.0) + mean / people)
    seen = smallest_change(mean * people)
    return Smoothed((weight * rate + (1 - weight) * mean) * per, rate * per, weight, np.full(n.shape, mean * per), seen.rise)


def spatial_empirical_bayes(count: ArrayLike, population: ArrayLike, neighbours: Neighbours, *, per: float = PER) -> Smoothed:
    """Empirical Bayes rate with the mean and variance of the place and its neighbours (Marshall 1991, local form).

    A neighbour without a report is left out. A neighbourhood without an event gives 0; an island keeps its own raw rate, and its
    weight is 1 (nothing to draw it to).
    """
    n, people, known = places(count, population)
    if neighbours.n != len(n):
        raise Declined("shape", "Neighbours and counts are of different places.", places=len(n), neighbours=neighbours.n)
    near = neighbours.among(known)
    x, p = n[known], people[known]
    rate, binary = x / p, near._replace(values=np.ones(len(near.indices)))
    around = binary.lag(p) + p
    mean = (binary.lag(x) + x) / around
    members = near.numbers + 1
    square = p * (rate - mean) ** 2
    np.add.at(square, near.rows, p[near.indices] * (rate[near.indices] - mean[near.rows]) ** 2)
    between = np.maximum(square / around - mean * members / around, 0.0)
    with np.errstate(invalid="ignore"):
        weight = np.where(members == 1, 1.0, np.where(mean > 0, between / (between + mean / p), 0.0))
    out = [np.full(n.shape, np.nan) for _ in range(4)]
    for whole_column, some in zip(out, (mean + (rate - mean) * weight, rate, weight, mean), strict=True):
        whole_column[known] = some
    return Smoothed(out[0] * per, out[1] * per, out[2], out[3] * per, smallest_change(out[3] * people).rise)


def gamma_poisson(
    count: ArrayLike, population: ArrayLike, *, per: float = PER, confidence: float = 0.95, estimate: str = "clayton-kaldor"
) -> GammaPoisson:
    """Relative risks from a common gamma distribution, with the interval of each place's posterior (Clayton and Kaldor 1987).

    count, population: (places,). The gamma's parameters nu and alpha (mean nu ÷ alpha) come from Clayton and Kaldor's equations, or with
    estimate="likelihood" from the greatest negative binomial likelihood. `distinguishable` is False where the data show no variation
    beyond Poisson: then all places share one rate. Posterior intervals take nu and alpha as known, so they are a little narrow.
    """
    if estimate not in ("clayton-kaldor", "likelihood"):
        raise Declined("estimate", "The estimate is “clayton-kaldor” or “likelihood”.")
    n, people, known = places(count, population, 3)
    level = n[known].sum() / people[known].sum()
    expected = level * people
    solve = _clayton_kaldor if estimate == "clayton-kaldor" else _likelihood
    nu, alpha = solve(n[known], expected[known])
    shape, scale = n + nu, level / (expected + alpha)
    out = tail(confidence)
    low, high = gammaincinv(shape, out) * scale, gammaincinv(shape, 1 - out) * scale
    seen = smallest_change(expected)
    return GammaPoisson(
        shape * scale * per, low * per, high * per, shape, scale * per, shape * scale / level, nu, alpha, alpha < CAP, seen.rise
    )


CAP = 1e6


def _clayton_kaldor(n: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Their two equations: the mean of the posterior means, and the variance between places corrected for the shrinkage.

    Given alpha the first is linear in the mean, which leaves one equation in alpha; it has no root where the chi-square statistic of
    equal rates is not above its expectation.
    """

    def excess(alpha: float) -> tuple[float, float]:
        mean = (n / (expected + alpha)).mean() / (expected / (expected + alpha)).mean()
        risk = (n + mean * alpha) / (expected + alpha)
        variance = ((1 + alpha / expected) * (risk - mean) ** 2).sum() / (len(n) - 1)
        return float(alpha * variance - mean), float(mean)

    low, high = np.log(1e-6), np.log(CAP)
    if excess(CAP)[0] <= 0:
        return excess(CAP)[1] * CAP, CAP
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(np.exp(middle))[0] < 0 else (low, middle)
    alpha = float(np.exp((low + high) / 2))
    return excess(alpha)[1] * alpha, alpha


def _likelihood(n: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Greatest likelihood: for each nu the best alpha by bisection, nu by golden section on its logarithm."""

    def best(nu: float) -> tuple[float, float]:
        low, high = 1e-9, 1e9
        for _ in range(100):
            alpha = np.sqrt(low * high)
            slope = (nu / alpha - (n + nu) / (expected + alpha)).sum()
            low, high = (alpha, high) if slope > 0 else (low, alpha)
        value = gammaln(n + nu) - gammaln(nu) + nu * np.log(alpha) - (n + nu) * np.log(expected + alpha)
        return float(value.sum()), float(alpha)

    low, high = np.log(1e-3), np.log(CAP)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - golden * (high - low), low + golden * (high - low)
        low, high = (a, high) if best(np.exp(a))[0] < best(np.exp(b))[0] else (low, b)
    nu = float(np.exp((low + high) / 2))
    return nu, min(best(nu)[1], CAP)
