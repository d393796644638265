"""Negative binomial CUSUM: for a small rise that lasts."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from math import log

import numpy as np
from numba import njit

from izote.methods.detect import baselines, glm
from izote.methods.detect.flexible import fitted
from izote.methods.detect.result import SHORT, TESTED, ZEROS, Detection, as_counts, finish, probability, tested_weeks
from izote.methods.errors import Declined

MEANS = np.geomspace(0.05, 200, 13)
DISPERSIONS = np.array([1.0, 1.25, 1.75, 2.5, 4.0, 7.0, 12.0])
# A baseline without a case is taken to hold this many.
EMPTY = 0.5
# Weeks of the seasonal model's baseline, and how long before the tested week it ends.
SEASON_BASELINE, SEASON_LAG = 238, 26


def nb_cusum(
    counts: np.ndarray,
    dates: Sequence[dt.date] | None = None,
    *,
    last: int | range = 1,
    baseline: int = 56,
    lag: int = 2,
    shift: float = 1.5,
    alpha: float = 0.005,
    in_control: str = "moving",
    seed: int = 1,
) -> Detection:
    """Cumulative log-likelihood ratio that counts have risen by `shift` standard deviations, restarted after each alarm.

    counts: (series, steps), weeks or days; a gap leaves the sum as it was and is left out of the baseline.
    The mean μ and dispersion φ in control come from the `baseline` reports that end `lag` steps before (in_control “moving”; where seasons
    swing it takes them for rises) or from the seasonal model of Farrington Flexible (“season”: weeks only, five years of history).
    Per step the sum grows by y·ln[μ₁(r+μ)/(μ(r+μ₁))] − r·ln[(r+μ₁)/(r+μ)], r = μ/(φ−1), μ₁ = μ + shift·√(φμ), never below zero. It alarms
    at the limit h(μ, φ) that alarms in a share alpha of steps in control, found by simulation with the same baseline (seed).
    threshold: the largest count that would not alarm now; score: sum ÷ h. Declined: bad input, nothing testable.
    Source: Rossi, Lampugnani, Marchi 1999; Watkins and others, BMC Medical Informatics and Decision Making 2008; Höhle, Paul 2008.
    """
    table = as_counts(counts)
    probability("alpha", alpha)
    if baseline < 5 or lag < 0 or not shift > 0:
        raise Declined("baseline", "The baseline needs five steps or more, the lag zero or more, the shift above zero.", baseline=baseline)
    if in_control not in ("moving", "season"):
        raise Declined("method", "The mean in control is “moving” or “season”.")
    tested = tested_weeks(last, table.shape[1])
    at, _ = baselines.on_grid(dates, table.shape[1], any_step=in_control == "moving")
    grid = np.full((table.shape[0], int(at[-1]) + 1), np.nan)
    grid[:, at] = table
    if in_control == "moving":
        mean, phi, used = moving(grid, baseline, lag)
    else:
        baseline, lag = SEASON_BASELINE, SEASON_LAG
        mean, phi, used = _seasonal(table, dates, tested, at, grid.shape)
    limit = _interpolate(limits(alpha, baseline, lag, shift, seed), mean, phi) if np.isfinite(mean).any() else mean
    score, threshold = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    _run(grid, mean, phi, limit, shift, score, threshold)
    here = at[tested]
    why = np.full((table.shape[0], len(tested)), TESTED, dtype=np.int8)
    why[mean[:, here] <= EMPTY / baseline] = ZEROS
    why[np.isnan(mean[:, here]) | (used[:, here] <= baseline // 2)] = SHORT
    return finish(tested, table[:, tested], mean[:, here], threshold[:, here], why, score=score[:, here])


def _seasonal(
    table: np.ndarray, dates: Sequence[dt.date] | None, tested: np.ndarray, at: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, dispersion and number of weeks of the seasonal model in the tested weeks and the half year before, on the grid."""
    weeks = np.arange(max(int(tested.min()) - 26, 0), int(tested.max()) + 1)
    window = {"b": 5, "w": 3, "no_periods": 10, "past_weeks_not_included": SEASON_LAG, "whole": True}
    rules = glm.Rules(True, 2.58, True, True, True)
    fits = fitted(table, dates, weeks, population=None, window=window, rules=rules, p_threshold_trend=1.0)
    answers = np.full((3, *shape), np.nan)
    for row, column in enumerate((glm.MEAN, glm.DISPERSION, glm.WEEKS_USED)):
        answers[row][:, at[weeks]] = np.where(fits[:, :, glm.STATE] == glm.STATE_FITTED, fits[:, :, column], np.nan)
    return np.maximum(answers[0], EMPTY / SEASON_BASELINE), answers[1], np.nan_to_num(answers[2])


def moving(grid: np.ndarray, baseline: int, lag: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, dispersion and number of reports of the moving baseline, shape (series, steps); NaN where no more than half is reported.

    The mean is kept above half a case in the whole baseline; the dispersion is variance ÷ mean, at least 1, drawn a little towards 1.
    """
    seen = ~np.isnan(grid)
    values = np.where(seen, grid, 0.0)

    def summed(part: np.ndarray) -> np.ndarray:
        rising = np.concatenate([np.zeros((grid.shape[0], 1)), np.cumsum(part, axis=1)], axis=1)
        end = np.maximum(np.arange(grid.shape[1]) - lag, 0)
        return rising[:, end] - rising[:, np.maximum(end - baseline, 0)]

    used = summed(seen.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = summed(values) / used
        variance = (summed(values**2) - used * mean**2) / (used - 1)
        phi = 1 + np.maximum(variance / mean - 1, 0) * (used - 1) / (used + 2)
    enough = used > baseline // 2
    first = np.arange(grid.shape[1]) - lag - baseline < 0
    enough &= ~first[None, :]
    return np.where(enough, np.maximum(mean, EMPTY / baseline), np.nan), np.where(enough, np.nan_to_num(phi, nan=1.0), np.nan), used


@njit(cache=True)
def _terms(mean, phi, shift):  # type: ignore[no-untyped-def]
    """The log-likelihood ratio of a count y is slope · y + constant."""
    raised = mean + shift * np.sqrt(phi * mean)
    if phi <= 1.001:
        return log(raised / mean), mean - raised
    r = mean / (phi - 1)
    return log(raised * (r + mean) / (mean * (r + raised))), -r * log((r + raised) / (r + mean))


@njit(cache=True)
def _run(grid, mean, phi, limit, shift, score, threshold):  # type: ignore[no-untyped-def]
    for s in range(grid.shape[0]):
        held = 0.0
        for t in range(grid.shape[1]):
            if np.isnan(mean[s, t]):
                continue
            slope, constant = _terms(mean[s, t], phi[s, t], shift)
            threshold[s, t] = max(np.ceil((limit[s, t] - held - constant) / slope) - 1, -1.0)
            if np.isnan(grid[s, t]):
                continue
            held = max(0.0, held + slope * grid[s, t] + constant)
            score[s, t] = held / limit[s, t]
            if grid[s, t] > threshold[s, t]:
                held = 0.0


@njit(cache=True)
def _alarm_share(ratios, limit):  # type: ignore[no-untyped-def]
    alarms = 0
    for s in range(ratios.shape[0]):
        held = 0.0
        for t in range(ratios.shape[1]):
            held = max(0.0, held + ratios[s, t])
            if held >= limit:
                alarms += 1
                held = 0.0
    return alarms / ratios.size


@lru_cache(maxsize=32)
def limits(alpha: float, baseline: int, lag: int, shift: float, seed: int, steps: int = 30_000) -> np.ndarray:
    """Limit h for each of MEANS × DISPERSIONS so that a share alpha of steps in control alarms, by simulation and bisection."""
    chance = np.random.default_rng(seed)
    found = np.empty((len(MEANS), len(DISPERSIONS)))
    for i, mean in enumerate(MEANS):
        for j, phi in enumerate(DISPERSIONS):
            rate = chance.gamma(mean / (phi - 1), phi - 1, (20, steps // 20)) if phi > 1 else np.full((20, steps // 20), mean)
            counts = chance.poisson(rate).astype(float)
            means, phis, _ = moving(counts, baseline, lag)
            begin = baseline + lag
            ratios = _ratios(counts[:, begin:], means[:, begin:], phis[:, begin:], shift)
            low, high = 0.0, 60.0
            for _ in range(24):
                middle = (low + high) / 2
                low, high = (middle, high) if _alarm_share(ratios, middle) > alpha else (low, middle)
            found[i, j] = high
    return found


@njit(cache=True)
def _ratios(counts, mean, phi, shift):  # type: ignore[no-untyped-def]
    out = np.empty(counts.shape)
    for s in range(counts.shape[0]):
        for t in range(counts.shape[1]):
            slope, constant = _terms(mean[s, t], phi[s, t], shift)
            out[s, t] = slope * counts[s, t] + constant
    return out


def _interpolate(table: np.ndarray, mean: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """Bilinear in ln μ and ln φ, held at the edges."""
    x = np.interp(np.log(np.nan_to_num(mean, nan=1.0)), np.log(MEANS), np.arange(len(MEANS)))
    y = np.interp(np.log(np.nan_to_num(phi, nan=1.0)), np.log(DISPERSIONS), np.arange(len(DISPERSIONS)))
    i, j = np.minimum(x.astype(int), len(MEANS) - 2), np.minimum(y.astype(int), len(DISPERSIONS) - 2)
    u, v = x - i, y - j
    rows = (1 - u) * (1 - v) * table[i, j] + u * (1 - v) * table[i + 1, j] + (1 - u) * v * table[i, j + 1] + u * v * table[i + 1, j + 1]
    return np.where(np.isnan(mean), np.nan, rows)
