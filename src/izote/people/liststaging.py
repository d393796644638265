"""What a list is between upload and reading, and what a row is at rest: ciphertext bound to its place, and keys that are no oracle."""

import datetime as dt
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from izote.access.sealing_wax import open_sealed, seal
from izote.kit.sheets import Cell, Sheet
from izote.people.columns import Mapping
from izote.people.listentry import ListEntry, SetAside


def row_secret(org_id: int) -> bytes:
    """The key of an office's row keys: without it nobody can try names against them."""
    return hashlib.sha256(f"{settings.FIELD_KEY}|row-keys|{org_id}".encode()).digest()


def seal_list(list_id: int, sheet: Sheet, mapping: Mapping) -> bytes:
    """The screened rows and their columns, for the time between the two steps of an upload."""
    data = {
        "rows": [[_packed(cell) for cell in row] for row in sheet.rows],
        "places": sheet.places,
        "kind": sheet.kind,
        "sheet_name": sheet.sheet_name,
        "merged": sheet.merged,
        "columns": {str(index): name for index, name in mapping.columns.items()},
        "headers": mapping.headers,
        "header_row": mapping.header_row,
        "data_start": mapping.data_start,
        "options": mapping.options,
        "confidence": {str(index): sure for index, sure in mapping.confidence.items()},
        "samples": {str(index): texts for index, texts in mapping.samples.items()},
    }
    return seal(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 3), about=f"list:{list_id}")


def open_list(list_id: int, sealed: bytes) -> tuple[Sheet, Mapping]:
    """The rows and columns that were sealed for this list."""
    data: dict[str, Any] = json.loads(zlib.decompress(open_sealed(sealed, about=f"list:{list_id}")))
    sheet = Sheet(
        rows=[[_unpacked(cell) for cell in row] for row in data["rows"]],
        places=data["places"],
        kind=data["kind"],
        sheet_name=data["sheet_name"],
        merged=[tuple(span) for span in data["merged"]],
    )
    mapping = Mapping(
        {int(index): name for index, name in data["columns"].items()},
        data["headers"],
        data["header_row"],
        data["data_start"],
        {int(index): sure for index, sure in data["confidence"].items()},
        {int(index): texts for index, texts in data["samples"].items()},
        data["options"],
    )
    return sheet, mapping


def _packed(cell: Cell) -> Any:
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    return {"d": cell.isoformat()} if isinstance(cell, dt.date) else cell


def _unpacked(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return dt.datetime.fromisoformat(cell["t"]) if "t" in cell else dt.date.fromisoformat(cell["d"])
    return cell


@dataclass(frozen=True)
class Unread:
    """A row that was set aside, with the headers of its file, so that it can be downloaded and corrected."""

    line: int
    headers: tuple[str, ...]
    cells: tuple[str, ...]


def seal_entry(row_id: UUID, entry: ListEntry) -> bytes:
    """An entry as it lies in its row."""
    return seal(b"E" + entry.to_json().encode(), about=f"listrow:{row_id}")


def seal_set_aside(row_id: UUID, row: SetAside, headers: list[str]) -> bytes:
    """The cells of a row that could not be read, as they lie in its row."""
    text = json.dumps({"line": row.line, "headers": headers, "cells": row.cells}, ensure_ascii=False)
    return seal(b"S" + text.encode(), about=f"listrow:{row_id}")


def open_row(row_id: UUID, payload: bytes | memoryview | None) -> ListEntry | Unread | None:
    """What a row says; None when it was destroyed."""
    if payload is None:
        return None
    plain = open_sealed(bytes(payload), about=f"listrow:{row_id}")
    text = plain[1:].decode()
    if plain[:1] == b"E":
        return ListEntry.from_json(text)
    data = json.loads(text)
    return Unread(data["line"], tuple(data["headers"]), tuple(data["cells"]))
