"""Words of the directory, and its judgements without a database."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from izote.kit.vocabulary import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "vocab")
words, label, labels, choices = VOCABULARY.words, VOCABULARY.label, VOCABULARY.labels, VOCABULARY.choices

STALE_DAYS = 180
EXPIRY_DAYS = (7, 30, 90)
NEVER_PRINTED = frozenset({"123", "511"})
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NOT_WORD = re.compile(r"[^a-z0-9]+")
PHONE = re.compile(r"^\s*(\+?[0-9]{0,3}\s?(?:\([0-9]{2,4}\)\s?)?[0-9][0-9 ./-]{0,22}[0-9])\s*[-–—:,;(]*\s*(.*?)\)?\s*$")


def fold(text: str) -> str:
    """Lower case, without accents, words separated by one space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return NOT_WORD.sub(" ", plain.lower()).strip()


class Name(NamedTuple):
    """What an institution was called, and when."""

    name: str
    short: str
    valid_from: dt.date | None
    valid_to: dt.date | None


def _national(code: str) -> Name:
    word = words("national")[code]
    start, end = word.row["valid_from"], word.row["valid_to"]
    return Name(word.es, word.row["short"], dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(end) if end else None)


def national_names(code: str) -> tuple[Name, list[Name], list[Name]]:
    """A national institution's own name, those of its predecessors, and those of its successors, nearest first."""
    table = words("national")
    before, after, level, code_after = [], [], [code], table[code].row["successor"]
    while level:
        level = [one for one, word in table.items() if word.row["successor"] in level]
        before += [_national(one) for one in level]
    while code_after:
        after.append(_national(code_after))
        code_after = table[code_after].row["successor"]
    return _national(code), before, after


def name_on(own: Name, before: Sequence[Name], after: Sequence[Name], day: dt.date) -> Name:
    """How the institution, or whoever did its work then, was called on a day."""
    if own.valid_from and day < own.valid_from:
        return next((one for one in before if _covers(one, day)), own)
    if own.valid_to and day > own.valid_to:
        return next((one for one in after if _covers(one, day)), own)
    return own


def _covers(name: Name, day: dt.date) -> bool:
    return (name.valid_from is None or name.valid_from <= day) and (name.valid_to is None or day <= name.valid_to)


def days_left(ends_on: dt.date | None, today: dt.date) -> int | None:
    """Days until an agreement ends, below zero when it has ended."""
    return None if ends_on is None else (ends_on - today).days


def expiry(ends_on: dt.date | None, today: dt.date) -> str:
    """Which warning an agreement deserves: expired, 7, 30, 90 days or none."""
    left = days_left(ends_on, today)
    if left is None:
        return ""
    return "expired" if left < 0 else next((str(days) for days in EXPIRY_DAYS if left <= days), "")


def is_stale(verified_on: dt.date | None, today: dt.date) -> bool:
    """Whether nobody has verified an entry for half a year, or ever."""
    return verified_on is None or (today - verified_on).days > STALE_DAYS


def week_of_month(day: dt.date) -> int:
    """Which seventh-day week of its month a day lies in, from 1 to 5."""
    return (day.day - 1) // 7 + 1


def weeks_of(day: dt.date) -> list[int]:
    """The weeks of the month that a day counts for; the last seven days are also week -1."""
    last = calendar.monthrange(day.year, day.month)[1] - day.day < 7
    return [week_of_month(day), *([-1] if last else [])]


def byday(days: Iterable[str], week: int | None) -> str:
    """Days as RFC 5545 writes them: MO,WE or 2MO or -1FR."""
    return ",".join(f"{week or ''}{day}" for day in DAYS if day in set(days))


def read_phone(line: str) -> tuple[str, str]:
    """A number and what was written beside it: 2334-0000 (recepción)."""
    found = PHONE.match(line)
    return (found[1].strip(), found[2].strip()) if found else ("", line.strip())


def dialled(number: str) -> str:
    """A number as a telephone dials it from anywhere; short numbers stay as they are."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 8 and "+" not in number:
        return f"+503{digits}"
    return f"+{digits}" if "+" in number or (len(digits) == 11 and digits.startswith("503")) else digits
