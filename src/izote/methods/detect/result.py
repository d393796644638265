"""What every detector answers, and why a week was not tested."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from izote.methods.errors import Declined

# How a series-week stands, by the number in `Detection.why`.
WHY = (
    "tested",
    "gap",  # no report in the tested week
    "short",  # too few reported weeks in the baseline
    "zeros",  # answered, but the baseline has no case at all
    "unstable",  # the model found no finite answer
    "few",  # answered, but fewer cases lately than the rule for small numbers asks: no alarm
)
TESTED, GAP, SHORT, ZEROS, UNSTABLE, FEW = range(6)


@dataclass(frozen=True)
class Detection:
    """Answers of one detector, arrays of shape (series, weeks) unless said otherwise; NaN where nothing could be said.

    weeks: (weeks,) positions in the input series. threshold: the largest count that is no alarm (upper bound). score: exceedance,
    (observed − expected) / (threshold − expected), above 1 when over the threshold; the EARS and CUSUM say their own.
    why: codes, `WHY[code]`. smallest_count: the smallest count of that week that would have alarmed.
    """

    weeks: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    threshold: np.ndarray
    score: np.ndarray
    alarm: np.ndarray
    why: np.ndarray
    smallest_count: np.ndarray

    @property
    def smallest_change(self) -> np.ndarray:
        """The smallest excess that would have alarmed, in % over the expected count; infinite where nothing was expected."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return (self.smallest_count / self.expected - 1) * 100

    def reasons(self) -> np.ndarray:
        """(series,) the most frequent code of each series, as text."""
        votes = np.stack([(self.why == code).sum(axis=1) for code in range(len(WHY))])
        return np.array(WHY)[votes.argmax(axis=0)]


def finish(
    weeks: np.ndarray,
    observed: np.ndarray,
    expected: np.ndarray,
    threshold: np.ndarray,
    why: np.ndarray,
    *,
    enough: np.ndarray | None = None,
    missing_cases: np.ndarray | None = None,
    score: np.ndarray | None = None,
) -> Detection:
    """Alarm, score and smallest count from threshold and expected; refuses when no series-week could be answered.

    enough: where the rule for small numbers lets an alarm through; missing_cases: the count that this week would need to satisfy it.
    """
    why = why.astype(np.int8)
    why[np.isnan(observed)] = GAP
    unanswered = np.isnan(threshold) & (why == TESTED)
    why[unanswered] = UNSTABLE
    if observed.size == 0 or not np.isin(why, (TESTED, ZEROS, FEW)).any():
        held, times = np.unique(why, return_counts=True)
        main = WHY[held[times.argmax()]] if held.size else "short"
        raise Declined(
            "untestable",
            f"No week of any series could be tested; the most frequent reason is “{main}”.",
            series=observed.shape[0],
            weeks=observed.shape[1],
            reason=main,
        )
    blank = np.isin(why, (GAP, SHORT, UNSTABLE))
    expected, threshold = np.where(blank, np.nan, expected), np.where(blank, np.nan, threshold)
    with np.errstate(divide="ignore", invalid="ignore"):
        alarm = ~blank & (observed > threshold)
        shown = (observed - expected) / (threshold - expected) if score is None else np.where(blank, np.nan, score)
    smallest = np.where(threshold < 0, 0, np.floor(threshold) + 1)
    if enough is not None:
        why[~enough & ~blank & (why == TESTED)] = FEW
        alarm &= enough
    if missing_cases is not None:
        smallest = np.fmax(smallest, missing_cases)
    smallest = np.where(blank, np.nan, smallest)
    return Detection(weeks, observed, expected, threshold, shown, alarm, why, smallest)


def as_counts(counts: Any) -> np.ndarray:
    """Counts of shape (series, weeks) as floats, or one series as (1, weeks); NaN is a gap; anything else that is no count is refused."""
    try:
        table = np.atleast_2d(np.asarray(counts, dtype=float))
    except (TypeError, ValueError):
        raise Declined("numbers", "Counts must be a table of numbers, one row a series.") from None
    if table.ndim != 2 or not table.size:
        raise Declined("shape", "Counts must have the shape (series, weeks) and hold at least one week.", dimensions=table.ndim)
    if np.isinf(table).any():
        raise Declined("infinite", "A count is infinite.")
    if (table < 0).any():
        raise Declined("negative", "A count is negative.", cells=int((table < 0).sum()))
    if np.isnan(table).all():
        raise Declined("gaps", "No week of any series has a report.", series=table.shape[0], weeks=table.shape[1])
    return np.ascontiguousarray(table)


def tested_weeks(last: int | range, n: int) -> np.ndarray:
    """Positions to test: the last so many weeks, or a range of positions."""
    if isinstance(last, range):
        weeks = np.array(last, dtype=np.int64)
        if weeks.size == 0 or weeks.min() < 0 or weeks.max() >= n:
            raise Declined("last", f"The weeks to test must lie between 0 and {n - 1}.", weeks=n)
        return weeks
    if last < 1:
        raise Declined("last", "At least one week must be tested.", last=last)
    return np.arange(max(n - last, 0), n, dtype=np.int64)


def probability(name: str, value: float) -> float:
    """`value` when it is a probability strictly between 0 and 1."""
    if not 0 < value < 1:
        raise Declined("probability", f"{name} must lie between 0 and 1, not {value}.", value=value)
    return float(value)
