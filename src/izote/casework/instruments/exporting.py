"""The same definition for others: an XLSForm to read in a spreadsheet, an XForm for field devices (made by pyxform, without Java)."""

import datetime as dt
import io
import re
import zipfile
from functools import cache

from izote.casework.instruments.definitions import Group, Instrument, Item, Text
from izote.casework.instruments.reading import EN, ES

LABELS = ("label", "hint", "constraint_message")
SURVEY = ("type", "name", *(f"{name}::{language}" for name in LABELS for language in (ES, EN)), "required", "relevant")
SURVEY += ("constraint", "calculation", "choice_filter", "appearance", "default")
OURS = ("scale", "reverse", "dimension", "factor", "critical", "protocol", "sensitivity", "counts_as", "alone")
ONLY_ONE = Text("Esa respuesta va sola.", "That answer stands alone.")
WHY_NONE = Text("Si no hay respuesta, ¿por qué?", "If there is no answer, why?")
SPECIAL_WORDS = {
    "dk": Text("No sabe", "Does not know"),
    "ref": Text("Prefiere no responder", "Prefers not to answer"),
    "na": Text("No aplica", "Does not apply"),
}
LONG_AGO = dt.datetime(2000, 1, 1)
Row = dict[str, str]


def xlsform(instrument: Instrument) -> bytes:
    """The instrument as an XLSForm workbook, with our own columns at the right; the same bytes for the same definition."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = LONG_AGO
    tables = sheets(instrument)
    for number, (name, columns) in enumerate(_columns(instrument).items()):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        sheet.append(list(columns))
        for row in tables[name]:
            sheet.append([row.get(column) or None for column in columns])
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue())


def _columns(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    more = sorted({name for choices in instrument.choices.values() for c in choices for name in c.row} - {"list_name", "name", "#"})
    words = [name for name in more if not name.startswith("label::")]
    choices = ("list_name", "name", f"label::{ES}", f"label::{EN}", *words)
    return {"survey": (*SURVEY, *OURS[:-2]), "choices": choices, "settings": ("form_title", "form_id", "version", "default_language")}


def _timeless(data: bytes) -> bytes:
    """The same workbook with the same day on each of its parts, so that equal definitions give equal files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(part.filename, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@cache
def xform(instrument: Instrument) -> str:
    """The instrument as an XForm (ODK XForms); the same text for the same definition."""
    from pyxform.xls2xform import convert

    heads = {name: [c for c in columns if c not in OURS] for name, columns in _columns(instrument).items()}
    book: dict[str, list[dict[str, str | None]]] = {}
    book |= {name: [{c: row[c] for c in heads[name] if row.get(c)} for row in rows] for name, rows in sheets(instrument).items()}
    book |= {f"{name}_header": [dict.fromkeys(columns)] for name, columns in heads.items()}
    return str(convert(book, form_name="data", warnings=[], validate=False, pretty_print=False).xform)


def sheets(instrument: Instrument) -> dict[str, list[Row]]:
    """The tables of the XLSForm as they leave: with what a device must check by itself written out."""
    survey = list(_survey(instrument))
    used = {special for item in instrument.items for special in item.specials}
    choices = [dict(choice.row) | {"list_name": name, "#": ""} for name, rows in instrument.choices.items() for choice in rows]
    for code in (code for code in SPECIAL_WORDS if code in used):
        choices.append({"list_name": "why_none", "name": code, **_both("label", SPECIAL_WORDS[code])})
    settings = {"form_title": instrument.title.es, "form_id": instrument.form_id, "version": instrument.version, "default_language": ES}
    return {"survey": survey, "choices": [{k: v for k, v in row.items() if v} for row in choices], "settings": [settings]}


def _survey(instrument: Instrument) -> "list[Row]":
    rows: list[Row] = [{"type": "note", "name": "licence_line", **_both("label", instrument.licence_line)}]
    inside: tuple[str, ...] = ()
    for item in instrument.items:
        rows += _between(instrument, inside, item.groups)
        inside = item.groups
        rows += _of(item)
    return rows + _between(instrument, inside, ())


def _between(instrument: Instrument, old: tuple[str, ...], new: tuple[str, ...]) -> list[Row]:
    """The lines that end some groups and begin others between one question and the next."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    ends: list[Row] = [{"type": "end_group", "name": name} for name in reversed(old[same:])]
    return ends + [_group(instrument.group_by_name[name]) for name in new[same:]]


def _group(group: Group) -> Row:
    row = {"type": "begin_group", "name": group.name, **_both("label", group.label), **_both("hint", group.hint)}
    return row | ({"relevant": group.relevant.text} if group.relevant else {})


def _of(item: Item) -> list[Row]:
    row: Row = {
        "type": f"{item.type} {item.list_name}".strip(),
        "name": item.name,
        **_both("label", item.label),
        **_both("hint", item.hint),
    }
    for name in ("relevant", "constraint", "calculation", "choice_filter", "required", "critical"):
        if expression := getattr(item, name):
            row[name] = expression.text
    row |= _both("constraint_message", item.constraint_message)
    row |= {name: value for name in ("appearance", "default", *OURS[:-2]) if (value := _cell(item, name))}
    alone = [choice.code for choice in item.choices if choice.alone]
    if item.type == "select_multiple" and alone:
        lonely = f"not(count-selected(.) > 1 and ({' or '.join(f'selected(., {code!r})' for code in alone)}))"
        row["constraint"] = f"({row['constraint']}) and {lonely}" if "constraint" in row else lonely
        row |= _both("constraint_message", item.constraint_message or ONLY_ONE)
    if not item.specials:
        return [row]
    row.pop("required", None)
    unanswered = f"${{{item.name}}} = ''"
    companion: Row = {"type": "select_one why_none", "name": f"{item.name}_none", **_both("label", WHY_NONE)}
    companion["relevant"] = f"({item.relevant.text}) and {unanswered}" if item.relevant else unanswered
    companion["choice_filter"] = " or ".join(f"name = '{special}'" for special in item.specials)
    return [row, companion]


def _cell(item: Item, name: str) -> str:
    value = getattr(item, name)
    return ("yes" if value else "") if isinstance(value, bool) else value.text if name == "critical" and value else value or ""


def _both(name: str, text: Text) -> Row:
    return {f"{name}::{ES}": text.es, f"{name}::{EN}": text.en} if text else {}
