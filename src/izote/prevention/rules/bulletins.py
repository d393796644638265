"""What of a month may be printed, beside everything that was printed before; and which months may be told at all."""

import datetime as dt
import re
from collections.abc import Mapping

from izote.methods.disclosure import Table, protect
from izote.methods.disclosure.table import Key
from izote.methods.errors import Declined

LEAST = 5
COUNTRY = ""
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MOVES = {"draft": ("submitted",), "submitted": ("draft", "published"), "published": ("withdrawn",)}


def month_of(text: str) -> dt.date | None:
    """The first day of a month written as 2026-10."""
    found = MONTH.fullmatch(text.strip())
    return dt.date(int(found[1]), int(found[2]), 1) if found else None


def after(month: dt.date) -> dt.date:
    """The first day of the month that follows."""
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)


def is_over(month: dt.date, today: dt.date) -> bool:
    """Whether a month may be told: none is before it ended, so that no bulletin says when exactly something was noticed."""
    return today >= after(month)


def printable(counts: Mapping[str, int], told: Mapping[str, int | None]) -> dict[str, int | None]:
    """Each department's count, and the country's under "", as it may be printed: nothing from which a count of 1 to 4 can be worked out.

    counts: by department, every signal in one of them. told: what an earlier edition said of the same month; it is said again so.
    """
    cells: dict[Key, int | None] = {(place,): n for place, n in counts.items()}
    cells[(COUNTRY,)] = sum(counts.values())
    if told:
        return {str(place): told.get(str(place)) for (place,) in cells}
    weights = {key: 20.0 if key == (COUNTRY,) else 1.0 for key in cells}
    parts = tuple((place,) for place in counts)
    try:
        found = protect(Table(cells, (((COUNTRY,), parts),)), k=LEAST, weights=weights, interval=(1, LEAST - 1), time_limit=3.0)
    except Declined:
        return {str(place): None for (place,) in cells}
    return {str(place): value for (place,), value in found.table.cells.items()}


def of_year(months: Mapping[str, int | None], total: int) -> int | None:
    """A year's count as it may be printed beside its months: nothing where the months that were withheld could be worked out from it."""
    hidden = [month for month, value in months.items() if value is None]
    rest = total - sum(value for value in months.values() if value is not None)
    if 0 < total < LEAST or (rest and rest < LEAST) or (len(hidden) == 1 and rest):
        return None
    return total
