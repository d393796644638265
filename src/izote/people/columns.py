"""Which row of a sheet is its header and what each column holds; a mapping is shown, corrected and kept as a profile."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import pgettext_lazy

from izote.kit.sheets import Sheet
from izote.people.columnguess import NAME_FIELDS, as_text, content_denies, field_of, find_header, first_data_row, guess_by_content
from izote.people.names import fold

FIELD_LABELS: dict[str, Any] = {
    "token": pgettext_lazy("list column", "Izote key"),
    "source_id": pgettext_lazy("list column", "Source's own number"),
    "number": pgettext_lazy("list column", "Row number"),
    "full_name": pgettext_lazy("list column", "Full name"),
    "given_names": pgettext_lazy("list column", "Given names"),
    "first_name": pgettext_lazy("list column", "First name"),
    "second_name": pgettext_lazy("list column", "Other given names"),
    "surnames": pgettext_lazy("list column", "Surnames"),
    "first_surname": pgettext_lazy("list column", "First surname"),
    "second_surname": pgettext_lazy("list column", "Second surname"),
    "married_surname": pgettext_lazy("list column", "Married surname"),
    "nickname": pgettext_lazy("list column", "Nickname"),
    "sex": pgettext_lazy("list column", "Sex"),
    "birth_date": pgettext_lazy("list column", "Date of birth"),
    "birth_year": pgettext_lazy("list column", "Year of birth"),
    "age": pgettext_lazy("list column", "Age"),
    "dui": pgettext_lazy("list column", "DUI"),
    "passport": pgettext_lazy("list column", "Passport"),
    "document": pgettext_lazy("list column", "Document of any kind"),
    "nationality": pgettext_lazy("list column", "Nationality"),
    "department": pgettext_lazy("list column", "Department"),
    "municipality": pgettext_lazy("list column", "Municipality"),
    "district": pgettext_lazy("list column", "District"),
    "address": pgettext_lazy("list column", "Address"),
    "place_text": pgettext_lazy("list column", "Place in one text"),
    "birth_place": pgettext_lazy("list column", "Place of birth"),
    "phone": pgettext_lazy("list column", "Telephone"),
    "phone_other": pgettext_lazy("list column", "Another telephone"),
    "return_date": pgettext_lazy("list column", "Date of return"),
    "flight": pgettext_lazy("list column", "Flight or bus"),
    "means": pgettext_lazy("list column", "Means (air, land)"),
    "departure_country": pgettext_lazy("list column", "Country of departure"),
    "return_type": pgettext_lazy("list column", "Type of return"),
    "family_group": pgettext_lazy("list column", "Family group"),
    "relation": pgettext_lazy("list column", "Relation in the family"),
    "accompanied": pgettext_lazy("list column", "Accompanied"),
    "unaccompanied": pgettext_lazy("list column", "Unaccompanied child"),
    "medical": pgettext_lazy("list column", "Medical need"),
    "pregnancy": pgettext_lazy("list column", "Pregnancy"),
    "notes": pgettext_lazy("list column", "Remarks"),
    "ignore": pgettext_lazy("list column", "Do not read"),
}
FIELDS: tuple[str, ...] = tuple(FIELD_LABELS)
PLACE_FIELDS = frozenset({"department", "municipality", "district", "address", "place_text", "birth_place"})
REPEATABLE = frozenset({"notes", "ignore", "address", "medical"})
TOKEN_HEADER = "Clave Izote"  # noqa: S105 — the title of a column


@dataclass
class Mapping:
    """What each column holds. Samples stay in memory: a profile keeps headers and fields alone."""

    columns: dict[int, str]
    headers: list[str]
    header_row: int | None
    data_start: int
    confidence: dict[int, float] = field(default_factory=dict)
    samples: dict[int, list[str]] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def unknown(self) -> list[int]:
        """Columns that hold something and were not recognised."""
        return [index for index in self.samples if index not in self.columns]

    @property
    def has_name(self) -> bool:
        """Whether any column gives a name, without which no row can be read."""
        return any(name in NAME_FIELDS - {"married_surname", "nickname"} for name in self.columns.values())

    def column(self, name: str) -> int | None:
        """The first column of a field."""
        return next((index for index in sorted(self.columns) if self.columns[index] == name), None)

    def to_profile(self) -> dict[str, Any]:
        """What is kept for the next list of the same source: folded headers, fields, options, and no content."""
        keys = header_keys(self.headers)
        headers = {keys[index]: name for index, name in sorted(self.columns.items()) if keys[index]}
        return {"version": 1, "headers": headers, "options": dict(self.options)}


def header_keys(headers: list[str]) -> list[str]:
    """Folded headers, the second of two equal ones marked as such."""
    seen: Counter[str] = Counter()
    keys = []
    for header in headers:
        key = fold(header)[:100]
        seen[key] += 1
        keys.append(f"{key} #{seen[key]}" if key and seen[key] > 1 else key)
    return keys


def recognise(sheet: Sheet, known: frozenset[str] = frozenset()) -> Mapping:
    """Finds the header and proposes a field for each column, by what the header says and what the column holds."""
    first, depth, headers = find_header(sheet, known)
    start = first + depth if first is not None else first_data_row(sheet)
    headers += [""] * (sheet.width - len(headers))
    proposals: list[tuple[float, int, str]] = []
    samples: dict[int, list[str]] = {}
    for index in range(sheet.width):
        values = [row[index] for row in sheet.rows[start : start + 400] if index < len(row) and row[index] != ""]
        if not values and not headers[index]:
            continue
        samples[index] = list(dict.fromkeys(as_text(value)[:60] for value in values))[:3]
        named, sure = field_of(headers[index])
        guess, likely = guess_by_content(values)
        if named and content_denies(named, values):
            sure *= 0.4
        if named:
            proposals.append((sure + (0.1 if guess == named else 0), index, named))
        if guess and guess != named:
            proposals.append((likely * (0.6 if not headers[index] else 0.5), index, guess))
    columns, confidence = _assign(proposals)
    mapping = Mapping(columns, headers, first, start, confidence, samples)
    mapping.options = _options(mapping)
    return _settle_names(mapping)


def apply_profile(sheet: Sheet, profile: dict[str, Any]) -> Mapping:
    """A saved profile on a new sheet: known headers get their saved field, the others are proposed."""
    saved: dict[str, str] = {key: name for key, name in profile.get("headers", {}).items() if name in FIELDS}
    mapping = recognise(sheet, frozenset(key.split(" #")[0] for key in saved))
    keys = header_keys(mapping.headers)
    hits = {index: saved[key] for index, key in enumerate(keys) if key in saved}
    taken = {name for name in hits.values() if name not in REPEATABLE}
    kept = {index: name for index, name in mapping.columns.items() if index not in hits and name not in taken}
    mapping.columns = dict(sorted({**kept, **hits}.items()))
    mapping.confidence = {index: 1.0 if index in hits else mapping.confidence.get(index, 0.0) for index in mapping.columns}
    mapping.options = {**mapping.options, **{k: v for k, v in profile.get("options", {}).items() if isinstance(v, str)}}
    return mapping


def _assign(proposals: Iterable[tuple[float, int, str]]) -> tuple[dict[int, str], dict[int, float]]:
    columns: dict[int, str] = {}
    confidence: dict[int, float] = {}
    taken: set[str] = set()
    for sure, index, name in sorted(proposals, key=lambda item: (-item[0], item[1])):
        if index in columns or sure < 0.3:
            continue
        if name in taken and name not in REPEATABLE:
            name = "phone_other" if name == "phone" and "phone_other" not in taken else ""
        if name:
            columns[index] = name
            confidence[index] = round(min(sure, 1.0), 2)
            taken.add(name)
    return dict(sorted(columns.items())), confidence


def _options(mapping: Mapping) -> dict[str, str]:
    options: dict[str, str] = {}
    for index, name in mapping.columns.items():
        folded = fold(mapping.headers[index])
        if name == "full_name" and "apellido" in folded and folded.find("apellido") < (folded.find("nombre") if "nombre" in folded else 0):
            options["name_order"] = "surnames_first"
        if name == "sex" and {"h", "m"} <= set(folded.split()):
            options["sex_m"] = "F"
        if name == "sex" and {"f", "m"} <= set(folded.split()):
            options["sex_m"] = "M"
    return options


def _settle_names(mapping: Mapping) -> Mapping:
    """A lone 'Nombre' column beside no surname is a full name; beside one it is the given names."""
    have = set(mapping.columns.values())
    surnames = have & {"surnames", "first_surname"}
    for index, name in list(mapping.columns.items()):
        folded = fold(mapping.headers[index])
        if folded in ("nombre", "name") and surnames and name in ("full_name", "given_names"):
            mapping.columns[index] = "given_names"
        elif "full_name" not in have and (
            (name == "given_names" and not surnames) or (name == "surnames" and not have & {"given_names", "first_name"})
        ):
            mapping.columns[index] = "full_name"
    return mapping
