"""Takes a file in: what kind it is, its rows or a sample of them, and the form in which it is kept."""

import contextlib
import csv
import hashlib
import io
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.sheets import Cell, Limits, Notice, SheetRefused, clean_text, read_sheet, sniff
from izote.kit.sheettext import decode, split_rows

SMALL, MANY = 15_000_000, 150_000
# a workbook of a million cells takes some 200 MB of the program and 300 MB of its reader while it is looked at
LIMITS = Limits(bytes=60_000_000, rows=200_000, columns=400, cells=1_000_000, seconds=240, memory=1_500_000_000, inflated=600_000_000)
GEOJSON = 20_000_000
FEATURES = Path(__file__).with_name("features.py")
SAMPLE_BYTES, SAMPLE_ROWS = 2_000_000, 400
PIECE, SOME = 4_000_000, 20_000


@dataclass
class Taken:
    """A file: all its rows when it is small, else the first of them; lines are numbers in the file as people see it."""

    name: str
    sha256: str
    size: int
    rows: list[list[str]]
    lines: list[int]
    whole: bool
    path: Path
    separator: str = ","
    encoding: str = "utf-8"
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    points: list[tuple[float, float] | None] | None = None
    notices: list[Notice] = field(default_factory=list)


def take(path: Path, name: str, *, sheet: str | None = None) -> Taken:
    """Look at a file; refuses with a sentence what is no table."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        head = handle.read(SAMPLE_BYTES)
        digest.update(head)
        ends = head.count(b"\n")
        while piece := handle.read(PIECE):
            digest.update(piece)
            ends += piece.count(b"\n")
    if not head:
        raise SheetRefused("empty")
    facts: dict[str, Any] = {"name": Path(name).name[:200], "sha256": digest.hexdigest(), "size": size, "path": path}
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _geojson(path, facts)
    if sniff(head) == "csv" and (size > SMALL or ends > MANY):
        return _large(head, facts)
    if size > LIMITS.bytes:
        raise BadInput(_("A workbook of this size is not read. Save the sheet as CSV and load that."))
    try:
        found = read_sheet(path.read_bytes(), name, sheet=sheet, limits=LIMITS)
    except SheetRefused as refused:
        if refused.code in ("too_many_rows", "too_many_cells", "too_heavy"):
            raise BadInput(
                _("A workbook with more than 200,000 rows or a million cells is not read. Save the sheet as CSV and load that.")
            ) from refused
        raise
    rows: Any = found.rows if found.kind == "csv" else [[text_of(cell) for cell in row] for row in found.rows]
    rows = _unmerged(rows, found.merged, found.places)
    lines = found.places or list(range(1, len(rows) + 1))
    return Taken(**facts, rows=rows, lines=lines, whole=True, sheet=found.sheet_name, sheets=found.sheet_names, notices=found.notices)


def _unmerged(rows: list[list[str]], merged: list[tuple[int, int, int, int]], places: list[int]) -> list[list[str]]:
    """Cells merged downwards say the same in each row they span."""
    at = {place: n for n, place in enumerate(places)} if places else {n + 1: n for n in range(len(rows))}
    for top, left, bottom, _right in merged:
        first = at.get(top + 1)
        if first is None or bottom == top or left >= len(rows[first]):
            continue
        for line in range(top + 2, bottom + 2):
            row = rows[at[line]] if line in at else None
            if row is not None:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = row[left] or rows[first][left]
    return rows


def text_of(cell: Cell) -> str:
    """A cell as text: dates in ISO, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if (cell.hour or cell.minute) else cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)


def _large(head: bytes, facts: dict[str, Any]) -> Taken:
    """A text file of millions of rows: its first rows are looked at, the rest is read by the reader."""
    cut = head[: head.rfind(b"\n") + 1] or head
    text, encoding, codes = decode(cut)
    if text is None:
        raise SheetRefused("unknown_kind")
    refusal, rows, lines, separator, _broken = split_rows(text, rows=SAMPLE_ROWS + 1, columns=LIMITS.columns)
    if refusal and refusal != "too_many_rows":
        raise SheetRefused(refusal)
    if not rows:
        refusal, rows, lines, separator, _broken = split_rows("\n".join(text.split("\n")[:SAMPLE_ROWS]), rows=10**6, columns=LIMITS.columns)
    clean = [[clean_text(cell)[0] for cell in row] for row in rows[:SAMPLE_ROWS]]
    notices = [Notice(code) for code in codes]
    return Taken(**facts, rows=clean, lines=lines[:SAMPLE_ROWS], whole=False, separator=separator, encoding=encoding, notices=notices)


def _geojson(path: Path, facts: dict[str, Any]) -> Taken:
    """Features as rows: their properties, and the point of each apart; read by a process with bounded memory."""
    words = [sys.executable, "-I", str(FEATURES), str(LIMITS.columns), str(LIMITS.cells)]
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    said: dict[str, Any] = {"refused": "too large"}
    if facts["size"] <= GEOJSON:
        with path.open("rb") as handle, contextlib.suppress(subprocess.TimeoutExpired, ValueError):
            done = subprocess.run(words, stdin=handle, capture_output=True, env=environment, timeout=LIMITS.seconds, check=False)
            said = json.loads(done.stdout)
    if said.get("refused") == "no features":
        raise BadInput(_("This is not a GeoJSON file of features."))
    if "refused" in said:
        raise BadInput(
            _("A GeoJSON file of more than 20 MB is not read. Save its table as CSV with longitude and latitude, and load that.")
        )
    if not said["rows"]:
        raise SheetRefused("empty")
    rows = [[clean_text(cell)[0] for cell in row] for row in (said["heads"], *said["rows"])]
    points = [tuple(one) if one else None for one in said["points"]]
    return Taken(**facts, rows=rows, lines=list(range(1, len(rows) + 1)), whole=True, points=points if any(points) else None)


def as_csv(rows: list[list[str]]) -> bytes:
    """Rows as the UTF-8 file that is kept and read."""
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode()


def rewritten(
    taken: Taken, source: Path, target: Path, gone: set[int], width: int, more: Callable[[list[list[str]]], list[str | None]]
) -> None:
    """A large file written anew without some columns and with one more, some rows at a time; empty lines and line ends in cells go."""
    try:
        with source.open(encoding="utf-8-sig", errors="replace", newline="") as rows, target.open("w", encoding="utf-8", newline="") as out:
            for _n in range(taken.lines[0] - 1):
                rows.readline()
            reader, writer = filter(any, csv.reader(rows, delimiter=taken.separator)), csv.writer(out, lineterminator="\n")
            while some := [[text.replace("\n", " ") for text in row] for row in itertools.islice(reader, SOME)]:
                for row, cell in zip(some, more(some), strict=True):
                    stays = [text for at, text in enumerate(row) if at not in gone]
                    writer.writerow(stays if cell is None else [*stays, *[""] * (width - len(row)), cell])
    except csv.Error as error:
        raise BadInput(_("The file could not be read to its end: it is too large for this machine, or its lines are damaged.")) from error


def in_utf8(path: Path, encoding: str, target: Path) -> Path:
    """The file itself, or a copy of it in UTF-8 where it is written otherwise."""
    if encoding == "utf-8":
        return path
    with path.open(encoding=encoding, errors="replace", newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
        while text := source.read(PIECE):
            out.write(text.removeprefix("\ufeff"))
    return target


def pieces(path: Path, before: bytes = b"") -> Iterator[bytes]:
    """The bytes of a file, some at a time, behind others."""
    with path.open("rb") as handle:
        while piece := before + handle.read(max(PIECE - len(before), 0)):
            yield piece
            before = b""
