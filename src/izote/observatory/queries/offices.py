"""Figures of our own offices for somebody, and the authority's arrivals for the returns pages."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from izote.observatory.models import OfficeFigure
from izote.observatory.rules.offices import RECEIVED, measures


@dataclass
class Quarter:
    """One office's quarter: totals by measure, and cells by measure and dimension; None is withheld."""

    since: Any
    until: Any
    totals: dict[str, float | None] = field(default_factory=dict)
    cells: dict[str, dict[str, dict[str, float | None]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))

    @property
    def name(self) -> str:
        """As a period: 2025-Q1, or 2025."""
        if self.until.month - self.since.month > 2:
            return str(self.since.year)
        return f"{self.since.year}-Q{(self.since.month + 2) // 3}"


def quarters_of(org_id: int, domain: str) -> list[Quarter]:
    """The quarters of an office, the newest first, of the measures of one domain."""
    wanted = [code for code, row in measures().items() if row["domain"] == domain]
    found: dict[tuple[Any, Any], Quarter] = {}
    rows = OfficeFigure.objects.filter(org=org_id, measure__in=wanted).order_by("-since", "until", "measure", "dimension", "cell")
    for row in rows:
        quarter = found.setdefault((row.since, row.until), Quarter(row.since, row.until))
        if row.dimension:
            quarter.cells[row.measure][row.dimension][row.cell] = row.value
        else:
            quarter.totals[row.measure] = row.value
    return list(found.values())


def received_of(org_id: int) -> list[Quarter]:
    """Returned persons whom the office itself received, by quarter."""
    return [one for one in quarters_of(org_id, "returns") if RECEIVED in one.totals]
