"""Writes spreadsheets for download, in memory alone, whose cells no spreadsheet program will run as formulas."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

RISKY = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ILLEGAL = {code: None for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))}
LONGEST = 32_000
DATE_ZERO = date(1899, 12, 30)


def safe_cell(value: Any) -> Any:
    """The value, with an apostrophe before any text that a spreadsheet program would run."""
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, date)):
        return value
    text = str(value).translate(ILLEGAL)
    bare = text.lstrip(" \n\u00a0\u200b\ufeff")
    return f"'{text}" if bare.startswith(RISKY) else text


def bare_cell(text: str) -> str:
    """What the cell said before `safe_cell` made it safe."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip(" \n").startswith(RISKY) else text


def write_csv(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A UTF-8 CSV with the mark that makes Excel read its accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")


def write_xlsx(header: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str = "Lista", merged: Sequence[str] = ()) -> bytes:
    """An XLSX workbook of one sheet; openpyxl is not used because it writes the cells to temporary files."""
    body = "".join(_row(number, row) for number, row in enumerate((header, *rows), 1))
    spans = "".join(f'<mergeCell ref="{escape(span)}"/>' for span in merged)
    sheet = f"<worksheet {MAIN}><sheetData>{body}</sheetData>{f'<mergeCells>{spans}</mergeCells>' if spans else ''}</worksheet>"
    name = escape("".join(c for c in title if c not in "[]:*?/\\")[:31] or "Lista", {'"': "&quot;"})
    parts = {**PARTS, "xl/workbook.xml": PARTS["xl/workbook.xml"].replace("NAME", name), "xl/worksheets/sheet1.xml": sheet}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(zipfile.ZipInfo(path), '<?xml version="1.0" encoding="UTF-8"?>' + content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def column_letter(index: int) -> str:
    """The letters by which spreadsheet programs call a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _row(number: int, row: Sequence[Any]) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{column_letter(index)}{number}", value) for index, value in enumerate(row))}</row>'


def _cell(place: str, value: Any) -> str:
    value = safe_cell(value)
    if value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>' if abs(value) < 1e300 else ""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c r="{place}" s="1"><v>{(day - DATE_ZERO).days}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value[:LONGEST])}</t></is></c>'


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="NAME" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
