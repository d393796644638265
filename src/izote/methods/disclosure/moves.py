"""Small changes of a table that keep every sum, found by search: the quick witness that a cell may be one more or one less."""

import numpy as np
from numba import njit
from scipy.sparse import csr_matrix

DEEPEST, WIDEST = 48, 8
"""Most cells in a change, and how many ways are tried at each step."""


@njit(cache=True)
def _rank(
    row: int,
    due: int,
    at: np.ndarray,
    cells: np.ndarray,
    sign: np.ndarray,
    start: np.ndarray,
    rows: np.ndarray,
    side: np.ndarray,
    now: np.ndarray,
    low: np.ndarray,
    fixed: np.ndarray,
    price: np.ndarray,
    moved: np.ndarray,
    open_: np.ndarray,
    closed: np.ndarray,
    chosen: np.ndarray,
    best: np.ndarray,
) -> int:
    """The most promising cells of one relation that may take up what it lacks, cheapest first; returns how many."""
    count = 0
    for entry in range(at[row], at[row + 1]):
        cell = cells[entry]
        step = -due * sign[entry]
        if moved[cell] != 0 or fixed[cell] or (step < 0 and now[cell] - 1 < low[cell]):
            continue
        value, fits = price[cell], True
        for other in range(start[cell], start[cell + 1]):
            if closed[rows[other]]:
                fits = False
                break
            if open_[rows[other]] != 0:
                if open_[rows[other]] + step * side[other] != 0:
                    fits = False
                    break
                value -= 0.6
            else:
                value += 0.3
        if not fits:
            continue
        place = min(count, chosen.size)
        while place > 0 and best[place - 1] > value:
            if place < chosen.size:
                best[place], chosen[place] = best[place - 1], chosen[place - 1]
            place -= 1
        if place < chosen.size:
            best[place], chosen[place] = value, cell
            count = min(count + 1, chosen.size)
    return count


@njit(cache=True)
def _turn(
    cell: int,
    step: int,
    way: int,
    start: np.ndarray,
    rows: np.ndarray,
    side: np.ndarray,
    open_: np.ndarray,
    closed: np.ndarray,
    waiting: np.ndarray,
    n: int,
) -> int:
    """Move a cell (way 1) or take it back (way −1); keeps the list of relations that lack something and returns its length."""
    for at in range(start[cell], start[cell + 1]):
        row = rows[at]
        if way > 0:
            if open_[row] == 0:
                open_[row] = step * side[at]
                waiting[n] = row
                n += 1
            else:
                open_[row] = 0
                closed[row] = True
                for place in range(n):
                    if waiting[place] == row:
                        waiting[place] = waiting[n - 1]
                        break
                n -= 1
        elif closed[row]:
            closed[row] = False
            open_[row] = -step * side[at]
            waiting[n] = row
            n += 1
        else:
            open_[row] = 0
            for place in range(n):
                if waiting[place] == row:
                    waiting[place] = waiting[n - 1]
                    break
            n -= 1
    return n


@njit(cache=True)
def change(
    cell: int,
    step: int,
    at: np.ndarray,
    cells: np.ndarray,
    sign: np.ndarray,
    start: np.ndarray,
    rows: np.ndarray,
    side: np.ndarray,
    now: np.ndarray,
    low: np.ndarray,
    fixed: np.ndarray,
    price: np.ndarray,
    budget: int,
    deepest: int,
    moved: np.ndarray,
    open_: np.ndarray,
    closed: np.ndarray,
    found: np.ndarray,
    steps: np.ndarray,
) -> int:
    """The cheapest change met within `budget` tries that moves `cell` by `step`: its cells and steps in `found`, `steps`; returns how many.

    Every relation of the change holds exactly two of its cells. at, cells, sign: relations by rows; start, rows, side: the same by cells.
    moved, open_, closed: work space of zeros, left as zeros.
    """
    path, path_step = np.empty(DEEPEST, np.int64), np.empty(DEEPEST, np.int64)
    options, score = np.empty((DEEPEST, WIDEST), np.int64), np.empty(WIDEST)
    many, tried, row_of = np.zeros(DEEPEST, np.int64), np.zeros(DEEPEST, np.int64), np.empty(DEEPEST, np.int64)
    cost = np.zeros(DEEPEST + 1)
    waiting = np.empty(64 * DEEPEST, np.int64)
    path[0], path_step[0] = cell, step
    moved[cell] = step
    n = _turn(cell, step, 1, start, rows, side, open_, closed, waiting, 0)
    depth, best, length, used = 1, 1e18, 0, 0
    fresh = True
    while depth > 0:
        if fresh:
            if n == 0:
                if cost[depth - 1] < best:
                    best, length = cost[depth - 1], depth
                    found[:depth], steps[:depth] = path[:depth], path_step[:depth]
                many[depth if depth < DEEPEST else DEEPEST - 1] = 0
                fresh = False
            elif depth >= deepest or used > budget:
                fresh = False
                if depth < DEEPEST:
                    many[depth] = 0
            else:
                short = waiting[0]
                for place in range(1, n):
                    row = waiting[place]
                    if at[row + 1] - at[row] < at[short + 1] - at[short]:
                        short = row
                row_of[depth] = short
                many[depth] = _rank(
                    short,
                    open_[short],
                    at,
                    cells,
                    sign,
                    start,
                    rows,
                    side,
                    now,
                    low,
                    fixed,
                    price,
                    moved,
                    open_,
                    closed,
                    options[depth],
                    score,
                )
                tried[depth] = 0
                fresh = False
        if depth < DEEPEST and tried[depth] < many[depth] and used <= budget:
            option = options[depth, tried[depth]]
            tried[depth] += 1
            used += 1
            if cost[depth - 1] + price[option] >= best:
                continue
            row = row_of[depth]
            sense = 0
            for other in range(start[option], start[option + 1]):
                if rows[other] == row:
                    sense = side[other]
            move = -open_[row] * sense
            path[depth], path_step[depth], moved[option] = option, move, move
            n = _turn(option, move, 1, start, rows, side, open_, closed, waiting, n)
            cost[depth] = cost[depth - 1] + price[option]
            depth += 1
            fresh = True
        else:
            depth -= 1
            n = _turn(path[depth], path_step[depth], -1, start, rows, side, open_, closed, waiting, n)
            moved[path[depth]] = 0
    return length


class Moves:
    """The search over one system of relations; matrix (relations, cells) with entries +1 and −1."""

    def __init__(self, matrix: csr_matrix) -> None:
        by_row, by_cell = matrix.tocsr(), matrix.tocsc()
        self.relations = tuple(part.astype(np.int64) for part in (by_row.indptr, by_row.indices, by_row.data))
        self.cells = tuple(part.astype(np.int64) for part in (by_cell.indptr, by_cell.indices, by_cell.data))
        rows, cells = matrix.shape
        self.space = (np.zeros(cells, np.int64), np.zeros(rows, np.int64), np.zeros(rows, bool))
        self.narrow = bool(np.diff(by_cell.indptr).max(initial=0) <= 48)

    def towards(
        self, table: np.ndarray, cell: int, target: int, low: np.ndarray, fixed: np.ndarray, price: np.ndarray, budget: int = 4000
    ) -> np.ndarray | None:
        """A table that agrees with the same sums in which the cell has reached its target; None where the search met none.

        table, low: whole numbers (cells,); fixed: cells that may not move; price: what moving a cell costs (cells,).
        """
        now, weight, goal = table.astype(np.int64), price.copy(), int(target)
        least = np.ceil(low - 1e-9).astype(np.int64)
        for _ in range(6):
            if now[cell] == goal or not self.narrow:
                break
            best: tuple[float, np.ndarray, np.ndarray] | None = None
            for deepest in (8, 16, 32):
                found, steps = np.empty(DEEPEST, np.int64), np.empty(DEEPEST, np.int64)
                step = 1 if goal > now[cell] else -1
                many = change(  # type: ignore[call-arg]
                    cell, step, *self.relations, *self.cells, now, least, fixed, weight, budget, deepest, *self.space, found, steps
                )
                if many and (best is None or weight[found[:many]].sum() < best[0]):
                    best = float(weight[found[:many]].sum()), found[:many], steps[:many]
            if best is None:
                return None
            _, cells, steps = best
            down = cells[steps < 0]
            times = min(abs(goal - int(now[cell])), int((now[down] - least[down]).min(initial=10**9)))
            now[cells] += steps * times
            weight[cells] = np.minimum(weight[cells], 1e-3)
        return now.astype(float) if now[cell] == goal else None
