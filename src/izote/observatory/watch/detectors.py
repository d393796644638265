"""One look through thousands of series: which weeks lie outside what was expected, by the detector that each history allows."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import stats

from izote.methods.detect import flexible, glm
from izote.methods.detect.bayes import bayes_threshold
from izote.methods.detect.cusum import nb_cusum
from izote.methods.detect.ears import ears
from izote.methods.detect.result import Detection
from izote.methods.errors import Declined
from izote.methods.spatial import false_discovery
from izote.observatory.rules.alarms import (
    ALPHA,
    BESIDE,
    EARS_WEEKS,
    FALL_LEAST,
    FALL_WEEKS,
    LEAST_YEARS,
    LIMIT54,
    TRACK,
    WINDOW,
    YEARS,
    years_of_history,
)
from izote.observatory.watch.weeks import Weeks

RULES = glm.Rules(reweight=True, weights_threshold=2.58, trend=True, no_extrapolation=True, trend_by_spread=True)


@dataclass
class Found:
    """One alarm to be: which series and week (positions), and its numbers."""

    row: int
    week: int
    side: str
    detector: str
    observed: float
    expected: float
    threshold: float
    smallest: float
    score: float
    q: float | None = None
    span: int = 1
    reason: str = ""
    also: list[str] = field(default_factory=list)


@dataclass
class Look:
    """What a look through the weeks found, and how many series each detector took."""

    found: list[Found]
    series: dict[str, int]
    tests: int
    waiting: int


def look(weeks: Weeks) -> Look:
    """Test every series with the best detector that its history allows; a change of definition shortens the history."""
    years = np.array([years_of_history(int(first), weeks.tested.start) for first in weeks.first])
    history = weeks.tested.start - weeks.first
    found: list[Found] = []
    series: dict[str, int] = {}
    tests: list[tuple[int, int, float]] = []
    for span in range(YEARS, LEAST_YEARS - 1, -1):
        rows = np.flatnonzero(years == span)
        if rows.size:
            name = "farrington_flexible" if span == YEARS else "farrington_short"
            series[name] = series.get(name, 0) + int(rows.size)
            found += _farrington(weeks, rows, span, name, tests)
    for span in range(LEAST_YEARS - 1, 0, -1):
        rows = np.flatnonzero(years == span)
        if rows.size:
            series["bayes"] = series.get("bayes", 0) + int(rows.size)
            found += _simple(weeks, rows, "bayes", {"b": span, "w": WINDOW, "alpha": ALPHA, "limit54": LIMIT54})
    rows = np.flatnonzero((years == 0) & (history >= EARS_WEEKS))
    if rows.size:
        series["ears_c2"] = int(rows.size)
        found += _simple(weeks, rows, "ears_c2", {})
    waiting = int(((years == 0) & (history < EARS_WEEKS)).sum())
    q = false_discovery(np.array([p for _row, _week, p in tests])) if tests else np.empty(0)
    by_week = {(row, week): float(value) for (row, week, _p), value in zip(tests, q, strict=True)}
    for one in found:
        one.q = by_week.get((one.row, one.week)) if one.detector.startswith("farrington") else None
        one.reason = weeks.reason[one.row] or ("" if one.detector in ("farrington_flexible", "nb_cusum", "low_sum") else "short")
    double = doubles(weeks)
    return Look([one for one in _together(found) if one.row not in double], series, len(tests), waiting)


def doubles(weeks: Weeks) -> set[int]:
    """Series of wider places that hold the very events of one narrower place: one alarm is enough, the narrower one."""
    seen: dict[tuple[str, bytes], str] = {}
    out = set()
    for row in reversed(range(len(weeks.keys))):
        key, counts = weeks.keys[row], weeks.counts[row]
        same = (key.indicator.code, counts.tobytes())
        if np.nansum(counts) > 0 and seen.setdefault(same, key.level) != key.level:
            out.add(row)
    return out


def _fits(weeks: Weeks, rows: np.ndarray, years: int, tested: np.ndarray) -> np.ndarray:
    window = {"b": years, "w": WINDOW, "no_periods": 10, "past_weeks_not_included": 26, "whole": True}
    return flexible.fitted(weeks.counts[rows], weeks.dates, tested, population=None, window=window, rules=RULES, p_threshold_trend=1.0)


def _farrington(weeks: Weeks, rows: np.ndarray, years: int, name: str, tests: list[tuple[int, int, float]]) -> list[Found]:
    tested = np.arange(weeks.tested.start - FALL_WEEKS + 1, weeks.tested.stop)
    fits = _fits(weeks, rows, years, tested)
    try:
        answer = flexible.farrington_flexible(weeks.counts[rows], weeks.dates, last=weeks.tested, b=years, alpha=ALPHA, limit54=LIMIT54)
    except Declined:
        return []
    mean, phi = (np.where(fits[:, :, glm.STATE] == glm.STATE_FITTED, fits[:, :, column], np.nan) for column in (glm.MEAN, glm.DISPERSION))
    own_mean, own_phi = mean[:, FALL_WEEKS - 1 :], phi[:, FALL_WEEKS - 1 :]
    # places without a single event in the baseline are no comparison
    told = fits[:, FALL_WEEKS - 1 :, glm.TOTAL] > 0
    p = np.where(told, upper(answer.observed, own_mean, own_phi), np.nan)
    tests += [(int(rows[i]), weeks.tested[j], float(p[i, j])) for i, j in zip(*np.nonzero(np.isfinite(p)), strict=True)]
    found = [_one(rows, weeks, answer, i, j, name) for i, j in zip(*np.nonzero(answer.alarm), strict=True)]
    found += _falls(weeks, rows, mean, phi, fits[:, :, glm.SPREAD] * fits[:, :, glm.LEVERAGE], tested)
    return found + (_slow(weeks, rows) if years == YEARS else [])


def upper(observed: np.ndarray, mean: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """P(count ≥ observed), negative binomial with variance φ · mean."""
    wide = np.maximum(phi, 1.0 + 1e-6)
    return np.asarray(stats.nbinom.sf(observed - 1, mean / (wide - 1), 1 / wide))


def _slow(weeks: Weeks, rows: np.ndarray) -> list[Found]:
    """Small rises that last."""
    try:
        answer = nb_cusum(weeks.counts[rows], weeks.dates, last=weeks.tested, alpha=BESIDE, in_control="season")
    except Declined:
        return []
    enough, _missing = flexible.enough_cases(weeks.counts[rows], weeks.dates, np.array(weeks.tested), LIMIT54)
    return [_one(rows, weeks, answer, i, j, "nb_cusum") for i, j in zip(*np.nonzero(answer.alarm & enough), strict=True)]


def _falls(weeks: Weeks, rows: np.ndarray, mean: np.ndarray, phi: np.ndarray, error: np.ndarray, tested: np.ndarray) -> list[Found]:
    """Sums of four weeks far below what was expected: silence may be fear, or an office that closed. The first of a run only.

    error: variance of the logarithm of what was expected, the same for the four weeks; without it short histories alarm too often.
    """
    seen = weeks.counts[rows][:, tested]
    slide = np.lib.stride_tricks.sliding_window_view
    observed, expected = (slide(table, FALL_WEEKS, axis=1).sum(axis=2) for table in (seen, mean))
    spread = slide(mean * phi, FALL_WEEKS, axis=1).sum(axis=2) / expected
    spread = spread + expected * slide(error, FALL_WEEKS, axis=1).mean(axis=2)
    wide = np.maximum(spread, 1.0 + 1e-6)
    size, chance = expected / (wide - 1), 1 / wide
    with np.errstate(invalid="ignore"):
        low = (stats.nbinom.cdf(observed, size, chance) < BESIDE) & (expected >= FALL_LEAST)
    out = []
    for i in np.flatnonzero(low.any(axis=1)):
        last = -FALL_WEEKS
        for j in map(int, np.flatnonzero(low[i])):
            if j - last >= FALL_WEEKS:
                least = float(max(stats.nbinom.ppf(BESIDE, size[i, j], chance[i, j]), 0))
                score = float((expected[i, j] - observed[i, j]) / max(expected[i, j] - least, 1e-9))
                numbers = (float(observed[i, j]), float(expected[i, j]), least, max(least - 1, 0.0), score)
                out.append(Found(int(rows[i]), weeks.tested[j], "fall", "low_sum", *numbers, span=FALL_WEEKS))
            last = j
    return out


def _simple(weeks: Weeks, rows: np.ndarray, name: str, options: dict[str, Any]) -> list[Found]:
    """The detectors of short histories."""
    counts = weeks.counts[rows]
    try:
        if name == "bayes":
            answer = bayes_threshold(counts, weeks.dates, last=weeks.tested, **options)
        else:
            answer = ears(counts, weeks.dates, method="C2", last=weeks.tested, min_sigma=0.5)
    except Declined:
        return []
    enough, _missing = flexible.enough_cases(counts, weeks.dates, np.array(weeks.tested), LIMIT54)
    return [_one(rows, weeks, answer, i, j, name) for i, j in zip(*np.nonzero(answer.alarm & enough), strict=True)]


def _one(rows: np.ndarray, weeks: Weeks, answer: Detection, i: int, j: int, name: str) -> Found:
    score = float(np.nan_to_num(answer.score[i, j], posinf=99.0))
    columns = (answer.observed, answer.expected, answer.threshold, answer.smallest_count)
    observed, expected, threshold, smallest = (float(column[i, j]) for column in columns)
    return Found(int(rows[i]), weeks.tested[j], "rise", name, observed, expected, threshold, smallest, min(score, 99.0))


def _together(found: list[Found]) -> list[Found]:
    """One alarm for a series, week and side; the other detectors that saw it are named."""
    kept: dict[tuple[int, int, str], Found] = {}
    for one in found:
        first = kept.setdefault((one.row, one.week, one.side), one)
        if first is not one and one.detector not in first.also:
            first.also.append(one.detector)
    return list(kept.values())


def track(weeks: Weeks, one: Found) -> dict[str, Any]:
    """The weeks before an alarm with what was expected of each, as they stand now."""
    end = one.week + 1
    begin = max(end - TRACK, 0)
    row = np.array([one.row])
    expected, threshold = np.full(end - begin, np.nan), np.full(end - begin, np.nan)
    years = years_of_history(int(weeks.first[one.row]), weeks.tested.start)
    if years >= LEAST_YEARS:
        try:
            answer = flexible.farrington_flexible(
                weeks.counts[row], weeks.dates, last=range(begin, end), b=years, alpha=ALPHA, limit54=(0, 4)
            )
            expected, threshold = answer.expected[0], answer.threshold[0]
        except Declined:
            pass
    return {
        "first": weeks.dates[begin].isoformat(),
        "observed": _plain(weeks.counts[one.row, begin:end], 0),
        "expected": _plain(expected, 2),
        "threshold": _plain(threshold, 0),
    }


def _plain(values: np.ndarray, digits: int) -> list[float | None]:
    return [round(float(v), digits) if np.isfinite(v) else None for v in values]
