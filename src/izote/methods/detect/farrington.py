"""Farrington, the classic detector (1996): the same weeks of past years, no seasons."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from scipy import special

from izote.methods.detect import baselines, glm
from izote.methods.detect.flexible import POWERS, enough_cases, fitted, power_threshold, reasons
from izote.methods.detect.result import Detection, as_counts, finish, probability, tested_weeks
from izote.methods.errors import Declined


def farrington(
    counts: np.ndarray,
    dates: Sequence[dt.date] | None,
    *,
    last: int | range = 1,
    b: int = 5,
    w: int = 3,
    past_weeks_not_included: int = 0,
    trend: bool = True,
    p_threshold_trend: float = 0.05,
    weights_threshold: float = 1.0,
    reweight: bool = True,
    powertrans: str = "2/3",
    alpha: float = 0.005,
    limit54: tuple[int, int] = (5, 4),
    population: np.ndarray | None = None,
) -> Detection:
    """Test the last weeks of every series against the windows of 2w+1 weeks around the same week of b past years.

    counts, dates, gaps, population, limit54 and Declined as in `farrington_flexible`. alpha: two-sided, so the upper limit holds back
    alpha/2, as in the paper. The trend is kept when its p-value is below p_threshold_trend, b ≥ 3, and the expected count is within what
    was seen. Source: Farrington, Andrews, Beale, Catchpole, Journal of the Royal Statistical Society A 1996.
    """
    table = as_counts(counts)
    baselines.checked_window(b, w, 1, past_weeks_not_included)
    probability("alpha", alpha)
    if powertrans not in POWERS:
        raise Declined("method", f"The power is one of {', '.join(POWERS)}.")
    tested = tested_weeks(last, table.shape[1])
    fits = fitted(
        table,
        dates,
        tested,
        population=population,
        window={"b": b, "w": w, "no_periods": 1, "past_weeks_not_included": past_weeks_not_included, "whole": False},
        rules=glm.Rules(reweight, weights_threshold, trend and b >= 3, True, False),
        p_threshold_trend=p_threshold_trend,
    )
    mean, phi = np.maximum(fits[:, :, glm.MEAN], np.finfo(float).eps), fits[:, :, glm.DISPERSION]
    variance = mean**2 * phi * fits[:, :, glm.LEVERAGE]
    threshold = power_threshold(mean, phi, variance, float(special.ndtri(1 - alpha / 2)), powertrans)
    enough, missing = enough_cases(table, dates, tested, limit54)
    return finish(tested, table[:, tested], mean, threshold, reasons(fits), enough=enough, missing_cases=missing)
