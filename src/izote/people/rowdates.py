"""Dates and ages as people write them on lists, and how exactly each was told."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from izote.kit.sheets import Cell
from izote.people.names import fold

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            *("enero ene jan january janeiro janvier", "febrero feb february fevereiro fevrier", "marzo mar march marco mars"),
            *("abril abr apr april avril", "mayo may maio mai", "junio jun june junho juin", "julio jul july julho juillet"),
            *("agosto ago aug august aout", "septiembre setiembre sep sept set september setembro septembre"),
            *("octubre oct october outubro octobre out", "noviembre nov november novembro novembre"),
            *("diciembre dic dec december dezembro decembre dez",),
        ],
        1,
    )
    for name in names.split()
}
SERIAL_ZERO = dt.date(1899, 12, 30)
THREE = re.compile(r"^(\d{1,4})\s*[-/.\s,]\s*(\d{1,2})\s*[-/.\s,]\s*(\d{1,4})$")
ISO_TIME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})[T ]+\d{1,2}:\d{2}.*$")
AGE = re.compile(
    r"^(?:aprox\.?\s*|±\s*|~\s*)?(\d{1,3})(?:[.,]\d+)?\s*(?:a[ñn]os?|years?(?: old)?|yrs?|a\.?|y)?"
    r"(?:\s*(?:y|con|,)?\s*\d{1,2}\s*m(?:eses)?\.?)?$",
    re.IGNORECASE,
)
MONTHS_OLD = re.compile(r"^(\d{1,2})\s*(meses|mes|months?|m|d[ií]as|d[ií]a|days?|semanas?|weeks?)\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class ReadDate:
    """A date as read: precision day, month, year or nothing; `problem` says why there is none, `doubt` what was assumed."""

    date: dt.date | None = None
    year: int | None = None
    precision: str = ""
    problem: str = ""
    doubt: str = ""


def date_order(cells: Iterable[Cell]) -> tuple[str, bool]:
    """Day or month first, told by the whole column, and whether the column contradicts itself."""
    day = month = 0
    for cell in cells:
        if isinstance(cell, str) and (found := THREE.match(cell.strip())):
            one, two, three = (int(part) for part in found.groups())
            if len(found.group(1)) <= 2 and len(found.group(3)) != 1:
                day += one > 12 >= two
                month += two > 12 >= one
            _ = three
    return ("month", day > 0) if month > day else ("day", month > 0)


def read_date(cell: Cell, *, today: dt.date, order: str = "day", mixed: bool = False, future_days: int = 0) -> ReadDate:
    """Reads one cell as a date that is neither before 1900 nor after today (and some days more)."""
    found = _read(cell if not isinstance(cell, str) else cell.strip(), order, mixed, today)
    if found.date and not (dt.date(1900, 1, 1) <= found.date <= today + dt.timedelta(days=future_days)):
        return ReadDate(problem="date_out_of_range")
    if found.date is None and found.year is not None and not 1900 <= found.year <= today.year + bool(future_days):
        return ReadDate(problem="date_out_of_range")
    return found


def _read(cell: Cell, order: str, mixed: bool, today: dt.date) -> ReadDate:
    if isinstance(cell, dt.datetime):
        return _day(cell.date())
    if isinstance(cell, dt.date):
        return _day(cell)
    if isinstance(cell, bool):
        return ReadDate(problem="date_unreadable")
    if cell in ("", 0, "0"):
        return ReadDate()
    if isinstance(cell, (int, float)):
        return _number(float(cell))
    return _text(cell, order, mixed, today)


def _day(value: dt.date, doubt: str = "") -> ReadDate:
    return ReadDate(value, value.year, "day", doubt=doubt)


def _number(value: float) -> ReadDate:
    if value.is_integer() and 1000 <= value <= 2999:
        return ReadDate(year=int(value), precision="year")
    if 1 <= value < 80_000 and value > 2999:
        return _day(SERIAL_ZERO + dt.timedelta(days=int(value)))
    if value.is_integer() and 1_000_000 <= value <= 99_999_999:
        return _eight(f"{int(value):08d}")
    return ReadDate(problem="date_unreadable")


def _eight(digits: str) -> ReadDate:
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        if 1900 <= int(year) <= 2100 and (made := _make(int(year), int(month), int(day))):
            return _day(made)
    return ReadDate(problem="date_impossible")


@lru_cache(maxsize=30_000)
def _text(text: str, order: str, mixed: bool, today: dt.date) -> ReadDate:
    if timed := ISO_TIME.match(text):
        text = timed.group(1)
    if found := THREE.match(text):
        return _three(found.groups(), order, mixed, today)
    if re.fullmatch(r"\d+([.,]0+)?", text):
        digits = re.split("[.,]", text)[0]
        if len(digits) == 8:
            return _eight(digits)
        return _number(float(digits)) if len(digits) <= 7 else ReadDate(problem="date_unreadable")
    if fold(text) in (
        "n a",
        "na",
        "s d",
        "sd",
        "no sabe",
        "desconocido",
        "desconocida",
        "unknown",
        "ninguna",
        "no",
        "null",
        "none",
        "nd",
        "",
    ):
        return ReadDate()
    return _words(text, today)


def _three(parts: tuple[str | None, ...], order: str, mixed: bool, today: dt.date) -> ReadDate:
    one, two, three = (part or "" for part in parts)
    if len(one) == 4:
        made, swapped = _make(int(one), int(two), int(three)), _make(int(one), int(three), int(two))
        if made:
            return _day(made)
        return _day(swapped, "read_month_day_swapped") if swapped else ReadDate(problem="date_impossible")
    if len(one) == 3 or len(three) in (1, 3):
        return ReadDate(problem="date_impossible")
    year, doubt = _full_year(three, today)
    first, second = int(one), int(two)
    day, month = (first, second) if order == "day" else (second, first)
    made = _make(year, month, day)
    if made:
        open_question = mixed and first <= 12 and second <= 12 and first != second
        return _day(made, "day_month_ambiguous" if open_question else doubt)
    made = _make(year, day, month)
    return _day(made, "read_month_day_swapped") if made else ReadDate(problem="date_impossible")


def _words(text: str, today: dt.date) -> ReadDate:
    words = [word for word in re.sub(r"(\d)([a-z])", r"\1 \2", re.sub(r"([a-z])(\d)", r"\1 \2", fold(text))).split()]
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    numbers = [word for word in words if word.isdigit()]
    rest = (
        set(words)
        - set(numbers)
        - {"de", "del", "el", "dia", "of", "th", "st", "nd", "rd", "aprox", "c", "ca", "circa", "ano", "year", "nacido", "en"}
    )
    if month is None:
        years = [number for number in numbers if len(number) == 4]
        if len(numbers) == 1 and years and not rest:
            return ReadDate(year=int(years[0]), precision="year")
        return ReadDate(problem="date_unreadable")
    if {word for word in rest if word not in MONTHS and word not in WEEKDAYS}:
        return ReadDate(problem="date_unreadable")
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return ReadDate(year=int(numbers[0]), precision="month")
    if len(numbers) != 2:
        return ReadDate(problem="date_unreadable")
    day, year_text = numbers if len(numbers[0]) <= 2 else (numbers[1], numbers[0])
    if len(year_text) not in (2, 4) or len(day) > 2:
        return ReadDate(problem="date_impossible")
    year, doubt = _full_year(year_text, today)
    made = _make(year, month, int(day))
    return _day(made, doubt) if made else ReadDate(problem="date_impossible")


WEEKDAYS = frozenset(
    ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "monday", "tuesday", "wednesday", "thursday"]
)


def _full_year(text: str, today: dt.date) -> tuple[int, str]:
    year = int(text)
    if len(text) > 2:
        return year, ""
    return (2000 + year if year <= today.year % 100 else 1900 + year), "two_digit_year"


def _make(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_age(cell: Cell) -> tuple[float | None, str]:
    """An age in years (a fraction for babies told in months), or the problem with it."""
    if isinstance(cell, (bool, dt.date)):
        return None, "age_unreadable"
    if isinstance(cell, (int, float)):
        return (float(int(cell)), "") if 0 <= cell <= 120 else (None, "age_out_of_range")
    text = cell.strip()
    if not text or fold(text) in ("", "n a", "na", "s d", "sd", "desconocida", "no sabe"):
        return None, ""
    if found := MONTHS_OLD.match(text):
        unit = fold(found.group(2))[0]
        return round(int(found.group(1)) / {"m": 12, "d": 365, "s": 52, "w": 52}[unit], 2), ""
    if found := AGE.match(text):
        years = int(found.group(1))
        return (float(years), "") if years <= 120 else (None, "age_out_of_range")
    return None, "age_unreadable"
