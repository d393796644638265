"""A table once, shown and handed out in many ways: HTML, CSV, XLSX, and CSV with the tags of the Humanitarian Exchange Language."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from math import isfinite
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from izote.kit.charts import number
from izote.kit.sheetwrite import write_csv, write_xlsx

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "hxl": "text/csv; charset=utf-8",
}


class Column(NamedTuple):
    """A heading, its HXL tag, and with how many decimals its numbers are shown (none: text)."""

    label: str
    tag: str = ""
    digits: int | None = None


class Fact(NamedTuple):
    """What the whole table goes by: source, cut-off, version; with its HXL tag; the short ones stand under the table, all in its files."""

    label: str
    value: Any
    tag: str = ""
    short: bool = True


class Link(NamedTuple):
    """A cell that leads somewhere."""

    text: str
    url: str


@dataclass
class Table:
    """Rows under columns, and what is said of all of them; cells are texts, numbers, days, links, or None for "not known"."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    facts: Sequence[Fact] = ()
    domain: str = ""
    more: str = ""
    picture: SafeString | str = ""
    notes: list[str] = field(default_factory=list)
    internal: bool = False

    @property
    def html(self) -> SafeString:
        """The table as it stands on a page; on a phone each row becomes a card."""
        heads = "".join(f'<th scope="col"{_number(c)}>{escape(c.label)}</th>' for c in self.columns)
        begins = [f'<td{_number(c)} data-label="{escape(c.label)}">' for c in self.columns]
        body = "".join([self._row(row, begins) for row in self.rows])
        caption = f"<caption>{escape(self.title)}</caption>"
        return SafeString(f'<table class="table stacks">{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')

    @property
    def source(self) -> str:
        """What the table goes by, in one line to stand under it."""
        return " · ".join(f"{one.label}: {_plain(one.value)}" for one in self.facts if one.short)

    def _row(self, row: Sequence[Any], begins: Sequence[str]) -> str:
        first = f'<th scope="row">{shown(row[0], self.columns[0].digits)}</th>'
        rest = [f"{begins[at]}{shown(row[at], self.columns[at].digits)}</td>" for at in range(1, len(begins))]
        return f"<tr>{first}{''.join(rest)}</tr>\n"


def _number(column: Column) -> str:
    return "" if column.digits is None else ' class="number"'


def _plain(value: Any) -> str:
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, dt.date) else str(value)


def shown(cell: Any, digits: int | None = None) -> str:
    """A cell as HTML."""
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return number(cell, digits or 0)
    if isinstance(cell, Link):
        return f'<a href="{escape(cell.url)}">{escape(cell.text)}</a>'
    if isinstance(cell, dt.date):
        return date_format(cell, "SHORT_DATE_FORMAT")
    return escape(str(cell))


def bare(cell: Any) -> Any:
    """A cell as a file holds it: a link is its text, a number that is none is empty, a day is ISO."""
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, float):
        return round(cell, 6) if isfinite(cell) else None
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, (int, str)) else str(cell)


def as_csv(table: Table) -> bytes:
    """One heading row; what goes for the whole table stands in columns of its own, so that a program reads it."""
    return write_csv([c.label for c in table.columns] + [f.label for f in table.facts], _wide(table))


def as_hxl(table: Table) -> bytes:
    """The same, with the row of HXL tags under the headings (HXL 1.1); columns without a tag get #meta."""
    tags = [c.tag or "#meta" for c in table.columns] + [f.tag or "#meta" for f in table.facts]
    head = [c.label for c in table.columns] + [f.label for f in table.facts]
    return write_csv(head, [tags, *_wide(table)])


def as_xlsx(table: Table) -> bytes:
    """For people: what goes for the whole table above, then an empty row, then the table."""
    above = [[f.label, bare(f.value)] for f in table.facts]
    body = [[bare(cell) for cell in row] for row in table.rows]
    return write_xlsx([table.title], [*above, [], [c.label for c in table.columns], *body], title=table.key)


def _wide(table: Table) -> Iterator[list[Any]]:
    facts = [bare(f.value) for f in table.facts]
    for row in table.rows:
        yield [bare(cell) for cell in row] + facts


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "hxl": as_hxl}


def written(table: Table, form: str) -> tuple[bytes, str]:
    """The bytes of a file, and its ending."""
    return WRITERS[form](table), "hxl.csv" if form == "hxl" else form
