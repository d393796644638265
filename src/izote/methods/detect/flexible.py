"""Farrington Flexible: the quasi-Poisson detector with seasons of Noufaily and others (2013)."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from scipy import special

from izote.methods.detect import baselines, glm, quantiles
from izote.methods.detect.result import SHORT, TESTED, UNSTABLE, ZEROS, Detection, as_counts, finish, probability, tested_weeks
from izote.methods.errors import Declined

METHODS = ("nbPlugin", "delta", "muan")
POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


def farrington_flexible(
    counts: np.ndarray,
    dates: Sequence[dt.date] | None,
    *,
    last: int | range = 1,
    b: int = 5,
    w: int = 3,
    no_periods: int = 10,
    past_weeks_not_included: int = 26,
    trend: bool = True,
    p_threshold_trend: float = 1.0,
    weights_threshold: float = 2.58,
    reweight: bool = True,
    threshold_method: str = "nbPlugin",
    powertrans: str = "2/3",
    alpha: float = 0.005,
    limit54: tuple[int, int] = (5, 4),
    population: np.ndarray | None = None,
) -> Detection:
    """Test the last weeks of every series against b years of its own past.

    counts: (series, weeks); a NaN is left out of the baseline, and a tested week that is NaN has no answer. dates: one a week, all on the
    same weekday (weeks missing from the list are gaps), or None: years of 52 weeks. population: like counts, offset of the rate.
    Model: log μ = season level + trend · week, variance φμ, weeks with an Anscombe residual above weights_threshold downweighted.
    threshold_method: quantile of the negative binomial at the fitted mean (nbPlugin) or at its upper limit (muan), or 2/3-power normal
    approximation (delta). limit54: no alarm with fewer than so many cases in so many weeks. alpha: one-sided.
    Declined: bad input, or no series-week could be tested; a single series that cannot be tested says why in `Detection.why`.
    Source: Noufaily, Enki, Farrington, Garthwaite, Andrews, Charlett, Statistics in Medicine 2013; Salmon, Schumacher, Höhle, JSS 2016.
    """
    table = as_counts(counts)
    baselines.checked_window(b, w, no_periods, past_weeks_not_included)
    probability("alpha", alpha)
    if threshold_method not in METHODS or powertrans not in POWERS:
        raise Declined("method", f"The threshold is one of {', '.join(METHODS)}; the power one of {', '.join(POWERS)}.")
    tested = tested_weeks(last, table.shape[1])
    fits = fitted(
        table,
        dates,
        tested,
        population=population,
        window={"b": b, "w": w, "no_periods": no_periods, "past_weeks_not_included": past_weeks_not_included, "whole": no_periods > 1},
        rules=glm.Rules(reweight, weights_threshold, trend and b >= 3, True, True),
        p_threshold_trend=p_threshold_trend,
    )
    threshold = _threshold(fits, threshold_method, powertrans, alpha)
    enough, missing = enough_cases(table, dates, tested, limit54)
    return finish(tested, table[:, tested], fits[:, :, glm.MEAN], threshold, reasons(fits), enough=enough, missing_cases=missing)


def fitted(
    table: np.ndarray,
    dates: Sequence[dt.date] | None,
    tested: np.ndarray,
    *,
    population: np.ndarray | None,
    window: dict[str, int],
    rules: glm.Rules,
    p_threshold_trend: float,
) -> np.ndarray:
    """Mean, dispersion and the rest (columns of `glm`) of every series-week, shape (series, tested, 9)."""
    at, grid_dates = baselines.on_grid(dates, table.shape[1])
    grid = np.full((table.shape[0], int(at[-1]) + 1), np.nan)
    grid[:, at] = table
    offsets = np.zeros_like(grid)
    if population is not None:
        offsets[:, at] = _log_population(population, table)
    past = baselines.baselines(grid_dates, at[tested], **window)  # type: ignore[arg-type]
    degrees = np.arange(max(int(np.diff(past.first).max(initial=0)) + 1, 2), dtype=float)
    # A trend whose p-value is exactly 1 is never kept, one below the limit always.
    critical = special.stdtrit(np.maximum(degrees, 1), 1 - min(p_threshold_trend, 1.0) / 2) if p_threshold_trend > 0 else degrees + np.inf
    out = np.empty((table.shape[0], len(tested), 9))
    glm.fit_all(grid, offsets, past.first, past.at, past.level, at[tested], window["no_periods"], rules, critical, out)
    out[:, ~past.possible, glm.STATE] = glm.STATE_SHORT
    return out


def reasons(fits: np.ndarray) -> np.ndarray:
    """Codes of `result.WHY` from the state of the fits."""
    why = np.full(fits.shape[:2], TESTED, dtype=np.int8)
    why[fits[:, :, glm.TOTAL] == 0] = ZEROS
    why[fits[:, :, glm.STATE] == glm.STATE_UNSTABLE] = UNSTABLE
    why[fits[:, :, glm.STATE] == glm.STATE_SHORT] = SHORT
    return why


def power_threshold(mean: np.ndarray, dispersion: np.ndarray, variance: np.ndarray, z: float, powertrans: str) -> np.ndarray:
    """Upper limit of a count on the transformed scale (Farrington 1996): μ^k + z·k·μ^(k−1)·√(φμ + Var μ̂), taken back by the power 1/k."""
    k = POWERS[powertrans]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = k * mean ** (k - 1) * np.sqrt(dispersion * mean + variance)
        return np.maximum(mean**k + z * spread, 0.0) ** (1 / k)


def _threshold(fits: np.ndarray, method: str, powertrans: str, alpha: float) -> np.ndarray:
    mean, phi = fits[:, :, glm.MEAN], fits[:, :, glm.DISPERSION]
    z = float(special.ndtri(1 - alpha))
    if method == "nbPlugin":
        return quantiles.negative_binomial(mean, phi, alpha)
    with np.errstate(over="ignore", invalid="ignore"):
        # The standard error uses the spread of the relative residuals, as the reference software does, not the dispersion.
        error = np.sqrt(fits[:, :, glm.SPREAD] * fits[:, :, glm.LEVERAGE])
        if method == "delta":
            return power_threshold(mean, phi, (mean * error) ** 2, z, powertrans)
        return quantiles.negative_binomial(mean * np.exp(z * error), phi, alpha)


def _log_population(population: np.ndarray, table: np.ndarray) -> np.ndarray:
    people = np.asarray(population, dtype=float)
    if people.ndim == 1 and people.shape[0] == table.shape[0]:
        people = people[:, None]
    try:
        people = np.broadcast_to(people, table.shape)
    except ValueError:
        raise Declined("population", f"Populations of shape {people.shape} do not fit counts of shape {table.shape}.") from None
    if not (np.isfinite(people).all() and (people > 0).all()):
        raise Declined("population", "Every population must be a number above zero.", cells=int((~(people > 0)).sum()))
    return np.log(people)


def enough_cases(
    table: np.ndarray, dates: Sequence[dt.date] | None, tested: np.ndarray, limit54: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Where at least limit54[0] cases fell in the last limit54[1] weeks, the tested one included (gaps count as none).

    Also the count that the tested week would need to reach that number. Shapes (series, tested)."""
    cases, period = limit54
    if cases < 0 or period < 1:
        raise Declined("limit54", "The rule for small numbers needs zero or more cases in one or more weeks.", cases=cases, period=period)
    at, _ = baselines.on_grid(dates, table.shape[1])
    grid = np.zeros((table.shape[0], int(at[-1]) + 1))
    grid[:, at] = np.nan_to_num(table)
    summed = np.concatenate([np.zeros((table.shape[0], 1)), grid.cumsum(axis=1)], axis=1)
    here = at[tested]
    before = summed[:, here] - summed[:, np.maximum(here + 1 - period, 0)]
    return before + grid[:, here] >= cases, np.maximum(cases - before, 0.0)
