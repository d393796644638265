"""EARS C1, C2, C3: the detectors for series with a short history."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from scipy import special

from izote.methods.detect import baselines
from izote.methods.detect.result import SHORT, TESTED, UNSTABLE, ZEROS, Detection, as_counts, finish, probability, tested_weeks
from izote.methods.errors import Declined

LAGS = {"C1": 0, "C2": 2, "C3": 2}
C3_VARIANTS = ("reference", "published")


def ears(
    counts: np.ndarray,
    dates: Sequence[dt.date] | None = None,
    *,
    method: str = "C1",
    last: int | range = 1,
    baseline: int = 7,
    alpha: float = 0.001,
    min_sigma: float = 0.0,
    c3: str = "reference",
) -> Detection:
    """Test the last weeks against the mean and standard deviation of the few weeks before.

    counts: (series, weeks); gaps are left out of the baseline, which needs more than half of its weeks reported. dates only close holes.
    C1: the `baseline` weeks just before; C2: two weeks earlier; C3: C2's limit lowered by what exceeded one standard deviation in the two
    weeks before. c3: “published” puts that limit around the baseline mean, as the paper does; “reference” around the tested count, as the
    answers of R's surveillance 1.20.3 do (there the alarm of a week depends on the two weeks before alone).
    score: standard deviations above the mean (C1, C2) or the sum of the exceedances of three weeks (C3).
    Made for want of history: at its customary limits it alarms once in 18–24 series-weeks (C3 once in 6) when nothing happens.
    Declined: bad input, nothing testable. Source: Hutwagner and others 2003; Fricker, Hegler, Dunfee, Statistics in Medicine 2008.
    """
    table = as_counts(counts)
    if method not in LAGS or c3 not in C3_VARIANTS:
        raise Declined("method", f"The method is one of {', '.join(LAGS)}; the variant of C3 one of {', '.join(C3_VARIANTS)}.")
    if baseline < 2 or min_sigma < 0:
        raise Declined("baseline", "The baseline needs two weeks or more, min_sigma zero or more.", baseline=baseline)
    z = float(special.ndtri(1 - probability("alpha", alpha)))
    tested = tested_weeks(last, table.shape[1])
    at, _ = baselines.on_grid(dates, table.shape[1], any_step=True)
    grid = np.full((table.shape[0], int(at[-1]) + 1), np.nan)
    grid[:, at] = table
    mean, sigma, used = moments(grid, at[tested], baseline, LAGS[method], min_sigma)
    observed = table[:, tested]
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (observed - mean) / sigma
        lowered = np.zeros_like(mean)
        if method == "C3":
            for back in (1, 2):
                lowered += _exceedance(grid, at[tested] - back, baseline, min_sigma)
            score = np.maximum(0, score - 1) + lowered
        threshold = np.maximum((observed if method == "C3" and c3 == "reference" else mean) + sigma * (z - lowered), 0.0)
    why = np.full(mean.shape, TESTED, dtype=np.int8)
    why[mean == 0] = ZEROS
    why[np.isnan(threshold)] = UNSTABLE
    why[used <= baseline // 2] = SHORT
    first = baseline + LAGS[method] + (2 if method == "C3" else 0)
    why[:, at[tested] < first] = SHORT
    return finish(tested, observed, mean, threshold, why, score=score)


def moments(grid: np.ndarray, at: np.ndarray, baseline: int, lag: int, min_sigma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation and number of reported weeks of the baseline of each position; NaN without enough, shape (series, weeks)."""
    window = at[:, None] - lag - np.arange(1, baseline + 1)[None, :]
    values = np.where(window >= 0, grid[:, np.maximum(window, 0)], np.nan)
    seen = ~np.isnan(values)
    used = seen.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(seen, values, 0).sum(axis=2) / used
        spread = np.sqrt(np.where(seen, (values - mean[:, :, None]) ** 2, 0).sum(axis=2) / (used - 1))
    short = used < 2
    return np.where(short, np.nan, mean), np.where(short, np.nan, np.maximum(spread, min_sigma)), used


def _exceedance(grid: np.ndarray, at: np.ndarray, baseline: int, min_sigma: float) -> np.ndarray:
    """max(0, C2 − 1) at each position; a gap exceeds nothing."""
    mean, sigma, _ = moments(grid, at, baseline, LAGS["C2"], min_sigma)
    values = np.where(at >= 0, grid[:, np.maximum(at, 0)], np.nan)
    found = np.maximum(0, (values - mean) / sigma - 1)
    return np.where(np.isnan(values), 0.0, found)
