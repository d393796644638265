"""Reports that leave the office: what is written down of them, and their print and spreadsheet."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.access.roles import ROLES
from izote.casework.queries.measures import Period
from izote.kit.sheetwrite import write_xlsx


def rights_of(role: str) -> frozenset[str]:
    """What a role may do."""
    return ROLES[role].rights if role in ROLES else frozenset()


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


def printed(made: dict[str, Any], *, by: Any) -> dict[str, Any]:
    """A report as its print wants it: words and numbers only."""
    return {
        "period": date_format(made["period"].since, "YEAR_MONTH_FORMAT"),
        "first_service": first_service(made),
        "source": source(made),
        "head": [_("Category"), _("Count")],
        "signers": [str(by)],
        "sections": [
            {
                "title": section.title,
                "lines": [
                    {
                        "label": line.label,
                        "definition": line.definition,
                        "total": localize(line.total.value),
                        "cells": [[cell.label, localize(cell.value)] for cell in line.cells],
                    }
                    for line in section.lines
                ],
            }
            for section in made["sections"]
        ],
    }


def first_service(made: dict[str, Any]) -> str:
    """The time to the first service, in a sentence."""
    if made["first_service"] is None:
        return _("Nobody had a first service in this period.")
    said = {"days": localize(round(made["first_service"], 1)), "n": made["started"]}
    return _("Median days from opening the case to the first service: %(days)s (%(n)s cases).") % said


def source(made: dict[str, Any]) -> str:
    """Where the numbers come from."""
    at = date_format(timezone.localtime(made["now"]), "SHORT_DATETIME_FORMAT")
    said = _("Source: Izote, this office's own cases, as of %(at)s. It counts who came to the office, not how many returned.")
    return said % {"at": at}


def sheet(made: dict[str, Any]) -> bytes:
    """A report as a spreadsheet: a row for each number, with how it is counted."""
    rows = [
        [section.title, line.label, cell.label if cell.key or cell is not line.total else _("Total"), cell.value, line.definition]
        for section in made["sections"]
        for line in section.lines
        for cell in (line.total, *line.cells)
    ]
    header = [_("Section"), _("Line"), _("Cell"), _("Count"), _("How it is counted")]
    rows += [[], [source(made)], [first_service(made)]]
    return write_xlsx(header, [[*row, *[""] * (5 - len(row))] for row in rows])
