"""Our own office's figures in public: by quarter and municipality, or coarser; ten or more, on both sides of a share."""

from typing import Any

from izote.observatory.rules.withholding import OWN_LEAST


def part_told(part: float | None, whole: float | None) -> float | None:
    """A part of a whole that is told beside it; nothing where one, or what is left over, is small."""
    if part is None or whole is None or part > whole:
        return None
    return part if all(n == 0 or n >= OWN_LEAST for n in (part, whole - part)) else None


def periods_of(kind: str, period: str, time: str) -> list[str]:
    """The periods of a bulletin: a quarter with that of the year before; the quarters of a year, for persons of quarters do not add up."""
    before = f"{int(period[:4]) - 1}{period[4:]}"
    if kind == "year" and time == "quarter":
        return [f"{period}-Q{n}" for n in range(1, 5)]
    return [before, period]


def cell_of(measure: str, place: str, period: str, value: float | None, *, known: bool, part: str = "") -> dict[str, Any]:
    """One row of a table: printed, withheld, or a gap where the office wrote nothing."""
    state = "gap" if not known else "primary" if value is None else "printed"
    said = {"categories": measure, "place": place, "period": period, "part": part, "label": "", "year": int(period[:4])}
    return said | {"count": None if value is None else int(value), "state": state}
