"""When an instrument may be held again, and to which wave of the sustainability survey a day belongs."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.rules import clocks

RSS = "rss"


class Wave(NamedTuple):
    """One wave for one case: its window, and how it stands today."""

    window: clocks.Window
    state: str
    held_on: dt.date | None = None


def quarter(day: dt.date) -> tuple[int, int]:
    """The year and the quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_name(day: dt.date) -> str:
    """The quarter of a day in words."""
    year, number = quarter(day)
    return _("%(year)s, quarter %(number)s") % {"year": year, "number": number}


def next_quarter(day: dt.date) -> dt.date:
    """The first day of the quarter after the one in which a day lies."""
    year, number = quarter(day)
    return dt.date(year + number // 4, number % 4 * 3 + 1, 1)


def clashes(repeat: str, day: dt.date, held: Iterable[dt.date]) -> bool:
    """Whether an instrument that repeats in this way was held already when it should not be held again."""
    if repeat == "once":
        return bool(list(held))
    return repeat == "quarter" and quarter(day) in {quarter(other) for other in held}


def since(opened_at: dt.datetime) -> dt.date:
    """The day from which the waves are counted: the opening of the case, in El Salvador."""
    return timezone.localtime(opened_at, clocks.LOCAL).date()


def wave_of(instrument: str, opened_at: dt.datetime, day: dt.date) -> str:
    """The wave of the survey on that day; none for other instruments and between the windows."""
    return clocks.wave_on(clocks.rss_windows(since(opened_at)), day) if instrument == RSS else ""


def waves(opened_at: dt.datetime, held: dict[str, dt.date], today: dt.date) -> list[Wave]:
    """The three waves of a case: done, due now, missed, or still ahead."""
    found = []
    for window in clocks.rss_windows(since(opened_at)):
        if window.wave in held:
            found.append(Wave(window, "done", held[window.wave]))
        else:
            state = "due" if window.holds(today) else "missed" if today > window.closes else "ahead"
            found.append(Wave(window, state))
    return found
