"""Reads spreadsheets that people bring, however messy or hostile, in memory alone."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from izote.kit.errors import BadInput
from izote.kit.sheettext import decode, split_rows
from izote.kit.sheetwrite import bare_cell, safe_cell, write_csv, write_xlsx

__all__ = ["Cell", "Limits", "Notice", "Sheet", "SheetRefused", "clean_text", "read_sheet", "safe_cell", "write_csv", "write_xlsx"]

Cell = str | int | float | bool | date | datetime


@dataclass(frozen=True)
class Limits:
    """How much of a file is accepted before it is refused."""

    bytes: int = 20_000_000
    rows: int = 20_000
    columns: int = 200
    cells: int = 4_000_000
    headings: int = 100
    cell: int = 2_000
    inflated: int = 150_000_000
    ratio: int = 400
    entries: int = 2_000
    memory: int = 1_500_000_000
    seconds: int = 45


REFUSALS: dict[str, Any] = {
    "empty": _("The file is empty: it has no rows."),
    "too_big": _("The file is larger than 20 MB. Save the list alone, without images, and upload it again."),
    "too_many_rows": _("The list has more than 20,000 rows. Divide it into several files."),
    "too_many_cells": _("The sheet has too many filled cells. Keep only the columns of the list and upload it again."),
    "too_many_columns": _("The sheet has more than 200 columns. Keep only the columns of the list and upload it again."),
    "password": _("The file is protected with a password. Remove the password in your spreadsheet program and upload it again."),
    "damaged": _("The file is damaged or is not what its name says. Open it in your spreadsheet program, save it again and upload it."),
    "bomb": _("The file unpacks to far more than a list can hold, so it was not opened. Save the list alone in a new file."),
    "entities": _("The file contains instructions that a list does not need, so it was not opened. Save it again as XLSX or CSV."),
    "archive": _("This is a compressed folder. Take the list out of it and upload the list."),
    "not_a_sheet": _("This is a document, not a spreadsheet. Upload the list as XLSX, ODS or CSV."),
    "web_page": _("This is a web page saved with the name of a spreadsheet. Open it in your spreadsheet program and save it as XLSX."),
    "binary_workbook": _("This kind of workbook (XLSB) is not read. Save it as XLSX and upload it again."),
    "unknown_kind": _("This is not a list that can be read. Upload it as XLSX, ODS or CSV."),
    "too_heavy": _("The file is too complicated to read. Copy the list alone into a new file and upload that."),
    "no_such_sheet": _("The workbook has no sheet of that name."),
}

NOTICES: dict[str, Any] = {
    "wrong_extension": _("The name of the file says one kind and its content is another; the content was read."),
    "macros": _("The workbook contains macros; they were not read."),
    "hidden_sheets": _("The workbook has hidden sheets; they were not read."),
    "other_sheets": _("The workbook has several sheets; “%(sheet)s” was read."),
    "invisible_removed": _("Invisible characters were removed from %(count)s cells."),
    "accents_repaired": _("Broken accents were repaired in %(count)s cells."),
    "mixed_encoding": _("The file mixes two ways of writing accents; check the names with accents."),
    "broken_quotes": _("The quotation marks of the file are not balanced; each line was read on its own."),
}


class SheetRefused(BadInput):
    """A file that is not read; `code` says why for tests and reports, `message` for people."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about the file; stored as code and parameters, worded when shown."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()

    @property
    def message(self) -> str:
        """The sentence in the language of whoever reads it."""
        return str(NOTICES[self.code]) % dict(self.params)


@dataclass
class Sheet:
    """One sheet as rows of plain values; `places` gives each row's number in the file, `merged` spans of it (0-based)."""

    rows: list[list[Cell]]
    kind: str
    places: list[int] = field(default_factory=list)
    sheet_names: list[str] = field(default_factory=list)
    sheet_name: str = ""
    encoding: str = ""
    separator: str = ""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in self.rows), default=0)


def read_sheet(data: bytes, filename: str = "", *, sheet: str | None = None, limits: Limits = Limits(), size: int | None = None) -> Sheet:
    """Reads a CSV, XLSX, XLSM, ODS or XLS file, or raises SheetRefused with a sentence for the user."""
    if max(len(data), size or 0) > limits.bytes:
        raise SheetRefused("too_big")
    kind = sniff(data)
    found = _read_text(data, limits) if kind == "csv" else _read_book(data, kind, sheet, limits)
    if not found.rows:
        raise SheetRefused("empty")
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension and extension not in EXTENSIONS.get(found.kind, ()):
        found.notices.insert(0, Notice("wrong_extension"))
    _clean(found)
    return found


EXTENSIONS = {"csv": ("csv", "txt", "tsv", "tab"), "xlsx": ("xlsx",), "xlsm": ("xlsm",), "ods": ("ods",), "xls": ("xls",)}
BINARY_MARKS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format")


def sniff(data: bytes) -> str:
    """What the file really is: package (zip), xls (old Office container) or csv; refuses anything else."""
    head = data[:2000]
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise SheetRefused("empty")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "package"
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetRefused("password")
        return "xls"
    if head.startswith((b"%PDF", b"{\\rtf")):
        raise SheetRefused("not_a_sheet")
    if head.startswith((b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise SheetRefused("archive")
    if head.startswith(BINARY_MARKS):
        raise SheetRefused("unknown_kind")
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<style", b"mime-version")):
        raise SheetRefused("web_page")
    return "csv"


def _read_text(data: bytes, limits: Limits) -> Sheet:
    text, encoding, notices = decode(data)
    if text is None:
        raise SheetRefused("unknown_kind")
    refusal, rows, places, separator, broken = split_rows(text, rows=limits.rows + limits.headings, columns=limits.columns)
    if refusal:
        raise SheetRefused(refusal)
    notes = [Notice(code) for code in notices + (["broken_quotes"] if broken else [])]
    return Sheet(rows=rows, kind="csv", places=places, encoding=encoding, separator=separator, notices=notes)  # type: ignore[arg-type]


def _read_book(data: bytes, kind: str, wanted: str | None, limits: Limits) -> Sheet:
    from izote.kit.sheetprocess import ask

    reply = ask(data, package=kind == "package", sheet=wanted, limits=limits)
    if "refused" in reply:
        raise SheetRefused(reply["refused"] if reply["refused"] in REFUSALS else "damaged")
    names = [clean_text(name)[0][:100] for name in reply["names"]]
    notices = [Notice(code) for code in reply["notices"]]
    name = clean_text(reply.get("name", ""))[0][:100]
    if len(names) > 1 and wanted is None:
        notices.append(Notice("other_sheets", (("sheet", name),)))
    rows = [[_typed(cell) for cell in row] for row in reply.get("rows", [])]
    merged = [(top, left, bottom, right) for top, left, bottom, right in reply.get("merged", [])]
    found = Sheet(rows=rows, kind=reply["kind"], places=reply.get("places", []), sheet_names=names, sheet_name=name)
    found.merged, found.notices = merged, notices
    return found


def _typed(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell["t"]) if "t" in cell else date.fromisoformat(cell["d"])
    return "" if cell is None else cell


# Control, format (bidi, zero-width, soft hyphen, tags), surrogate and private-use characters; tab and line ends stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
BROKEN_ACCENT = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t\r\n ]+")


def clean_text(text: str) -> tuple[str, bool, bool]:
    """The text with invisible characters removed, accents repaired and spaces single; and whether each of the first two happened."""
    if text.isascii() and text.isprintable():
        return (" ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text), False, False
    removed = bool(INVISIBLE.search(text))
    repaired = False
    if BROKEN_ACCENT.search(text):
        better = _repair_accents(text)
        repaired, text = better != text, better
    text = INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", SPACES.sub(" ", text)).strip(), removed and not repaired, repaired


def _repair_accents(text: str) -> str:
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return text


def _clean(sheet: Sheet) -> None:
    removed = repaired = 0
    known: dict[str, tuple[str, bool, bool]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row):
            if type(cell) is str and cell:
                if (done := known.get(cell)) is None:
                    text, removed_here, repaired_here = clean_text(cell)
                    done = known[cell] = (bare_cell(text).strip(), removed_here, repaired_here)
                row[index] = done[0]
                removed += done[1]
                repaired += done[2]
    if removed:
        sheet.notices.append(Notice("invisible_removed", (("count", removed),)))
    if repaired:
        sheet.notices.append(Notice("accents_repaired", (("count", repaired),)))
