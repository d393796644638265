"""Looks for what makes a PDF act by itself, also where it is compressed or spelt in numbers."""

import re
import zlib
from collections.abc import Iterator

# Names that make a reader run, fetch, play, open or hand over something.
ACTIVE = re.compile(
    rb"/(?:JavaScript|OpenAction|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Rendition|GoToE|GoToR|Movie|Sound)"
    rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
)
NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
ENCRYPTED = re.compile(rb"/Encrypt(?=[\x00\t\n\x0c\r \d<])")
HEAD, ONE, ALL, MOST_STREAMS = 3000, 16_000_000, 80_000_000, 20_000


def is_active(data: bytes) -> bool:
    """Whether the file does more than show pages, or cannot be looked through."""
    plain = _spelt_out(data)
    if ACTIVE.search(plain) or ENCRYPTED.search(plain):
        return True
    total = looked_at = 0
    for many, (head, body) in enumerate(_streams(data)):
        looked_at += len(body)
        if many > MOST_STREAMS or looked_at > 2 * len(data):  # streams do not lie in one another
            return True
        if b"/Image" in head and b"/ObjStm" not in head:
            continue
        if b"/ObjStm" in head and (b"/FlateDecode" not in head or head.count(b"Decode") > head.count(b"DecodeParms") + 1):
            return True
        found, whole = _inflated(body)
        total += len(found)
        if not whole or total > ALL or (b"/Predictor" in head and b"/ObjStm" in head) or ACTIVE.search(_spelt_out(found)):
            return True
    return False


def _spelt_out(data: bytes) -> bytes:
    return NUMBERED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Each stream with the words before it."""
    view, end = memoryview(data), 0
    for found in STREAM.finditer(data):
        if 0 <= end < found.end():  # one way through the file, however often it says "stream"
            end = data.find(b"endstream", found.end())
        head = data[max(found.start() - HEAD, 0) : found.start()]
        yield _spelt_out(head[head.rfind(b" obj") + 1 :]), view[found.end() : end if end >= 0 else len(data)]


def _inflated(body: memoryview) -> tuple[bytes, bool]:
    """The stream unpacked, and whether that was all of it; what is not compressed was read with the rest of the file."""
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(body, ONE)
    except zlib.error:
        return b"", True
    return found, not unpacker.unconsumed_tail
