"""Files that people bring: known by their content, images drawn anew, everything else only ever handed back as a download."""

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from izote.kit.errors import BadInput
from izote.kit.pdfscan import is_active
from izote.kit.sheettext import decode

WORKER = Path(__file__).with_name("imageworker.py")
MOST_BYTES = 20_000_000
LIMITS = {"pixels": 64_000_000, "longest": 3200, "preview": 1200, "memory": 1_500_000_000, "seconds": 25}
MOST_INFLATED, MOST_PARTS, MOST_RATIO = 400_000_000, 5_000, 300
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"

REFUSALS: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than 20 MB. Send a smaller one, or only the pages that matter."),
    "damaged": _("The file is damaged or cut off. Open it on your device, save it again and send that."),
    "too_many_pixels": _("The image is too large to be opened safely. Take the photograph again with fewer pixels."),
    "heic": _("This kind of photograph (HEIC) cannot be opened here. Send it as JPEG, or take a picture of the screen."),
    "other_image": _("This kind of image is not accepted. Save it as JPEG or PNG."),
    "svg": _("Drawings of this kind (SVG) can run programs and are not accepted. Save it as PNG."),
    "web_page": _("This is a web page, whatever its name says. Print it to PDF and send that."),
    "macros": _("The document contains macros. Save it without them, or as PDF."),
    "old_office": _("This is an old or password-protected document. Save it as DOCX, XLSX or PDF without a password."),
    "archive": _("Compressed folders are not accepted. Send the files one by one."),
    "bomb": _("The file unpacks to far more than a document can hold, so it was not accepted."),
    "two_kinds": _("The file is two kinds at once, as files made to deceive are. It was not accepted."),
    "virus_test": _("This is the file by which programs against viruses are tested. It was not accepted."),
    "program": _("Programs are not accepted."),
    "unknown": _(
        "This kind of file is not accepted. Accepted are photographs (JPEG, PNG, WebP), PDF, plain text, DOCX, XLSX, ODT and ODS."
    ),
}
REMOVED: dict[str, Any] = {
    "place": _("the place where the photograph was taken"),
    "camera": _("the camera and the time"),
    "words": _("comments inside the image"),
    "profile": _("the colour profile"),
    "frames": _("all pictures but the first"),
    "rest": _("what was hidden behind the image"),
    "size": _("pixels beyond what a page needs"),
}
ACTIVE_PDF = _("This PDF can act by itself when it is opened, or is locked. It is kept, but only to be downloaded; open it with care.")
OPAQUE = _("This document is kept as it is and can only be downloaded; it may name its author inside.")

EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}  # fmt: skip
PARTS = {"word/document.xml": ".wordprocessingml.document", "xl/workbook.xml": ".spreadsheetml.sheet"}
OPEN_DOCUMENTS = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")
MARKUP = re.compile(r"<\s*(?:!doctype|\?xml|html|head|body|script|svg|iframe)\b", re.I)
BARRED = re.compile(r"[^\w\s.()-]|_", re.UNICODE)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.I)


class Refused(BadInput):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: what it is, its harmless form, what to show of it, and what was taken out."""

    kind: str
    mime: str
    safe_name: str
    data: bytes
    preview: bytes | None = None
    removed: tuple[str, ...] = ()
    inline: bool = False
    warning: Any = ""

    @property
    def removed_words(self) -> list[str]:
        """What was taken out, in words."""
        return [str(REMOVED[code]) for code in self.removed]


def accept(name: str, data: bytes) -> Accepted:
    """The file in its harmless form; refuses, with a sentence, whatever is not plainly one of the kinds taken."""
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    if EICAR in data[:1024]:
        raise Refused("virus_test")
    return _reader_for(data)(name, data)


def headers(mime: str, name: str, *, inline: bool = False) -> dict[str, str]:
    """The headers with which a kept file goes out: a download that no browser opens by itself, unless it may stand in the page."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^ !#-\[\]-~]", "", plain) or "file"
    way = "inline" if inline else "attachment"
    shown = "object-src 'self'; style-src 'unsafe-inline'" if mime == "application/pdf" and inline else "sandbox"
    return {
        "Content-Type": f"{mime}; charset=utf-8" if mime == "text/plain" else mime,
        "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": f"default-src 'none'; frame-ancestors 'none'; {shown}",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store, private",
        "X-Download-Options": "noopen",
    }


def safe_name(name: str, mime: str) -> str:
    """A name without folders, hidden marks or a second ending; the ending says what the file is."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "C" or c == " ")
    stem = text.rsplit(".", 1)[0] if "." in text[1:] else text
    stem = " ".join(BARRED.sub(" ", stem).replace(".", " ").split())[:80].strip(" -")
    if not stem or RESERVED.fullmatch(stem):
        stem = f"archivo {stem}".strip()
    return f"{stem}.{EXTENSIONS[mime]}"


def _reader_for(data: bytes) -> Callable[[str, bytes], Accepted]:
    """Who reads it, by its first bytes; the name counts for nothing."""
    start = data[:16]
    if start.startswith(b"\xff\xd8\xff"):
        return _image("JPEG")
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return _image("PNG")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return _image("WEBP")
    if start.startswith(b"%PDF-"):
        return _pdf
    if start.startswith(b"PK\x03\x04"):
        return _office
    if start[4:8] == b"ftyp":
        raise Refused("heic" if start[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim") else "unknown")
    if start.startswith((b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS")):
        raise Refused("other_image")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_office")
    if start.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!", b"\xcf\xfa\xed\xfe")):
        raise Refused("program")
    if start.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK")):
        raise Refused("archive")
    return _text


def _image(kind: str) -> Callable[[str, bytes], Accepted]:
    def read(name: str, data: bytes) -> Accepted:
        facts, image, small = _drawn_anew(kind, data)
        mime = f"image/{facts['format'].lower()}"
        return Accepted("image", mime, safe_name(name, mime), image, small, tuple(facts["removed"]), inline=True)

    return read


def _drawn_anew(kind: str, data: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """Asks the bounded process; whatever happens to it, the answer is an image or a refusal."""
    question = json.dumps(LIMITS | {"format": kind}).encode() + b"\n"
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    command = [sys.executable, "-I", str(WORKER)]
    try:
        done = subprocess.run(
            command, input=question + data, capture_output=True, env=environment, timeout=LIMITS["seconds"] + 15, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused("too_many_pixels") from None
    head, _newline, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise Refused("too_many_pixels" if done.returncode < 0 else "damaged")
    facts = json.loads(head)
    if "refused" in facts:
        raise Refused(facts["refused"])
    length, small = facts["lengths"]
    if len(rest) != length + small:
        raise Refused("damaged")
    return facts, rest[:length], rest[length:]


def _pdf(name: str, data: bytes) -> Accepted:
    if b"%%EOF" not in data[-2048:]:
        raise Refused("damaged")
    if zipfile.is_zipfile(io.BytesIO(data)) or MARKUP.match(data[8:200].decode("latin-1").lstrip()):
        raise Refused("two_kinds")
    active = is_active(data)
    mime = "application/pdf"
    return Accepted("pdf", mime, safe_name(name, mime), data, inline=not active, warning=ACTIVE_PDF if active else "")


def _text(name: str, data: bytes) -> Accepted:
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("unknown")
    text, _encoding, _notices = decode(data)
    if text is None or any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\x0c" for c in text):
        raise Refused("unknown")
    text = text.lstrip("\ufeff")
    if found := MARKUP.search(text[:8192]):
        raise Refused("svg" if "svg" in text[found.start() : found.start() + 2000].lower() else "web_page")
    if text.lstrip().startswith(("{\\rtf", "%!PS", "MIME-Version:")) or not text.strip():
        raise Refused("unknown" if text.strip() else "empty")
    return Accepted("text", "text/plain", safe_name(name, "text/plain"), text.encode())


def _office(name: str, data: bytes) -> Accepted:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
        mime = _kind_of_package(package, {info.filename for info in infos})
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, OverflowError, IndexError):
        raise Refused("damaged") from None
    inflated = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or inflated > MOST_INFLATED or inflated > MOST_RATIO * max(len(data), 10_000):
        raise Refused("bomb")
    if any(info.filename.lower().endswith(("vbaproject.bin", ".xlm", "script-lc.xml", "script-lb.xml")) for info in infos):
        raise Refused("macros")
    return Accepted("document", mime, safe_name(name, mime), data, warning=OPAQUE)


def _kind_of_package(package: zipfile.ZipFile, names: set[str]) -> str:
    """Which document the package is; its first part must say so, as the programs that write them do."""
    if "mimetype" in names:
        mime = package.read("mimetype")[:100].decode("ascii", "replace") if package.getinfo("mimetype").file_size < 100 else ""
        if mime in OPEN_DOCUMENTS and "content.xml" in names:
            return mime
    for part, ending in PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return next(mime for mime in EXTENSIONS if mime.endswith(ending))
    raise Refused("archive")
