"""Reads the rows of an arrivals list into entries; what can be kept is kept, and what is not says why."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

from izote.kit.sheets import Cell
from izote.people import rowwords
from izote.people.columnguess import NAME_FIELDS, as_text
from izote.people.columns import Mapping
from izote.people.fullnames import Name, cased, join_parts, married_name, split_full_name, start_upper, tidy
from izote.people.listentry import LONGEST_CELL, ListEntry, RowNotice, SetAside, set_aside
from izote.people.names import document_key, fold
from izote.people.rowdates import ReadDate, read_age, read_date

LONGEST_NAME = 100
AHEAD_DAYS = 60
NOT_OF_NAMES = re.compile(r"[\d*#/=<>@$%?¿!]")
LETTER, DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


@dataclass(frozen=True)
class Context:
    """What the whole list tells about each of its rows."""

    today: dt.date
    order: dict[str, str] = field(default_factory=dict)
    mixed: frozenset[str] = frozenset()
    m_means: str = ""
    surnames_first: bool = False
    keep_notes: bool = False
    resolve: Callable[[str], str] | None = None


def read_row(
    cells: Sequence[Cell],
    mapping: Mapping,
    *,
    today: dt.date,
    line: int = 0,
    place_resolver: Callable[[str], str] | None = None,
    context: Context | None = None,
) -> ListEntry | SetAside:
    """One row as an entry, or set aside with reasons; `place_resolver` takes a place's text and gives its code or ''."""
    context = context or Context(today, resolve=place_resolver, m_means=mapping.options.get("sex_m", ""))
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        return set_aside(cells, line, "cell_too_long", keep=kept_columns(mapping, context.keep_notes))
    found: dict[str, Cell] = {}
    for index, name in mapping.columns.items():
        if index < len(cells) and cells[index] != "" and name != "ignore":
            found[name] = cells[index] if name not in found else f"{as_text(found[name])}, {as_text(cells[index])}"
    text = {name: as_text(value) for name, value in found.items()}
    entry = ListEntry(line, token=text.get("token", "")[:80], source_id=text.get("source_id", "")[:80])
    _read_sex(entry, text, context)
    problem = _read_name(entry, text, context)
    if problem:
        return set_aside(cells, line, *problem, keep=kept_columns(mapping, context.keep_notes))
    _read_dates(entry, found, context)
    _read_documents(entry, text)
    _read_places(entry, text, context)
    _read_signs(entry, text, context)
    return entry


def kept_columns(mapping: Mapping, keep_notes: bool) -> frozenset[int]:
    """The columns of which something may be kept: those that are read, remarks only when asked for."""
    left = {"ignore"} if keep_notes else {"ignore", "notes"}
    return frozenset(index for index, name in mapping.columns.items() if name not in left)


def _read_name(entry: ListEntry, text: dict[str, str], context: Context) -> tuple[str, str] | None:
    """Fills the parts of the name, or says why it cannot."""
    said = {name: text[name] for name in NAME_FIELDS if name in text}
    long = next((name for name, value in said.items() if len(value) > LONGEST_NAME), None)
    if long:
        return "name_too_long", long
    name = _name_of(said, context.surnames_first, entry.sex)
    if not name:
        given = [key for key in said if key not in ("married_surname", "nickname")]
        return ("name_unreadable", given[0]) if any(fold(said[key]) or said[key].strip(" -.") for key in given) else ("no_name", "")
    entry.first_name, entry.middle_names = name.first_name, name.middle_names
    entry.first_surname, entry.second_surname = name.first_surname, name.second_surname
    entry.married_surname = married_name(said["married_surname"]) if said.get("married_surname") else name.married_surname
    entry.nicknames = said.get("nickname", "")
    parts = [part for part in (name.first_name, name.first_surname, name.second_surname) if part]
    if any(len(part.strip(".")) == 1 for part in parts):
        entry.notices.append(RowNotice("name_one_letter", "name"))
    if len(parts) == 1 and not name.middle_names:
        entry.notices.append(RowNotice("only_one_name", "name"))
    if any(NOT_OF_NAMES.search(value) for key, value in said.items() if key != "nickname"):
        entry.notices.append(RowNotice("name_cleaned", "name"))
    return None


def _name_of(said: dict[str, str], surnames_first: bool, sex: str) -> Name:
    given = " ".join(said[key] for key in ("given_names", "first_name", "second_name") if key in said)
    surnames = " ".join(said[key] for key in ("surnames",) if key in said)
    full = said.get("full_name", "")
    if full and not (given and (surnames or "first_surname" in said)):
        return _letters(split_full_name(full, surnames_first, sex))
    if "first_surname" in said or "second_surname" in said:
        name = join_parts(given, "", "", sex)
        first, second = (start_upper(tidy(said.get(key, ""))) for key in ("first_surname", "second_surname"))
        husband = second if fold(second).startswith("de ") and sex != "M" and first and fold(second).count(" ") == 1 else ""
        return _letters(
            replace(name, first_surname=first, second_surname="" if husband else second, married_surname=cased(husband.lower()))
        )
    if not surnames and given and len(given.split()) > 2:
        return _letters(split_full_name(given, surnames_first, sex))
    return _letters(join_parts(given, surnames, "", sex))


def _letters(name: Name) -> Name:
    """No name at all where nothing in it is a letter."""
    text = " ".join((name.first_name, name.middle_names, name.first_surname, name.second_surname))
    if not LETTER.search(text):
        return Name()
    if DIGIT.search(text):
        clean = {one.name: " ".join("".join(c for c in getattr(name, one.name) if not c.isdigit()).split()) for one in fields(name)}
        return Name(**clean)
    return name


def _read_sex(entry: ListEntry, text: dict[str, str], context: Context) -> None:
    sex = rowwords.read_sex(text.get("sex", ""), context.m_means)
    entry.sex = sex or ""
    if sex is None:
        entry.notices.append(RowNotice("sex_unreadable", "sex"))


def _date(entry: ListEntry, found: dict[str, Cell], name: str, context: Context, future: int = 0) -> ReadDate:
    read = read_date(
        found.get(name, ""), today=context.today, order=context.order.get(name, "day"), mixed=name in context.mixed, future_days=future
    )
    if code := read.problem or read.doubt:
        entry.notices.append(RowNotice(code, name))
    return read


def _read_dates(entry: ListEntry, found: dict[str, Cell], context: Context) -> None:
    if "return_date" in found:
        entry.return_date = _date(entry, found, "return_date", context, AHEAD_DAYS).date
    reference = min(entry.return_date or context.today, context.today)
    raw = found.get("birth_date", "")
    told_as_age = isinstance(raw, str) and raw != "" and not read_date(raw, today=context.today).year and read_age(raw)[0] is not None
    read = ReadDate() if told_as_age else _date(entry, found, "birth_date", context)
    entry.birth_date, entry.birth_year, entry.birth_precision = read.date, read.year, read.precision
    if entry.birth_date and entry.return_date and entry.birth_date > entry.return_date:
        entry.birth_date, entry.birth_year, entry.birth_precision = None, None, ""
        entry.notices.append(RowNotice("born_after_return", "birth_date"))
    if entry.birth_year is None and "birth_year" in found:
        year = _date(entry, {"birth_year": found["birth_year"]}, "birth_year", context)
        entry.birth_year, entry.birth_precision = year.year, "year" if year.year else ""
    age, problem = read_age(raw if told_as_age and "age" not in found else found.get("age", ""))
    if problem:
        entry.notices.append(RowNotice(problem, "age"))
    entry.age = age
    if age is not None and entry.birth_year is None:
        entry.birth_year, entry.birth_precision = reference.year - int(age), "age"
    elif age is not None and entry.birth_year is not None and abs(reference.year - entry.birth_year - age) > 2:
        entry.notices.append(RowNotice("age_disagrees", "age"))


def _read_documents(entry: ListEntry, text: dict[str, str]) -> None:
    entry.passport = document_key(text.get("passport", ""))[:30]
    for name in ("dui", "document"):
        said = text.get(name, "").strip()
        if not said or fold(said) in rowwords.UNKNOWN or (entry.dui and name == "document"):
            continue
        number, right = rowwords.dui(said)
        if number and (right or name == "dui" or len(as_digits(said)) == 9):
            entry.dui = number
            if not right:
                entry.notices.append(RowNotice("dui_check", name))
        elif any(c.isdigit() for c in said) and len(said) <= 40:
            entry.document = document_key(said)[:30]
        elif any(c.isalnum() for c in said):
            entry.notices.append(RowNotice("document_unreadable", name))


def as_digits(text: str) -> str:
    """The figures of a text."""
    return "".join(c for c in text if c.isdigit())


def _read_places(entry: ListEntry, text: dict[str, str], context: Context) -> None:
    for name in ("department", "municipality", "district", "place_text", "birth_place", "nationality", "departure_country"):
        setattr(entry, name, text.get(name, "")[:120])
    entry.address = text.get("address", "")[:300]
    wanted = " / ".join(part for part in (entry.department, entry.municipality, entry.district, entry.place_text) if part)
    if context.resolve and wanted:
        entry.place_code = context.resolve(wanted)
        if not entry.place_code:
            entry.notices.append(RowNotice("place_unresolved", "place"))


def _read_signs(entry: ListEntry, text: dict[str, str], context: Context) -> None:
    numbers = rowwords.phones(text.get("phone", "")) + rowwords.phones(text.get("phone_other", ""))
    entry.phone, entry.phone_other = [*numbers, "", ""][:2]
    if not entry.phone and "phone" in text and fold(text.get("phone", "")) not in rowwords.UNKNOWN | {""}:
        entry.notices.append(RowNotice("phone_unreadable", "phone"))
    for name in ("flight", "return_type", "family_group", "relation"):
        setattr(entry, name, text.get(name, "")[:80])
    entry.means = means_of(text.get("means", ""))
    alone = any(rowwords.ALONE.search(fold(text[name])) for name in ("accompanied", "relation", "return_type") if name in text)
    entry.accompanied = False if alone else rowwords.read_yes(text.get("accompanied", ""))
    said = text.get("unaccompanied", "")
    entry.unaccompanied = True if alone or (said and rowwords.ALONE.search(fold(said))) else rowwords.read_yes(said)
    entry.medical = rowwords.read_yes(text.get("medical", ""))
    pregnant = ("medical" in text and bool(rowwords.PREGNANT.search(fold(text["medical"])))) or None
    entry.pregnancy = pregnant or rowwords.read_yes(text.get("pregnancy", ""))
    if context.keep_notes:
        entry.notes = text.get("notes", "")[:500]
    entry.group_hint = fold(entry.family_group) if rowwords.read_yes(entry.family_group) else ""


def means_of(text: str) -> str:
    """air, land, sea or nothing."""
    word = fold(text) if text else ""
    for means, signs in (
        ("air", ("aere", "air", "avion", "vuelo", "flight")),
        ("land", ("terrest", "land", "bus", "terra")),
        ("sea", ("marit", "sea")),
    ):
        if any(sign in word for sign in signs):
            return means
    return ""
