"""Services as people keep them in a spreadsheet: columns guessed, each row read or set aside with the field that is wrong."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.sheets import Cell, Sheet
from izote.partners import rules
from izote.territory.queries import gazetteer, resolve

SEPARATORS = re.compile(r"[;/|\n]+|,(?!\d)")
TIMES = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?\s*m?\.?\s*(?:a las|a|to|-|–|—)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?")
SPAN = re.compile(r"\s*[-–—]\s*")
DAY_WORDS = (("lu", "mon"), ("mar", "tue"), ("mi", "wed"), ("ju", "thu"), ("vi", "fri"), ("sa", "sat"), ("do", "sun"))
GENDERS = {"F": ("f", "mujer", "mujeres", "women", "female"), "M": ("m", "hombre", "hombres", "men", "male")}
EVERYBODY = ("", "todos", "todas", "todas las personas", "ambos", "all", "everybody")
ROWS_READ_FOR_HEADINGS = 10


class Unread(Exception):
    """A cell that cannot be read: which field, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


@dataclass(frozen=True)
class SetAside:
    """A row that was not imported, by its number in the file."""

    row: int
    field: str
    reason: str


@dataclass
class Row:
    """A row that was read: the institution, and what is said of the service, places by their id; what the file leaves out is absent."""

    number: int
    institution: str
    kind: str
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    district: int | None = None
    address: str = ""
    areas: list[int] | None = None
    schedules: list[dict[str, Any]] | None = None


def read_rows(sheet: Sheet) -> tuple[list[Row], list[SetAside]]:
    """Every row of a sheet, read or set aside."""
    top, columns = headings(sheet)
    good, aside = [], []
    for number, cells in list(zip(sheet.places or range(1, len(sheet.rows) + 1), sheet.rows, strict=False))[top + 1 :]:
        said = {name: _text(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if not any(said.values()):
            continue
        try:
            good.append(_row(number, said))
        except Unread as wrong:
            aside.append(SetAside(number, rules.label("columns", wrong.name), wrong.reason))
    return good, aside


def headings(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of headings and the column of each field; at least the institution and the service must be there."""
    known = {word: name for name, entry in rules.words("columns").items() for word in entry.row["synonyms"].split(";")}
    known |= {rules.fold(entry.es): name for name, entry in rules.words("columns").items()}
    for number, cells in enumerate(sheet.rows[:ROWS_READ_FOR_HEADINGS]):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = known.get(rules.fold(_text(cell)))
            if name and name not in found:
                found[name] = at
        if {"institution", "name"} <= set(found):
            return number, found
    raise BadInput(_("The list needs a row of headings with at least “Institución” and “Servicio”."))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _row(number: int, said: dict[str, str]) -> Row:
    for name in ("institution", "name"):
        if not said.get(name):
            raise Unread(name, _("is empty"))
    read = {name: READERS[name](name, text) for name, text in said.items() if name in READERS and text}
    ages = (read.get("minimum_age"), read.get("maximum_age"))
    if None not in ages and ages[0] > ages[1]:  # type: ignore[operator]
        raise Unread("maximum_age", _("is below the minimum age"))
    row = Row(number, said["institution"][:160], _kind(said.get("kind", "")), said["name"][:160], read)
    row.district, row.address = read.pop("district", None), read.pop("address", "")
    row.areas, row.schedules = read.pop("areas", None), read.pop("hours", None)
    return row


def _kind(text: str) -> str:
    found = _codes_of("kinds", [text]) if text else ([], [])
    return found[0][0] if found[0] else "other"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def _codes_of(vocabulary: str, parts: Iterable[str]) -> tuple[list[str], list[str]]:
    """The codes that these words mean, and the words that mean none."""
    table = rules.words(vocabulary)
    meaning = {rules.fold(word): code for code, entry in table.items() for word in (code, entry.es, entry.en)}
    codes: list[str] = []
    strange: list[str] = []
    for part in parts:
        code = meaning.get(rules.fold(part))
        (codes if code else strange).append(code or part)
    return list(dict.fromkeys(codes)), strange


def _codes(vocabulary: str) -> Callable[[str, str], list[str]]:
    def read(name: str, text: str) -> list[str]:
        codes, strange = _codes_of(vocabulary, _parts(text))
        if strange:
            raise Unread(name, _("“%(word)s” is not in the list of words") % {"word": strange[0][:60]})
        return codes

    return read


def _line(longest: int) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if len(text) > longest:
            raise Unread(name, _("is longer than %(n)s characters") % {"n": longest})
        return text

    return read


def _age(name: str, text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,3})([.,]0+)?", text)
    if found is None or int(found[1]) > 120:
        raise Unread(name, _("is no age"))
    return int(found[1])


def _gender(name: str, text: str) -> str:
    word = rules.fold(text)
    if word in EVERYBODY:
        return ""
    found = next((code for code, ways in GENDERS.items() if word in ways), None)
    if found is None:
        raise Unread(name, _("says neither women nor men nor everybody"))
    return found


def _phones(name: str, text: str) -> list[str]:
    lines = _parts(text)
    if any(not rules.read_phone(line)[0] for line in lines):
        raise Unread(name, _("has no telephone number"))
    return [line[:120] for line in lines]


def _email(name: str, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Unread(name, _("is no e-mail address")) from error
    return text


def _url(name: str, text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise Unread(name, _("is no web address")) from error
    return address


def _district(name: str, text: str) -> int:
    found = resolve(text, level=gazetteer().pack.stable_level)
    if found.status != "one":
        raise Unread(name, _("“%(word)s” names several districts, or none: add the department") % {"word": text[:60]})
    return found.places[0].place_id


def _areas(name: str, text: str) -> list[int]:
    return [_district(name, part) for part in _parts(text)]


def _hours(name: str, text: str) -> list[dict[str, Any]]:
    found = [read_hours(part) for part in re.split(r"[;\n]+", text) if part.strip()]
    if not found or None in found:
        raise Unread(name, _("cannot be read: write, for example, “lunes a viernes 8:00-16:00”"))
    return [one for one in found if one]


def read_hours(text: str) -> dict[str, Any] | None:
    """Days and hours as people write them: lunes a viernes 8:00-16:00."""
    times = TIMES.search(text.lower())
    if times is None:
        return None
    opens, closes = _time(*times.group(1, 2, 3)), _time(*times.group(4, 5, 6))
    days = _days(text[: times.start()])
    return {"days": days, "opens_at": opens, "closes_at": closes} if days and opens and closes and opens < closes else None


def _time(hour: str, minute: str | None, half: str | None) -> dt.time | None:
    number = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
    return dt.time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None


def _days(text: str) -> list[str]:
    """Single days, and spans of them."""
    spoken = [(rules.DAYS[n] if n is not None else word) for word in rules.fold(SPAN.sub(" a ", text)).split() for n in [_day(word)]]
    found: list[str] = []
    for at, word in enumerate(spoken):
        if word not in rules.DAYS:
            continue
        if at >= 2 and spoken[at - 1] in ("a", "to", "al") and spoken[at - 2] in rules.DAYS:
            first, last = rules.DAYS.index(spoken[at - 2]), rules.DAYS.index(word)
            found += rules.DAYS[first : last + 1] if first <= last else [*rules.DAYS[first:], *rules.DAYS[: last + 1]]
        found.append(word)
    return [day for day in rules.DAYS if day in found]


def _day(word: str) -> int | None:
    return next((n for n, starts in enumerate(DAY_WORDS) if len(word) > 1 and word.startswith(starts)), None)


READERS: dict[str, Callable[[str, str], Any]] = {
    "description": _line(2000),
    "needs": _codes("needs"),
    "minimum_age": _age,
    "maximum_age": _age,
    "gender": _gender,
    "eligibility": _line(1000),
    "application": _line(1000),
    "documents": _codes("documents"),
    "fees": _line(200),
    "district": _district,
    "address": _line(240),
    "areas": _areas,
    "phones": _phones,
    "email": _email,
    "url": _url,
    "hours": _hours,
}
