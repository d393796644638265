"""A complete suppression quickly: the cheapest way to make room for what is not yet protected, then a second look at what was hidden in
vain."""

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import hstack

from izote.methods.disclosure.polytope import ball
from izote.methods.disclosure.system import System

LARGE = 600
"""Tables of more cells than this are repaired, not proved the cheapest at any price."""


class Repair:
    """Turns any pattern of hidden cells into one that protects every sensitive cell (more than the fewest, never less than enough)."""

    def __init__(self, system: System, weight: np.ndarray, shown: np.ndarray, seed: int) -> None:
        self.system, self.weight, self.shown = system, weight, shown
        self.columns = system.matrix.tocsc()
        self.rng = np.random.Generator(np.random.PCG64(seed))

    def complete(self, hidden: np.ndarray, failing: list[tuple[int, int]], end: float) -> np.ndarray:
        """The pattern with what it lacks for these failing cells; every one is proved by a whole table that moves hidden cells only."""
        pattern = hidden.copy()
        size, reached = 120, set[tuple[int, int]]()
        if pattern.size > LARGE:
            failing = self._search(pattern, failing, reached)
        while failing:
            for cell, sign in failing:
                if (cell, sign) not in reached:
                    self._room(pattern, cell, sign, size, reached)
            failing = [one for one in failing if one not in reached]
            if failing and size > pattern.size:
                pattern = hidden | ~self.shown
                break
            size *= 5
        return pattern if pattern.size > LARGE else self.lean(pattern, hidden, end)

    def _search(self, pattern: np.ndarray, failing: list[tuple[int, int]], reached: set[tuple[int, int]]) -> list[tuple[int, int]]:
        """Make room for one failing cell after another by small changes found by search; those left over."""
        system = self.system
        # compiled kernels: loaded for large tables alone
        from izote.methods.disclosure.moves import Moves

        moves, everything = Moves(system.matrix), np.arange(pattern.size)
        fixed = self.shown & ~pattern
        for at in self.rng.permutation(len(failing)):
            cell, sign = failing[at]
            if (cell, sign) not in reached:
                price = np.where(pattern, 1e-3, self.weight)
                target = system.target_high[cell] if sign > 0 else system.target_low[cell]
                table = moves.towards(system.values, cell, int(target), system.low, fixed, price)
                if table is not None:
                    self._take(pattern, everything, table - system.values, reached)
        return [one for one in failing if one not in reached]

    def _take(self, pattern: np.ndarray, near: np.ndarray, moved: np.ndarray, reached: set[tuple[int, int]]) -> None:
        """Hide what a whole change moves and note which cells it shows to be free."""
        pattern[near[moved != 0]] = True
        now = self.system.values[near] + moved
        reached.update((int(one), 1) for one in near[now >= self.system.target_high[near]])
        reached.update((int(one), -1) for one in near[now <= self.system.target_low[near]])

    def _room(self, pattern: np.ndarray, cell: int, sign: int, size: int, reached: set[tuple[int, int]]) -> None:
        """Hide the cells of the cheapest change near a cell that brings it to its target (the heuristic of Kelly, Golden & Assad 1992)."""
        system = self.system
        near = ball(system.matrix, self.columns, cell, size)
        block = system.matrix[:, near]
        block = block[np.flatnonzero(np.diff(block.indptr))]
        price = np.tile(np.where(pattern[near], 1e-4, self.weight[near] + 1e-3), 2)
        shown, at = self.shown[near] & ~pattern[near], int(np.searchsorted(near, cell))
        up = np.where(shown, 0, system.up[near])
        down = np.where(shown, 0, system.values[near] - system.low[near])
        least = np.zeros((2, near.size))
        least[0 if sign > 0 else 1, at] = system.room(cell, sign)
        (up if sign < 0 else down)[at] = 0
        low, high = least.ravel(), np.concatenate([up, down])
        both, right = hstack([block, -block]).tocsr(), np.zeros(block.shape[0])
        answer = linprog(price, A_eq=both, b_eq=right, bounds=np.column_stack([low, high]))
        if answer.status != 0:
            return
        found = answer.x
        if np.any(np.abs(found - np.rint(found)) > 1e-6):
            whole = milp(price, integrality=np.ones(price.size), bounds=Bounds(low, high), constraints=LinearConstraint(both, right, right))
            if whole.x is None:
                return
            found = whole.x
        self._take(pattern, near, np.rint(found[: near.size] - found[near.size :]), reached)

    def lean(self, pattern: np.ndarray, start: np.ndarray, end: float) -> np.ndarray:
        """Show again what is not needed: in halves, then one at a time, the dearest first."""
        extra = np.flatnonzero(pattern & ~start)
        extra = extra[np.argsort(-self.weight[extra], kind="stable")]
        size = max(1, extra.size // 4)
        while extra.size and time.monotonic() < end:
            kept: list[int] = []
            for begin in range(0, extra.size, size):
                part = extra[begin : begin + size]
                trial = pattern.copy()
                trial[part] = False
                if time.monotonic() < end and not self.system.failing(trial, first=True):
                    pattern = trial
                else:
                    kept += part.tolist()
            if size == 1:
                break
            extra, size = np.array(kept, int), max(1, size // 3)
        return pattern
