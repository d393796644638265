"""What a row of an arrivals list becomes: an entry or a row set aside, and by what it is known again."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from izote.kit.sheets import Cell, Limits
from izote.people.columnguess import as_text
from izote.people.names import fold

LONGEST_CELL = Limits().cell


REASONS: dict[str, Any] = {
    "no_name": _("The row has no name."),
    "name_too_long": _("The name is longer than 100 characters."),
    "name_unreadable": _("The name has no letters."),
    "cell_too_long": _("A cell of the row holds a text too long for a list."),
    "too_many_rows": _("The list has more than 20,000 rows; this one is beyond them."),
}


NOTICES: dict[str, Any] = {
    "name_one_letter": _("A name is a single letter."),
    "name_cleaned": _("Figures or marks were taken out of the name."),
    "only_one_name": _("Only one name is given."),
    "sex_unreadable": _("The sex was not understood and was left empty."),
    "date_unreadable": _("The date was not understood and was left empty."),
    "date_impossible": _("The date does not exist in the calendar and was left empty."),
    "date_out_of_range": _("The date is before 1900 or in the future and was left empty."),
    "read_month_day_swapped": _("The date was read as month/day."),
    "day_month_ambiguous": _("The date may be day/month or month/day; it was read in the usual order of its column."),
    "two_digit_year": _("The year has two figures; the most recent possible one was taken."),
    "age_unreadable": _("The age was not understood and was left empty."),
    "age_out_of_range": _("The age is impossible and was left empty."),
    "age_disagrees": _("The age and the date of birth do not agree; the date was kept."),
    "born_after_return": _("The date of birth is later than the return and was left empty."),
    "dui_check": _("The check digit of the DUI is wrong; it was kept as written."),
    "document_unreadable": _("The document was not understood and was left empty."),
    "phone_unreadable": _("The telephone was not understood and was left empty."),
    "place_unresolved": _("The place was not found among the districts; it was kept as written."),
    "same_person_again": _("The same person is already in line %(line)s of this list."),
    "same_document": _("Line %(line)s has the same document under another name."),
}


@dataclass(frozen=True)
class RowNotice:
    """Something to know about one row: a code, the field it is about, and the line it points to; worded when shown."""

    code: str
    field: str = ""
    line: int = 0

    @property
    def message(self) -> str:
        """The sentence in the language of whoever reads it."""
        return str(NOTICES[self.code]) % {"line": self.line}


@dataclass
class ListEntry:
    """One row of an arrivals list as it was understood."""

    line: int
    token: str = ""
    source_id: str = ""
    first_name: str = ""
    middle_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    married_surname: str = ""
    nicknames: str = ""
    sex: str = ""
    birth_date: dt.date | None = None
    birth_year: int | None = None
    birth_precision: str = ""
    age: float | None = None
    dui: str = ""
    passport: str = ""
    document: str = ""
    nationality: str = ""
    department: str = ""
    municipality: str = ""
    district: str = ""
    address: str = ""
    place_text: str = ""
    place_code: str = ""
    birth_place: str = ""
    phone: str = ""
    phone_other: str = ""
    return_date: dt.date | None = None
    flight: str = ""
    means: str = ""
    departure_country: str = ""
    return_type: str = ""
    family_group: str = ""
    relation: str = ""
    accompanied: bool | None = None
    unaccompanied: bool | None = None
    medical: bool | None = None
    pregnancy: bool | None = None
    notes: str = ""
    group_hint: str = ""
    repeat_of: int = 0
    notices: list[RowNotice] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """The name as it is read aloud."""
        parts = (self.first_name, self.middle_names, self.first_surname, self.second_surname, self.married_surname)
        return " ".join(part for part in parts if part)

    def to_json(self) -> str:
        """All that is known, for the encrypted staging row."""
        data = {name: value for name in NAMES if (value := getattr(self, name)) not in ("", None)}
        data["notices"] = [{"code": one.code, "field": one.field, "line": one.line} for one in self.notices]
        return json.dumps(data, default=lambda value: value.isoformat(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ListEntry":
        """The entry that was staged."""
        data: dict[str, Any] = json.loads(text)
        for name in ("birth_date", "return_date"):
            data[name] = dt.date.fromisoformat(data[name]) if data.get(name) else None
        data["notices"] = [RowNotice(**notice) for notice in data.get("notices", [])]
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


NAMES = tuple(one.name for one in fields(ListEntry))
UNSIGNED = frozenset(["line", "token", "repeat_of", "notices"])


@dataclass(frozen=True)
class SetAside:
    """A row that could not be read: its line, why, in which field, and its cells for the download."""

    line: int
    reasons: tuple[str, ...]
    field: str
    cells: tuple[str, ...]

    @property
    def message(self) -> str:
        """The reasons in words."""
        return " ".join(str(REASONS[code]) for code in self.reasons)


def set_aside(cells: Sequence[Cell], line: int, code: str, name: str = "", *, keep: Container[int]) -> SetAside:
    """The row as set aside: only the columns that are read, the longest cells cut."""
    return SetAside(line, (code,), name, tuple(as_text(cell)[:LONGEST_CELL] if index in keep else "" for index, cell in enumerate(cells)))


def identity_fields(entry: ListEntry) -> tuple[str, ...]:
    """What tells one person of a list from another: the folded name and the birth as it was told."""
    if entry.birth_date:
        born = entry.birth_date.isoformat()
    elif entry.birth_precision == "age":
        born = f"a{entry.age}"
    else:
        born = f"y{entry.birth_year}" if entry.birth_year else ""
    return (*(fold(part) for part in (entry.first_name, entry.middle_names, entry.first_surname, entry.second_surname)), born)


def row_key(entry: ListEntry, ordinal: int = 0, secret: bytes = b"") -> str:
    """By what a row is known again: our token, else the source's id, else a keyed hash of its identity and ordinal among equals."""
    if entry.token:
        return f"t:{entry.token}"
    kind, parts = ("s", (fold(entry.source_id),)) if entry.source_id else ("h", (*identity_fields(entry), str(ordinal)))
    return f"{kind}:{_digest(parts, secret)}"


def content_key(entry: ListEntry, secret: bytes = b"") -> str:
    """A keyed hash of all that was read, by which an unchanged row is told from a corrected one."""
    return _digest([f"{name}={getattr(entry, name)}" for name in sorted(NAMES) if name not in UNSIGNED], secret)


def _digest(parts: Sequence[str], secret: bytes) -> str:
    message = "\x1f".join(parts).encode()
    return (hmac.new(secret, message, hashlib.sha256) if secret else hashlib.sha256(message)).hexdigest()
