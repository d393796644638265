"""Counts that may leave the room: of the seminars of a year together, so that no small one can be worked out from the others."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from izote.methods.disclosure import Key, Table, protect
from izote.methods.errors import Declined

LEAST = 5
ALL = "*"
SECONDS = 3.0


class One(NamedTuple):
    """One participant as counted: of which seminar, kind of institution, department."""

    seminar: int
    kind: str
    department: str


def table_of(people: Iterable[One]) -> Table:
    """The counts of a year with every sum that a reader knows: kinds, departments, seminars, all."""
    cells: Counter[Key] = Counter()
    parts: dict[Key, dict[Key, None]] = {}

    def add(total: Key, part: Key) -> None:
        parts.setdefault(total, {})[part] = None

    for seminar, kind, department in people:
        inner, by_kind, by_place = ("year", kind, department), ("year", kind, ALL), ("year", ALL, department)
        mine, whole, everybody = ("seminar", seminar, kind), ("seminar", seminar, ALL), ("year", ALL, ALL)
        for key in (inner, by_kind, by_place, mine, whole, everybody):
            cells[key] += 1
        add(by_kind, inner)
        add(by_place, inner)
        add(everybody, by_kind)
        add(("by place", *everybody), by_place)
        add(("by seminar", *by_kind), mine)
        add(whole, mine)
        add(("by seminar", *everybody), whole)
    relations = [(_plain(total), tuple(found)) for total, found in parts.items() if tuple(found) != (_plain(total),)]
    return Table(dict(cells), relations)


def _plain(key: Key) -> Key:
    """The cell of which a sum is another way to say it."""
    return key[1:] if key[0] in ("by place", "by seminar") else key


def disclosed(people: Collection[One], *, earlier: Mapping[Key, int | None] | None = None) -> dict[Key, int | None]:
    """Each count as it may be printed (None: withheld); counts of seminars printed or withheld before stay so.

    Where that cannot be done for the whole table, departments are left out, then everything but the sum.
    """
    whole = table_of(people)
    for table in (whole, _without_departments(whole)):
        known = {key: value for key, value in (earlier or {}).items() if key in table.cells and value == table.cells[key]}
        hidden = [key for key, value in (earlier or {}).items() if key in table.cells and value is None]
        try:
            return dict(protect(table, k=LEAST, known=known, keep_hidden=hidden, time_limit=SECONDS).table.cells)
        except Declined:
            continue
    return dict.fromkeys(whole.cells)


def _without_departments(table: Table) -> Table:
    def kept(key: Key) -> bool:
        return key[0] == "seminar" or key[2] == ALL

    relations = [(total, parts) for total, parts in table.relations if kept(total) and all(kept(part) for part in parts)]
    return Table({key: value for key, value in table.cells.items() if kept(key)}, relations)


def alone(count: int) -> int | None:
    """A count without sums around it: withheld from one to four."""
    return None if 0 < count < LEAST else count
