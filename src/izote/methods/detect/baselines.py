"""Which past weeks a tested week is compared with."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from izote.methods.errors import Declined


class Baselines(NamedTuple):
    """For each tested week its past weeks: first[j]:first[j+1] is the slice of `at` (positions in the grid) and `level`."""

    first: np.ndarray
    at: np.ndarray
    level: np.ndarray
    possible: np.ndarray  # (weeks,) False: the series begins too late for that week


def on_grid(dates: Sequence[dt.date] | None, weeks: int, *, any_step: bool = False) -> tuple[np.ndarray, list[dt.date] | None]:
    """Position of each given week in a grid without holes, and the date of each week of that grid.

    dates: one a week, rising, all on the same weekday; a missing week becomes a gap. None: consecutive weeks without a calendar.
    any_step: days or other steps are welcome too, the smallest one is the grid's.
    """
    if dates is None:
        return np.arange(weeks), None
    if len(dates) != weeks:
        raise Declined("dates", f"There are {len(dates)} dates for {weeks} weeks.", dates=len(dates), weeks=weeks)
    ordinals = np.array([day.toordinal() for day in dates])
    steps = np.diff(ordinals)
    if (steps <= 0).any():
        where = int(np.flatnonzero(steps <= 0)[0])
        raise Declined("dates", f"Dates must rise: {dates[where + 1]} follows {dates[where]}.", position=where + 1)
    step = int(steps.min()) if any_step and steps.size else 7
    if (steps % step).any():
        where = int(np.flatnonzero(steps % step)[0])
        ask = "Weeks must begin on the same weekday" if step == 7 else f"Dates must be whole steps of {step} days apart"
        raise Declined("dates", f"{ask}: {dates[where + 1]} follows {dates[where]}.", position=where + 1)
    at = (ordinals - ordinals[0]) // step
    if at[-1] > 20_000:
        raise Declined("dates", f"From {dates[0]} to {dates[-1]} there are more than 20,000 steps.", steps=int(at[-1]))
    return at, [dates[0] + dt.timedelta(days=step * number) for number in range(int(at[-1]) + 1)]


def same_week(day: dt.date, years: int) -> dt.date:
    """The same weekday, nearest to the same date so many years before (29 February counts as 1 March)."""
    try:
        then = day.replace(year=day.year - years)
    except ValueError:
        then = dt.date(day.year - years, 3, 1)
    late = (then.weekday() - day.weekday()) % 7
    return then - dt.timedelta(days=late) if late <= 3 else then + dt.timedelta(days=7 - late)


def reference_weeks(grid: list[dt.date] | None, at: int, b: int) -> np.ndarray:
    """Positions of the tested week b, b−1 … 1 years before and now; negative where the grid has not begun.

    Without a calendar a year is 52 weeks."""
    if grid is None:
        return at - 52 * np.arange(b, -1, -1)
    now = grid[at]
    if now.year <= b:
        return np.full(b + 1, -1)
    return np.array([at - (now - same_week(now, years)).days // 7 for years in range(b, 0, -1)] + [at])


def season_levels(centres: np.ndarray, w: int, no_periods: int) -> tuple[int, np.ndarray]:
    """First week and level of every week from the first reference window to the tested week.

    Level 0: the windows of 2w+1 weeks around the centres. The weeks between two windows are cut into no_periods − 1 stretches as equal
    as whole weeks allow, the first ones taking the weeks left over; levels 1 … no_periods − 1.
    """
    begin = int(centres[0]) - w
    level = np.zeros(int(centres[-1]) - begin + 1, dtype=np.int64)
    if no_periods > 1:
        for here, there in pairwise(centres):
            between = int(there) - int(here) - 2 * w - 1
            each, over = divmod(between, no_periods - 1)
            cuts = np.arange(no_periods) * each + np.minimum(np.arange(no_periods), over)
            for number in range(no_periods - 1):
                start = int(here) + w + 1 - begin
                level[start + cuts[number] : start + cuts[number + 1]] = number + 1
    return begin, level


def baselines(
    grid: list[dt.date] | None, tested: np.ndarray, *, b: int, w: int, no_periods: int, past_weeks_not_included: int, whole: bool
) -> Baselines:
    """Past weeks and season levels of every tested week.

    whole: all weeks since the first window (Farrington Flexible with seasons); otherwise the windows alone (classic).
    """
    first, at, levels = [0], [], []
    possible = np.zeros(len(tested), dtype=bool)
    for number, week in enumerate(tested):
        centres = reference_weeks(grid, int(week), b)
        if centres[0] - w >= 0:
            possible[number] = True
            begin, level = season_levels(centres, w, no_periods if whole else 1)
            upto = int(week) - past_weeks_not_included
            if whole:
                use = np.arange(begin, max(upto, begin))
            else:
                use = np.unique(np.concatenate([np.arange(c - w, c + w + 1) for c in centres[:-1]]))
                use = use[use < upto]
            at.append(use)
            levels.append(level[use - begin])
        first.append(first[-1] + (len(at[-1]) if possible[number] else 0))
    join = np.concatenate
    empty = [np.zeros(0, dtype=np.int64)]
    return Baselines(np.array(first), join(at or empty).astype(np.int64), join(levels or empty).astype(np.int64), possible)


def checked_window(b: int, w: int, no_periods: int = 1, past_weeks_not_included: int = 0) -> None:
    """Refuse windows that overlap or leave nothing."""
    if b < 1 or w < 0 or no_periods < 1 or past_weeks_not_included < 0:
        raise Declined("window", "b and no_periods must be 1 or more, w and past_weeks_not_included 0 or more.", b=b, w=w)
    if 2 * w + 1 + (no_periods - 1) > 52:
        raise Declined("window", f"Windows of {2 * w + 1} weeks leave no room for {no_periods - 1} seasons.", w=w, no_periods=no_periods)
    if past_weeks_not_included >= 52 * b:
        raise Declined("window", "Leaving out that many past weeks leaves no baseline.", past_weeks_not_included=past_weeks_not_included)
