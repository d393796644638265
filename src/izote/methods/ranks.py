"""Places in order of their rates, and how far the data let one believe that order. Rank 1 is the highest rate."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from izote.methods.errors import Declined
from izote.methods.rates import PER
from izote.methods.smoothing import gamma_poisson, places


class Ranks(NamedTuple):
    """One entry a place; NaN (rank) and −1 (group) where there was no report.

    `rank` is by raw rate, ties share the best; `low`–`high` is the interval of the rank; `first` the probability of being among the
    first k; `group` counts from 1: places of one group cannot be told from its leader; `unordered` how many places cannot be told
    from this one; `smallest_rise` the rise against the mean rate that would show in this place.
    """

    value: np.ndarray
    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray
    expected: np.ndarray
    first: np.ndarray
    group: np.ndarray
    unordered: np.ndarray
    tied: np.ndarray
    smallest_rise: np.ndarray


class RankSets(NamedTuple):
    """Confidence sets of ranks: all ranks from `low` to `high`, NaN where there was no report."""

    low: np.ndarray
    high: np.ndarray
    simultaneous: bool


def ranks(
    count: ArrayLike,
    population: ArrayLike,
    *,
    first: int = 10,
    draws: int = 4000,
    seed: int,
    prior: str = "gamma-poisson",
    confidence: float = 0.95,
    per: float = PER,
) -> Ranks:
    """Ranks by rate with intervals from draws of the posterior (Laird and Louis 1989; Goldstein and Spiegelhalter 1996).

    count, population: (places,). prior "gamma-poisson" shrinks towards the common mean (Clayton and Kaldor 1987); "exact" takes each
    place alone (Jeffreys: count + ½). Declined: fewer than 3 places, not one event. With the first prior and data without variation
    beyond Poisson, every interval runs over nearly all ranks, as it should.
    """
    if prior not in ("gamma-poisson", "exact"):
        raise Declined("prior", "The prior is “gamma-poisson” or “exact”.")
    if not 100 <= draws <= 1_000_000:
        raise Declined("draws", "Between 100 and 1,000,000 draws.", draws=draws)
    n, people, known = places(count, population, 3)
    if not 1 <= first <= known.sum():
        raise Declined("first", f"k lies between 1 and {known.sum()}.", first=first)
    fitted = gamma_poisson(n, people, per=per)
    shape, scale = (fitted.shape, fitted.scale) if prior == "gamma-poisson" else (n + 0.5, per / people)
    shape, scale, m = shape[known], scale[known], int(known.sum())
    position = _positions(shape, scale, draws, seed)
    tails = np.quantile(position, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0, method="inverted_cdf")
    above = greater(shape, scale)
    unsure = np.minimum(above, above.T) > (1 - confidence) / 2
    raw = (n / people)[known]
    out = {name: np.full(n.shape, np.nan) for name in ("rank", "low", "high", "expected", "first")}
    order = (raw[None, :] > raw[:, None]).sum(1) + 1
    for name, some in zip(out, (order, tails[0], tails[1], position.mean(0), (position <= first).mean(0)), strict=True):
        out[name][known] = some
    group, unordered, tied = np.full(n.shape, -1), np.full(n.shape, -1), np.zeros(n.shape, bool)
    group[known], unordered[known] = _groups(shape * scale, unsure), unsure.sum(1) - 1
    tied[known] = np.array([(raw == each).sum() > 1 for each in raw]) if m < 3000 else False
    return Ranks(
        n / people * per, out["rank"], out["low"], out["high"], out["expected"], out["first"], group, unordered, tied, fitted.smallest_rise
    )


def _positions(shape: np.ndarray, scale: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Ranks in each draw, shape (draws, places), 1 the highest; made in pieces to keep memory small."""
    rng, m = np.random.default_rng(seed), len(shape)
    position = np.empty((draws, m), np.int16 if m < 32_000 else np.int32)
    step = max(1, 1_000_000 // m)
    for start in range(0, draws, step):
        size = min(step, draws - start)
        order = np.argsort(rng.standard_gamma(shape, (size, m)) * -scale, axis=1)
        np.put_along_axis(position[start : start + size], order, np.arange(1, m + 1, dtype=position.dtype)[None], axis=1)
    return position


def greater(shape: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Probability that the rate of row i is above that of column j, both gamma and independent: a beta probability, exact."""
    return 1 - betainc(shape[:, None], shape[None, :], scale[None, :] / (scale[:, None] + scale[None, :]))


def _groups(value: np.ndarray, unsure: np.ndarray) -> np.ndarray:
    """From the highest down: a new group begins at the first place that can be told from the leader of the current one."""
    group = np.empty(len(value), int)
    order = np.argsort(-value, kind="stable")
    leader, number = order[0], 1
    for place in order:
        if place != leader and not unsure[leader, place]:
            leader, number = place, number + 1
        group[place] = number
    return group


def rank_confidence_sets(count: ArrayLike, population: ArrayLike, *, simultaneous: bool = False, confidence: float = 0.95) -> RankSets:
    """Confidence sets of ranks without any prior, valid in small samples (Bazylik, Mogstad, Romano, Shaikh and Wilhelm 2021).

    count, population: (places,). Each pair of places is compared by the exact conditional binomial test, the tests of one place (or of
    all, with `simultaneous`) corrected by Holm's (1979) step-down; a place's best rank is one more than the places surely above it. The
    construction is that of Mogstad, Romano, Shaikh and Wilhelm (2024), whose bootstrap of studentised differences needs larger counts.
    """
    if not 0 < confidence < 1:
        raise Declined("confidence", "Confidence lies between 0 and 1 (0.95 is usual).", confidence=confidence)
    n, people, known = places(count, population, 2)
    x, p, m = n[known], people[known], int(known.sum())
    share = p[:, None] / (p[:, None] + p[None, :])
    # P(X ≥ x_i) of x_i + x_j events if the rates were equal: small means "i above j"
    above = np.where(x[:, None] > 0, betainc(np.maximum(x[:, None], 1), x[None, :] + 1, share), 1.0)
    np.fill_diagonal(above, 1.0)
    if simultaneous:
        surely = _holm(above.reshape(1, -1), m * (m - 1), 1 - confidence).reshape(m, m)
        worse, better = surely.sum(1), surely.sum(0)
    else:
        both = _holm(np.concatenate((above, above.T), axis=1), 2 * (m - 1), 1 - confidence)
        worse, better = both[:, :m].sum(1), both[:, m:].sum(1)
    low, high = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    low[known], high[known] = better + 1, m - worse
    return RankSets(low, high, simultaneous)


def _holm(p: np.ndarray, tests: int, alpha: float) -> np.ndarray:
    """Which hypotheses of each row fall, row by row; `tests` leaves out those on the diagonal."""
    order = np.argsort(p, axis=1, kind="stable")
    limits = alpha / np.maximum(tests - np.arange(p.shape[1]), 1)
    passed = np.cumprod(np.take_along_axis(p, order, axis=1) <= limits, axis=1).astype(bool)
    passed[:, tests:] = False
    out = np.zeros(p.shape, bool)
    np.put_along_axis(out, order, passed, axis=1)
    return out
