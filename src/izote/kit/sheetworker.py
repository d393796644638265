"""Reads one workbook from stdin in a process of its own, with time and memory bounded; it imports nothing of Izote.

Calamine is native code that may panic or grow without bound on a crafted file, so it runs here: whatever happens, the
parent sees an answer or an exit code. Zip packages are first inflated under a bound, searched for entities, and built anew
with their XML parts alone, so that calamine reads exactly the bytes that were searched.
"""

import datetime as dt
import io
import json
import sys
import zipfile
from typing import Any

CHUNK = 1 << 20
KEPT_PARTS = (".xml", ".rels", "mimetype")


class Refused(Exception):
    """Carries the code of a refusal to the parent."""


def inspect_zip(data: bytes, *, inflated: int, entries: int, ratio: int) -> tuple[str, bytes, list[str]]:
    """Checks a zip package, says which kind of workbook it is, and returns it rebuilt and stored uncompressed."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError, IndexError):
        raise Refused("damaged") from None
    names = {info.filename for info in infos}
    if any(info.flag_bits & 0x1 for info in infos):
        raise Refused("password")
    kind = _kind_of_package(package, names)
    if len(infos) > entries or len(names) != len(infos):
        raise Refused("bomb" if len(infos) > entries else "damaged")
    if sum(info.file_size for info in infos) > inflated:
        raise Refused("bomb")
    notices = ["macros"] if any(name.lower().endswith("vbaproject.bin") for name in names) else []
    rebuilt, total = io.BytesIO(), 0
    with zipfile.ZipFile(rebuilt, "w", zipfile.ZIP_STORED) as clean:
        for info in infos:
            if info.is_dir() or not info.filename.lower().endswith(KEPT_PARTS):
                continue
            content = _inflate(package, info, inflated - total, ratio)
            total += len(content)
            _search_xml(info.filename, content)
            clean.writestr(zipfile.ZipInfo(info.filename), content)
    return kind, rebuilt.getvalue(), notices


def _kind_of_package(package: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsm" if any(name.lower().endswith("vbaproject.bin") for name in names) else "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused("binary_workbook")
    if "content.xml" in names and "mimetype" in names:
        head = _head(package, "mimetype")
        if b"opendocument.spreadsheet" in head:
            return "ods"
        raise Refused("not_a_sheet")
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Refused("not_a_sheet")
    raise Refused("archive")


def _head(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as part:
            return part.read(200)
    except Exception:
        raise Refused("damaged") from None


def _inflate(package: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, ratio: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        with package.open(info) as part:
            while chunk := part.read(CHUNK):
                size += len(chunk)
                if size > room or (size > 10 * CHUNK and size > ratio * max(info.compress_size, 1)):
                    raise Refused("bomb")
                parts.append(chunk)
    except Refused:
        raise
    except Exception:
        raise Refused("damaged") from None
    return b"".join(parts)


def _search_xml(name: str, content: bytes) -> None:
    if name == "mimetype":
        return
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:400]:
        raise Refused("entities")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<!doctype" in content:
        raise Refused("entities")
    if name == "META-INF/manifest.xml" and b"encryption-data" in content:
        raise Refused("password")


def read_workbook(data: bytes, wanted: str | None, *, rows: int, columns: int, cells: int) -> dict[str, Any]:
    """Rows of the wanted sheet, or of the visible sheet that looks most like a list."""
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
    except PasswordError:
        raise Refused("password") from None
    except Exception as error:
        raise Refused("password" if "assword" in str(error) else "damaged") from None
    about = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    visible = [meta.name for meta in about if meta.visible == SheetVisibleEnum.Visible]
    notices = [] if len(visible) == len(about) else ["hidden_sheets"]
    choices = visible or [meta.name for meta in about]
    if not choices:
        raise Refused("empty")
    if wanted is not None and wanted not in [meta.name for meta in about]:
        raise Refused("no_such_sheet")
    best: dict[str, Any] = {}
    too_big = ""
    for name in [wanted] if wanted is not None else choices[:50]:
        try:
            found = _read_sheet(book, name, rows, columns, cells)
        except Refused as refused:
            too_big = too_big or str(refused)
            continue
        if not best or found["weight"] > best["weight"]:
            best = found
    if too_big and (not best or best["weight"] < rows // 10):
        raise Refused(too_big)
    return {**best, "names": choices, "notices": notices}


def _read_sheet(book: Any, name: str, rows: int, columns: int, cells: int) -> dict[str, Any]:
    try:
        sheet = book.get_sheet_by_name(name)
        source = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except Exception:
        raise Refused("damaged") from None
    out: list[list[Any]] = []
    places: list[int] = []
    filled = width = weight = 0
    for number, row in enumerate(source, 1):
        last = len(row)
        while last and row[last - 1] in ("", None):
            last -= 1
        if not last:
            continue
        filled += 1
        width = max(width, last)
        if filled > rows:
            raise Refused("too_many_rows")
        if width > columns:
            raise Refused("too_many_columns")
        cells -= last
        if cells < 0:
            raise Refused("too_many_cells")
        weight += sum(cell not in ("", None) for cell in row[:last]) >= 2
        out.append([_plain(cell) for cell in row[:last]])
        places.append(number)
    spans = [[a, b, c, d] for (a, b), (c, d) in merged[:20_000]]
    return {"name": name, "rows": out, "places": places, "merged": spans, "weight": weight}


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    if isinstance(cell, float):
        return cell if cell == cell and abs(cell) < 1e300 else ""
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    return str(cell)


def answer(question: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The whole reading of one file, as a dictionary that JSON can carry."""
    try:
        kind, notices = "xls", list[str]()
        if question["package"]:
            kind, data, notices = inspect_zip(data, inflated=question["inflated"], entries=question["entries"], ratio=question["ratio"])
        found = read_workbook(data, question["sheet"], rows=question["rows"], columns=question["columns"], cells=question["cells"])
        return {**found, "kind": kind, "notices": notices + found["notices"]}
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "too_heavy"}


def _bound_this_process(question: dict[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still applies
        return
    limits = {"RLIMIT_AS": question["memory"], "RLIMIT_CPU": question["seconds"], "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (ValueError, OSError, AttributeError):
            continue


def main() -> None:
    """One JSON line with the question, then the file; the answer is JSON on stdout."""
    question = json.loads(sys.stdin.buffer.readline())
    _bound_this_process(question)
    data = sys.stdin.buffer.read()
    try:
        text = json.dumps(answer(question, data), ensure_ascii=True, separators=(",", ":"))
        text = text if len(text) <= question["answer"] else '{"refused":"too_heavy"}'
    except MemoryError:
        text = '{"refused":"too_heavy"}'
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
