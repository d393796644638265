"""Writes spreadsheets for download whose cells no spreadsheet program will run as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

RISKY = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
ILLEGAL = {code: None for code in (*range(9), 11, 12, *range(14, 32))}


def safe_cell(value: Any) -> Any:
    """The value, with a quotation mark before any text that a spreadsheet program would run."""
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, date)):
        return value
    text = str(value).translate(ILLEGAL)
    bare = text.lstrip(" \n\u00a0\u200b\ufeff")
    return f"'{text}" if bare.startswith(RISKY) else text


def write_csv(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A UTF-8 CSV with the mark that makes Excel read its accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")


def write_xlsx(header: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str = "Lista") -> bytes:
    """An XLSX workbook of one sheet, made in memory."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31] or "Lista")
    sheet.freeze_panes = "A2"
    for row in (header, *rows):
        cells = []
        for value in row:
            value = safe_cell(value)
            cell = WriteOnlyCell(sheet, value=value[:32_000] if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
