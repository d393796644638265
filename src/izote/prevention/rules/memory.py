"""When a date of the memory calendar falls: once, every year, or as a season."""

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple


class Falls(NamedTuple):
    """One occurrence: from when until when, and of what."""

    starts_on: dt.date
    ends_on: dt.date
    what: Any

    @property
    def years(self) -> int | None:
        """How many years ago it first was; nothing when that is not known."""
        since = self.what.since_year
        return self.starts_on.year - since if since else None


def on_day(year: int, month: int, day: int) -> dt.date:
    """That day in that year; the 29th of February is kept on the 28th where there is none."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def is_day(month: int, day: int) -> bool:
    """Whether a year may have that day."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]


def falls_in(one: Any, year: int) -> Falls | None:
    """When it falls in a year; a season is of the year in which it begins."""
    if one.on is not None:
        return Falls(one.on, one.on, one) if one.on.year == year else None
    if one.since_year and year < one.since_year:
        return None
    start = on_day(year, one.month, one.day)
    if not one.until_month:
        return Falls(start, start, one)
    end = on_day(year, one.until_month, one.until_day)
    return Falls(start, end if end >= start else on_day(year + 1, one.until_month, one.until_day), one)


def between(dates: Iterable[Any], first: dt.date, last: dt.date) -> list[Falls]:
    """Everything that falls, wholly or in part, between two days, in order."""
    years = range(first.year - 1, last.year + 1)
    found = [falls for one in dates for year in years if (falls := falls_in(one, year)) is not None]
    return sorted((one for one in found if one.ends_on >= first and one.starts_on <= last), key=lambda one: (one.starts_on, one.what.pk))
