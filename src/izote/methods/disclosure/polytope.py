"""All the tables that agree with what is printed: bounds by propagation, witnesses by linear programmes, whole numbers where it matters."""

import heapq

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix, csr_matrix

TOLERANCE = 1e-6
SEARCHED = 150
MOST = 1e6
"""What no count of a place passes; a cell that may be larger is told as unbounded."""


class Polytope:
    """{x integer ≥ 0 : matrix·x = right, low ≤ x ≤ high} over the hidden cells; the printed ones are already on the right-hand side.

    `seen_low`, `seen_high` (shape (cells,)) are the extremes met in whole-number tables found so far: proof that the cell may be so.
    `low`, `high` are bounds that no table passes. Between both lies what is not yet known.
    """

    def __init__(self, matrix: csr_matrix, right: np.ndarray, low: np.ndarray, high: np.ndarray, point: np.ndarray | None = None) -> None:
        self.matrix, self.right = matrix.tocsr(), right.astype(float)
        self.columns = self.matrix.tocsc()
        self.low, self.high = low.astype(float), high.astype(float)
        self.cells = matrix.shape[1]
        self.possible = self._propagate()
        self.point = point
        self.seen_low = np.full(self.cells, np.inf)
        self.seen_high = np.full(self.cells, -np.inf)
        if point is not None:
            self.witness(point)

    def _propagate(self, rounds: int = 60) -> bool:
        """Tighten the bounds until nothing moves: in each relation a cell is what the others leave over; False where nothing fits."""
        if self.matrix.nnz == 0:
            return bool(np.all(np.abs(self.right) < TOLERANCE) and np.all(self.low <= self.high))
        entry = self.matrix.tocoo()
        row, col, sign = entry.row, entry.col, entry.data
        size = self.matrix.shape[0]
        for _ in range(rounds):
            small, large = np.where(sign > 0, self.low[col], -self.high[col]), np.where(sign > 0, self.high[col], -self.low[col])
            endless_small, endless_large = np.bincount(row, np.isinf(small), size), np.bincount(row, np.isinf(large), size)
            sum_small = np.bincount(row, np.where(np.isinf(small), 0, small), size)
            sum_large = np.bincount(row, np.where(np.isinf(large), 0, large), size)
            most = self._left(row, small, sum_small, endless_small)
            least = self._left(row, large, sum_large, endless_large)
            up, down = np.where(sign > 0, most, -least), np.where(sign > 0, least, -most)
            low, high = self.low.copy(), self.high.copy()
            np.maximum.at(low, col, np.ceil(down - TOLERANCE))
            np.minimum.at(high, col, np.floor(up + TOLERANCE))
            if np.any(low > high):
                return False
            if np.array_equal(low, self.low) and np.array_equal(high, self.high):
                return True
            self.low, self.high = low, high
        return True

    def _left(self, row: np.ndarray, part: np.ndarray, total: np.ndarray, endless: np.ndarray) -> np.ndarray:
        """What the right-hand side leaves for one term when all others take `part` (infinite where another one is endless)."""
        own = np.isinf(part)
        rest = np.where(own, total[row], total[row] - np.where(own, 0, part))
        bad = endless[row] - own > 0
        side = np.inf if np.any(np.isneginf(part)) else -np.inf
        return np.where(bad, side, self.right[row] - rest)

    def witness(self, table: np.ndarray) -> bool:
        """Take a table as evidence if it consists of whole numbers and agrees with everything printed."""
        whole = np.rint(table)
        if self.point is not None and np.any(np.abs(whole - table) > 1e-5):
            whole = self.point + whole_parts(self.matrix, table - self.point)
        if np.any(whole < self.low) or np.any(whole > self.high):
            return False
        if self.matrix.nnz and np.any(np.abs(self.matrix @ whole - self.right) > TOLERANCE):
            return False
        if self.point is None:
            self.point = whole
        np.minimum(self.seen_low, whole, out=self.seen_low)
        np.maximum(self.seen_high, whole, out=self.seen_high)
        return True

    def start(self) -> bool:
        """Find one table that agrees; False where none does."""
        if self.point is not None or self.cells == 0:
            return self.possible
        return self.possible and self.extreme(np.arange(self.cells), np.zeros(self.cells), whole=True) is not None

    def shown(self, target_low: np.ndarray, target_high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each cell: is there proof that it may be as low, and as high, as asked?"""
        return self.seen_low <= target_low, self.seen_high >= target_high

    def prove(
        self, cells: np.ndarray, target_low: np.ndarray, target_high: np.ndarray, *, seed: int = 0, rounds: int = 6, near: bool = False
    ) -> None:
        """Look for witnesses that these cells reach both targets: many cells at once first, then one at a time in its surroundings.

        near=True stops after the first: what is not shown then may still hold.
        """
        if not self.start() or not cells.size:
            return
        rng = np.random.Generator(np.random.PCG64(seed))
        everything = np.arange(self.cells)
        for _ in range(rounds):
            lows, highs = self._open(cells, target_low, target_high)
            if lows.sum() + highs.sum() < 3:
                break
            side = np.where(lows & highs, rng.random(cells.size) < 0.5, highs)
            aim = np.zeros(self.cells)
            aim[cells] = np.where(side & highs, 1.0, np.where(lows & ~side, -1.0, 0.0))
            floor, reach = self.low.copy(), self.high.copy()
            assert self.point is not None
            moved = cells[aim[cells] != 0]
            floor[moved] = np.minimum(self.point[moved], np.maximum(target_low[moved], floor[moved]))
            reach[moved] = np.maximum(self.point[moved], np.minimum(target_high[moved], reach[moved]))
            self.extreme(everything, aim, floor=floor, reach=reach, joint=True)
        if self.cells > SEARCHED:
            self._search(cells, target_low, target_high)
        for cell in () if near else cells:
            for sign in (1.0, -1.0):
                self._alone(int(cell), sign, target_low, target_high)

    def _search(self, cells: np.ndarray, target_low: np.ndarray, target_high: np.ndarray) -> None:
        """Small changes of the known table, one open cell after another: far quicker than a programme where many cells are hidden."""
        # compiled kernels: loaded for large tables alone
        from izote.methods.disclosure.moves import Moves

        moves = Moves(self.matrix)
        fixed, price = np.zeros(self.cells, bool), np.ones(self.cells)
        for cell in cells:
            for target, low_side in ((target_high, False), (target_low, True)):
                lows, highs = self._open(np.array([cell]), target_low, target_high)
                if (lows if low_side else highs)[0] and abs(target[cell]) < MOST:
                    assert self.point is not None
                    table = moves.towards(self.point, int(cell), int(target[cell]), self.low, fixed, price, 300)
                    if table is not None:
                        self.witness(table)

    def _open(self, cells: np.ndarray, target_low: np.ndarray, target_high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which cells lack proof below and above, leaving out what the bounds already forbid."""
        below, above = self.shown(target_low, target_high)
        return (~below & (self.low <= target_low))[cells], (~above & (self.high >= target_high))[cells]

    def _alone(self, cell: int, sign: float, target_low: np.ndarray, target_high: np.ndarray) -> None:
        one = np.array([cell])
        for size in (30, 250, self.cells):
            lows, highs = self._open(one, target_low, target_high)
            if not (highs if sign > 0 else lows)[0]:
                return
            near = self.ball(cell, size) if size < self.cells else np.arange(self.cells)
            aim = np.where(near == cell, sign, 0.0)
            floor, reach = self.low[near].copy(), self.high[near].copy()
            floor[near == cell] = max(target_low[cell], self.low[cell])
            reach[near == cell] = min(target_high[cell], self.high[cell])
            self.extreme(near, aim, floor=floor, reach=reach)
            if size >= self.cells:
                return

    def extreme(
        self,
        cells: np.ndarray,
        aim: np.ndarray,
        *,
        whole: bool = False,
        floor: np.ndarray | None = None,
        reach: np.ndarray | None = None,
        joint: bool = False,
    ) -> float | None:
        """Largest aim·x over these cells, the others staying as in `point`; the table found becomes a witness. None: no such table.

        The relaxed programme first, whole numbers where its table is broken. `floor`, `reach`: narrower bounds to stay within.
        joint: a search for many cells, of which the whole parts are enough.
        """
        block = self.columns[:, cells]
        rows = np.flatnonzero(np.diff(block.tocsr().indptr))
        block = block.tocsr()[rows]
        right = self.right[rows]
        if cells.size < self.cells and self.point is not None:
            right = block @ self.point[cells] if rows.size else right
        low = self.low[cells] if floor is None else np.maximum(self.low[cells], floor)
        high = self.high[cells] if reach is None else np.minimum(self.high[cells], reach)
        found = _best(aim, block, right, low, high, whole=whole)
        if found is None:
            return None
        table = np.array(self.point, float) if self.point is not None else np.zeros(self.cells)
        table[cells] = found
        if not whole and not joint and np.any(np.abs(found - np.rint(found)) > 1e-5):
            again = _best(aim, block, right, low, high, whole=True)
            table[cells] = found if again is None else again
        self.witness(table)
        return float(aim @ found)

    def ball(self, cell: int, size: int) -> np.ndarray:
        """About `size` cells around one cell, through short relations before long ones."""
        return ball(self.matrix, self.columns, cell, size)


def ball(matrix: csr_matrix, columns: csc_matrix, cell: int, size: int) -> np.ndarray:
    """The cells nearest to one cell when a relation of n cells is n long; whole relations, until about `size` cells are in."""
    taken, rows, queue = {cell}, set[int](), list[tuple[int, int]]()
    start, fresh = matrix.indptr, [cell]
    length = 0
    while len(taken) < size:
        for one in fresh:
            for row in columns.indices[columns.indptr[one] : columns.indptr[one + 1]].tolist():
                if row not in rows:
                    rows.add(row)
                    heapq.heappush(queue, (length + int(start[row + 1] - start[row]), row))
        if not queue:
            break
        length, row = heapq.heappop(queue)
        fresh = [other for other in matrix.indices[start[row] : start[row + 1]].tolist() if other not in taken]
        taken.update(fresh)
    return np.array(sorted(taken))


def _support(matrix: csr_matrix, moved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cells that a change moves, and the number of the part of the change to which each belongs."""
    from scipy.sparse.csgraph import connected_components

    at = np.flatnonzero(np.abs(moved) > TOLERANCE)
    part = abs(matrix[:, at])
    return at, connected_components(part.T @ part, directed=False)[1]


def whole_parts(matrix: csr_matrix, moved: np.ndarray) -> np.ndarray:
    """A change that keeps all sums falls into parts that each keep them; those with broken numbers are left out."""
    at, part = _support(matrix, moved)
    broken = np.unique(part[np.abs(moved[at] - np.rint(moved[at])) > 1e-5])
    out = np.zeros(moved.size)
    keep = ~np.isin(part, broken)
    out[at[keep]] = np.rint(moved[at[keep]])
    return out


def components(matrix: csr_matrix) -> list[np.ndarray]:
    """Groups of cells that no relation ties to another group."""
    from scipy.sparse.csgraph import connected_components

    _, label = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if label.size else []


def _best(aim: np.ndarray, block: csr_matrix, right: np.ndarray, low: np.ndarray, high: np.ndarray, *, whole: bool) -> np.ndarray | None:
    """The table with the largest aim·x, in whole numbers or relaxed; None where there is none. (`milp` prepares less than `linprog`.)"""
    ties = [LinearConstraint(block, right, right)] if block.shape[0] else []
    if whole:
        high = np.where(np.isinf(high) & (aim > 0), low + 1e6, high)
    steps = np.full(aim.size, int(whole))
    answer = milp(-aim, integrality=steps, bounds=Bounds(low, high), constraints=ties, options={"time_limit": 20.0})
    if not whole:
        return answer.x if answer.status == 0 else None
    return None if answer.x is None else np.rint(answer.x)
