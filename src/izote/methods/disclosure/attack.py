"""The attacker: everything printed, every sum known, all earlier editions kept; what may each hidden cell still be?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from izote.methods.disclosure.polytope import MOST, Polytope, components
from izote.methods.disclosure.table import Interval, Key, Table
from izote.methods.errors import Declined


@dataclass(frozen=True)
class Joined:
    """Several tables as one set of unknowns: `places[n][key]` is the number of the cell in `values` (NaN: hidden)."""

    values: np.ndarray
    matrix: csr_matrix
    places: tuple[Mapping[Key, int], ...]


def join(tables: Sequence[Table], *, changed: Collection[Key] | None = (), growing: bool = False) -> Joined:
    """One system of equations from tables printed one after another.

    A key not in `changed` means the same figure wherever it is printed; keys printed with different figures count as changed, and with
    changed=None so do all (no edition says anything about another). growing: later figures are never smaller (only late reports come in).
    """
    values: list[float] = []
    places: list[dict[Key, int]] = []
    latest: dict[Key, int] = {}
    rows: dict[tuple[int, tuple[int, ...]], None] = {}
    for table in tables:
        place: dict[Key, int] = {}
        for key, value in table.cells.items():
            given = np.nan if value is None else float(value)
            before = latest.get(key)
            differs = before is not None and not np.isnan(given) and not np.isnan(values[before]) and values[before] != given
            if before is None or changed is None or key in changed or differs:
                place[key] = len(values)
                values.append(given)
                if before is not None and growing:
                    values.append(np.nan)
                    rows[place[key], (before, len(values) - 1)] = None
                latest[key] = place[key]
            else:
                place[key] = before
                values[before] = given if np.isnan(values[before]) else values[before]
        places.append(place)
        for total, parts in table.relations:
            rows[place[total], tuple(place[part] for part in parts)] = None
    return Joined(np.array(values), relations_matrix(list(rows), len(values)), tuple(places))


def relations_matrix(rows: Sequence[tuple[int, Sequence[int]]], cells: int) -> csr_matrix:
    """Shape (relations, cells): +1 at the total, −1 at the parts."""
    at = [n for n, (_, parts) in enumerate(rows) for _ in range(len(parts) + 1)]
    column = [cell for total, parts in rows for cell in (total, *parts)]
    sign = [value for _, parts in rows for value in (1.0, *[-1.0] * len(parts))]
    return csr_matrix((sign, (at, column)), shape=(len(rows), cells))


def unknowns(matrix: csr_matrix, values: np.ndarray, hidden: np.ndarray) -> list[tuple[np.ndarray, csr_matrix, np.ndarray]]:
    """The hidden cells in groups that no relation ties together: (numbers of the cells, their relations, right-hand side)."""
    shown = np.where(hidden, 0.0, np.nan_to_num(values))
    right = -(matrix @ shown)
    at = np.flatnonzero(hidden)
    part = matrix[:, at]
    out = []
    for group in components(part):
        block = part[:, group].tocsr()
        rows = np.flatnonzero(np.diff(block.indptr))
        out.append((at[group], block[rows], right[rows]))
    empty = np.flatnonzero(np.diff(part.tocsr().indptr) == 0)
    if np.any(np.abs(right[empty]) > 0.5):
        raise Declined("contradiction", "The printed figures contradict each other: some sums do not hold.")
    return out


def attack(
    tables: Table | Sequence[Table],
    *,
    changed: Collection[Key] | None = (),
    growing: bool = False,
    floor: int = 0,
    upper: Mapping[Key, int] | None = None,
    enough: tuple[int, int] | None = None,
) -> list[dict[Key, Interval]]:
    """What every hidden cell of every table may be, given all that is printed: one mapping a table, in their order.

    The intervals are those of whole, non-negative tables that fulfil every relation. `floor` 1 is the reader who knows that zeros are never
    hidden; `upper` a reader who knows limits from elsewhere; `changed` and `growing` as in `join`. `enough` (low, high) stops the search
    for a
    cell once it may be as low and as high as that, which is much faster on large tables: the interval told is then possibly too narrow,
    never too
    wide. Declined where the tables contradict each other (an assumption of the attacker is wrong). Source: the auditing problem,
    Hundepool et al. 2012, ch. 4; the relations are linear, each end is one integer programme.
    """
    tables = [tables] if isinstance(tables, Table) else list(tables)
    if not tables:
        raise Declined("empty", "There is no table to attack.")
    for table in tables:
        table.check(complete=False)
    joined = join(tables, changed=changed, growing=growing)
    low = np.zeros(joined.values.size)
    high = np.full(joined.values.size, np.inf)
    for place in joined.places:
        for key, number in place.items():
            low[number] = floor
            if upper and key in upper:
                high[number] = min(high[number], upper[key])
    ends = _ends(joined, low, high, enough)
    for known in np.flatnonzero(~np.isnan(joined.values)):
        ends[int(known)] = Interval(int(joined.values[known]), int(joined.values[known]))
    return [
        {key: ends[number] for key, number in place.items() if table.cells[key] is None}
        for table, place in zip(tables, joined.places, strict=True)
    ]


def _ends(joined: Joined, low: np.ndarray, high: np.ndarray, enough: tuple[int, int] | None) -> dict[int, Interval]:
    hidden = np.isnan(joined.values)
    out: dict[int, Interval] = {}
    for cells, matrix, right in unknowns(joined.matrix, joined.values, hidden):
        shape = Polytope(matrix, right, low[cells], high[cells])
        if not shape.start():
            raise Declined("contradiction", "No table of whole numbers agrees with all that is printed under these assumptions.")
        if enough is None:
            _exhaust(shape)
        else:
            shape.prove(np.arange(shape.cells), np.full(shape.cells, float(enough[0])), np.full(shape.cells, float(enough[1])))
        for at, number in enumerate(cells.tolist()):
            top = shape.seen_high[at]
            endless = (enough is None and np.isinf(shape.high[at])) or top >= MOST
            out[int(number)] = Interval(int(shape.seen_low[at]), None if endless else int(top))
    return out


def _exhaust(shape: Polytope) -> None:
    """Both ends of every cell, exactly; afterwards `high` is infinite only where nothing bounds the cell."""
    everything = np.arange(shape.cells)
    reach = np.minimum(shape.high, MOST)
    shape.prove(everything, shape.low, np.where(np.isinf(shape.high), shape.seen_high, shape.high), rounds=8)
    for cell in range(shape.cells):
        aim = np.zeros(shape.cells)
        if shape.seen_low[cell] > shape.low[cell]:
            aim[cell] = -1.0
            _end(shape, everything, aim, reach, cell)
        if shape.seen_high[cell] < shape.high[cell] and not shape.seen_high[cell] >= MOST:
            aim[cell] = 1.0
            _end(shape, everything, aim, reach, cell)
        if shape.seen_high[cell] < MOST:
            shape.high[cell] = min(shape.high[cell], shape.seen_high[cell])


def _end(shape: Polytope, everything: np.ndarray, aim: np.ndarray, reach: np.ndarray, cell: int) -> None:
    """One end of one cell; where the relaxed programme promises more than any whole table shows, the whole programme decides."""
    found = shape.extreme(everything, aim, reach=reach)
    seen = shape.seen_high[cell] if aim[cell] > 0 else -shape.seen_low[cell]
    if found is not None and np.floor(found + 1e-6) > seen:
        shape.extreme(everything, aim, reach=reach, whole=True)


def recovered(
    tables: Table | Sequence[Table], cells: Collection[Key] | Sequence[Collection[Key]], low: int, high: int, **assumed: object
) -> dict[Key, Interval]:
    """The cells that the attacker narrows below low…high, with the narrowest interval; empty: nothing is recovered.

    cells: the keys that must be protected; for several tables one collection for each, since a small count of one edition may be a larger
    one, rightly printed, in the next. A key that its own table prints counts as recovered.
    """
    single = isinstance(tables, Table)
    tables = [tables] if isinstance(tables, Table) else list(tables)
    wanted: list[set[Key]] = [set(cells)] if single else [set(some) for some in cells]  # type: ignore[arg-type]
    if len(wanted) != len(tables):
        raise Declined("cells", "Give one collection of cells for each table.", tables=len(tables))
    found: dict[Key, Interval] = {}
    for table, keys, intervals in zip(tables, wanted, attack(tables, enough=(low, high), **assumed), strict=True):  # type: ignore[arg-type]
        for key in keys & set(table.cells):
            value = table.cells[key]
            interval = Interval(value, value) if value is not None else intervals[key]
            if not interval.within(low, high) and (key not in found or interval.width < found[key].width):
                found[key] = interval
    return found
