"""What of a bulletin may be printed: every figure that was ever printed and every sum that a reader knows is the attacker's.

A cell is a count of one source: which categories, which place, which time, which part of the persons. All cells of a calendar year hang
together by sums (months, quarters, year; districts, municipality, country; sexes, ages, means; categories), also those that nobody prints:
what is left over when two printed figures are subtracted is a cell too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from izote.methods.disclosure import Table, attack, protect
from izote.methods.disclosure.table import Key, Relation
from izote.methods.errors import Declined

LEAST, OWN_LEAST = 5, 10
SECONDS = 3.0
REST, ELSEWHERE, COUNTRY = "rest", "elsewhere", "country"
BANDS = {"0-14": range(0, 3), "15-29": range(3, 6), "30-44": range(6, 9), "45-59": range(9, 12), "60-": range(12, 18), "?": range(18, 19)}
QUARTERS = {1: range(1, 4), 2: range(4, 7), 3: range(7, 10), 4: range(10, 13)}


class Cell(NamedTuple):
    """A count: categories joined by +, code of the place, period (2025-03, 2025-Q1, 2025), part (sex, age, means) and its label."""

    categories: str
    place: str
    period: str
    part: str = ""
    label: str = ""


class Printed(NamedTuple):
    """What an earlier bulletin said of a cell: at which version of the figures; nothing where it was withheld."""

    cell: Cell
    vintage: int
    value: float | None


@dataclass
class Truth:
    """The counts of one version and year, by cell of one category; places: the municipality first, then its districts.

    `atoms` hold months, the year, and the parts of the year at the municipality; what is not known is absent.
    """

    vintage: int
    atoms: dict[Cell, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """What belongs together: year, municipality, districts, the sets of categories in use, the labels in use of each part.

    `others` are places of the country, apart from these and from each other, of which earlier bulletins told.
    """

    year: int
    municipality: str
    districts: tuple[str, ...]
    sets: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...] = ()

    @property
    def singles(self) -> list[str]:
        """Every category by itself."""
        return sorted({one for joined in self.sets for one in joined.split("+")})


@dataclass
class Answer:
    """Which cells are printed and which withheld, and why; what the protection says of itself."""

    shown: set[Cell] = field(default_factory=set)
    primary: set[Cell] = field(default_factory=set)
    secondary: set[Cell] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)

    def join(self, other: "Answer") -> None:
        """Add what another group of cells says."""
        self.shown |= other.shown
        self.primary |= other.primary
        self.secondary |= other.secondary
        self.sentences += other.sentences


def joined(categories: Iterable[str]) -> str:
    """A set of categories as one word."""
    return "+".join(sorted(set(categories)))


def groups_of(label: str) -> frozenset[int]:
    """The five-year groups of an age label."""
    if label in BANDS:
        return frozenset(BANDS[label])
    first, last = label.split("-")
    return frozenset(range(int(first) // 5, min(int(last or 89) // 5 + 1, 18)))


def complete(frame: Frame, truth: Truth) -> tuple[dict[Cell, int], list[Relation]]:
    """Every cell of a year that sums can reach, with its count, and the sums; cells that are not known stand in no sum."""
    cells = dict(truth.atoms)
    rows: list[tuple[Cell, list[Cell]]] = []

    def add(total: Cell, parts: list[Cell]) -> None:
        if parts and total in cells and all(one in cells for one in parts) and cells[total] == sum(cells[one] for one in parts):
            rows.append((total, parts))

    def make(total: Cell, parts: list[Cell]) -> None:
        if total not in cells and parts and all(part in cells for part in parts):
            cells[total] = sum(cells[part] for part in parts)
        add(total, parts)

    _times(frame, cells, make)
    _places(frame, cells, rows)
    _parts(frame, cells, rows)
    for several in (one for one in frame.sets if "+" in one):
        for cell in [one for one in cells if one.categories == several.split("+")[0]]:
            make(cell._replace(categories=several), [cell._replace(categories=one) for one in several.split("+")])
    return cells, [(total, tuple(parts)) for total, parts in dict.fromkeys((t, tuple(p)) for t, p in rows)]


def _times(frame: Frame, cells: dict[Cell, int], make) -> None:  # type: ignore[no-untyped-def]
    for category in frame.singles:
        for place in (frame.municipality, *frame.districts, *frame.others, COUNTRY):
            for quarter, months in QUARTERS.items():
                make(Cell(category, place, f"{frame.year}-Q{quarter}"), [Cell(category, place, f"{frame.year}-{m:02d}") for m in months])
            make(Cell(category, place, str(frame.year)), [Cell(category, place, f"{frame.year}-Q{n}") for n in QUARTERS])


def _places(frame: Frame, cells: dict[Cell, int], rows: list[tuple[Cell, list[Cell]]]) -> None:
    """What the districts leave of the municipality, and the municipality of the country, are cells too."""
    for category in frame.singles:
        for period in periods(frame.year):
            whole, country = Cell(category, frame.municipality, period), Cell(category, COUNTRY, period)
            _remainder(cells, rows, whole, [Cell(category, one, period) for one in frame.districts], Cell(category, REST, period))
            told = [cell for cell in (Cell(category, one, period) for one in frame.others) if cell in cells]
            _remainder(cells, rows, country, [whole, *told], Cell(category, ELSEWHERE, period))


def _remainder(cells: dict[Cell, int], rows: list[tuple[Cell, list[Cell]]], total: Cell, parts: list[Cell], rest: Cell) -> None:
    if total not in cells or not parts or any(one not in cells for one in parts):
        return
    left = cells[total] - sum(cells[one] for one in parts)
    if left >= 0:
        cells[rest] = left
        rows.append((total, [*parts, rest]))


def _parts(frame: Frame, cells: dict[Cell, int], rows: list[tuple[Cell, list[Cell]]]) -> None:
    """Sexes, ages and means add up to the year of the municipality; ages are cut where any label in use is cut."""
    year = str(frame.year)
    for category in frame.singles:
        whole = Cell(category, frame.municipality, year)
        for part in frame.parts:
            found = [cell for cell in cells if cell[:3] == whole[:3] and cell.part == part]
            if part == "age":
                found = _ages(frame, cells, rows, whole)
            if found and whole in cells and cells[whole] == sum(cells[one] for one in found):
                rows.append((whole, found))


def _ages(frame: Frame, cells: dict[Cell, int], rows: list[tuple[Cell, list[Cell]]], whole: Cell) -> list[Cell]:
    fine = {cell: int(cell.label) for cell in list(cells) if cell[:3] == whole[:3] and cell.part == "age5"}
    if not fine:
        return []
    labels = {label: groups_of(label) for label in frame.parts["age"]}
    same: dict[tuple[str, ...], list[Cell]] = {}
    for cell, group in fine.items():
        same.setdefault(tuple(label for label, groups in labels.items() if group in groups), []).append(cell)
    atoms: dict[Cell, tuple[str, ...]] = {}
    for inside, some in same.items():
        alone = [label for label in inside if labels[label] == {fine[cell] for cell in some}]
        name = whole._replace(part="age", label=alone[0] if alone else "/".join(inside) or "other")
        cells[name] = sum(cells[cell] for cell in some)
        atoms[name] = inside
    for label in labels:
        own = whole._replace(part="age", label=label)
        pieces = [name for name, held in atoms.items() if label in held]
        if own not in cells:
            cells[own] = sum(cells[name] for name in pieces)
        if pieces != [own]:
            rows.append((own, pieces))
    for cell in fine:
        del cells[cell]
    return list(atoms)


def periods(year: int) -> list[str]:
    """Months, quarters and the year."""
    return [*(f"{year}-{m:02d}" for m in range(1, 13)), *(f"{year}-Q{n}" for n in QUARTERS), str(year)]


def decide(
    frame: Frame, truths: Sequence[Truth], earlier: Sequence[Printed], wanted: Sequence[Cell], *, k: int = LEAST, seconds: float = SECONDS
) -> Answer:
    """Which of the wanted cells of the last of these versions may be printed beside everything printed before.

    A figure that did not change keeps its fate; where one changed, the change itself is a small count if it is below k.
    """
    system = _System()
    for truth in truths:
        system.lay(truth.vintage, *complete(frame, truth))
    name = system.names[truths[-1].vintage]
    if not system.cells:
        return Answer()
    asked = {name[cell]: cell for cell in wanted if cell in name}
    known, hidden = set[Key](), set[Key]()
    for row in earlier:
        var = system.names.get(row.vintage, {}).get(row.cell)
        if var is not None:
            (hidden if row.value is None else known).add(var)
    hidden -= known
    fresh = set(asked) - known - hidden
    if not fresh:
        # everything has its fate from earlier bulletins: to say it again tells nothing new
        return _fates(system, asked, known, k)
    silent = set(system.cells) - set(asked) - known - hidden
    try:
        found = protect(
            Table(system.cells, tuple(system.relations)), k=k, known=known, keep_hidden=hidden, unpublished=silent,
            weights=lambda key, value: _weight(key), interval=(1, k - 1), guard=hidden, time_limit=seconds,
        )  # fmt: skip
    except Declined as refusal:
        return _fates(system, asked, known, k, f"{refusal.code}: {refusal}")
    printed = found.table.cells
    if not found.exact:
        printed = _again(found.table, system, found.primary, set(found.weaker), fresh, k)
    return _fates(system, asked, {key for key in asked if printed[key] is not None}, k, found.sentence)


def _fates(system: "_System", asked: Mapping[Key, Cell], shown: Collection[Key], k: int, *sentences: str) -> Answer:
    """The fate of each cell that was asked for."""
    out = Answer(sentences=list(sentences))
    for var, cell in asked.items():
        small = 0 < (system.cells[var] or 0) < k
        (out.shown if var in shown else out.primary if small else out.secondary).add(cell)
    return out


def _again(
    table: Table, system: "_System", primary: Collection[Key], weaker: set[Key], fresh: set[Key], k: int
) -> Mapping[Key, int | None]:
    """A second look where time ran out: what is hidden in vain is printed; were a small cell open, nothing new would be."""

    def weak(cells: Mapping[Key, int | None]) -> tuple[bool, set[Key]]:
        kept = attack(Table(cells, table.relations), enough=(1, k - 1))[0]
        return any(not kept[one].within(1, k - 1) for one in primary if one not in weaker), {
            one for one, left in kept.items() if left.width < 1
        }

    bad, vain = weak(table.cells)
    if bad:
        return {key: None if key in fresh else value for key, value in table.cells.items()}
    vain &= fresh - set(primary)
    if vain:
        more = {key: system.cells[key] if key in vain else value for key, value in table.cells.items()}
        if not weak(more)[0]:
            return more
    return table.cells


def _weight(key: Key) -> float:
    """Rather a district's month than the municipality's year."""
    cell = key[1]
    assert isinstance(cell, Cell)
    far = 1.0 if cell.place not in (COUNTRY,) else 20.0
    return far * (1.0 if len(cell.period) == 7 and "Q" not in cell.period else 2.0 if "Q" in cell.period else 3.0)


class _System:
    """All versions as one set of unknowns: a cell is named after the last version in which its count is the same."""

    def __init__(self) -> None:
        self.cells: dict[Key, int | None] = {}
        self.relations: dict[Relation, None] = {}
        self.names: dict[int, dict[Cell, Key]] = {}
        self.last: dict[Cell, tuple[Key, int]] = {}

    def lay(self, vintage: int, cells: Mapping[Cell, int], relations: Sequence[Relation]) -> None:
        """Add one version, the earliest first."""
        names: dict[Cell, Key] = {}
        for cell, value in cells.items():
            before = self.last.get(cell)
            if before is not None and before[1] == value:
                names[cell] = before[0]
                continue
            names[cell] = (f"v{vintage}", cell)
            self.cells[names[cell]] = value
            if before is not None:
                self._change(before, (names[cell], value), vintage)
            self.last[cell] = (names[cell], value)
        for total, parts in relations:
            self.relations[names[total], tuple(names[part] for part in parts)] = None  # type: ignore[index]
        self.names[vintage] = names

    def _change(self, before: tuple[Key, int], now: tuple[Key, int], vintage: int) -> None:
        larger, smaller = (now, before) if now[1] > before[1] else (before, now)
        change: Key = (f"change v{vintage}", now[0][1])
        self.cells[change] = larger[1] - smaller[1]
        self.relations[larger[0], (smaller[0], change)] = None
