"""Series with known outbreaks on which detectors are compared: the scenarios of Noufaily and others (2013)."""

from typing import NamedTuple

import numpy as np

from izote.methods.errors import Declined

WEEKS, BASELINE_FROM, TESTED = 624, 312, 49
PAST_OUTBREAKS = 4


class Scenario(NamedTuple):
    """μ(t) = exp(θ + βt + Σⱼ γ₁cos(2πjt/52) + γ₂sin(2πjt/52)), j = 1 … m; variance φμ."""

    theta: float
    beta: float
    m: int
    phi: float
    gamma1: float
    gamma2: float


# θ, β when there is a trend, φ, γ₁, γ₂ of the seven settings.
_SETTINGS = (
    (0.1, 0.0025, 1.5, 0.6, 0.6),
    (-2.0, 0.005, 2.0, 0.1, 0.3),
    (1.5, 0.003, 1.0, 0.2, -0.4),
    (0.5, 0.002, 5.0, 0.5, 0.5),
    (2.5, 0.001, 3.0, 1.0, 0.1),
    (3.75, 0.001, 1.1, 0.1, -0.1),
    (5.0, 0.0001, 1.2, 0.05, 0.01),
)


def scenarios(*, twice_yearly: bool = True) -> list[Scenario]:
    """The 28 with no or one seasonal wave, in the usual order; with twice_yearly the 14 with two waves (m = 2) too."""

    def one(setting: tuple[float, float, float, float, float], m: int, trend: int) -> Scenario:
        theta, beta, phi, gamma1, gamma2 = setting
        return Scenario(theta, beta * trend, m, phi, gamma1 * (m > 0), gamma2 * (m > 0))

    first = [one(setting, m, trend) for setting in _SETTINGS for trend in (0, 1) for m in (0, 1)]
    return first + ([one(setting, 2, trend) for setting in _SETTINGS for trend in (0, 1)] if twice_yearly else [])


def means(scenario: Scenario, weeks: int = WEEKS) -> np.ndarray:
    """Expected counts without outbreaks, shape (weeks,)."""
    t = np.arange(1, weeks + 1)
    eta = scenario.theta + scenario.beta * t
    for j in range(1, scenario.m + 1):
        eta = eta + scenario.gamma1 * np.cos(2 * np.pi * j * t / 52) + scenario.gamma2 * np.sin(2 * np.pi * j * t / 52)
    return np.exp(eta)


def negative_binomial(mean: np.ndarray, phi: float, chance: np.random.Generator) -> np.ndarray:
    """Counts with variance phi · mean (Poisson when phi is 1)."""
    if phi < 1:
        raise Declined("dispersion", "The dispersion must be 1 or more.", phi=phi)
    return chance.poisson(chance.gamma(mean / (phi - 1), phi - 1) if phi > 1 else mean).astype(float)


def add_outbreaks(counts: np.ndarray, start: np.ndarray, sizes: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Add to each series (row) one outbreak of so many cases, each falling a log-normal(0, ½) number of weeks after its start.

    Changes counts; returns where outbreak cases fell, shape of counts. Cases beyond the last week are lost."""
    row = np.repeat(np.arange(counts.shape[0]), sizes)
    week = np.repeat(start, sizes) + np.floor(chance.lognormal(0.0, 0.5, row.size)).astype(int)
    keep = week < counts.shape[1]
    extra = np.zeros_like(counts)
    np.add.at(extra, (row[keep], week[keep]), 1)
    counts += extra
    return extra > 0


def simulate(scenario: Scenario, replicates: int, *, k: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts of (replicates, 624 weeks) with four outbreaks in the baseline (weeks 313–575) and, if k > 0, one in the last 49 weeks.

    Sizes are Poisson with mean k standard deviations of the week in which the outbreak starts; past outbreaks have k = 2 … 10 at random.
    Returns counts and where the current outbreak's cases fell. The same seed gives the same background whatever k is.
    """
    back, now = (np.random.default_rng([seed, part]) for part in (0, 1))
    mean = means(scenario)
    counts = negative_binomial(np.broadcast_to(mean, (replicates, WEEKS)), scenario.phi, back)
    last = WEEKS - TESTED
    for _ in range(PAST_OUTBREAKS):
        start = back.integers(BASELINE_FROM, last - 4, replicates)
        size = back.poisson(back.uniform(2, 10, replicates) * np.sqrt(scenario.phi * mean[start]))
        add_outbreaks(counts, start, size, back)
    if k <= 0:
        return counts, np.zeros(counts.shape, dtype=bool)
    start = now.integers(last, WEEKS - 4, replicates)
    size = np.maximum(now.poisson(k * np.sqrt(scenario.phi * mean[start])), 1)
    return counts, add_outbreaks(counts, start, size, now)


def daily_with_steps(
    series: int, *, mean: float, phi: float, days: int, length: int, rise: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Daily counts of many series, one lasting rise each, in the manner of Watkins and others (2008): the NB-CUSUM's own ground.

    The background is negative binomial with a yearly wave of ± 30 %; in the second half of the days, for `length` days, cases are added
    with a mean of `rise` standard deviations. Returns counts and where the rise was, shape (series, days)."""
    chance = np.random.default_rng(seed)
    t = np.arange(days)
    level = mean * np.exp(0.3 * np.cos(2 * np.pi * (t[None, :] / 365 + chance.random((series, 1)))))
    counts = negative_binomial(level, phi, chance)
    start = chance.integers(days // 2, days - length, (series, 1))
    during = (t >= start) & (t < start + length)
    counts += np.where(during, chance.poisson(rise * np.sqrt(phi * level)), 0)
    return counts, during
