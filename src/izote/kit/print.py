"""Pages to print: accessible PDF made by typst from a template of ours and data that is only ever shown."""

import datetime as dt
import fcntl
import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from izote.kit import qr as codes

ROOT = Path(__file__).resolve().parent.parent
REGIONS = {"es": "SV", "en": "US"}
LONGEST_WORD, PIECE = 40, 20
BREAK = "\u200b"
PLAIN = range(0x20, 0x250)
# Marks without a shape of their own; those that turn the direction of a text around may hide what it says.
UNSEEN = frozenset(
    "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\u200d\ufe0e\ufe0f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    office: str = "",
    by: str = "",
    mark: str = "",
    large: bool = False,
    at: dt.datetime | None = None,
) -> bytes:
    """The template (a path in the package, such as `casework/typst/plan.typ`) filled with data, as a tagged PDF/UA-1."""
    with override(language):
        sheet = {
            "title": title,
            "office": office,
            "mark": mark,
            "printed": _printed(by, at or timezone.now()),
            "language": language[:2],
            "region": REGIONS.get(language[:2], "SV"),
            "large": large,
            "words": {"page": _("Page"), "of": _("of"), "signature": _("Signature or thumbprint")},
        }
    shown = {"data": _each(data, printable), "sheet": _each(sheet, printable)}
    try:
        return _compile(template, shown, _fonts(False))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    return _compile(template, _each(shown, _displayable), _fonts(True))


def kept(folder: Path, template: str, data: Mapping[str, Any], *, at: dt.datetime, most: int = 2000, **options: Any) -> bytes:
    """The same as `pdf`, made once: who asks again for the same data gets the same bytes; one is made at a time, `most` are kept."""
    sources = [hashlib.sha256((ROOT / one).read_bytes()).hexdigest() for one in (template, "kit/typst/base.typ")]
    said = json.dumps([sources, data, at.isoformat(), options], ensure_ascii=False, sort_keys=True, default=str)
    path = folder / f"{hashlib.sha256(said.encode()).hexdigest()}.pdf"
    with suppress(FileNotFoundError):
        return path.read_bytes()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "one-at-a-time").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if path.exists():
            return path.read_bytes()
        content = pdf(template, data, at=at, **options)
        # where the disk is full the page is still given
        with suppress(OSError):
            _keep(path, content, most)
        return content


def _keep(path: Path, content: bytes, most: int) -> None:
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)
    held = sorted(path.parent.glob("*.pdf"), key=lambda one: one.stat().st_mtime)
    for old in held[: max(len(held) - most, 0)]:
        old.unlink(missing_ok=True)


def qr(text: str, *, alt: str, caption: str = "") -> dict[str, str]:
    """A QR code as the templates' `code` wants it: the picture, what a screen reader says, and the same in letters."""
    path, side = codes.path(text)
    ground = f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">{ground}<path d="{path}"/></svg>'
    return {"svg": picture, "alt": alt, "caption": caption}


def printable(text: str) -> str:
    """The text without control and direction marks, composed, with places to break in what is longer than a line."""
    kept = "".join(c for c in text if c in "\n\t" or (c not in UNSEEN and unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")))
    kept = unicodedata.normalize("NFC", kept).replace("\t", " ")
    if all(len(word) <= LONGEST_WORD for word in kept.split()):
        return kept
    return "".join(_breakable(part) for part in _pieces(kept))


def _pieces(text: str) -> list[str]:
    """Words and the white space between them."""
    parts, start = [], 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isspace() != text[at - 1].isspace():
            parts.append(text[start:at])
            start = at
    return parts


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD or word.isspace():
        return word
    return BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


def _printed(by: str, at: dt.datetime) -> str:
    when = date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    return _("Printed on %(when)s by %(by)s") % {"when": when, "by": by} if by else _("Printed on %(when)s") % {"when": when}


def _compile(template: str, shown: Mapping[str, Any], fonts: typst.Fonts) -> bytes:
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in shown.items()}
    made = typst.compile(
        str(ROOT / template),
        root=str(ROOT),
        font_paths=fonts,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts(of_the_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=of_the_system)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text changed; numbers, dates and lazy words become what JSON can carry."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {str(key): _each(one, change) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each(one, change) for one in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return change(str(value))


def _displayable(text: str) -> str:
    """The text with the names of the signs that no font here can draw."""
    return "".join(c if ord(c) in PLAIN or c.isspace() or _drawn(c) else f"[{_called(c)}]" for c in text)


def _called(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return name if name and not unicodedata.category(sign).startswith("L") else f"U+{ord(sign):04X}"


@lru_cache(maxsize=20_000)
def _drawn(sign: str) -> bool:
    """Whether some font can draw this sign: typst is asked."""
    page = b'#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#sys.inputs.sign'
    try:
        typst.compile(page, font_paths=_fonts(True), sys_inputs={"sign": sign}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True
