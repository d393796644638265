"""Refuses what Izote must never hold (gangs, tattoos, criminal records and the like) before anything of a list is kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from izote.kit.sheets import Cell, Sheet
from izote.kit.sheetwrite import column_letter
from izote.people.columnguess import NAME_FIELDS, field_of, guess_by_content
from izote.people.columns import FIELDS, PLACE_FIELDS, Mapping
from izote.people.forbidden import kinds_in

KINDS: dict[str, Any] = {
    "gang": _("gangs"),
    "tattoo": _("tattoos or marks on the body"),
    "criminal": _("criminal records or offences"),
    "hiv": _("HIV"),
    "religion": _("religion"),
    "politics": _("political opinion"),
    "biometrics": _("fingerprints or face templates"),
    "lawyer": _("lawyers"),
    "sexuality": _("sexual orientation"),
}
IN_HEADER = _("Column %(letter)s (“%(header)s”) is about %(kind)s. Izote never keeps that: delete the column and upload the list again.")
IN_TITLE = _("The title of the list is about %(kind)s. Izote keeps no list made for that: delete the title if it does not belong to it.")
IN_ROWS = ngettext_lazy(
    "Column %(letter)s (“%(header)s”) says something about %(kind)s in %(rows)d row (line %(lines)s of the file). "
    "Izote never keeps that: delete the column, or that text, and upload the list again.",
    "Column %(letter)s (“%(header)s”) says something about %(kind)s in %(rows)d rows (lines %(lines)s of the file). "
    "Izote never keeps that: delete the column, or those texts, and upload the list again.",
    "rows",
)
FREE_FIELDS = frozenset(["return_type", "relation", "accompanied", "unaccompanied", "medical", "pregnancy", "notes"])
CODED_FIELDS = frozenset(FIELDS) - NAME_FIELDS - PLACE_FIELDS - FREE_FIELDS
SHOWN_LINES = 12


@dataclass(frozen=True)
class Refusal:
    """What makes a list refused: the kind, the column (None for a title), how many rows and the first of their lines; never the content."""

    kind: str
    column: int | None
    header: str
    rows: int
    by_header: bool
    lines: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        """One sentence that names the column to delete."""
        text = IN_TITLE if self.column is None else IN_HEADER if self.by_header else IN_ROWS
        lines = ", ".join(map(str, self.lines)) + ("…" if self.rows > len(self.lines) else "")
        letter = "" if self.column is None else column_letter(self.column)
        values = {"letter": letter, "header": self.header[:60], "kind": KINDS[self.kind], "rows": self.rows, "lines": lines}
        return str(text % values)


def screen(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], *, lines: Sequence[int] = (), titles: Iterable[str] = ()
) -> list[Refusal]:
    """Every column whose header or content must not be held, and every title; an empty list when the list may be read."""
    found = [Refusal(kind, None, "", 0, True) for kind in sorted({kind for title in titles for kind in kinds_in(title, "free")})]
    width = max([len(header), *(len(row) for row in rows)], default=0)
    for column in range(width):
        found += _screen_column(column, header[column] if column < len(header) else "", rows, lines)
    return found


def screen_sheet(sheet: Sheet, mapping: Mapping) -> list[Refusal]:
    """Screens a whole sheet: its title rows, its header and every row, also those that will be set aside."""
    above = mapping.header_row if mapping.header_row is not None else 0
    titles = [cell for row in sheet.rows[:above] for cell in row if isinstance(cell, str)]
    headers = list(mapping.headers) if mapping.header_row is not None else []
    for row in sheet.rows[above : mapping.data_start] if headers else []:
        for index, cell in enumerate(row):
            if isinstance(cell, str) and cell not in headers[index]:
                headers[index] = f"{headers[index]} {cell}".strip()
    start = mapping.data_start if mapping.header_row is not None else 0
    _spread_merged(sheet, headers, above, start)
    return screen(headers, sheet.rows[start:], lines=sheet.places[start:], titles=[*titles, sheet.sheet_name])


def _spread_merged(sheet: Sheet, headers: list[str], first: int, end: int) -> None:
    """A header merged over several columns heads each of them."""
    header_lines = set(sheet.places[first:end])
    for top, left, _bottom, right in sheet.merged:
        if headers and top + 1 in header_lines and left < len(headers):
            for column in range(left + 1, min(right + 1, len(headers))):
                headers[column] = headers[column] if headers[left] in headers[column] else f"{headers[left]} {headers[column]}".strip()


def drop_columns(sheet: Sheet, columns: Iterable[int]) -> Sheet:
    """The sheet without the content of these columns, which stay empty so that the others keep their place."""
    gone = set(columns)
    rows: list[list[Cell]] = [["" if index in gone else cell for index, cell in enumerate(row)] for row in sheet.rows]
    kept = [(row, place) for row, place in zip(rows, sheet.places, strict=True) if any(cell != "" for cell in row)]
    return Sheet(
        rows=[row for row, _place in kept],
        places=[place for _row, place in kept],
        **{name: getattr(sheet, name) for name in ("kind", "sheet_names", "sheet_name", "encoding", "separator", "merged", "notices")},
    )


def _screen_column(column: int, header: str, rows: Sequence[Sequence[Cell]], lines: Sequence[int]) -> list[Refusal]:
    filled = sum(column < len(row) and row[column] != "" for row in rows)
    refused = kinds_in(header, "header")
    if not filled:
        refused -= {"biometrics"}  # the empty place for a signature or a thumb on a printed list
    found = [Refusal(kind, column, header, filled, True) for kind in sorted(refused)]
    where = _where(header, column, rows)
    known: dict[str, frozenset[str]] = {}
    hits: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        cell = row[column] if column < len(row) else ""
        if not isinstance(cell, str) or not cell:
            continue
        if (kinds := known.get(cell)) is None:
            kinds = known[cell] = kinds_in(cell, where) if LETTER.search(cell) else frozenset()
        for kind in kinds:
            hits.setdefault(kind, []).append(lines[number] if number < len(lines) else number + 1)
    for kind, places in sorted(hits.items()):
        if kind not in refused:
            found.append(Refusal(kind, column, header, len(places), False, tuple(places[:SHOWN_LINES])))
    return found


LETTER = re.compile(r"[^\W\d_]")


def _where(header: str, column: int, rows: Sequence[Sequence[Cell]]) -> str:
    """How closely a column is read: names and codes for what is never a name, places a little more, free text for everything."""
    name, sure = field_of(header)
    if not header:
        name, sure = guess_by_content([row[column] for row in rows[:300] if column < len(row) and row[column] != ""])
    if sure >= 0.6 and (name in NAME_FIELDS or name in CODED_FIELDS):
        return "everywhere"
    return "place" if sure >= 0.6 and name in PLACE_FIELDS else "free"
