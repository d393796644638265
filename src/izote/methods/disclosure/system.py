"""The true table with its attacker: which sensitive cells a pattern of hidden cells fails to protect, and the cuts that say why."""

import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from izote.methods.disclosure.attack import unknowns
from izote.methods.disclosure.polytope import MOST, Polytope

Cut = tuple[np.ndarray, np.ndarray, float]
"""Cells, coefficients, right-hand side: Σ coefficient·hidden ≥ right-hand side."""


class System:
    """values (cells,) true counts; matrix (relations, cells); sensitive (cells,) bool; span: the interval that each must keep.

    `doubt` are the sensitive cells still to be looked at: what fewer hidden cells cover is covered by more.
    """

    def __init__(self, values: np.ndarray, matrix: csr_matrix, sensitive: np.ndarray, floor: float, span: tuple[int, int]) -> None:
        self.values, self.matrix, self.sensitive, self.doubt = values, matrix, sensitive, sensitive
        self.low = np.minimum(values, floor)
        self.target_low = np.where(sensitive, np.minimum(values, span[0]), values).astype(float)
        self.target_high = np.where(sensitive, np.maximum(values, span[1]), values).astype(float)
        self.up = np.full(values.size, float(values.max(initial=0)) + 4.0 * max(span[1], 1))

    def failing(self, hidden: np.ndarray, *, first: bool = False, near: bool = False, seed: int = 0) -> list[tuple[int, int]]:
        """(cell, +1 or −1) for each sensitive cell that cannot be shown to reach its upper or lower target when these cells are hidden.

        near: see Polytope.prove; first: stop at the first group of cells with a failure.
        """
        out: list[tuple[int, int]] = []
        for cells, matrix, right in unknowns(self.matrix, self.values, hidden):
            mine = np.flatnonzero(self.doubt[cells])
            if not mine.size:
                continue
            shape = Polytope(matrix, right, self.low[cells], np.full(cells.size, np.inf), self.values[cells])
            low, high = self.target_low[cells], self.target_high[cells]
            shape.prove(mine, low, high, seed=seed, near=near)
            below, above = shape.shown(low, high)
            out += [(int(cells[at]), 1) for at in mine if not above[at]] + [(int(cells[at]), -1) for at in mine if not below[at]]
            if first and out:
                return out
        return out

    def ends(self, hidden: np.ndarray, cell: int) -> tuple[int, int]:
        """The exact interval of one cell, cut off at its targets."""
        for cells, matrix, right in unknowns(self.matrix, self.values, hidden):
            at = np.flatnonzero(cells == cell)
            if at.size:
                shape = Polytope(matrix, right, self.low[cells], np.full(cells.size, np.inf), self.values[cells])
                for sign in (-1.0, 1.0):
                    reach = np.minimum(shape.high, MOST)
                    reach[at] = np.minimum(reach[at], self.target_high[cell])
                    floor = shape.low.copy()
                    floor[at] = np.maximum(floor[at], self.target_low[cell])
                    shape.extreme(
                        np.arange(shape.cells), np.where(np.arange(shape.cells) == at[0], sign, 0.0), whole=True, floor=floor, reach=reach
                    )
                return int(shape.seen_low[at[0]]), int(shape.seen_high[at[0]])
        return int(self.values[cell]), int(self.values[cell])

    def simple_cuts(self, hidden: np.ndarray) -> list[Cut]:
        """One cut a relation and direction: within a relation somebody must make room for a sensitive cell."""
        out: list[Cut] = []
        matrix, down = self.matrix, self.values - self.low
        for row in range(matrix.shape[0]):
            cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            if not self.sensitive[cells].any():
                continue
            side = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]
            for at in np.flatnonzero(self.sensitive[cells]):
                for sign in (1, -1):
                    room = self.room(cells[at], sign)
                    same = side * side[at] * -sign > 0
                    weight = np.minimum(np.where(same, self.up[cells], down[cells]), room)
                    weight[at] = 0
                    if room > 0 and weight[hidden[cells]].sum() < room - 1e-9:
                        on = weight > 0
                        out.append((cells[on], weight[on], float(room)))
        return out

    def room(self, cell: int, sign: int) -> float:
        """How far a cell must be able to move upwards (+1) or downwards (−1)."""
        return float(self.target_high[cell] - self.values[cell] if sign > 0 else self.values[cell] - self.target_low[cell])

    def cuts(self, hidden: np.ndarray, failing: list[tuple[int, int]], end: float) -> list[Cut]:
        """The cut of each failure from the dual of its attacker's programme (Fischetti & Salazar's capacity constraint)."""
        out: list[Cut] = []
        share = np.where(hidden, 1.0, 1e-3)
        down, up = (self.values - self.low) * share, self.up * share
        for cell, sign in failing:
            if out and time.monotonic() > end:
                break
            aim = np.zeros(self.values.size)
            aim[cell] = -float(sign)
            right = np.zeros(self.matrix.shape[0])
            answer = linprog(aim, A_eq=self.matrix, b_eq=right, bounds=np.column_stack([-down, up]))
            if answer.status == 0:
                cut = self._cut(cell, sign, -answer.eqlin.marginals)
                if cut is not None:
                    out.append(cut)
        return out

    def beyond(self, hidden: np.ndarray) -> list[Cut]:
        """A pattern that fails, and every part of it: at least one cell outside it must be hidden."""
        cells = np.flatnonzero(~hidden)
        return [(cells, np.ones(cells.size), 1.0)]

    def _cut(self, cell: int, sign: int, price: np.ndarray) -> Cut | None:
        """Σ (α·up + β·down)·hidden ≥ room asked for, from prices of the relations; no coefficient needs to exceed the room."""
        room = self.room(cell, sign)
        if room < 1e-9:
            return None
        rest = -(price @ self.matrix)
        rest[cell] += sign
        weight = np.where(rest > 1e-9, rest * self.up, 0.0) + np.where(rest < -1e-9, -rest * (self.values - self.low), 0.0)
        weight = np.minimum(weight, room)
        cells = np.flatnonzero(weight > 1e-9)
        return cells, weight[cells], float(room)
