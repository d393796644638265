"""Cells that say who a person is, wherever they stand in a file: identity documents, tax numbers, telephones, e-mail addresses."""

import re
from collections.abc import Sequence

from izote.kit.personal import DOCUMENT, MAIL, PHONE
from izote.observatory.rules.layout import Layout
from izote.observatory.rules.words import forbidden, looks_like_documents

ANY = f"{DOCUMENT}|{MAIL}|{PHONE}"
DEGREES = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{4,}")
UNLIKE = ("count", "population", "place_code")
_document, _any = re.compile(DOCUMENT), re.compile(ANY)


def seen_in(text: str, *, documents_alone: bool = False) -> str:
    """What a cell says of a person (document, phone), or nothing."""
    if not _any.search(text):
        return ""
    return "document" if _document.search(text) else "" if documents_alone else "phone"


def looks_like_points(cells: Sequence[str]) -> bool:
    """Whether most of a column are degrees with many decimals."""
    said = [cell for cell in cells if cell]
    return len(said) >= 3 and sum(bool(DEGREES.search(cell)) for cell in said) * 2 > len(said)


def refused_columns(layout: Layout, rows: Sequence[Sequence[str]], domain: str = "violence") -> dict[int, str]:
    """Columns that may not be held, with the reason: names, documents, phones, addresses, words about gangs or records."""
    found = {at: why for at, heading in enumerate(layout.headings) if (why := forbidden(heading, domain))}
    for at in range(len(layout.headings)):
        cells = [row[at] for row in rows[layout.head :] if at < len(row)]
        if at not in found and layout.fields[at] not in UNLIKE and looks_like_documents(cells):
            found[at] = "document"
    return found


def cells_seen(layout: Layout, rows: Sequence[Sequence[str]]) -> dict[int, tuple[str, int]]:
    """For each column the first cell that says who a person is: why, and its place among the rows."""
    found: dict[int, tuple[str, int]] = {}
    for at, name in enumerate(layout.fields):
        texts = {row[at] for row in rows[layout.head :] if at < len(row)}
        said = {text: why for text in texts if text and (why := seen_in(text, documents_alone=name == "key"))}
        # a note under the table may give the telephone of the authority itself
        cells = ((n, row) for n, row in enumerate(rows) if n >= layout.head and at < len(row) and row[at] in said) if said else ()
        for n, row in cells:
            if said[row[at]] == "document" or sum(map(bool, row)) > 1:
                found[at] = (said[row[at]], n)
                break
    return found
