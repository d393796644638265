"""Instruments are read from their folders; what is broken is refused here, with the file and the row, never at the counter."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from izote.casework.instruments.definitions import CHOOSING, SILENT, SPECIALS, TYPES, Choice, Group, Instrument, Item, Text
from izote.casework.instruments.expressions import Expression, ExpressionError, parse

SHELF = Path(__file__).parent
ES, EN = "Español (es)", "English (en)"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
SENSITIVITIES = ("internal", "personal", "sensitive", "restricted")
NEEDED = ("form_title", "form_id", "version", "class", "licence", "source", "about", "who", "repeat", "modes")
ONE_WORD = {"form_id", "version", "class", "repeat", "modes", "min_age", "max_age"}
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "critical", "required")


class BrokenInstrument(ValueError):
    """A definition that cannot be used; the message names the file and the row."""


class UnknownInstrument(LookupError):
    """There is no instrument, or no version of it, by this name."""


@cache
def load(folder: Path) -> Instrument:
    """Read one version of an instrument from its folder and check it whole."""
    settings = {row["setting"]: Text(row.get("es", ""), row.get("en", "")) for row in _rows(folder / "settings.csv")}
    _check_settings(folder, settings)
    choices = _choices(folder)
    items, groups = _survey(folder, choices)
    made = Instrument(
        form_id=settings["form_id"].es,
        version=settings["version"].es,
        klass=settings["class"].es,
        title=settings["form_title"],
        settings=settings,
        items=items,
        groups=groups,
        choices=choices,
        scoring=_json(folder / "scoring.json") if (folder / "scoring.json").exists() else {"method": "none"},
        weights={path.stem: _json(path) for path in sorted((folder / "weights").glob("*.json"))},
        licence=_text(folder / "licence.txt"),
    )
    _check_references(folder, made)
    try:
        edges = {item.name: made.conditions_of(item) | (item.calculation.refs if item.calculation else set()) for item in items}
        order = tuple(TopologicalSorter(edges).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise BrokenInstrument(f"{folder.parent.name}/{folder.name}/survey.csv: these wait for each other: {circle}") from error
    object.__setattr__(made, "order", order)
    return made


@cache
def versions(shelf: Path = SHELF) -> Mapping[str, Mapping[str, Path]]:
    """The folders of every version of every instrument on a shelf, oldest first."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(shelf.glob("*/v*/settings.csv"), key=lambda p: (p.parts[-3], int(p.parts[-2][1:]))):
        found.setdefault(path.parts[-3], {})[path.parts[-2][1:]] = path.parent
    return found


def catalogue(shelf: Path = SHELF, *, restricted: bool = False) -> list[Instrument]:
    """The latest version of each instrument; the restricted kind only when asked for by name of it."""
    latest = [load(list(folders.values())[-1]) for folders in versions(shelf).values()]
    return [one for one in latest if restricted or not one.restricted]


def instrument(form_id: str, version: str | None = None, shelf: Path = SHELF) -> Instrument:
    """An instrument by its name (`rss`, `WHO-5`), the latest version unless another is named; raises UnknownInstrument."""
    known = versions(shelf).get(re.sub(r"[^a-z0-9_]", "", form_id.lower()))
    if not known:
        raise UnknownInstrument(form_id)
    if version is None:
        return load(list(known.values())[-1])
    if version not in known:
        raise UnknownInstrument(f"{form_id} {version}")
    return load(known[version])


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise BrokenInstrument(f"{path}: {error}") from error
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise _broken(path, number, "has not as many cells as the head")
    return [{name: cell.strip() for name, cell in row.items()} | {"#": str(number)} for number, row in enumerate(rows, 2)]


def _text(path: Path) -> str:
    if not path.exists() or not (text := path.read_text(encoding="utf-8").strip()):
        raise BrokenInstrument(f"{path}: missing or empty")
    return text


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise BrokenInstrument(f"{path}: {error}") from error


def _broken(path: Path, number: object, said: str) -> BrokenInstrument:
    return BrokenInstrument(f"{path.parent.parent.name}/{path.parent.name}/{path.name}, row {number}: {said}")


def _check_settings(folder: Path, settings: Mapping[str, Text]) -> None:
    where = folder / "settings.csv"
    for name in NEEDED:
        if not settings.get(name, Text()).es:
            raise _broken(where, name, "is missing")
    for name, text in settings.items():
        if name not in ONE_WORD and not (text.es and text.en):
            raise _broken(where, name, "must be said in both languages")
    if (settings["form_id"].es, "v" + settings["version"].es) != (folder.parent.name, folder.name):
        raise _broken(where, "form_id", "and version must be the names of the folders")
    if settings["class"].es not in ("ordinary", "restricted"):
        raise _broken(where, "class", "is ordinary or restricted")


def _choices(folder: Path) -> dict[str, tuple[Choice, ...]]:
    where = folder / "choices.csv"
    lists: dict[str, list[Choice]] = {}
    for row in _rows(where):
        label = Text(row[f"label::{ES}"], row[f"label::{EN}"])
        if not (label.es and label.en):
            raise _broken(where, row["#"], "has no words in one language")
        if not CODE.fullmatch(row["name"]) or row["name"] in {c.code for c in lists.get(row["list_name"], ())}:
            raise _broken(where, row["#"], f"{row['name']!r} is no code, or stands twice")
        alone = row.get("alone", "") == "yes" or row["name"] in SPECIALS
        lists.setdefault(row["list_name"], []).append(Choice(row["name"], label, row.get("counts_as", ""), alone, row))
    return {name: tuple(choices) for name, choices in lists.items()}


def _survey(folder: Path, choices: Mapping[str, tuple[Choice, ...]]) -> tuple[tuple[Item, ...], tuple[Group, ...]]:
    where = folder / "survey.csv"
    items: list[Item] = []
    groups: list[Group] = []
    inside: list[str] = []
    asked = 0
    for row in _rows(where):
        kind = " ".join(row["type"].split())
        if kind == "end_group":
            if not inside:
                raise _broken(where, row["#"], "ends a group that was not begun")
            inside.pop()
            continue
        if not NAME.fullmatch(row["name"]):
            raise _broken(where, row["#"], f"{row['name']!r} is no name")
        label, hint = _words(where, row, "label"), _words(where, row, "hint")
        if kind == "begin_group":
            groups.append(Group(row["name"], label, hint, _expressions(where, row)["relevant"], tuple(inside)))
            inside.append(row["name"])
            continue
        asked += kind not in SILENT
        items.append(_item(where, row, kind, tuple(inside), choices, asked, label, hint))
    if inside:
        raise _broken(where, "last", f"the group {inside[-1]} is not ended")
    twice = [name for name, times in Counter([i.name.lower() for i in items] + [g.name.lower() for g in groups]).items() if times > 1]
    if twice:
        raise _broken(where, "any", f"names that stand twice: {', '.join(twice)}")
    return tuple(items), tuple(groups)


def _words(where: Path, row: Mapping[str, str], name: str) -> Text:
    text = Text(row.get(f"{name}::{ES}", ""), row.get(f"{name}::{EN}", ""))
    if bool(text.es) != bool(text.en) or "${" in text.es + text.en:
        raise _broken(where, row["#"], f"{name}: both languages or none, and no answers within words")
    if name == "label" and not text and row["type"] != "calculate":
        raise _broken(where, row["#"], "has no label")
    return text


def _expressions(where: Path, row: Mapping[str, str]) -> dict[str, Expression | None]:
    texts = {name: row.get(name, "") for name in EXPRESSIONS}
    texts["required"] = {"yes": "true()", "no": ""}.get(texts["required"], texts["required"])
    try:
        return {name: parse(text) if text else None for name, text in texts.items()}
    except ExpressionError as error:
        raise _broken(where, row["#"], f"{row['name']}: {error}") from error


def _item(
    where: Path,
    row: dict[str, str],
    kind: str,
    inside: tuple[str, ...],
    choices: Mapping[str, tuple[Choice, ...]],
    asked: int,
    label: Text,
    hint: Text,
) -> Item:
    kind, _, list_name = kind.partition(" ")
    if kind not in TYPES:
        raise _broken(where, row["#"], f"the type {kind!r} is not supported")
    if (kind in CHOOSING) != (list_name in choices):
        raise _broken(where, row["#"], f"the list {list_name!r} is not in choices.csv")
    found = _expressions(where, row)
    if (kind == "calculate") != (found["calculation"] is not None):
        raise _broken(where, row["#"], "a calculation belongs to a line of type calculate, and to no other")
    if bool(found["critical"]) != bool(row.get("protocol")):
        raise _broken(where, row["#"], "critical and protocol belong together")
    message = _words(where, row, "constraint_message")
    if bool(found["constraint"]) != bool(message):
        raise _broken(where, row["#"], "a constraint and its message belong together")
    sensitivity = row.get("sensitivity") or "personal"
    specials = tuple(row.get("specials", "").split())
    if sensitivity not in SENSITIVITIES or not set(specials) <= set(SPECIALS) or (specials and kind in CHOOSING):
        raise _broken(where, row["#"], "sensitivity or specials are unknown, or specials stand at a list (write them into the list)")
    return Item(
        name=row["name"],
        type=kind,
        label=label,
        hint=hint,
        number=None if kind in SILENT else asked,
        groups=inside,
        list_name=list_name,
        choices=choices.get(list_name, ()),
        constraint_message=message,
        protocol=row.get("protocol", ""),
        appearance=row.get("appearance", ""),
        default=row.get("default", ""),
        scale=row.get("scale", ""),
        reverse=row.get("reverse", "") == "yes",
        dimension=row.get("dimension", ""),
        factor=row.get("factor", ""),
        sensitivity=sensitivity,
        specials=specials,
        **found,
    )


def _check_references(folder: Path, made: Instrument) -> None:
    """Every name that an expression asks for exists; what is restricted stands in no ordinary instrument."""
    where = folder / "survey.csv"
    columns = {name for choices in made.choices.values() for choice in choices for name in choice.row}
    of_groups = [(group.name, group.relevant, "") for group in made.groups]
    of_items = [(item.name, getattr(item, name), name) for item in made.items for name in EXPRESSIONS]
    for name, expression, kind in [*of_groups, *of_items]:
        if expression is None:
            continue
        if unknown := expression.refs - set(made.by_name):
            raise _broken(where, name, f"asks for {', '.join(sorted(unknown))}, which is no line of the form")
        if unknown := expression.names - (columns if kind == "choice_filter" else set()):
            raise _broken(where, name, f"asks for {', '.join(sorted(unknown))}, which nothing has")
        if expression.dotted and kind not in ("constraint", "critical"):
            raise _broken(where, name, "the point stands for the answer only in constraint and critical")
    if made.klass == "ordinary" and (hidden := [item.name for item in made.items if item.sensitivity == "restricted"]):
        raise _broken(where, hidden[0], "a restricted question stands in an ordinary instrument")
