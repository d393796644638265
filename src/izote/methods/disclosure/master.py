"""The master programme of cell suppression: the cheapest set of cells that answers every objection raised so far."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from izote.methods.disclosure.system import Cut


class Master:
    """Binary programme over the cells that may still be hidden; `closed` says whether the last answer was proved the cheapest."""

    def __init__(self, weight: np.ndarray, needed: np.ndarray, shown: np.ndarray) -> None:
        self.weight, self.needed, self.shown = weight, needed, shown
        self.closed = False
        self.free = np.flatnonzero(~needed & ~shown)
        self.number = np.full(weight.size, -1)
        self.number[self.free] = np.arange(self.free.size)
        self.rows: dict[bytes, tuple[np.ndarray, np.ndarray, float]] = {}

    def add(self, cuts: list[Cut]) -> None:
        """Keep cuts in terms of the free cells, once each."""
        for cells, coefficient, right in cuts:
            rest = right - coefficient[self.needed[cells]].sum()
            open_ = self.number[cells] >= 0
            if rest <= 1e-9 or not open_.any():
                continue
            at, value = self.number[cells][open_], np.minimum(coefficient[open_], rest) / rest
            self.rows[at.tobytes() + np.round(value, 6).tobytes()] = (at, value, 1.0)

    def solve(self, seconds: float) -> tuple[np.ndarray | None, float]:
        """Hidden cells (cells,) and a lower bound on the weight of the extra ones; None where nothing was found in time."""
        rows = list(self.rows.values())
        if not rows:
            self.closed = True
            return self.needed.copy(), 0.0
        indptr = np.cumsum([0, *(at.size for at, _, _ in rows)])
        matrix = csr_matrix(
            (np.concatenate([value for _, value, _ in rows]), np.concatenate([at for at, _, _ in rows]), indptr),
            shape=(len(rows), self.free.size),
        )
        answer = milp(
            self.weight[self.free],
            integrality=np.ones(self.free.size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, np.ones(len(rows)) - 1e-7, np.inf),
            options={"time_limit": seconds, "mip_rel_gap": 1e-6},
        )
        self.closed = answer.status == 0
        bound = answer.mip_dual_bound
        lower = float(bound) if bound is not None and np.isfinite(bound) else 0.0
        if answer.x is None:
            return None, lower
        hidden = self.needed.copy()
        hidden[self.free[answer.x > 0.5]] = True
        return hidden, lower
