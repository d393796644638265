"""The rows set aside as a workbook that can be corrected and uploaded again."""

from collections.abc import Sequence

from izote.kit.sheetwrite import write_xlsx
from izote.people.columns import TOKEN_HEADER
from izote.people.listentry import REASONS
from izote.people.liststaging import Unread
from izote.people.models import ListRow

WHY_HEADER = "Por qué se apartó (Izote)"
OURS = (TOKEN_HEADER, WHY_HEADER)


def set_aside_sheet(headers: Sequence[str], rows: Sequence[tuple[ListRow, Unread]]) -> bytes:
    """The token by which a row is known again, why it was set aside, then its cells under their headers."""
    theirs = [header for header in headers if header not in OURS]
    body = []
    for row, unread in rows:
        why = " ".join(str(REASONS[code]) for code in row.reasons if code in REASONS)
        pairs = [(header, cell) for header, cell in zip(unread.headers, unread.cells, strict=False) if header not in OURS]
        same = [header for header, _cell in pairs] == theirs[: len(pairs)]
        cells = [cell for _header, cell in pairs] if same else [dict(pairs).get(header, "") for header in theirs]
        body.append([str(row.pk), why, *cells])
    return write_xlsx([*OURS, *theirs], body, title="Apartadas")
