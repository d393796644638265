"""Writes spreadsheets for download, in memory alone, whose cells no spreadsheet program will run as formulas."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
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
    if not isinstance(value, str):
        if isinstance(value, (bool, int, float, date)):
            return value
        value = str(value)
    text = value if value.isprintable() else value.translate(ILLEGAL)
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
    body = "".join(row_xml(number, row) for number, row in enumerate((header, *rows), 1))
    spans = "".join(f'<mergeCell ref="{escape(span)}"/>' for span in merged)
    sheet = f"{SHEET_BEGIN}{body}</sheetData>{f'<mergeCells>{spans}</mergeCells>' if spans else ''}</worksheet>"
    parts = {**package_parts([title]), "xl/worksheets/sheet1.xml": sheet}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def package_parts(titles: Sequence[str]) -> dict[str, str]:
    """The parts of a workbook around its sheets, which stand at `xl/worksheets/sheet1.xml` and so on."""
    names = [escape("".join(c for c in title if c not in "[]:*?/\\")[:31] or "Lista", {'"': "&quot;"}) for title in titles]
    count = range(1, len(names) + 1)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>' for n in count)
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in count)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    return {path: DECLARATION + content for path, content in parts.items()}


@cache
def column_letter(index: int) -> str:
    """The letters by which spreadsheet programs call a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_xml(number: int, row: Sequence[Any]) -> str:
    """One row of a sheet, safe cell by safe cell."""
    return f'<row r="{number}">{"".join(_cell(f"{column_letter(index)}{number}", value) for index, value in enumerate(row))}</row>'


def _cell(place: str, value: Any) -> str:
    value = safe_cell(value)
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value[:LONGEST])}</t></is></c>' if value else ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>' if abs(value) < 1e300 else ""
    day = value.date() if isinstance(value, datetime) else value
    return f'<c r="{place}" s="1"><v>{(day - DATE_ZERO).days}</v></c>'


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
SHEET_BEGIN = f"{DECLARATION}<worksheet {MAIN}><sheetData>"
STYLES = (
    f'<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
