"""Bayesian predictive threshold: honest for tiny places, which may borrow strength from the others."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from izote.methods.detect import baselines, quantiles
from izote.methods.detect.flexible import enough_cases
from izote.methods.detect.result import SHORT, TESTED, ZEROS, Detection, as_counts, finish, probability, tested_weeks
from izote.methods.errors import Declined


def bayes_threshold(
    counts: np.ndarray,
    dates: Sequence[dt.date] | None,
    *,
    last: int | range = 1,
    b: int = 5,
    w: int = 3,
    alpha: float = 0.005,
    pooling: bool = False,
    overdispersion: bool = True,
    exposure: np.ndarray | None = None,
    limit54: tuple[int, int] = (0, 4),
) -> Detection:
    """Test the last weeks against the predictive distribution given the same weeks of b past years (windows of 2w+1).

    counts: (series, weeks); gaps are left out. Weeks are Poisson with a Gamma(½, 0) prior, so the next one is negative binomial with mean
    (Σy + ½)/n and variance mean · (1 + 1/n); the threshold is its (1 − alpha) quantile. pooling: the prior is the distribution of the rates
    of all series in that week, estimated by moments. exposure: (series,) populations for it. overdispersion: the baseline's variance ÷ mean
    (never below 1) widens the prediction and weakens the baseline, for weeks that vary more than Poisson.
    smallest_count: threshold + 1. Declined: bad input, nothing testable.
    Source: Riebler 2004, Höhle 2007 (the Bayes detector of surveillance, equal without pooling and overdispersion in years of 52 weeks).
    """
    table = as_counts(counts)
    baselines.checked_window(b, w)
    probability("alpha", alpha)
    people = _exposure(exposure, table.shape[0])
    tested = tested_weeks(last, table.shape[1])
    total, used, phi, possible = _windows(table, dates, tested, b, w)
    if not overdispersion:
        phi = np.ones_like(total)
    # A Gamma(shape, rate) prior on the rate of one unit of exposure.
    shape, rate = _pool(total, used, people, phi) if pooling else (np.full(len(tested), 0.5), np.zeros(len(tested)))
    weight = used * people[:, None] / phi
    with np.errstate(invalid="ignore", divide="ignore"):
        posterior_shape, posterior_rate = total / phi + shape[None, :], weight + rate[None, :]
        mean = people[:, None] * posterior_shape / posterior_rate
        spread = phi + people[:, None] / posterior_rate
    why = np.full(mean.shape, TESTED, dtype=np.int8)
    why[total == 0] = ZEROS
    why[(used < min(3, 2 * w + 1)) | ~possible[None, :]] = SHORT
    mean[why == SHORT] = np.nan
    threshold = quantiles.negative_binomial(mean, spread, alpha)
    enough, missing = enough_cases(table, dates, tested, limit54)
    return finish(tested, table[:, tested], mean, threshold, why, enough=enough, missing_cases=missing)


def _windows(
    table: np.ndarray, dates: Sequence[dt.date] | None, tested: np.ndarray, b: int, w: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Sum, number and dispersion (variance ÷ mean, at least 1) of the baseline of each series-week."""
    at, grid_dates = baselines.on_grid(dates, table.shape[1])
    grid = np.full((table.shape[0], int(at[-1]) + 1), np.nan)
    grid[:, at] = table
    past = baselines.baselines(grid_dates, at[tested], b=b, w=w, no_periods=1, past_weeks_not_included=0, whole=False)
    total, used, phi = (np.zeros((table.shape[0], len(tested))) for _ in range(3))
    for j in range(len(tested)):
        window = grid[:, past.at[past.first[j] : past.first[j + 1]]]
        seen = ~np.isnan(window)
        used[:, j] = seen.sum(axis=1)
        total[:, j] = np.where(seen, window, 0).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total[:, j] / used[:, j]
            variance = np.where(seen, (window - mean[:, None]) ** 2, 0).sum(axis=1) / (used[:, j] - 1)
            phi[:, j] = np.fmax(np.nan_to_num(variance / mean, nan=1.0, posinf=1.0), 1.0)
    return total, used, phi, past.possible


def _pool(total: np.ndarray, used: np.ndarray, people: np.ndarray, phi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gamma prior of the rates per week by the method of moments (Marshall 1991), shapes (tested,); series without weeks do not count."""
    weight = used * people[:, None]
    shape, rate = np.full(total.shape[1], 0.5), np.zeros(total.shape[1])
    for j in range(total.shape[1]):
        has = weight[:, j] > 0
        if has.sum() < 3 or total[has, j].sum() == 0:
            continue
        size = weight[has, j]
        rates = total[has, j] / size
        centre = total[has, j].sum() / size.sum()
        noise = centre * (phi[has, j] * size).sum() / size.sum() / size.mean()
        between = max((size * (rates - centre) ** 2).sum() / size.sum() - noise, 1e-3 * centre**2)
        shape[j], rate[j] = centre**2 / between, centre / between
    return shape, rate


def _exposure(exposure: np.ndarray | None, series: int) -> np.ndarray:
    people = np.ones(series) if exposure is None else np.asarray(exposure, dtype=float)
    if people.shape != (series,) or not (np.isfinite(people).all() and (people > 0).all()):
        raise Declined("exposure", f"Exposure needs {series} numbers above zero, one a series.", series=series)
    return people / people.mean()
