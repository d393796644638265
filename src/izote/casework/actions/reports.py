"""Reports that leave the office: what is written down of them, and their print and spreadsheet, with small counts withheld."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.casework.queries.measures import Period
from izote.casework.queries.reports import Line
from izote.kit.sheetwrite import write_xlsx
from izote.people.arrivalrules import SMALL, suppressed

FEW, HELD = f"<{SMALL}", "*"


def note_report(org: Organization, report: str, period: Period, *, by: Any) -> None:
    """Leave the line of a report that was made."""
    require(by, "report.month", org)
    record(by, "report.made", org=org, kind="report", key=report, label=f"{period.since:%Y-%m}")


def note_rows(org: Organization, measure: str, shown: int, *, by: Any) -> None:
    """Leave the line of a list behind a number."""
    require(by, "report.month", org)
    record(by, "report.rows_seen", org=org, kind="report", key=measure, shown=shown)


def note_export(org: Organization, delivered: int, *, by: Any) -> None:
    """Leave the line of an export."""
    require(by, "case.export", org)
    record(by, "case.exported", org=org, kind="export", key="cases", rows=delivered)


def leaving(line: Line) -> dict[str, int | str]:
    """What may leave the office of a line, by the key of its cells, the total under the empty word: small counts are marked, and what would
    let them be reckoned back is marked too; a small total leaves without cells."""
    if 0 < line.total.value < SMALL:
        return {"": FEW}
    counts = {cell.key or "?": cell.value for cell in line.cells}
    shown = {key: value if value is not None else FEW if counts[key] < SMALL else HELD for key, value in suppressed(counts).items()}
    return {"": line.total.value, **shown}


def printed(made: dict[str, Any], *, by: Any) -> dict[str, Any]:
    """A report as its print wants it: words and numbers only, in the layout of whom it is for."""
    return {
        "layout": made["report"].row["layout"],
        "period": date_format(made["period"].since, "YEAR_MONTH_FORMAT"),
        "first_service": first_service(made),
        "notes": [made["ages"], legend(), source(made)],
        "head": [_("Category"), _("Count")],
        "indicators": [_("No."), _("Indicator"), _("Count")],
        "signers": [str(by)],
        "sections": [
            {
                "title": section.title,
                "lines": [_printed_line(line, f"{at}.{number}") for number, line in enumerate(section.lines, 1)],
            }
            for at, section in enumerate(made["sections"], 1)
        ],
    }


def _printed_line(line: Line, number: str) -> dict[str, Any]:
    shown = leaving(line)
    told = [[label, localize(shown[key])] for key, label in _cells(line) if key in shown]
    grid = _grid(line, shown)
    return {
        "number": number,
        "label": line.label,
        "definition": line.definition,
        "total": localize(shown[""]),
        "cells": [] if grid else told,
        "grid": [[_("Sex"), *grid[0]], *([label, *(localize(value) for value in values)] for label, values in grid[1])] if grid else [],
    }


def _cells(line: Line) -> list[tuple[str, str]]:
    """The key under which a cell leaves, and its word; what is not known has a key of its own, the empty one is the total."""
    return [(cell.key or "?", cell.label) for cell in line.cells]


def _grid(line: Line, shown: dict[str, int | str]) -> tuple[list[str], list[tuple[str, list[int | str]]]] | None:
    """Sex by age, as it leaves; nothing where the line is not so broken down, or leaves without cells."""
    if line.grid is None or len(shown) == 1:
        return None
    return line.grid.columns, [(label, [shown.get(cell.key, 0) for cell in cells]) for label, cells in line.grid.rows]


def first_service(made: dict[str, Any]) -> str:
    """The time to the first service, in a sentence."""
    if made["first_service"] is None:
        return _("Nobody had a first service in this period.")
    if made["started"] < SMALL:
        return _("Fewer than %(least)d cases had their first service in this period: the time to it is withheld.") % {"least": SMALL}
    said = {"days": localize(round(made["first_service"], 1)), "n": made["started"]}
    return _("Median days from opening the case to the first service: %(days)s (%(n)s cases).") % said


def legend() -> str:
    """What the marks of withheld counts mean."""
    said = {"few": FEW, "held": HELD, "least": SMALL}
    return _("%(few)s: fewer than %(least)d, withheld. %(held)s: withheld so that the former cannot be reckoned back.") % said


def source(made: dict[str, Any]) -> str:
    """Where the numbers come from."""
    at = date_format(timezone.localtime(made["now"]), "SHORT_DATETIME_FORMAT")
    said = _("Source: Izote, this office's own cases, as of %(at)s. It counts who came to the office, not how many returned.")
    return said % {"at": at}


def sheet(made: dict[str, Any]) -> bytes:
    """A report as a spreadsheet, with how each line is counted: a row for each number, or, as an indicator table, sex by age in columns."""
    sections = enumerate(made["sections"], 1)
    lines = [(f"{at}.{number}", section.title, line) for at, section in sections for number, line in enumerate(section.lines, 1)]
    if made["report"].row["layout"] == "indicators":
        ages: list[str] = max((line.grid.columns for *_place, line in lines if line.grid), key=len, default=[])
        header = [_("No."), _("Section"), _("Indicator"), _("Category"), *ages, _("Count"), _("How it is counted")]
        rows = [row for number, title, line in lines for row in _indicator([number, title, line.label], line, ages)]
    else:
        header = [_("Section"), _("Line"), _("Cell"), _("Count"), _("How it is counted")]
        rows = [[title, line.label, label, value, line.definition] for _number, title, line in lines for label, value in _numbers(line)]
    rows += [[], [first_service(made)], [made["ages"]], [legend()], [source(made)]]
    return write_xlsx(header, [[*row, *[""] * (len(header) - len(row))] for row in rows])


def _numbers(line: Line) -> list[tuple[str, int | str]]:
    shown = leaving(line)
    return [(_("Total"), shown[""]), *((label, shown[key]) for key, label in _cells(line) if key in shown)]


def _indicator(head: list[str], line: Line, ages: list[str]) -> list[list[Any]]:
    blank = [""] * len(ages)
    grid = _grid(line, leaving(line))
    if grid is None:
        return [[*head, label, *blank, value, line.definition] for label, value in _numbers(line)]
    at = [grid[0].index(age) if age in grid[0] else None for age in ages]
    rows = [[*head, label, *(0 if n is None else values[n] for n in at), "", line.definition] for label, values in grid[1]]
    return [[*head, _("Total"), *blank, leaving(line)[""], line.definition], *rows]
