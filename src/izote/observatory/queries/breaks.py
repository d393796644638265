"""Changes of definition: after them a figure does not measure what it did before."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from izote.kit.vocabulary import rows as rows_of
from izote.observatory.models import Source
from izote.observatory.rules.indicators import Indicator
from izote.observatory.rules.words import VOCAB, authority_of


@dataclass(frozen=True)
class Break:
    """A change of definition that a chart must show."""

    code: str
    day: dt.date
    row: dict[str, str]

    @property
    def joined(self) -> bool:
        """Whether series are joined through it, so that before and after still measure the same."""
        return bool(self.row.get("joined"))


def concerns(row: dict[str, str], source: Source) -> bool:
    """Whether a change of definition is one of the source's country and authority."""
    return row["country"] == source.country.lower() and row["authority"] in ("*", authority_of(source.authority))


def breaks(source: Source, indicator: Indicator) -> list[Break]:
    """The changes of definition that touch an indicator of a source."""
    return [
        Break(row["code"], dt.date.fromisoformat(row["from"]), row)
        for row in rows_of(VOCAB / "breaks.csv")
        if concerns(row, source) and row["category"] in ("*", *indicator.categories)
    ]


def crossed(found: Iterable[Break], years: Sequence[int]) -> list[Break]:
    """The changes of definition after which some of these years do not measure what the others do."""
    if not years:
        return []
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    return [one for one in found if not one.joined and first < one.day <= last]
