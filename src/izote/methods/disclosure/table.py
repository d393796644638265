"""Tables as sets of cells held together by sums: the form in which an attacker reads them."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from izote.methods.errors import Declined

Key = tuple[Hashable, ...]
Relation = tuple[Key, tuple[Key, ...]]
Tree = Mapping[str, Sequence[str]]


class Interval(NamedTuple):
    """The whole numbers that a hidden cell may still be; `high` is None where nothing bounds it above."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        """How many steps lie between the ends; 0 means that the cell is known."""
        return float("inf") if self.high is None else self.high - self.low

    def within(self, low: int, high: int) -> bool:
        """Whether the interval reaches from `low` (or below) to `high` (or above)."""
        return self.low <= low and (self.high is None or self.high >= high)


@dataclass(frozen=True)
class Table:
    """Counts by key (None: printed without a figure) and the relations total = sum of parts that every reader knows.

    A cell with no report belongs in no relation: leave it out, or the sum that the reader is told does not hold.
    """

    cells: Mapping[Key, int | None]
    relations: Sequence[Relation] = ()

    def check(self, *, complete: bool) -> None:
        """Refuse what is no table: negative or fractional counts, relations of unknown cells, sums that do not hold."""
        if not self.cells:
            raise Declined("empty", "The table has no cells.")
        for key, value in self.cells.items():
            if value is None:
                if complete:
                    raise Declined(
                        "gap", f"Cell {_words(key)} has no count; leave a cell without a report out of the table.", cell=_words(key)
                    )
            elif not 0 <= value <= 1e9 or value != int(value):
                raise Declined("count", f"Cell {_words(key)} holds {value}; a count is a whole number of zero or more.", cell=_words(key))
        for total, parts in self.relations:
            lacking = [key for key in (total, *parts) if key not in self.cells]
            if lacking:
                raise Declined("relation", f"A relation names cell {_words(lacking[0])}, which the table lacks.", cell=_words(lacking[0]))
            if total in parts or len(set(parts)) != len(parts) or not parts:
                raise Declined("relation", f"The total {_words(total)} is not the sum of different other cells.", cell=_words(total))
            known = [self.cells[part] for part in parts]
            if self.cells[total] is not None and None not in known and self.cells[total] != sum(v for v in known if v is not None):
                raise Declined(
                    "sum", f"The parts of {_words(total)} do not add up to it.", cell=_words(total), total=int(self.cells[total] or 0)
                )

    def hiding(self, keys: Collection[Key]) -> "Table":
        """The same table with these cells printed without a figure."""
        hidden = set(keys)
        return Table({key: None if key in hidden else value for key, value in self.cells.items()}, self.relations)


@dataclass(frozen=True)
class Protected:
    """What may be printed, and why. `table` alone is for the public: readers must not learn which cells are primary.

    `cost` is the number (or weight) of cells hidden beyond the primary and the earlier ones; `bound` what no solution can go below;
    `exact` says that they are equal. `totals` are hidden cells that are sums of others. `weaker` are cells that earlier publications
    already narrow below the protection interval; they are no narrower now. `interval` is what each primary cell keeps at least.
    """

    table: Table
    primary: frozenset[Key]
    secondary: frozenset[Key]
    cost: float
    bound: float
    exact: bool
    totals: tuple[Key, ...] = ()
    weaker: Mapping[Key, Interval] = field(default_factory=dict)
    interval: tuple[int, int] = (1, 4)
    sentence: str = ""

    @property
    def hidden(self) -> frozenset[Key]:
        """Every cell without a figure."""
        return frozenset(key for key, value in self.table.cells.items() if value is None)

    @property
    def gap(self) -> float:
        """How far the solution may be from the best, as a share of its cost."""
        return 0.0 if self.exact or self.cost == 0 else (self.cost - self.bound) / self.cost


def cross(counts: Mapping[Key, int], trees: Sequence[Sequence[Tree] | Tree], *, sums: bool = True) -> Table:
    """The table of crossed dimensions with every total of every hierarchy.

    counts: leaf keys (a label a dimension) → count; a leaf combination that is absent counts zero. trees: for each dimension one or more
    trees {parent: children} over its labels (a place may lie in a municipality and in a police zone). With sums=False the totals are taken
    from `counts` instead of added up, and combinations that are absent are left out with the relations that need them.
    """
    forests = [[tree] if isinstance(tree, Mapping) else list(tree) for tree in trees]
    if any(len(key) != len(forests) for key in counts):
        raise Declined("dimensions", f"Every key needs {len(forests)} labels.")
    labels = [_labels(forest, (str(key[at]) for key in counts)) for at, forest in enumerate(forests)]
    cells: dict[Key, int | None] = {tuple(key): int(value) for key, value in counts.items()}
    if sums:
        cells = _summed(cells, forests, labels)
    relations: dict[Relation, None] = {}
    for at, forest in enumerate(forests):
        rest = [labels[other] if other != at else [""] for other in range(len(forests))]
        for parent, children in ((parent, kids) for tree in forest for parent, kids in tree.items()):
            for combination in product(*rest):
                key = _with(combination, at, parent)
                parts = tuple(_with(combination, at, child) for child in children)
                if key in cells and all(part in cells for part in parts):
                    relations[key, parts] = None
    return Table(cells, tuple(relations))


def _summed(cells: dict[Key, int | None], forests: list[list[Tree]], labels: list[list[str]]) -> dict[Key, int | None]:
    for at, forest in enumerate(forests):
        parents: dict[str, Sequence[str]] = {parent: kids for tree in forest for parent, kids in tree.items()}
        leaves = [label for label in labels[at] if label not in parents]
        under = {label: frozenset([label]) for label in leaves}
        for parent in parents:
            _leaves(parent, parents, under, ())
        above: dict[Hashable, list[str]] = {leaf: [label for label in labels[at] if leaf in under[label]] for leaf in leaves}
        out: dict[Key, int | None] = {}
        for key, value in cells.items():
            if key[at] not in above:
                raise Declined("total", f"Label “{key[at]}” is a total; give only the finest cells, or sums=False.", label=str(key[at]))
            for label in above[key[at]]:
                raised = _with(key, at, label)
                out[raised] = (out.get(raised) or 0) + (value or 0)
        cells = out
    return {key: cells.get(key, 0) for key in product(*labels)}


def _leaves(parent: str, parents: Mapping[str, Sequence[str]], under: dict[str, frozenset[str]], path: tuple[str, ...]) -> frozenset[str]:
    if parent in path:
        raise Declined("hierarchy", f"“{parent}” lies within itself.", label=parent)
    if parent not in under:
        under[parent] = frozenset().union(*(_leaves(child, parents, under, (*path, parent)) for child in parents[parent]))
    return under[parent]


def _labels(forest: Sequence[Tree], found: Iterable[str]) -> list[str]:
    seen = dict.fromkeys(found)
    for tree in forest:
        for parent, children in tree.items():
            seen.update(dict.fromkeys([parent, *children]))
    return list(seen)


def _with(key: Key, at: int, label: Hashable) -> Key:
    return (*key[:at], label, *key[at + 1 :])


def _words(key: Key) -> str:
    return " · ".join(str(part) for part in key)
