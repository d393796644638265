"""Scoring of whole files: a row after the other, in flat memory; a row that cannot be read is set aside and said, never guessed."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from izote.casework.instruments.definitions import MISSING, NOT_APPLICABLE, Answer, Instrument, Item
from izote.casework.instruments.scores import Weights
from izote.casework.instruments.scoring import Value, WeightsGiven, band, lines, scored_items, values_of, weights_of
from izote.kit.errors import BadInput

NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,2})?", re.ASCII)
NOT_APPLICABLE_WORDS = (NOT_APPLICABLE, "n/a")
DELIMITERS = ",;\t"
SHOWN = 40


class BadCell(ValueError):
    """A cell that is no answer; the message says what was expected."""


class Problem(NamedTuple):
    """What was wrong, and where."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.message}"


class Plan(NamedTuple):
    """Which column is which question, which are carried through, and what they are called in the answer."""

    items: tuple[tuple[int, str, Item], ...]
    carried: tuple[int, ...]
    head: tuple[str, ...]
    width: int
    absent: tuple[str, ...]


def score_file(
    instrument: Instrument,
    source: Path,
    target: Path,
    *,
    scored: bool = False,
    weights: WeightsGiven = None,
    errors: Path | None = None,
    tell: Callable[[Problem], None] = lambda problem: None,
) -> dict[str, Any]:
    """Score each row of a CSV file into another; returns what was done."""
    if not columns_of(instrument):
        raise BadInput(f"{instrument.title} has no score in numbers.")
    known = weights_of(instrument, weights)
    if target.resolve() == source.resolve():
        raise BadInput("The answers and the scores must be two files.")
    draft = target.with_name(target.name + ".part")
    counts: Counter[str] = Counter()
    try:
        with (
            _opened(source) as lines,
            draft.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
            _errors(errors) as bad,
        ):
            rows, delimiter = _reader(lines)
            plan = _plan(instrument, next(rows, (0, []))[1], source)
            write = csv.writer(out, lineterminator="\n").writerow
            complain = _complaint(bad, tell, counts)
            write(plan.head)
            for number, row in rows:
                write(_scored_row(instrument, plan, number, row, complain, counts, scored=scored, comma=delimiter == ";", weights=known))
        draft.replace(target)
    except OSError as error:
        raise BadInput(f"{error.filename or target} cannot be used: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return {
        "instrument": instrument.form_id,
        "version": instrument.version,
        "weights": known.version or None,
        "official": known.official,
        "rows": counts["rows"],
        "scored": counts["scored"],
        "insufficient": counts["insufficient"],
        "set_aside": counts["aside"],
        "missing_columns": list(plan.absent),
        "output": str(target),
    }


def columns_of(instrument: Instrument) -> tuple[str, ...]:
    """The columns that a scoring adds: the dimensions and the whole."""
    if "total" not in instrument.scoring:
        return ()
    dimensions = instrument.scoring.get("dimensions", {})
    return (*dimensions, instrument.scoring["total"])


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _errors(path: Path | None) -> Any:
    return path.open("w", encoding="utf-8", errors="surrogateescape", newline="") if path else nullcontext()


def _complaint(bad: TextIO | None, tell: Callable[[Problem], None], counts: Counter[str]) -> Callable[[Problem], None]:
    write = csv.writer(bad, lineterminator="\n").writerow if bad else None
    if write:
        write(["line", "column", "message"])

    def complain(problem: Problem) -> None:
        if write:
            write(problem)
        tell(problem)

    return complain


def _reader(lines: TextIO) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """The rows with the number of the line on which each ends, and what divides the cells."""
    head = lines.readline()
    delimiter = max(DELIMITERS, key=head.count)

    def again() -> Iterator[str]:
        yield head.replace("\0", "\ufffd")
        for line in lines:
            yield line.replace("\0", "\ufffd")

    def rows() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(again(), delimiter=delimiter)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield reader.line_num, [f"\0{error}"]
                continue
            if row:
                yield reader.line_num, row

    return rows(), delimiter


def _plan(instrument: Instrument, head: list[str], source: Path) -> Plan:
    items = _items(instrument)
    by_name = {item.name.lower(): item for item in items}
    names = [name.strip() for name in head]
    found = {at: by_name[name.lower()] for at, name in enumerate(names) if name.lower() in by_name}
    if not found and not instrument.scoring.get("dimensions"):
        found = {at: item for at, name in enumerate(names) if (item := _by_number(instrument, name))}
    if not found:
        expected = ", ".join(item.name for item in scored_items(instrument)[:3])
        raise BadInput(f"{source.name} has no column for a question of {instrument.title}: expected {expected} …")
    if twice := [item.name for item, times in Counter(found.values()).items() if times > 1]:
        raise BadInput(f"{source.name} has more than one column for {', '.join(twice)}.")
    carried = tuple(at for at in range(len(names)) if at not in found)
    ours = columns_of(instrument)
    head_out = [f"{names[at]}_before" if names[at] in ours else names[at] for at in carried]
    asked = tuple((at, names[at], item) for at, item in found.items())
    absent = tuple(item.name for item in scored_items(instrument) if item not in found.values())
    return Plan(asked, carried, (*head_out, *ours), len(names), absent)


def _items(instrument: Instrument) -> list[Item]:
    """The scored questions, and those that decide whether they apply."""
    needed = {ref for item in scored_items(instrument) for ref in instrument.conditions_of(item)}
    return [item for item in instrument.items if item.scale or item.name in needed]


def _by_number(instrument: Instrument, name: str) -> Item | None:
    """A question by its number (`3`, `q3`, `item 3`), in instruments of one scale whose columns are only numbered."""
    match = re.fullmatch(rf"(?:q|p|item|{instrument.form_id})?[ _-]?0*(\d{{1,2}})", name.lower())
    items = scored_items(instrument)
    return items[int(match[1]) - 1] if match and 1 <= int(match[1]) <= len(items) else None


def _scored_row(
    instrument: Instrument,
    plan: Plan,
    number: int,
    row: list[str],
    complain: Callable[[Problem], None],
    counts: Counter[str],
    *,
    scored: bool,
    comma: bool,
    weights: Weights,
) -> list[str]:
    counts["rows"] += 1
    problems = list(_shape(plan, number, row))
    cells: dict[str, Any] = {}
    least, most = instrument.scoring["values"]
    for at, column, item in () if problems else plan.items:
        try:
            cells[item.name] = _value(row[at], least, most, comma) if scored else _answer(item, row[at])
        except BadCell as wrong:
            problems.append(Problem(number, column, str(wrong)))
    kept = [row[at] if at < len(row) else "" for at in plan.carried]
    if problems:
        counts["aside"] += 1
        for problem in problems:
            complain(problem)
        return kept + [""] * len(columns_of(instrument))
    found = lines(instrument, cells if scored else values_of(instrument, cells), weights)
    counts["insufficient" if found[instrument.scoring["total"]] is None else "scored"] += 1
    return kept + _written(instrument, found)


def _shape(plan: Plan, number: int, row: list[str]) -> Iterator[Problem]:
    if row[0].startswith("\0"):
        yield Problem(number, "", f"the row cannot be read ({row[0][1:]})")
    elif len(row) != plan.width:
        yield Problem(number, "", f"the row has {len(row)} cells where the head has {plan.width}")


def _written(instrument: Instrument, found: Mapping[str, float | None]) -> list[str]:
    """The numbers as text, unrounded; where a word says more than the number, the word."""
    if instrument.scoring.get("words") == "band":
        bands = {name: band(instrument, value) for name, value in found.items()}
        return [one.code if (one := bands[name]) else "" for name in columns_of(instrument)]
    return ["" if (value := found[name]) is None else repr(value).removesuffix(".0") for name in columns_of(instrument)]


@lru_cache(maxsize=8192)
def _value(cell: str, least: int, most: int, comma: bool) -> Value:
    """A cell that is already on the scale of the instrument."""
    text = cell.strip().lower()
    if not text or text in MISSING:
        return None
    if text in NOT_APPLICABLE_WORDS:
        return NOT_APPLICABLE
    if comma:
        text = text.replace(",", ".")
    if NUMBER.fullmatch(text) and least <= (number := Decimal(text)) <= most:
        return number
    raise BadCell(f"{_quoted(cell)} is not on the scale from {least} to {most}; leave it empty, or write na, dk or ref")


@lru_cache(maxsize=8192)
def _answer(item: Item, cell: str) -> Answer:
    """A cell that is an answer: a code or its words."""
    text = cell.strip().lower()
    if not text or text in MISSING:
        return text
    if text in NOT_APPLICABLE_WORDS:
        return NOT_APPLICABLE
    codes = _codes(item)
    parts = [codes.get(part) for part in text.split()] if item.type == "select_multiple" and text not in codes else [codes.get(text)]
    if None in parts:
        raise BadCell(f"{_quoted(cell)} is no answer; expected {', '.join(choice.code for choice in item.choices)}, na, or nothing")
    chosen = [str(part) for part in parts]
    if len(chosen) > 1 and any(choice.alone for choice in item.choices if choice.code in chosen):
        raise BadCell(f"{_quoted(cell)}: one of these answers stands alone")
    return chosen if item.type == "select_multiple" else chosen[0]


@lru_cache(maxsize=256)
def _codes(item: Item) -> Mapping[str, str]:
    """The codes of a question by their codes and by their words in both languages."""
    words = {word.lower(): choice.code for choice in item.choices for word in choice.label}
    return words | {choice.code.lower(): choice.code for choice in item.choices}


def _quoted(cell: str) -> str:
    text = cell.encode("utf-8", "replace").decode()
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")
