"""Participants as people keep them in a spreadsheet: each row read, or set aside with the field that is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.sheets import Cell, Sheet, clean_text
from izote.seminars.rules.words import fold, kinds, label, words

ROWS_READ_FOR_HEADINGS = 10
LONGEST_NAME = 120
# a page of attendance with a box for each is still sent whole
MOST_ROWS = 900


class Unread(Exception):
    """A cell that cannot be read: which field, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


@dataclass(frozen=True)
class SetAside:
    """A row that was not registered, by its number in the file."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Known:
    """What words of a list may mean here: institutions by name, departments by what people write."""

    institutions: Mapping[str, tuple[UUID, str]]
    department: Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """A row that was read."""

    number: int
    name: str
    institution: UUID | None
    kind: str
    department: str
    role: str


def read_rows(sheet: Sheet, known: Known) -> tuple[list[Row], list[SetAside]]:
    """Every row of a sheet, read or set aside; a name that stands there twice is set aside the second time."""
    top, columns = headings(sheet)
    good: dict[str, Row] = {}
    aside = []
    numbered = list(zip(sheet.places or range(1, len(sheet.rows) + 1), sheet.rows, strict=False))[top + 1 :]
    if len(numbered) > MOST_ROWS:
        raise BadInput(_("A seminar has at most %(n)s participants.") % {"n": MOST_ROWS})
    for number, cells in numbered:
        said = {name: _text(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if not any(said.values()):
            continue
        try:
            row = _row(number, said, known)
            if before := good.get(fold(row.name)):
                raise Unread(
                    "name", _("the same name stands in row %(n)s; if they are two persons, register one by hand") % {"n": before.number}
                )
            good[fold(row.name)] = row
        except Unread as wrong:
            aside.append(SetAside(number, label("columns", wrong.name), wrong.reason))
    return list(good.values()), aside


def headings(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of headings and the column of each field; name, institution and role must be there."""
    known = {word: name for name, entry in words("columns").items() for word in entry.row["synonyms"].split(";")}
    for number, cells in enumerate(sheet.rows[:ROWS_READ_FOR_HEADINGS]):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = known.get(fold(_text(cell)))
            if name and name not in found:
                found[name] = at
        if {"name", "institution", "role"} <= set(found):
            return number, found
    raise BadInput(_("The list needs a row of headings with at least “Nombre”, “Institución” and “Función”."))


def read_name(text: str) -> str:
    """A name without invisible signs; refuses what is none."""
    name = clean_text(text)[0]
    if not name:
        raise Unread("name", _("is empty"))
    if len(name) > LONGEST_NAME:
        raise Unread("name", _("is longer than %(n)s characters") % {"n": LONGEST_NAME})
    if sum(c.isalpha() for c in name) < 2:
        raise Unread("name", _("is no name"))
    return name


def _text(cell: Cell) -> str:
    return clean_text(str(cell))[0]


def _row(number: int, said: Mapping[str, str], known: Known) -> Row:
    name = read_name(said["name"])
    institution, kind = _institution(said["institution"], known)
    place = said.get("department", "")
    department = known.department(place) if place else ""
    if place and not department:
        raise Unread("department", _("“%(word)s” is no department") % {"word": place[:60]})
    return Row(number, name, institution, kind, department, _role(said["role"]))


def _institution(text: str, known: Known) -> tuple[UUID | None, str]:
    if not text:
        raise Unread("institution", _("is empty"))
    if found := known.institutions.get(fold(text)):
        return found
    meaning = {fold(word): code for code, entry in kinds().items() for word in (code, entry.es, entry.en)}
    if kind := meaning.get(fold(text)):
        return None, kind
    raise Unread("institution", _("“%(word)s” is neither in the directory nor a kind of institution") % {"word": text[:60]})


def _role(text: str) -> str:
    if not text:
        raise Unread("role", _("is empty"))
    said: dict[str, Any] = {code: (code, entry.es, entry.en, *entry.row["synonyms"].split(";")) for code, entry in words("roles").items()}
    meaning = {fold(word): code for code, ways in said.items() for word in ways}
    if (code := meaning.get(fold(text))) is None:
        raise Unread("role", _("“%(word)s” is not in the list of roles") % {"word": text[:60]})
    return code
