"""Dates and months as files of police, health and migration write them, in Spanish and English; the order of a column is decided once."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from izote.kit.wording import plain

EPOCH = dt.date(1970, 1, 1)
EXCEL = dt.date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre sep sept set september",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        1,
    )
    for name in names.split()
}
NUMBERS = re.compile(r"^(\d{1,4})[\s./\-]+(\d{1,2})[\s./\-]+(\d{1,4})$")
WORDS = re.compile(r"^(?:[a-z]+ )?(\d{1,2})(?: de| of)?[ \-/.]+([a-z]+)[ \-/.,]*(?:de |del |of )?(\d{2,4})$")
MONTH_FIRST = re.compile(r"^(?:[a-z]+ )?([a-z]+)[ \-/.]+(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})$")
YEAR_MONTH = re.compile(r"^(\d{4})[\s./\-](\d{1,2})$|^(\d{1,2})[\s./\-](\d{4})$")
MONTH_YEAR = re.compile(r"^([a-z]+)[ \-/.]*(?:de |del |of )?(\d{4}|\d{2})$")
SPAN = re.compile(r"^\d{4}-\d\d(-\d\d)? ?[/–] ?\d{4}-\d\d(-\d\d)?$")
ORDERS = ("dmy", "mdy")


class Day(NamedTuple):
    """A date and how exactly it is known: d (day), m (month), y (year)."""

    date: dt.date
    precision: str = "d"

    @property
    def number(self) -> int:
        """Days since 1970."""
        return (self.date - EPOCH).days


def month_named(text: str) -> int | None:
    """The number of a month said in words ("ENERO", "Ene.", "January"), or nothing."""
    return MONTHS.get(plain(text).rstrip(". "))


def order_of(texts: Iterable[str]) -> str:
    """Whether day or month stands first in numeric dates: dmy, mdy, "" where nothing tells them apart, "mixed" where both occur."""
    day_first = month_first = False
    for text in texts:
        found = NUMBERS.match(text.strip())
        if found and len(found[1]) <= 2:
            one, two = int(found[1]), int(found[2])
            day_first |= one > 12 >= two
            month_first |= two > 12 >= one
    if day_first and month_first:
        return "mixed"
    return "dmy" if day_first else "mdy" if month_first else ""


def is_span(text: str) -> bool:
    """Whether a text names several months together ("2017-01/2017-09"): no month and no year, and never divided among them."""
    return bool(SPAN.match(text.strip()))


def read_day(text: str, order: str = "dmy") -> Day | None:
    """The day a text names; in a column of mixed order only those that cannot be misread."""
    said = plain(text).replace(",", " ").strip(" .")
    said = " ".join(said.split())
    if found := NUMBERS.match(said):
        return _of_numbers(found[1], found[2], found[3], order)
    if re.fullmatch(r"\d{8}", said):
        return _day(int(said[:4]), int(said[4:6]), int(said[6:]))
    if re.fullmatch(r"(1[89]|20)\d\d", said):
        return Day(dt.date(int(said), 1, 1), "y")
    if re.fullmatch(r"[2-5]\d{4}(\.0+)?", said):
        return Day(EXCEL + dt.timedelta(days=int(float(said))))
    if found := YEAR_MONTH.match(said):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return _day(int(year), int(month), 1, "m")
    if (found := WORDS.match(said)) and (month_ := MONTHS.get(found[2])):
        return _day(_year(found[3]), month_, int(found[1]))
    if (found := MONTH_FIRST.match(said)) and (month_ := MONTHS.get(found[1])):
        return _day(int(found[3]), month_, int(found[2]))
    if (found := MONTH_YEAR.match(said)) and (month_ := MONTHS.get(found[1])):
        return _day(_year(found[2]), month_, 1, "m")
    return None


def _of_numbers(one: str, two: str, three: str, order: str) -> Day | None:
    if len(one) >= 3:
        return _day(int(one), int(two), int(three))
    first, second, year = int(one), int(two), _year(three)
    if order == "mixed":
        if first != second and first <= 12 and second <= 12:
            return None
        order = "mdy" if second > 12 else "dmy"
    return _day(year, first, second) if order == "mdy" else _day(year, second, first)


def _year(text: str) -> int:
    number = int(text)
    return number if number > 99 else number + (1900 if number > 69 else 2000)


def _day(year: int, month: int, day: int, precision: str = "d") -> Day | None:
    try:
        return Day(dt.date(year, month, day), precision)
    except ValueError:
        return None


def read_period(year: str, month: str, day: str = "") -> Day | None:
    """The period that separate columns of year and month name; a month in digits or words."""
    found = re.fullmatch(r"((?:1[89]|20)\d\d)(?:\.0+)?", year.strip())
    if not found:
        return None
    if not month.strip():
        return Day(dt.date(int(found[1]), 1, 1), "y")
    number = month_named(month) or (int(float(month)) if re.fullmatch(r"\d{1,2}(\.0+)?", month.strip()) else 0)
    if day.strip():
        return _day(int(found[1]), number, int(float(day))) if re.fullmatch(r"\d{1,2}(\.0+)?", day.strip()) else None
    return _day(int(found[1]), number, 1, "m")
