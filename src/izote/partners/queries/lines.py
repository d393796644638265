"""National contact lines: what is shipped, and what an office knows better."""

import datetime as dt
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import get_language

from izote.access.models import Organization
from izote.partners import rules
from izote.partners.models import ContactLine


class Line(NamedTuple):
    """A number that people may call: whose, what for, and whether somebody made sure."""

    number: str
    name: str
    use: str
    confirmed: bool
    verified_on: dt.date | None
    source: str


def _shipped() -> dict[str, Line]:
    language = "en" if (get_language() or "es").startswith("en") else "es"
    found = {}
    for code, word in rules.words("contact_lines").items():
        day = word.row["verified_on"]
        known = (word.row["confirmed"] == "yes", dt.date.fromisoformat(day) if day else None, word.row["source"])
        found[code] = Line(code, str(word), word.row[f"use_{language}"], *known)
    return found


def contact_lines(org: Organization | int) -> list[Line]:
    """Every line that an office knows, the confirmed ones first."""
    found = _shipped()
    for row in ContactLine.objects.filter(org=org).order_by("number"):
        found[row.number] = Line(row.number, row.name, row.use, row.confirmed, row.verified_on, row.source)
    return sorted((line for line in found.values() if line.number not in rules.NEVER_PRINTED), key=lambda line: not line.confirmed)


def printed_lines(org: Organization | int) -> list[Line]:
    """The lines that may be printed or shown to the persons served: confirmed ones alone."""
    return [line for line in contact_lines(org) if line.confirmed]


def line_for(org: Any, number: str) -> Line:
    """One line of an office, or 404."""
    found = next((line for line in contact_lines(org) if line.number == number), None)
    if found is None:
        raise Http404
    return found
