"""Did it change after the measure, and more than elsewhere? Interrupted time series, synthetic control, difference in differences.

All three compare; none proves. Each result carries a sentence that says so.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from izote.methods.errors import Declined

COMPARISON = "This is a comparison, not proof: whatever else changed at the same time is in it too."


@dataclass(frozen=True)
class Glm:
    """coefficients, their covariance, fitted means, dispersion (Pearson χ² ÷ degrees of freedom)."""

    coefficients: np.ndarray
    covariance: np.ndarray
    fitted: np.ndarray
    dispersion: float
    freedom: int


def quasi_poisson(
    y: np.ndarray,
    design: np.ndarray,
    *,
    offset: np.ndarray | None = None,
    errors: Literal["quasi", "newey-west"] = "quasi",
    lags: int | None = None,
) -> Glm:
    """Poisson regression with log link by IRLS; errors scaled by the Pearson dispersion (quasi) or Newey–West with Bartlett weights.

    y: shape (n,), no NaN; design (n, p). lags: default ⌊4(n/100)^(2/9)⌋ (Newey & West 1994). Newey–West carries no small-sample
    factor here; `interrupted_time_series` adds n/(n − p).
    """
    shift = np.zeros(y.size) if offset is None else offset
    beta = np.linalg.lstsq(design, np.log(np.maximum(y, 0.5)) - shift, rcond=None)[0]
    for _ in range(200):
        mean = np.exp(np.clip(design @ beta + shift, -30, 30))
        step = np.linalg.lstsq((design.T * mean) @ design, design.T @ (y - mean), rcond=None)[0]
        beta = beta + np.clip(step, -2, 2)
        if np.max(np.abs(step)) < 1e-10:
            break
    else:
        raise Declined("divergence", "The regression found no answer: the series cannot carry this model.")
    mean = np.exp(design @ beta + shift)
    freedom = y.size - design.shape[1]
    dispersion = float(((y - mean) ** 2 / mean).sum() / freedom)
    bread = np.linalg.pinv((design.T * mean) @ design)
    if errors == "quasi":
        return Glm(beta, bread * dispersion, mean, dispersion, freedom)
    most = int(4 * (y.size / 100) ** (2 / 9)) if lags is None else lags
    parts = design * (y - mean)[:, None]
    meat = parts.T @ parts
    for lag in range(1, most + 1):
        cross = parts[lag:].T @ parts[:-lag]
        meat += (1 - lag / (most + 1)) * (cross + cross.T)
    return Glm(beta, bread @ meat @ bread, mean, dispersion, freedom)


@dataclass(frozen=True)
class Interrupted:
    """level and slope: ratio at once and ratio per period after the change, each (estimate, low, high); p of each; `averted`: expected
    without
    the change minus observed, over the whole time after, with its interval; smallest_change: percent fall (or rise) of the level that would
    have been found with probability 0.8; lag-1 autocorrelation of the Pearson residuals."""

    level: tuple[float, float, float]
    slope: tuple[float, float, float]
    p_level: float
    p_slope: float
    averted: tuple[float, float, float]
    fitted: np.ndarray
    without: np.ndarray
    dispersion: float
    autocorrelation: float
    smallest_change: float
    sentence: str
    model: Glm


def interrupted_time_series(
    counts: np.ndarray,
    at: int,
    *,
    period: int = 12,
    exposure: np.ndarray | None = None,
    seasonality: int = 1,
    slope: bool = True,
    errors: Literal["quasi", "newey-west"] = "quasi",
    lags: int | None = None,
    level: float = 0.95,
    seed: int = 1,
) -> Interrupted:
    """Change of level and of slope at period number `at` (the first one after the measure) in a series of counts.

    counts: shape (periods,), NaN = no report (left out, time goes on). exposure: population or denominator, shape (periods,).
    seasonality: pairs of sine and cosine of a year of `period` periods (0: none). Log link, quasi-Poisson. Declined: fewer than 8 reports
    before or 4 after, fewer than 20 cases, nothing at all before or after. Sources: Wagner et al. 2002; Bernal, Cummins & Gasparrini 2017.
    """
    y, seen, offset = _series(counts, at, exposure)
    time = np.arange(y.size, dtype=float)
    after = (time >= at).astype(float)
    columns = [np.ones(y.size), time - at, after]
    if slope:
        columns.append(after * (time - at))
    for n in range(1, seasonality + 1):
        angle = 2 * np.pi * n * time / period
        columns += [np.sin(angle)] if 2 * n == period else [np.sin(angle), np.cos(angle)]
    design = np.column_stack(columns)
    if seen.sum() < design.shape[1] + 4 or np.linalg.matrix_rank(design[seen]) < design.shape[1]:
        raise Declined("short", "The series is too short for this model.", periods=int(seen.sum()))
    model = quasi_poisson(y[seen], design[seen], offset=offset[seen], errors=errors, lags=lags)
    z = float(stdtrit(model.freedom, (1 + level) / 2))
    if errors == "newey-west":
        model = replace(model, covariance=model.covariance * seen.sum() / model.freedom)
    se = np.sqrt(np.maximum(np.diag(model.covariance), 0))
    plain = design.copy()
    plain[:, 2 : 4 if slope else 3] = 0
    without, fitted = np.exp(plain @ model.coefficients + offset), np.exp(design @ model.coefficients + offset)
    averted = _averted(model, plain, offset, (time >= at) & seen, float(y[(time >= at) & seen].sum()), level, seed)
    rest = (y[seen] - model.fitted) / np.sqrt(model.fitted)
    lag = float((rest[1:] * rest[:-1]).sum() / (rest**2).sum())
    ratio, bend = (_ratio(model.coefficients[n], se[n], z) if n < 3 or slope else (1.0, 1.0, 1.0) for n in (2, 3))
    smallest = 1 - float(np.exp(-(z + 0.8416) * se[2]))
    p_level, p_slope = (_p_t(model.coefficients[n] / se[n], model.freedom) if n < 3 or slope else float("nan") for n in (2, 3))
    alike = errors == "quasi" and abs(lag) > 2 / np.sqrt(seen.sum())
    return Interrupted(
        ratio,
        bend,
        p_level,
        p_slope,
        averted,
        fitted,
        without,
        model.dispersion,
        lag,
        smallest,
        _its_words(ratio, bend, smallest, level, alike),
        model,
    )


def _series(counts: np.ndarray, at: int, exposure: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y = np.asarray(counts, float)
    if y.ndim != 1 or not 0 < at < y.size:
        raise Declined("shape", "The series must be one column, and the change lie within it.", at=at)
    seen = ~np.isnan(y)
    if np.any(np.isinf(y[seen])) or np.any(y[seen] < 0) or np.any(y[seen] != np.floor(y[seen])):
        raise Declined("count", "A count is a whole number of zero or more.")
    before, after = int(seen[:at].sum()), int(seen[at:].sum())
    if before < 8 or after < 4:
        raise Declined("short", f"{before} reports before and {after} after the change; 8 and 4 are needed.", before=before, after=after)
    if y[seen].sum() < 20 or not np.nansum(y[:at]) or not np.nansum(y[at:]):
        raise Declined(
            "few", "Too few cases, or none at all before or after the change: no model can be read from them.", cases=int(y[seen].sum())
        )
    offset = np.zeros(y.size)
    if exposure is not None:
        weight = np.asarray(exposure, float)
        if weight.shape != y.shape or not np.all(np.isfinite(weight)) or np.any(weight <= 0):
            raise Declined("exposure", "Every period needs a population above zero.")
        offset = np.log(weight)
    return y, seen, offset


def _averted(
    model: Glm, plain: np.ndarray, offset: np.ndarray, when: np.ndarray, observed: float, level: float, seed: int
) -> tuple[float, float, float]:
    rng = np.random.Generator(np.random.PCG64(seed))
    values, vectors = np.linalg.eigh(model.covariance)
    draw = model.coefficients + rng.standard_normal((4000, values.size)) * np.sqrt(np.maximum(values, 0)) @ vectors.T
    total = np.exp(np.clip(draw @ plain[when].T + offset[when], -30, 30)).sum(axis=1)
    total = total + rng.standard_normal(total.size) * np.sqrt(model.dispersion * total)
    low, high = np.quantile(total - observed, [(1 - level) / 2, (1 + level) / 2])
    return float(np.exp(plain[when] @ model.coefficients + offset[when]).sum() - observed), float(low), float(high)


def _ratio(beta: float, se: float, z: float) -> tuple[float, float, float]:
    return float(np.exp(beta)), float(np.exp(beta - z * se)), float(np.exp(beta + z * se))


def _p_t(t: float, freedom: int) -> float:
    return float(2 * stdtr(freedom, -abs(t)))


def _p(z: float) -> float:
    return float(2 * ndtr(-abs(z)))


def _its_words(ratio: tuple[float, float, float], bend: tuple[float, float, float], smallest: float, level: float, alike: bool) -> str:
    sure = ratio[1] > 1 or ratio[2] < 1 or bend[1] > 1 or bend[2] < 1
    first = (
        f"Against the continuation of its own past, the series stood at {ratio[0]:.2f} times "
        f"({100 * level:.0f} % {ratio[1]:.2f}–{ratio[2]:.2f}) at the change "
        f"and then moved by a further factor of {bend[0]:.3f} a period ({bend[1]:.3f}–{bend[2]:.3f})."
    )
    second = "" if sure else f" No change can be told from chance; a fall of less than {100 * smallest:.0f} % could hardly have been seen."
    third = " Neighbouring periods resemble each other: take errors=newey-west." if alike else ""
    return f"{first}{second}{third} {COMPARISON}"


@dataclass(frozen=True)
class DifferenceInDifferences:
    """ratio: change of the place over change of the others (estimate, low, high), p, smallest percent fall seen with probability 0.8."""

    ratio: tuple[float, float, float]
    p: float
    dispersion: float
    smallest_change: float
    sentence: str


def difference_in_differences(
    counts: np.ndarray, treated: int, at: int, *, exposure: np.ndarray | None = None, level: float = 0.95
) -> DifferenceInDifferences:
    """The change of one place over the change of all others: quasi-Poisson with an effect a place and a period.

    counts: shape (periods, places), NaN = no report (left out). exposure: populations of the same shape. The interval is the wider one of
    the regression and of the spread of the other places' own changes (each against all others), which sees that places move by themselves.
    """
    y = _panel(counts, treated, at)
    weight = np.ones(y.shape) if exposure is None else np.asarray(exposure, float)
    if weight.shape != y.shape or not np.all(np.isfinite(weight)) or np.any(weight <= 0):
        raise Declined("exposure", "Every place and period needs a population above zero.")
    weight = np.where(np.isnan(y), 0.0, weight)
    before, after = np.nansum(y[:at], axis=0), np.nansum(y[at:], axis=0)
    share_before, share_after = weight[:at].sum(axis=0), weight[at:].sum(axis=0)
    if before[treated] + after[treated] < 5:
        raise Declined("few", "Fewer than five cases in the place.", cases=int(before[treated] + after[treated]))
    usable = (share_before > 0) & (share_after > 0)

    def log_ratio(place: int) -> float:
        rest = usable & (np.arange(y.shape[1]) != place)
        others = np.log((after[rest].sum() + 0.5) / share_after[rest].sum() / ((before[rest].sum() + 0.5) / share_before[rest].sum()))
        return float(np.log((after[place] + 0.5) / share_after[place] / ((before[place] + 0.5) / share_before[place])) - others)

    own = log_ratio(treated)
    rest = [place for place in np.flatnonzero(usable) if place != treated and before[place] + after[place] >= 5]
    if len(rest) < 3:
        raise Declined(
            "donors", "Fewer than three other places with five cases or more: there is nothing to compare with.", places=len(rest)
        )
    each = np.array([log_ratio(int(place)) for place in rest])
    noise = np.array([1 / (before[place] + 0.5) + 1 / (after[place] + 0.5) for place in rest])
    between = max(float((each**2).sum() - noise.sum()) / len(rest), 0.0)
    dispersion = _dispersion(y, weight, at)
    se = float(np.sqrt(dispersion * (1 / (before[treated] + 0.5) + 1 / (after[treated] + 0.5)) + between))
    z = float(ndtri((1 + level) / 2))
    ratio, smallest = _ratio(own, se, z), 1 - float(np.exp(-(z + 0.8416) * se))
    words = f"The place changed by {ratio[0]:.2f} times as much as the others together ({100 * level:.0f} % {ratio[1]:.2f}–{ratio[2]:.2f})."
    return DifferenceInDifferences(ratio, _p(own / se), dispersion, smallest, f"{words} {COMPARISON}")


def _dispersion(y: np.ndarray, weight: np.ndarray, at: int) -> float:
    """Pearson dispersion around place × side means, at least 1."""
    chi, freedom = 0.0, 0
    for part, share in ((y[:at], weight[:at]), (y[at:], weight[at:])):
        mean = share * np.nansum(part, axis=0) / np.maximum(share.sum(axis=0), 1e-300)
        seen = ~np.isnan(part) & (mean > 0)
        chi += float(((part - mean)[seen] ** 2 / mean[seen]).sum())
        freedom += int(seen.sum() - (seen.sum(axis=0) > 0).sum())
    return max(chi / max(freedom, 1), 1.0)


def _panel(counts: np.ndarray, treated: int, at: int) -> np.ndarray:
    y = np.asarray(counts, float)
    if y.ndim != 2 or not 0 <= treated < y.shape[1] or not 0 < at < y.shape[0]:
        raise Declined("shape", "A table of periods by places is needed, with the place and the change within it.", at=at)
    seen = y[~np.isnan(y)]
    if not seen.size or np.any(np.isinf(seen)) or np.any(seen < 0):
        raise Declined("count", "Figures must be zero or more, and not all missing.")
    if np.isnan(y[:, treated]).any():
        raise Declined("gap", "The place itself lacks a report in some period.")
    return y
