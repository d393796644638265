"""Rows set aside as a sheet that people correct, and what the sheet says when it comes back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.sheetwrite import bare_cell
from izote.observatory.loader.taking import text_of

# the headings of our own columns stay the same in both languages: by them the file is known again
NUMBER, LINE, WHY = "Izote: número", "Izote: línea", "Izote: por qué se apartó"
OURS = (NUMBER, LINE, WHY)


def sheet_of(names: Sequence[str], rows: Sequence[tuple[int, int, str, list[str]]]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows: number, line and reason, then the cells under the headings of the file."""
    skip = 1 if names and not names[0] else 0
    return [*OURS, *names[skip:]], [[number, line, why, *cells[skip:]] for number, line, why, cells in rows]


def understood(rows: Sequence[Sequence[Any]], names: Sequence[str], held: Mapping[int, list[str]]) -> dict[int, list[str]]:
    """The corrected cells of each row by its number; refuses, with the line, what is not the file that was downloaded."""
    skip = 1 if names and not names[0] else 0
    wanted = [*OURS, *names[skip:]]
    header = [bare_cell(_text(cell)) for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    if header != wanted:
        raise BadInput(_("The columns are not those of the file that was downloaded here. Download it again and correct only the cells."))
    found = {}
    for line, row in enumerate(rows[1:], 2):
        cells = [bare_cell(_text(cell)) for cell in row]
        if not any(cells):
            continue
        cells += [""] * (len(wanted) - len(cells))
        if not cells[0].isdigit() or int(cells[0]) not in held:
            raise BadInput(_("Line %(line)s: no row set aside has the number “%(number)s”.") % {"line": line, "number": cells[0]})
        found[int(cells[0])] = [*held[int(cells[0])][:skip], *cells[len(OURS) : len(wanted)]]
    return found


def _text(cell: Any) -> str:
    return text_of(cell).strip()
