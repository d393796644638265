"""How Salvadoran names, documents and telephones are written, heard and shortened: pure functions on text."""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

PARTICLES = frozenset(["de", "del", "la", "las", "lo", "los", "el", "y", "e", "da", "do", "dos", "di", "vda", "viuda"])
SOUND_LENGTH = 24
FOLD_LENGTH = 600

LETTERS = str.maketrans(
    dict(zip("øØđĐðÐłŁħĦı", "ooddddllhhi", strict=True))
    | {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
)
GLUE = re.compile("['’‘`´ʼ\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
MARKS = re.compile("[\u0300-\u036f]")
REST = re.compile("[^a-z0-9]+")

# The same list, in the same order, stands in sql/search.sql; a test compares the two.
SOUND_RULES: tuple[tuple[str, str], ...] = (
    ("ph", "f"),
    ("[cs]h", "1"),
    (r"\bh+\b", "j"),
    (r"\bhu(?=[aeio])|\bgu(?=[ao])|w", "u"),
    (r"\bh?[iy](?=[aeou])", "y"),
    ("h", ""),
    ("ll", "y"),
    ("y(?![aeiou])", "i"),
    ("[sxc]+(?=c[ei])", ""),
    ("c(?=[eiy])|z", "s"),
    ("qu(?=[ei])|ck|q|c", "k"),
    ("ks|ts|x", "s"),
    ("g(?=[eiy])", "j"),
    ("gu(?=[ei])", "g"),
    ("v", "b"),
    ("n(?=[bp])", "m"),
    (r"([a-z0-9])\1+", r"\1"),
    (r"\bs(?=[bcdfgjklmnpqrt])", "es"),
    ("1", "x"),
    (r"([a-z0-9]{24})[a-z0-9]+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), to) for pattern, to in SOUND_RULES)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents: only a–z, 0–9 and single spaces are left of any text."""
    plain = unicodedata.normalize("NFKD", GLUE.sub("", (text or "")[:FOLD_LENGTH]).replace("\x00", ""))
    return REST.sub(" ", GLUE.sub("", MARKS.sub("", plain)).translate(LETTERS).lower()).strip()


def words(text: str) -> list[str]:
    """Every folded word of a text."""
    return fold(text).split()


def tokens(text: str) -> list[str]:
    """The folded words that tell persons apart: without *de, del, la*, unless nothing else is left."""
    every = words(text)
    return [word for word in every if word not in PARTICLES] or every


@lru_cache(maxsize=50_000)
def sound(text: str) -> str:
    """How folded words are heard in Salvadoran Spanish; words that sound alike share the code."""
    code = text
    for pattern, to in _COMPILED:
        code = pattern.sub(to, code)
    return code


@cache
def _nicknames() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    short: dict[str, list[str]] = {}
    full: dict[str, list[str]] = {}
    with (Path(__file__).parent / "vocab" / "nicknames.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for also in dict.fromkeys(fold(row["also"]).split()):
                short.setdefault(row["name"], []).append(also)
                full.setdefault(also, []).append(row["name"])
    return {k: tuple(v) for k, v in short.items()}, {k: tuple(v) for k, v in full.items()}


def names_of(nickname: str) -> tuple[str, ...]:
    """The full names that a folded nickname may stand for: chepe → jose."""
    return _nicknames()[1].get(nickname, ())


def nicknames_of(name: str) -> tuple[str, ...]:
    """The nicknames and other spellings used for a folded name: jose → chepe, pepe, …"""
    return _nicknames()[0].get(name, ())


@lru_cache(maxsize=10_000)
def aliases(token: str) -> tuple[str, ...]:
    """Other folded words the same person may be called by: full names first, then nicknames, then siblings."""
    full, short = names_of(token), nicknames_of(token)
    siblings = tuple(other for name in full[:2] for other in nicknames_of(name))
    return tuple(word for word in dict.fromkeys(full + short + siblings) if word != token)


def same_name(one: str, other: str) -> bool:
    """Whether one folded word is a nickname or another spelling of the other."""
    return one == other or other in names_of(one) or other in nicknames_of(one)


def dui_check_digit(eight: str) -> int:
    """The ninth digit of a DUI, from its first eight."""
    return -sum(int(digit) * weight for digit, weight in zip(eight, range(9, 1, -1), strict=True)) % 10


def dui_ok(text: str) -> bool:
    """Whether a text is a DUI whose check digit is right; a wrong one is a warning, never a refusal."""
    digits = re.sub(r"[\s.-]", "", text or "")
    return bool(re.fullmatch(r"[0-9]{9}", digits)) and dui_check_digit(digits[:8]) == int(digits[8])


def document_key(text: str, kind: str = "") -> str:
    """A document number as it is compared: capital letters and digits only, a DUI with its leading zeros."""
    key = fold(text).replace(" ", "").upper()
    return key.zfill(9) if kind == "dui" and key.isdigit() else key


def phone_key(text: str) -> str:
    """A telephone as it is compared: eight digits for El Salvador, all digits with the country code elsewhere."""
    digits = re.sub(r"[^0-9]", "", text or "")[:20]
    bare = digits[2:] if digits.startswith("00") and len(digits) > 10 else digits
    return bare[3:] if len(bare) == 11 and bare.startswith("503") else bare


@dataclass(frozen=True)
class Typed:
    """What a search box holds, told apart."""

    words: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    dates: tuple[dt.date, ...] = ()
    documents: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


_CODE = re.compile(
    r"(?<!\w)([A-Za-z]{2,5})[-–—]([0-9A-Za-z]{4})[-–—]?([0-9A-Za-z])(?!\w)|(?<!\w)([A-Za-z]{3})(?=[A-Za-z]*[0-9])([0-9A-Za-z]{4})([0-9A-Za-z])(?!\w)"
)
_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_PHONE = re.compile(
    r"(?<![\w-])(?:(?:\+|00)\s?\d{1,3}[\s.-]?|\(?503\)?[\s.-]?)?[0-9]{4}[\s.-]?[0-9]{4}(?![\w-])|(?<!\w)\+[\d\s().-]{8,20}\d"
)
_DUI = re.compile(r"(?<![\w-])[0-9]{4}[\s.]?[0-9]{4}[\s-]?[0-9](?![\w-])|(?<![\w-])[0-9]{7,8}\s?-\s?[0-9](?![\w-])")
_DOCUMENT = re.compile(r"(?<!\w)(?=[A-Za-z]{0,3}-?[\d-]*\d{4})[A-Za-z]{0,3}-?[\d-]{5,24}(?!\w)|(?<!\w)[A-Za-z]{1,3}\d{4,12}(?!\w)")
_YEAR = re.compile(r"(?<!\w)(?:19[0-9]{2}|20[0-9]{2})(?!\w)")


def _date(match: re.Match[str]) -> dt.date | None:
    year, month, day, day2, month2, year2 = match.groups()
    if year is None:
        day, month, year = day2, month2, year2 if len(year2) == 4 else ("20" if int(year2) <= 26 else "19") + year2
    for one, two in ((month, day), (day, month)):
        try:
            return dt.date(int(year), int(one), int(two))
        except ValueError:
            continue
    return None


def looks_like(text: str) -> Typed:
    """Tell documents, telephones, speaking codes, dates and years in a search box from words of a name."""
    rest = unicodedata.normalize("NFKC", GLUE.sub("", (text or "")[:FOLD_LENGTH]).replace("\x00", " "))
    found: dict[str, list[Any]] = {"codes": [], "dates": [], "documents": [], "phones": [], "years": []}

    def take(pattern: re.Pattern[str], kind: str, value: Callable[[re.Match[str]], Any]) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            if (one := value(match)) is not None:
                found[kind].append(one)
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]

    take(_CODE, "codes", lambda m: "-".join(part.upper() for part in m.groups() if part))
    take(_DATE, "dates", _date)
    take(_DUI, "documents", lambda m: document_key(m[0], "dui"))
    take(_PHONE, "phones", lambda m: phone_key(m[0]))
    take(_DOCUMENT, "documents", lambda m: document_key(m[0]))
    take(_YEAR, "years", lambda m: int(m[0]))
    return Typed(
        tuple(tokens(rest)),
        *(tuple(dict.fromkeys(found[kind])) for kind in ("years", "dates", "documents", "phones", "codes")),
    )
