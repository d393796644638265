"""What a bulletin of a month, a quarter or a year shows; what it is called; how it moves on."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from izote.observatory.rules.indicators import Indicator
from izote.observatory.rules.offices import measures
from izote.observatory.rules.withholding import BANDS, COUNTRY, Cell

BREAKDOWNS = ("places", "months", "sex", "age", "means")
SECTIONS = ("lead", "reading", "end")
TRANSITIONS = {
    "draft": {"submit": "submitted"},
    "submitted": {"return": "draft", "publish": "published"},
    "published": {"withdraw": "withdrawn"},
    "withdrawn": {},
}
PERIOD = {"month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "quarter": re.compile(r"(\d{4})-Q([1-4])"), "year": re.compile(r"(\d{4})")}
SUFFIX = {"violence": "", "returns": "-RET", "care": "-ATE"}
LICENCE = "CC BY 4.0"
MEANS = ("firearm", "blade", "blunt", "strangling", "explosive", "vehicle", "bodily", "phone", "other", "air", "land", "sea", "?")
MEANS_OF = {"returns": ("air", "land", "sea", "?"), "violence": tuple(one for one in MEANS if one not in ("air", "land", "sea"))}


class Row(NamedTuple):
    """One row of one table."""

    table: str
    cell: Cell

    @property
    def year(self) -> int:
        """The calendar year in which it lies."""
        return int(self.cell.period[:4])

    @property
    def whole_year(self) -> bool:
        """Whether it speaks of a whole year."""
        return len(self.cell.period) == 4


def can_move(state: str, move: str) -> bool:
    """Whether a bulletin may make this move."""
    return move in TRANSITIONS[state]


def is_period(kind: str, text: str) -> bool:
    """Whether a text names a month (2025-03), quarter (2025-Q1) or year of a bulletin of this kind."""
    found = PERIOD[kind].fullmatch(text)
    return bool(found and 1990 <= int(found[1]) <= 2200)


def code_for(org: str, domain: str, period: str, taken: Sequence[str], place: str = "") -> str:
    """The citable code: OMPV-ZAC-2025-03, OMPV-ZAC-SV-0614-2025-03 of a place not the office's own; corrections are numbered."""
    base = f"OMPV-{org}-{f'{place.upper()}-' if place else ''}{period}{SUFFIX[domain]}"
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return code


def finest(one: Indicator) -> list[str]:
    """The finest place and time that the public reads: sensitive ones not below municipality and quarter, our own as their measure says."""
    if one.measure:
        return [measures()[one.measure]["time"], measures()[one.measure]["place"]]
    place = "municipality" if one.sensitive else one.least_level
    time = "quarter" if one.sensitive and one.least_period == "month" else one.least_period
    return ["year" if one.sex or one.ages else time, "municipality" if one.sex or one.ages else place]


def may_show(one: Indicator, kind: str) -> bool:
    """Whether an indicator may stand in a bulletin of this kind."""
    order = ("month", "quarter", "year")
    return order.index(kind) >= order.index(finest(one)[0])


def rows_wanted(
    one: Indicator, categories: str, kind: str, period: str, breakdowns: Sequence[str], municipality: str, districts: Sequence[str]
) -> list[Row]:
    """The rows of an indicator's tables, in the order in which they stand."""
    if not may_show(one, kind):
        return []
    part, label = ("sex", one.sex) if one.sex else ("age", f"{one.ages[0]}-{one.ages[1]}") if one.ages else ("", "")
    time, place = finest(one)
    places = [municipality, *(districts if place == "district" else ()), *(() if part else (COUNTRY,))]
    before = f"{int(period[:4]) - 1}{period[4:]}"
    out = []
    if "places" in breakdowns:
        out += [Row("places", Cell(categories, where, when, part, label)) for where in places for when in (before, period)]
    if "months" in breakdowns and not part:
        out += [Row("months", Cell(categories, municipality, when)) for when in _inside(kind, period, time)]
    if kind == "year" and not part:
        domain = one.domain
        labels = {"sex": ("F", "M", "?"), "age": tuple(BANDS), "means": MEANS_OF.get(domain, MEANS)}
        for name in ("sex", "age", "means"):
            if name in breakdowns:
                out += [Row(name, Cell(categories, municipality, period, name, each)) for each in labels[name]]
    return out


def _inside(kind: str, period: str, finest_time: str) -> list[str]:
    """The months (or quarters, where these are the finest) up to the end of a period."""
    year = period[:4]
    months = 12 if kind == "year" else 3 * int(period[-1]) if kind == "quarter" else int(period[-2:])
    if finest_time == "month":
        return [f"{year}-{m:02d}" for m in range(1, months + 1)]
    return [f"{year}-Q{n}" for n in range(1, months // 3 + 1)] if finest_time == "quarter" else []


def public_copy(composed: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables as the public reads them: withheld cells say no more than that they are withheld."""
    return [
        {**item, "tables": [{**table, "rows": [_public(row) for row in table["rows"]]} for table in item["tables"]]}
        for item in composed["items"]
    ]


def _public(row: dict[str, Any]) -> dict[str, Any]:
    if row["state"] in ("primary", "secondary"):
        return {name: row[name] for name in ("categories", "place", "period", "part", "label", "year")} | {
            "count": None,
            "state": "withheld",
        }
    return dict(row)
