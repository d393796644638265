"""Writes one PDF anew with its pages alone, in a process of its own with time and memory bounded; it imports nothing of Izote.

What comes back has no author, title, dates, comments, attachments or places of photographs; and the words of its pages.
"""

import io
import json
import struct
import sys
import time
from typing import Any

PAGE_EXTRAS = ("/Annots", "/Metadata", "/PieceInfo", "/Thumb", "/AA", "/LastModified", "/B", "/StructParents", "/Tabs")
OBJECT_EXTRAS = ("/Metadata", "/PieceInfo", "/LastModified")
HIDDEN = {
    0xE1,
    0xE2,
    0xED,
    0xFE,
    *range(0xE3, 0xED),
    0xEF,
}  # what cameras and programs write beside the pixels; not APP0 and Adobe's colours
SECONDS_OF_WORDS = 8


class Refused(Exception):
    """Carries the code of a refusal to the parent."""


def clean(data: bytes, question: dict[str, Any]) -> tuple[dict[str, Any], bytes, bytes]:
    """The pages alone, what was left out, and their words."""
    from pypdf import PdfReader, PdfWriter

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("locked")
        if not 0 < len(reader.pages) <= question["pages"]:
            raise Refused("pages")
        removed = ["author"] if reader.metadata or reader.xmp_metadata else []
        writer = PdfWriter()
        for page in reader.pages:
            kept = writer.add_page(page)
            for name in PAGE_EXTRAS:
                if kept.pop(name, None) is not None and name == "/Annots":
                    removed.append("notes")
        writer.metadata = None
        removed += _cleaned_objects(writer)
        writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
        out = io.BytesIO()
        writer.write(out)
        words = _words(reader)
    except Refused:
        raise
    except Exception:
        raise Refused("damaged") from None
    return {"removed": list(dict.fromkeys(removed)), "pages": len(reader.pages)}, out.getvalue(), words.encode("utf-8", "replace")


def _cleaned_objects(writer: Any) -> list[str]:
    """Pictures without what hangs on their pixels; objects without notes of the program that made them."""
    from pypdf.generic import StreamObject

    found = []
    for one in writer._objects:
        if not isinstance(one, dict):
            continue
        for name in OBJECT_EXTRAS:
            one.pop(name, None)
        if isinstance(one, StreamObject) and one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            bare = without_camera(one._data)
            if bare != one._data:
                one._data = bare
                found.append("place")
    return found


def without_camera(data: bytes) -> bytes:
    """A JPEG without the segments in which cameras and programs write; unreadable ones stay as they are."""
    if data[:2] != b"\xff\xd8":
        return data
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xDA:
            return b"".join(out) + data[at:]
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if mark not in HIDDEN:
            out.append(data[at : at + 2 + length])
        at += 2 + length
    return data


def _words(reader: Any) -> str:
    """The words of the pages, as far as they are read within some seconds."""
    until, found = time.monotonic() + SECONDS_OF_WORDS, []
    for page in reader.pages:
        if time.monotonic() > until:
            break
        found.append(page.extract_text() or "")
    return "\n".join(found)[:200_000]


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
    """One JSON line with the question, then the file; the answer is one JSON line, the file and its words."""
    question = json.loads(sys.stdin.buffer.readline())
    _bound_this_process(question)
    made = words = b""
    try:
        facts, made, words = clean(sys.stdin.buffer.read(), question)
    except Refused as refused:
        facts = {"refused": str(refused)}
    except (MemoryError, RecursionError):
        facts = {"refused": "damaged"}
    out = sys.stdout.buffer
    out.write(json.dumps(facts | {"lengths": [len(made), len(words)]}).encode() + b"\n" + made + words)


if __name__ == "__main__":
    main()
