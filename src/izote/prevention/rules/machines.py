"""The five machines, read from machines/*.toml: states, moves, and who, when and how long."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from izote.kit.vocabulary import Word
from izote.prevention.rules.words import words

FOLDER = Path(__file__).resolve().parent.parent / "machines"
NAMES = ("signal", "assessment", "warning", "recommendation", "proposal")
SPAN = re.compile(r"(\d+)(h|d|wd)")
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Move:
    """One way from states to another: the roles that may go it, the guards that must hold, and its clocks by pace."""

    sources: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    guards: tuple[str, ...]
    clock: dict[str, str]
    words: Word

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which one is needed."""
        return tuple(dict.fromkeys(right_of(role) for role in self.roles))


@dataclass(frozen=True)
class Machine:
    """One machine: its states in both languages, where it starts, and its moves."""

    code: str
    name: Word
    start: str
    states: dict[str, Word]
    moves: tuple[Move, ...]

    @property
    def ends(self) -> tuple[str, ...]:
        """The states out of which nothing leads."""
        return tuple(state for state in self.states if not any(state in move.sources for move in self.moves))

    def move(self, source: str, to: str) -> Move | None:
        """The move between two states, if there is one."""
        return next((one for one in self.moves if source in one.sources and one.to == to), None)

    def out_of(self, source: str) -> list[Move]:
        """The moves that lead out of a state."""
        return [one for one in self.moves if source in one.sources]

    def pairs(self) -> Iterator[tuple[str, str, Move]]:
        """Every move as from, to."""
        return ((source, one.to, one) for one in self.moves for source in one.sources)


def right_of(role: str) -> str:
    """The right behind a role of the machines."""
    return words("machine_roles")[role].row["right"]


@cache
def machine(code: str) -> Machine:
    """A machine by its code; refuses a file that does not hold together."""
    given = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    states = {name: Word(name, row["es"], row["en"], {}) for name, row in given["states"].items()}
    moves = tuple(_move(code, states, row) for row in given["moves"])
    made = Machine(code, Word(code, given["name"]["es"], given["name"]["en"], {}), given["start"], states, moves)
    pairs = [(source, to) for source, to, _ in made.pairs()]
    if made.start not in states or len(pairs) != len(set(pairs)):
        raise ValueError(f"{code}: unknown start, or two moves between the same states")
    return made


def _move(code: str, states: dict[str, Word], row: dict[str, Any]) -> Move:
    unknown = {*row["from"], row["to"]} - set(states)
    if unknown or not row["roles"]:
        raise ValueError(f"{code}: unknown states {sorted(unknown)}, or nobody may move")
    said = Word(row["to"], row["words"]["es"], row["words"]["en"], {})
    return Move(tuple(row["from"]), row["to"], tuple(row["roles"]), tuple(row["guards"]), dict(row.get("clock", {})), said)


def find(name: str) -> Machine | None:
    """A machine by its code or by its name in either language."""
    wanted = name.strip().casefold()
    return next((machine(code) for code in NAMES if wanted in (code, *(n.casefold() for n in machine(code).name[1:3]))), None)


def as_data(code: str) -> dict[str, Any]:
    """A machine as plain data: what `./izote prevention machine` prints."""
    one = machine(code)
    return {
        "machine": one.code,
        "name": {"es": one.name.es, "en": one.name.en},
        "start": one.start,
        "ends": list(one.ends),
        "states": {state: {"es": word.es, "en": word.en} for state, word in one.states.items()},
        "transitions": [
            {"from": source, "to": to, "roles": list(move.roles), "rights": list(move.rights), "guards": list(move.guards)}
            | {"clock": move.clock, "name": {"es": move.words.es, "en": move.words.en}}
            for source, to, move in one.pairs()
        ],
    }


def due_at(code: str, state: str, pace: str, since: dt.datetime) -> dt.datetime | None:
    """By when the first clock out of a state runs out for this pace; nothing when no clock runs.

    What is done at once when it is needed at all (0h: an emergency is derived) makes nothing late that does not need it.
    """
    spans = [move.clock.get(pace, "").split(" ")[0] for move in machine(code).out_of(state)]
    ends = [later(since, span) for span in spans if span not in ("", "0h")]
    return min(ends) if ends else None


def later(since: dt.datetime, span: str) -> dt.datetime:
    """A moment and a length of time such as 2h, 7d or 10wd (working days)."""
    found = SPAN.fullmatch(span)
    if not found:
        raise ValueError(f"no length of time: {span}")
    count, unit = int(found[1]), found[2]
    if unit != "wd":
        return since + count * (HOUR if unit == "h" else 24 * HOUR)
    while count:
        since += 24 * HOUR
        count -= since.weekday() < 5
    return since
