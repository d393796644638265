"""Plain CSV in and out for the command line: no index, no guessing, sentences that name row and column."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from izote.methods.errors import Declined


class Table:
    """The columns of a CSV file as texts, in order."""

    def __init__(self, columns: dict[str, list[str]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def texts(self, name: str) -> list[str]:
        """One column as written."""
        if name not in self.columns:
            raise Declined("column", f"The file has no column “{name}”; it has: {', '.join(self.columns)}.", column=name)
        return self.columns[name]

    def numbers(self, name: str) -> np.ndarray:
        """One column as floats, shape (rows,); an empty cell is NaN."""
        out = np.empty(len(self))
        for row, text in enumerate(self.texts(name)):
            try:
                out[row] = float(text) if text.strip() and text.strip().upper() not in ("NA", "NAN") else np.nan
            except ValueError:
                raise Declined("number", f"Row {row + 2}, column “{name}”: “{text}” is not a number.", row=row + 2, column=name) from None
        return out

    def counts(self, name: str) -> np.ndarray:
        """One column as counts of zero or more, shape (rows,); an empty cell is NaN."""
        found = self.numbers(name)
        bad = np.flatnonzero((found < 0) | (found != np.floor(found)) & ~np.isnan(found))
        if bad.size:
            row = int(bad[0])
            raise Declined("count", f"Row {row + 2}, column “{name}”: a count is a whole number of zero or more.", row=row + 2, column=name)
        return found

    def days(self, name: str) -> list[dt.date]:
        """One column as ISO dates (2024-01-31)."""
        out = []
        for row, text in enumerate(self.texts(name)):
            try:
                out.append(dt.date.fromisoformat(text.strip()[:10].replace("/", "-")))
            except ValueError:
                raise Declined(
                    "date", f"Row {row + 2}, column “{name}”: “{text}” is not a date like 2024-01-31.", row=row + 2, column=name
                ) from None
        return out


def read(path: str | Path) -> Table:
    """A CSV file with one row of headings, in UTF-8."""
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        rows = [row for row in csv.reader(handle) if row]
    if len(rows) < 2:
        raise Declined("empty", "The file has no rows under its headings.")
    head = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(head):
            raise Declined("width", f"Row {number} has {len(row)} cells; the headings are {len(head)}.", row=number)
    return Table({name: [row[at] for row in rows[1:]] for at, name in enumerate(head)})


def write(path: str | Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV file; floats with 10 significant digits, NaN as an empty cell; returns how many rows."""
    n = 0
    with Path(path).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow(head)
        for row in rows:
            out.writerow([_cell(value) for value in row])
            n += 1
    return n


def _cell(value: object) -> object:
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else f"{value:.10g}"
    return value.item() if isinstance(value, np.generic) else value
