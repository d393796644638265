"""What our own offices' figures are: how fine they may come, what each counts, of which domain it is."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from izote.kit.vocabulary import rows
from izote.observatory.rules.words import VOCAB

AFTER = dt.timedelta(days=15)
RECEIVED = "received"
# places from the widest to the finest, as dimensions of a cell
PLACES = ("department", "municipality", "district", "canton")


def measures() -> dict[str, Mapping[str, str]]:
    """The table of measures: words, domain, the finest time and place at which the observatory may hold them.

    Survivors come by year and department alone; no room gives such figures yet, and one that came finer would be left out.
    """
    return {row["code"]: row for row in rows(VOCAB / "measures.csv")}


def fine_enough(measure: str, since: dt.date, until: dt.date, dimension: str = "") -> bool:
    """Whether a cell may be held: a year's measure does not come by quarter, nor any cell by a finer place than its measure's.

    Where that is the department only cells by department come: the total of a municipal office is that of its municipality.
    """
    row = measures().get(measure)
    whole_year = (since.month, since.day, until.month, until.day) == (1, 1, 12, 31)
    if row is None or (row["time"] == "year" and not whole_year):
        return False
    if row["place"] == PLACES[0]:
        return dimension == PLACES[0]
    return dimension not in PLACES or PLACES.index(dimension) <= PLACES.index(row["place"])


def quarter_before(day: dt.date) -> tuple[dt.date, dt.date]:
    """The last quarter that ended at least two weeks ago."""
    day -= AFTER
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = first - dt.timedelta(days=1)
    return dt.date(last.year, last.month - 2, 1), last


def cells_of(received: Mapping[str, Any], dimensions: Iterable[str]) -> list[dict[str, Any]]:
    """The arrivals of a quarter as cells."""
    found = [{"measure": RECEIVED, "dimension": "", "cell": "", "value": received["total"]}]
    for name in dimensions:
        found += [{"measure": RECEIVED, "dimension": name, "cell": key, "value": value} for key, value in received[name].items()]
    return found
