"""Days and hours of the agenda in El Salvador, and codes of appointments."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import NamedTuple

from izote.casework.rules.clocks import LOCAL
from izote.people.codes import ALPHABET, check_character

LENGTHS = (15, 30, 45, 60, 90, 120, 180)
OPENS, CLOSES = dt.time(7), dt.time(19)


def moment(day: dt.date, hour: dt.time) -> dt.datetime:
    """That hour of that day in El Salvador."""
    return dt.datetime.combine(day, hour, LOCAL)


def bounds(first: dt.date, days: int = 1) -> tuple[dt.datetime, dt.datetime]:
    """From the first midnight to the one after the last day."""
    return moment(first, dt.time()), moment(first + dt.timedelta(days=days), dt.time())


def monday(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code such as K7Q2-M: short enough to be said at a counter, wrong when one letter is."""
    body = "".join(choose(ALPHABET) for _ in range(4))
    return f"{body}-{check_character(body)}"


def read_day(text: str, today: dt.date) -> dt.date:
    """The day of an address such as 2026-11-22; today when it says none, or one far away."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today


class Clash(NamedTuple):
    """What is taken at the hour of an appointment."""

    colleague: bool
    room: bool
    unusual: bool

    def __bool__(self) -> bool:
        return any(self)


def is_unusual(starts: dt.datetime, minutes: int) -> bool:
    """Whether an appointment lies outside the hours of an office: before seven, after seven in the evening, on a Sunday, past midnight."""
    begins = starts.astimezone(LOCAL)
    ends = begins + dt.timedelta(minutes=minutes)
    return begins.weekday() == 6 or begins.time() < OPENS or ends > moment(begins.date(), CLOSES)
