"""Complementary suppression: the fewest further cells to hide so that no small count can be worked out."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from izote.methods.disclosure.attack import relations_matrix
from izote.methods.disclosure.master import Master
from izote.methods.disclosure.repair import LARGE, Repair
from izote.methods.disclosure.system import System
from izote.methods.disclosure.table import Interval, Key, Protected, Table, _words
from izote.methods.errors import Declined


@dataclass(frozen=True)
class Problem:
    """A table with its truth, in numbers: which cells are sensitive, shown for ever, hidden already, and what hiding each one costs."""

    keys: list[Key]
    values: np.ndarray
    matrix: csr_matrix
    sensitive: np.ndarray
    shown: np.ndarray
    hidden: np.ndarray
    weight: np.ndarray
    totals: np.ndarray

    def cost(self, pattern: np.ndarray) -> float:
        """The weight of what is hidden beyond what must be."""
        return float(self.weight[pattern & ~self.hidden].sum())


def protect(
    table: Table,
    *,
    k: int = 5,
    known: Collection[Key] | Mapping[Key, int] = (),
    keep_hidden: Collection[Key] = (),
    unpublished: Collection[Key] = (),
    guard: Collection[Key] = (),
    weights: Mapping[Key, float] | Callable[[Key, int], float] | None = None,
    interval: tuple[int, int] | None = None,
    floor: int = 0,
    time_limit: float = 8.0,
    seed: int = 20,
) -> Protected:
    """Hide counts 1…k−1 and as few other cells as possible so that each may still be anything from 1 to k−1 for every reader.

    table: true counts, every relation that a reader knows (totals are cells like others). k: 5 in general, 10 for returned persons. A zero
    is not sensitive: nobody is behind it; it is printed unless needed to cover a neighbour (floor=1: zeros are never hidden, and the reader
    knows it). known: cells that an earlier edition printed: they stay printed and count as the attacker's knowledge (a mapping with their
    figures is checked against the table). keep_hidden: cells hidden earlier; they stay hidden. unpublished: cells that are never printed
    but that relations need (a difference of two populations); they cost nothing. guard: cells that are
    no small counts and yet must stay unknown (hidden earlier beside small ones): one step up and down where nothing printed forbids it.
    weights: cost of hiding a cell (default 1 each, ties
    broken for the smaller count). interval: what every primary cell must keep, default (1, k−1): the tables tell no more than the rule
    does.

    The optimum of the integer programme of cell suppression (Fischetti & Salazar 2001) by cutting planes; when `time_limit` seconds are
    over
    the best complete solution found, which hides more and states its gap (`exact` False). Each answer is verified by the attacker of
    `attack`. Declined where cells already printed give a primary cell away, whatever is hidden now.
    """
    problem = _problem(table, k, known, keep_hidden, unpublished, weights, floor)
    span = interval or (1, max(k - 1, 2))
    kept = set(guard)
    guarded = np.array([key in kept for key in problem.keys]) & problem.hidden & ~problem.sensitive
    system = System(problem.values, problem.matrix, problem.sensitive | guarded, float(floor), span)
    system.target_low[guarded] = np.maximum(problem.values[guarded] - 1, system.low[guarded])
    system.target_high[guarded] = problem.values[guarded] + 1
    end = time.monotonic() + time_limit
    near = problem.values.size > LARGE
    failing = system.failing(problem.hidden, near=near, seed=seed)
    if not failing:
        # what must be hidden covers itself: nothing can cost less
        return _told(table, problem, problem.hidden, 0.0, span, {}, set(unpublished))
    system.doubt = np.isin(np.arange(problem.values.size), [cell for cell, _sign in failing])
    weaker = _reachable(problem, system)
    chosen, bound = _solve(problem, system, end, seed)
    return _told(table, problem, chosen, bound, span, weaker, set(unpublished))


def _problem(
    table: Table,
    k: int,
    known: Collection[Key] | Mapping[Key, int],
    keep_hidden: Collection[Key],
    unpublished: Collection[Key],
    weights: Mapping[Key, float] | Callable[[Key, int], float] | None,
    floor: int,
) -> Problem:
    if k < 2:
        raise Declined("threshold", "The threshold k must be 2 or more: counts of 1 to k−1 are hidden.", k=k)
    table.check(complete=True)
    keys = list(table.cells)
    number = {key: at for at, key in enumerate(keys)}
    values = np.array([table.cells[key] for key in keys], float)
    shown = np.zeros(values.size, bool)
    for key in known:
        if key in number:
            shown[number[key]] = True
            if isinstance(known, Mapping) and known[key] != values[number[key]]:
                raise Declined("known", f"{_words(key)} was printed with another figure: that is another edition (protect_after).")
    hidden = np.zeros(values.size, bool)
    silent = np.array([key in set(unpublished) for key in keys])
    for key in (*keep_hidden, *unpublished):
        if key in number:
            hidden[number[key]] = True
    sensitive = (values > 0) & (values < k)
    clash = np.flatnonzero(shown & hidden)
    if clash.size:
        raise Declined("known", f"{_words(keys[clash[0]])} cannot be both printed and hidden.", cell=_words(keys[clash[0]]))
    weight = _weights(keys, values, weights)
    weight[silent] = 0
    if floor > 0:
        shown = shown | ((values == 0) & ~hidden)
    rows = [(number[total], [number[part] for part in parts]) for total, parts in table.relations]
    totals = np.zeros(values.size, bool)
    totals[[total for total, _ in rows]] = True
    return Problem(
        keys, values, relations_matrix(rows, values.size), sensitive & ~shown, shown, hidden | (sensitive & ~shown), weight, totals
    )


def _weights(keys: list[Key], values: np.ndarray, weights: Mapping[Key, float] | Callable[[Key, int], float] | None) -> np.ndarray:
    if weights is None:
        return 1 + 0.4 * np.log1p(values) / max(float(np.log1p(values).sum()), 1.0)
    if isinstance(weights, Mapping):
        found = np.array([weights.get(key, 1.0) for key in keys], float)
    else:
        found = np.array([weights(key, int(value)) for key, value in zip(keys, values, strict=True)], float)
    if not np.all(np.isfinite(found)) or np.any(found <= 0):
        raise Declined("weights", "Every cell needs a positive weight.")
    return found


def _reachable(problem: Problem, system: System) -> dict[int, Interval]:
    """What even the hiding of everything not yet printed leaves open; the targets of cells that earlier editions narrowed are lowered to
    it."""
    if not problem.shown.any():
        return {}
    failing = system.failing(~problem.shown)
    weaker: dict[int, Interval] = {}
    for cell in dict.fromkeys(cell for cell, _ in failing):
        low, high = system.ends(~problem.shown, cell)
        if high - low < 1 and problem.sensitive[cell]:
            raise Declined(
                "recoverable",
                f"{_words(problem.keys[cell])} follows from cells that were printed before; hiding cannot protect it any more.",
                cell=_words(problem.keys[cell]),
            )
        weaker[cell] = Interval(low, high)
        system.target_low[cell] = max(system.target_low[cell], low)
        system.target_high[cell] = min(system.target_high[cell], high)
    return weaker


def _solve(problem: Problem, system: System, end: float, seed: int) -> tuple[np.ndarray, float]:
    """Cells to hide and the lower bound on their weight: the master proposes, the attacker objects, until one of both has nothing to
    add."""
    needed, near = problem.hidden, problem.values.size > LARGE
    repair = Repair(system, problem.weight, problem.shown, seed)
    master = Master(problem.weight, needed, problem.shown)
    master.add(system.simple_cuts(needed))
    bound = 0.0
    half = time.monotonic() + 0.5 * (end - time.monotonic())
    while True:
        answer, lower = master.solve(max(half - time.monotonic(), 0.5))
        bound = max(bound, lower)
        pattern = needed.copy() if answer is None else answer
        failing = system.failing(pattern, near=near, seed=seed)
        if not failing:
            return pattern, problem.cost(pattern) if master.closed and not near else bound
        if near or time.monotonic() > half:
            best = repair.complete(pattern, failing, end)
            return best, min(bound, problem.cost(best))
        master.add(system.cuts(pattern, failing, half))
        master.add(system.beyond(pattern))


def _told(
    table: Table,
    problem: Problem,
    chosen: np.ndarray,
    bound: float,
    span: tuple[int, int],
    weaker: dict[int, Interval],
    silent: set[Key],
) -> Protected:
    extra = chosen & ~problem.hidden
    cost = float(problem.weight[extra].sum())
    exact = cost - bound < 0.5 * float(problem.weight[problem.weight > 0].min(initial=1.0)) if extra.any() else True
    keys = [key for key, on in zip(problem.keys, chosen, strict=True) if on]
    totals = tuple(key for key, on, is_total in zip(problem.keys, extra, problem.totals, strict=True) if on and is_total)
    primary = frozenset(key for key, on in zip(problem.keys, problem.sensitive, strict=True) if on)
    words = [f"{len(primary)} small counts hidden, and {int(extra.sum())} other cells so that they cannot be worked out"]
    if totals:
        reason = ", because no smaller cell would do" if exact else ""
        words.append(f"among these {len(totals)} totals{reason}: {', '.join(_words(key) for key in totals[:5])}")
    if not exact:
        words.append(f"time ran out: at least {bound:.0f} other cells are needed, {cost:.0f} are hidden")
    if weaker:
        words.append(f"{len(weaker)} cells had been narrowed by earlier publications and are no narrower now")
    return Protected(
        table.hiding(keys),
        primary,
        frozenset(key for key, on in zip(problem.keys, extra, strict=True) if on and key not in silent),
        round(cost, 6),
        round(min(bound, cost), 6),
        exact,
        totals,
        {problem.keys[cell]: interval for cell, interval in weaker.items()},
        span,
        "; ".join(words) + ".",
    )
