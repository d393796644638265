"""Editions printed one after another: what they tell together, and how to print the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from izote.methods.disclosure.attack import attack
from izote.methods.disclosure.protect import protect
from izote.methods.disclosure.table import Interval, Key, Protected, Relation, Table
from izote.methods.errors import Declined


@dataclass(frozen=True)
class Vintage:
    """One edition: the true counts of its day and the cells that were printed without a figure."""

    table: Table
    hidden: frozenset[Key]

    def printed(self) -> Table:
        """What readers hold."""
        return self.table.hiding(self.hidden)


@dataclass(frozen=True)
class Differencing:
    """What two printed tables tell together. `given_away`: hidden cells narrowed below the interval, with what remains open.

    `small_changes`: cells printed in both whose figures differ by 1…k−1, so that a reader learns of that many persons added or taken out.
    """

    given_away: dict[Key, Interval]
    small_changes: dict[Key, int]
    sentence: str


def differencing(
    earlier: Table,
    later: Table,
    *,
    k: int = 5,
    changed: Collection[Key] = (),
    growing: bool = False,
    interval: tuple[int, int] | None = None,
) -> Differencing:
    """What a reader of both printed tables (None: hidden) can work out: of cells hidden in either, and of the changes between them.

    For two editions of one table, or for a wider and a narrower population whose relations are given in `later`. A key means the same
    figure in both unless it is in `changed` or printed differently; growing: figures only grow. A cell that may be 1…k−1 must keep the
    whole
    interval; one that is surely k or more, or surely zero, is not sensitive.
    """
    low, high = interval or (1, max(k - 1, 2))
    found: dict[Key, Interval] = {}
    for intervals in attack([earlier, later], changed=changed, growing=growing):
        for key, kept in intervals.items():
            sensitive = kept.low < k and (kept.high is None or kept.high >= 1)
            if sensitive and not kept.within(low, high) and (key not in found or kept.width < found[key].width):
                found[key] = kept
    small = {
        key: now - before
        for key, now in later.cells.items()
        if now is not None and (before := earlier.cells.get(key)) is not None and 0 < abs(now - before) < k
    }
    words = (
        f"Both tables together narrow {len(found)} hidden cells below {low}…{high}; {len(small)} printed figures differ by fewer than {k}."
    )
    return Differencing(found, small, words)


def protect_after(
    table: Table, earlier: Sequence[Vintage], *, k: int = 5, growing: bool = False, hide_small_changes: bool = False, **options: object
) -> Protected:
    """Protect a new edition against readers who kept all earlier ones and know which cells have changed since.

    Cells printed before with the same figure stay printed, cells hidden before whose figure is the same stay hidden; those that changed are
    cells of their own with the sums of their own edition. growing: the reader also knows that figures never fall. hide_small_changes: a
    change of 1…k−1 between two editions is a small count too. Other options as in `protect`; where what is already printed gives a cell
    away: Declined.
    """
    whole, known, hidden, silent = _one_table(table, earlier, growing, hide_small_changes)
    found = protect(whole, k=k, known=known, keep_hidden=hidden, unpublished=silent, **options)  # type: ignore[arg-type]
    here = {key: _now(key) for key in table.cells}
    back = {new: key for key, new in here.items()}
    return Protected(
        Table({key: found.table.cells[here[key]] for key in table.cells}, table.relations),
        frozenset(back[key] for key in found.primary if key in back),
        frozenset(back[key] for key in found.secondary if key in back),
        found.cost,
        found.bound,
        found.exact,
        tuple(back[key] for key in found.totals if key in back),
        {back[key]: kept for key, kept in found.weaker.items() if key in back},
        found.interval,
        found.sentence,
    )


def _now(key: Key) -> Key:
    return ("now", *key)


def _one_table(
    table: Table, earlier: Sequence[Vintage], growing: bool, hide_small_changes: bool
) -> tuple[Table, set[Key], set[Key], set[Key]]:
    """All editions as one table: a cell is named after the last edition in which its figure was the same."""
    cells: dict[Key, int | None] = {}
    relations: dict[Relation, None] = {}
    known: set[Key] = set()
    hidden: set[Key] = set()
    silent: set[Key] = set()
    name: dict[Key, Key] = {_key: _now(_key) for _key in table.cells}
    later = dict(table.cells)
    editions = [*enumerate(earlier)]
    cells.update({_now(key): value for key, value in table.cells.items()})
    relations.update({(_now(total), tuple(_now(part) for part in parts)): None for total, parts in table.relations})
    for at, vintage in reversed(editions):
        vintage.table.check(complete=True)
        for key, value in vintage.table.cells.items():
            if key in later and later[key] == value:
                own = name[key]
            else:
                own = (f"edition {at + 1}", *key)
                if key in later and (growing or hide_small_changes):
                    _difference(
                        cells, relations, silent, own, name[key], int(value or 0), int(later[key] or 0), growing, hide_small_changes
                    )
                cells[own] = value
            name[key], later[key] = own, value
            (hidden if key in vintage.hidden else known).add(own)
        relations.update({(name[total], tuple(name[part] for part in parts)): None for total, parts in vintage.table.relations})
    return Table(cells, tuple(relations)), known, hidden - known, silent


def _difference(
    cells: dict[Key, int | None],
    relations: dict[Relation, None],
    silent: set[Key],
    old: Key,
    new: Key,
    before: int,
    after: int,
    growing: bool,
    sensitive: bool,
) -> None:
    """The change between two editions as a cell that is never printed; a fall is refused where figures can only grow."""
    if after < before and growing:
        raise Declined("fell", "A figure fell between two editions: growing=True does not hold.", before=before, after=after)
    change = ("change", *new) if after >= before else ("fall", *new)
    larger, smaller = (new, old) if after >= before else (old, new)
    if growing or sensitive:
        cells[change] = abs(after - before)
        relations[larger, (smaller, change)] = None
        silent.add(change)
