"""A calendar file (RFC 5545) of days without hours."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 75
ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))


class Entry(NamedTuple):
    """One entry: a name that stays, its days, whether it comes every year, and its words."""

    uid: str
    starts_on: dt.date
    ends_on: dt.date
    yearly: bool
    summary: str
    description: str
    location: str
    category: str


def text(words: str) -> str:
    """Words as a value: what has a meaning in the file is escaped, other control characters are left out."""
    for plain, escaped in ESCAPES:
        words = words.replace(plain, escaped)
    return "".join(c for c in words if c >= " " and c != "\x7f")


def folded(line: str) -> str:
    """A line of at most 75 octets, continued on the next ones."""
    parts: list[str] = []
    part = ""
    for c in line:
        if len((part + c).encode()) > LONGEST - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += c
    return "\r\n ".join([*parts, part])


def calendar(name: str, entries: Iterable[Entry], *, made_at: dt.datetime) -> bytes:
    """The file."""
    stamp = made_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Izote//prevention//ES", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{text(name)}"]
    for one in entries:
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{one.starts_on:%Y%m%d}"]
        lines.append(f"DTEND;VALUE=DATE:{one.ends_on + dt.timedelta(days=1):%Y%m%d}")
        lines += ["RRULE:FREQ=YEARLY"] if one.yearly else []
        lines.append(f"SUMMARY:{text(one.summary)}")
        for key, value in (("DESCRIPTION", one.description), ("LOCATION", one.location), ("CATEGORIES", one.category)):
            lines += [f"{key}:{text(value)}"] if value else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return ("\r\n".join(folded(line) for line in lines) + "\r\n").encode()
