"""Exports: any number of rows as CSV or XLSX in flat memory, behind a password, that say themselves what they hold and if it is all."""

import csv
import datetime as dt
import io
import re
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import pyzipper
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.sheetwrite import SHEET_BEGIN, package_parts, row_xml, safe_cell

FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_XLSX = 1_000_000
BATCH = 250
# Where a program cuts at another sign than ours, what follows the sign must not run either.
CUTS = re.compile(r"([,;\t\n]\s*)([=+\-@])")
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Meta:
    """What an export says of itself: its title, what was asked for, who made it and when, and until when it may be kept."""

    title: str
    by: str
    filters: Sequence[tuple[str, str]] = ()
    until: dt.date | None = None
    at: dt.datetime | None = None


def new_password() -> str:
    """A password of 25 letters and figures (about 125 bits) that can be read aloud; it is shown once and kept nowhere."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(5)) for _n in range(5))


class Export:
    """The bytes of an export, made while they are read, once; afterwards `delivered` and `complete` say how it went."""

    def __init__(self, rows: Iterable[Sequence[Any]], columns: Sequence[str], *, expected: int, meta: Meta, fmt: str, password: str | None,
                 separator: str = ";") -> None:  # fmt: skip
        if fmt not in FORMATS or separator not in (";", ","):
            raise BadInput(_("Exports are made as CSV or XLSX."))
        if fmt == "xlsx" and expected > MOST_XLSX:
            raise BadInput(_("A sheet holds at most a million rows. Export as CSV, or fewer rows."))
        self.columns, self.expected, self.meta, self.fmt, self.separator = [str(c) for c in columns], expected, meta, fmt, separator
        self.delivered = 0
        self.done = False
        self._rows = iter(rows)
        self._password = password.encode() if password else b""
        at = timezone.localtime(meta.at or timezone.now())
        self._at = at.timetuple()[:6]
        self._words = _Words()
        self._facts: list[list[Any]] = [
            [_("Export"), meta.title],
            *([str(label), str(value)] for label, value in meta.filters),
            [_("Made by"), meta.by],
            [_("Made on"), f"{at:%Y-%m-%d %H:%M}"],
            *([[_("Delete it by"), meta.until.isoformat()]] if meta.until else []),
            [self._words.expected, expected],
        ]
        stem = re.sub(r"[^\w-]+", "-", meta.title).strip("-").lower()[:60] or "izote"
        self.inner_name = f"{stem}-{at:%Y-%m-%d}.{fmt}"

    @property
    def complete(self) -> bool:
        """Whether as many rows went out as were expected."""
        return self.done and self.delivered == self.expected

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        return f"{self.inner_name.rsplit('.', 1)[0]}.zip" if self._password else self.inner_name

    @property
    def content_type(self) -> str:
        """What the bytes are."""
        return "application/zip" if self._password else FORMATS[self.fmt]

    def write_to(self, file: IO[bytes]) -> bool:
        """Write it all; returns whether it is complete."""
        for chunk in self:
            file.write(chunk)
        return self.complete

    def __iter__(self) -> Iterator[bytes]:
        sink = Sink()
        steps = self._protected(sink) if self._password else self._bare(sink)
        for _step in steps:
            yield from sink.taken()
        self.done = True
        yield from sink.taken()

    def _protected(self, sink: "Sink") -> Iterator[None]:
        with pyzipper.AESZipFile(sink, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=1, encryption=pyzipper.WZ_AES) as package:
            package.setpassword(self._password)
            with package.open(self._entry(package, self.inner_name), "w") as entry:
                yield from self._bare(entry)
            if self.delivered != self.expected:
                with package.open(self._entry(package, self._words.incomplete_name), "w") as entry:
                    entry.write(b"\xef\xbb\xbf" + self._verdict().encode())

    def _entry(self, package: pyzipper.AESZipFile, name: str) -> Any:
        info = package.zipinfo_cls(name, date_time=self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = 1 if self.fmt == "xlsx" else 6
        return info

    def _bare(self, out: Any) -> Iterator[None]:
        return self._csv(out) if self.fmt == "csv" else self._xlsx(out)

    def _csv(self, out: Any) -> Iterator[None]:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator)

        def put(rows: Iterable[Sequence[Any]]) -> None:
            writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
            out.write(text.getvalue().encode("utf-8", errors="replace"))
            text.seek(0)
            text.truncate()

        out.write(b"\xef\xbb\xbf")
        put([*self._facts, [], self.columns])
        for batch in self._batches():
            put(batch)
            yield
        put([[], [self._words.delivered, self.delivered], *([] if self.delivered == self.expected else [[self._verdict()]])])
        yield

    def _xlsx(self, out: Any) -> Iterator[None]:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
            for path, content in package_parts([self._words.about, self._words.rows]).items():
                package.writestr(self._part(path), content, zipfile.ZIP_DEFLATED)
            with package.open(self._part("xl/worksheets/sheet2.xml"), "w") as sheet:
                sheet.write((SHEET_BEGIN + row_xml(1, self.columns)).encode())
                number = 1
                for batch in self._batches():
                    sheet.write("".join(row_xml(number + n, row) for n, row in enumerate(batch, 1)).encode("utf-8", errors="replace"))
                    number += len(batch)
                    yield
                sheet.write(b"</sheetData></worksheet>")
            facts = [*self._facts, [self._words.delivered, self.delivered]]
            facts += [] if self.delivered == self.expected else [[self._verdict()]]
            about = "".join(row_xml(number, row) for number, row in enumerate(facts, 1))
            package.writestr(self._part("xl/worksheets/sheet1.xml"), f"{SHEET_BEGIN}{about}</sheetData></worksheet>", zipfile.ZIP_DEFLATED)
        yield

    def _part(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, date_time=self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        return info

    def _batches(self) -> Iterator[list[list[Any]]]:
        batch: list[list[Any]] = []
        for row in self._rows:
            if len(row) != len(self.columns):
                raise ValueError("a row of another width than the columns")
            batch.append([_plain(cell) for cell in row])
            self.delivered += 1
            if self.fmt == "xlsx" and self.delivered > MOST_XLSX:
                raise BadInput(_("A sheet holds at most a million rows. Export as CSV, or fewer rows."))
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch

    def _verdict(self) -> str:
        return self._words.verdict % {"expected": self.expected, "delivered": self.delivered}


def export(rows: Iterable[Sequence[Any]], columns: Sequence[str], *, expected: int, meta: Meta, fmt: str, password: str | None,
           separator: str = ";") -> Export:  # fmt: skip
    """An export to iterate over (a streaming answer) or to `write_to` a file; without a password only what holds no persons."""
    return Export(rows, columns, expected=expected, meta=meta, fmt=fmt, password=password, separator=separator)


class _Words:
    """The words of an export in the language of the moment in which it was asked for."""

    def __init__(self) -> None:
        self.expected, self.delivered = _("Rows expected"), _("Rows delivered")
        self.about, self.rows = _("About this export"), _("Rows")
        self.incomplete_name = _("NOT-COMPLETE") + ".txt"
        self.verdict = _("This export is not what was counted: %(expected)d rows expected, %(delivered)d delivered. Make it again.")


class Sink(io.RawIOBase):
    """Where the writers write; what they wrote is taken away at once."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """Everything written since, in one piece."""
        if self._held:
            held, self._held = b"".join(self._held), []
            yield held


def _plain(cell: Any) -> Any:
    """Moments with their hour in El Salvador; everything that is no number, day or truth as text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.datetime):
        return f"{timezone.localtime(cell) if timezone.is_aware(cell) else cell:%Y-%m-%d %H:%M}"
    return cell if cell is None or isinstance(cell, (bool, int, float, dt.date)) else str(cell)


def _csv_cell(cell: Any) -> Any:
    safe = safe_cell(cell)
    return CUTS.sub(r"\1'\2", safe) if isinstance(safe, str) and CUTS.search(safe) else safe
