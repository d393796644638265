"""Reads a whole arrivals list: drops totals and repeated headers, decides by column what one row cannot, finds repetitions."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from izote.kit.sheets import Cell, Limits, Sheet
from izote.people import rowwords
from izote.people.columnguess import NAME_FIELDS, as_text
from izote.people.columns import Mapping
from izote.people.fullnames import split_full_name, surnames_come_first, units
from izote.people.listentry import ListEntry, RowNotice, SetAside, identity_fields, set_aside
from izote.people.names import fold
from izote.people.rowdates import date_order
from izote.people.rowreading import Context, kept_columns, read_row

CLOSING = re.compile(
    r"^(gran total|sub ?total|total(es)?( general)?( de)?( \w+)?( \d+)?$|total\b|elaborad[oa]|revisad[oa]|autorizad[oa]"
    r"|recibid[oa] por|entregad[oa] por|firma|sello|vo bo|nombre y firma|fuente|nota\b"
    r"|prepared by|approved by|reviewed by|page \d|pagina \d|hoja \d|fin de|end of)"
)
SECTION = re.compile(r"\b(vuelo|bus|flight|grupo|familia|seccion|adultos|menores|hombres|mujeres|ninos|ninas|personas|passengers)\b")
SHARED_DOWN = ("flight", "return_date", "means", "departure_country", "family_group", "department", "municipality", "district", "address")


@dataclass
class ReadList:
    """What a list gave: entries + set aside + repeated is the number of rows received; dropped lines were never persons."""

    entries: list[ListEntry] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    headers: list[str] = field(default_factory=list)

    @property
    def received(self) -> int:
        """Rows that stand for a person."""
        return len(self.entries) + len(self.set_aside)

    @property
    def repeated(self) -> list[ListEntry]:
        """Entries whose person stands in an earlier line of the same list."""
        return [entry for entry in self.entries if entry.repeat_of]

    @property
    def notices(self) -> Counter[str]:
        """How often each notice was given."""
        return Counter(notice.code for entry in self.entries for notice in entry.notices)


def read_list(
    sheet: Sheet,
    mapping: Mapping,
    *,
    today: dt.date,
    place_resolver: Callable[[str], str] | None = None,
    keep_notes: bool = False,
    limits: Limits = Limits(),
) -> ReadList:
    """Every row of a sheet as an entry, set aside, or dropped as no person's row."""
    sheet_rows = sheet.rows[mapping.data_start :]
    places = sheet.places[mapping.data_start :]
    shared = _shared_down(sheet, mapping)
    result = ReadList(headers=mapping.headers)
    kept: list[tuple[int, list[Cell]]] = []
    header = [as_text(cell) for cell in sheet.rows[mapping.header_row]] if mapping.header_row is not None else []
    for place, row in zip(places, sheet_rows, strict=True):
        if why := _no_person(row, mapping, header):
            result.dropped[why] += 1
        else:
            for column in shared.get(place, ()):
                row = _filled(row, column, shared[place][column])
            kept.append((place, row))
    context = _context(kept, mapping, today, keep_notes, cache(place_resolver) if place_resolver else None)
    keep = kept_columns(mapping, keep_notes)
    for number, (place, row) in enumerate(kept):
        beyond = number >= limits.rows
        read = (
            set_aside(row, place, "too_many_rows", keep=keep)
            if beyond
            else read_row(row, mapping, today=today, line=place, context=context)
        )
        if isinstance(read, ListEntry):
            result.entries.append(read)
        else:
            result.set_aside.append(read)
    mark_repetitions(result.entries)
    return result


def _no_person(row: list[Cell], mapping: Mapping, header: list[str]) -> str:
    """Why a row is not a person's: a total, a signature, a section's title, the header again; '' when it may be one."""
    filled = [(index, as_text(cell)) for index, cell in enumerate(row) if cell != ""]
    if not filled:
        return "blank"
    first = fold(filled[0][1])
    names = [text for index, text in filled if mapping.columns.get(index) in NAME_FIELDS]
    closing = CLOSING.match(first) or "____" in filled[0][1] or any(CLOSING.match(fold(text)) for text in names[:1])
    if closing and (len(filled) <= 3 or not names):
        return "closing"
    if all(mapping.columns.get(index) in (None, "number", "ignore") and re.fullmatch(r"[\d.,/ -]+", text) for index, text in filled):
        return "number_only"
    again = len(filled) >= 3 and any(index < len(header) and text == header[index] for index, text in filled[:2])
    if again and sum(index < len(header) and text == header[index] for index, text in filled) > len(filled) * 0.6:
        return "header_again"
    texts = {text for _index, text in filled}
    if len(texts) == 1 and len(mapping.columns) > 3 and SECTION.search(first) and (re.search(r"\d", first) or len(first.split()) <= 2):
        return "section"
    return ""


def _shared_down(sheet: Sheet, mapping: Mapping) -> dict[int, dict[int, Cell]]:
    """What cells merged downwards say to the rows below: flights, dates, places and families, never names."""
    by_place = dict(zip(sheet.places, sheet.rows, strict=True))
    shared: dict[int, dict[int, Cell]] = {}
    budget = 200_000
    for top, left, bottom, right in sheet.merged:
        if bottom <= top or left != right or mapping.columns.get(left) not in SHARED_DOWN:
            continue
        first = by_place.get(top + 1, [])
        value = first[left] if left < len(first) else ""
        if value == "":
            continue
        for place in range(top + 2, min(bottom + 1, top + budget) + 1):
            shared.setdefault(place, {})[left] = value
            budget -= 1
    return shared


def _filled(row: list[Cell], column: int, value: Cell) -> list[Cell]:
    wide = [*row, *[""] * (column + 1 - len(row))]
    if wide[column] == "":
        wide[column] = value
    return wide


def _context(
    rows: list[tuple[int, list[Cell]]], mapping: Mapping, today: dt.date, keep_notes: bool, resolve: Callable[[str], str] | None
) -> Context:
    def column(name: str) -> list[Cell]:
        index = mapping.column(name)
        return [] if index is None else [row[index] if index < len(row) else "" for _place, row in rows]

    order, mixed = {}, set()
    for name in ("birth_date", "return_date"):
        order[name], contradicts = date_order(column(name))
        if contradicts:
            mixed.add(name)
    full = [as_text(cell) for cell in column("full_name")[:2000] if cell != ""]
    surnames_first = mapping.options.get("name_order") == "surnames_first" or surnames_come_first(full)
    firsts = [as_text(cell) for cell in column("first_name") or column("given_names") or column("full_name")]
    sexes = [as_text(cell) for cell in column("sex")]
    given = []
    for sex, name in zip(sexes, firsts, strict=False):
        if fold(sex) == "m" and name:
            parts = split_full_name(name, surnames_first).first_name if surnames_first or "," in name else units(name)[0]
            given.append(parts)
    m_means = rowwords.meaning_of_m(sexes, given, mapping.options.get("sex_m", ""))
    return Context(today, order, frozenset(mixed), m_means, surnames_first, keep_notes, resolve)


def mark_repetitions(entries: list[ListEntry]) -> None:
    """Marks who stands twice in the list, and who shares a document with another name."""
    by_identity: dict[tuple[str, ...], ListEntry] = {}
    by_document: dict[str, ListEntry] = {}
    for entry in entries:
        identity = identity_fields(entry)
        document = entry.dui or entry.document or entry.passport
        earlier = by_identity.setdefault(identity, entry)
        holder = by_document.setdefault(document, entry) if document else entry
        if earlier is not entry and _same(earlier, entry, bool(identity[-1])):
            entry.repeat_of = earlier.line
        elif holder is not entry and identity[:4] == identity_fields(holder)[:4]:
            entry.repeat_of = holder.line
        elif holder is not entry:
            entry.notices.append(RowNotice("same_document", "document", holder.line))
        if entry.repeat_of:
            entry.notices.append(RowNotice("same_person_again", "name", entry.repeat_of))


def _same(one: ListEntry, other: ListEntry, birth_known: bool) -> bool:
    """Whether two entries of one name and birth are one person: nothing that tells persons apart may disagree."""
    for name in ("dui", "document", "passport", "source_id", "sex"):
        first, second = getattr(one, name), getattr(other, name)
        if first and second and first != second:
            return False
    if birth_known and one.first_surname:
        return True
    return any(getattr(one, name) and getattr(one, name) == getattr(other, name) for name in ("dui", "document", "passport", "phone"))
