"""Gi* and local Moran of 262 places × 60 months × 999 permutations in one call, against esda column by column."""

import importlib.metadata
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import rig
from izote.methods import neighbours, smoothing, spatial

PLACES, MONTHS, PERMUTATIONS, ROUNDS = 262, 60, 999, 5


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """Wall and CPU of both, their ratio, and how far statistics and p-values agree; without esda the absolute figures alone."""
    near, values = example(12 if quick else MONTHS)
    sides: dict[str, Callable[[int], Any]] = {
        "Gi*": lambda seed: spatial.getis_ord(values, near, permutations=PERMUTATIONS, seed=seed),
        "local Moran": lambda seed: spatial.local_moran(values, near, permutations=PERMUTATIONS, seed=seed),
    }
    rivals = _esda(near, values)
    figures: dict[str, Any] = {}
    for name, ours in sides.items():
        both = {"ours": ours} | ({"esda": rivals[name]} if rivals else {})
        figures[name] = interleaved(both, 1 if quick else ROUNDS)
        if rivals:
            figures[name]["agreement"] = agreement(ours(1), rivals[name](2))
    return {
        "places": PLACES,
        "months": values.shape[1],
        "permutations": PERMUTATIONS,
        "esda": importlib.metadata.version("esda") if rivals else "absent: only our own absolute figures",
        "figures": figures,
        "agrees": all(each["agreement"]["agrees"] for each in figures.values()) if rivals else None,
        "machine": rig.machine(),
    }


def example(months: int) -> tuple[neighbours.Neighbours, np.ndarray]:
    """A map of triangles (six neighbours inside) and smoothed rates: no two alike, so that no convention on ties matters."""
    rng = np.random.default_rng(20261122)
    points = np.array([(x + (y % 2) / 2, y * np.sqrt(0.75)) for y in range(20) for x in range(14)])[:PLACES]
    people = rng.integers(4_000, 90_000, PLACES).astype(float)
    risk = rng.gamma(2, 1 / 2, PLACES)[:, None] * rng.gamma(20, 1 / 20, (PLACES, months))
    counts = rng.poisson(risk * people[:, None] * 4e-5)
    rates = np.column_stack([smoothing.empirical_bayes(column, people).value for column in counts.T])
    # months of no variation beyond chance are all mean: a hair keeps them distinct
    return neighbours.distance_band(points, 1.01), rates + rng.normal(0, 1e-3, rates.shape)


def _esda(near: neighbours.Neighbours, values: np.ndarray) -> dict[str, Callable[[int], Any]]:
    """esda at its fastest on one core: simulations not kept, one job."""
    try:
        from esda.getisord import G_Local
        from esda.moran import Moran_Local
        from libpysal.weights import W
    except ImportError:
        return {}
    warnings.simplefilter("ignore")

    def weights() -> Any:
        parts = np.split(near.indices, near.indptr[1:-1])
        return W({at: part.tolist() for at, part in enumerate(parts)}, id_order=list(range(near.n)), silence_warnings=True)

    binary, rows = weights(), weights()
    rows.transform = "R"
    common = {"permutations": PERMUTATIONS, "keep_simulations": False, "n_jobs": 1}

    def getis(seed: int) -> list[Any]:
        return [G_Local(column, binary, transform="B", star=True, seed=seed, **common) for column in values.T]

    def moran(seed: int) -> list[Any]:
        return [Moran_Local(column, rows, transformation="r", seed=seed, **common) for column in values.T]

    return {"Gi*": getis, "local Moran": moran}


def interleaved(sides: dict[str, Callable[[int], Any]], rounds: int) -> dict[str, Any]:
    """Each side once to warm up, then in turn; medians, least and most, of wall and CPU."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for side in sides.values():
        side(0)
    for turn in range(rounds):
        for name, side in sides.items():
            wall, cpu = time.perf_counter(), time.process_time()
            side(turn)
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    out: dict[str, Any] = {}
    for name, pairs in taken.items():
        for at, what in enumerate(("wall", "cpu")):
            ordered = [pair[at] * 1000 for pair in pairs]
            out[f"{name} {what} ms"] = [round(x, 1) for x in (statistics.median(ordered), min(ordered), max(ordered))]
    if "esda" in sides:
        for what in ("wall", "cpu"):
            out[f"esda ÷ ours, {what}"] = round(out[f"esda {what} ms"][0] / out[f"ours {what} ms"][0], 1)
    return out


def agreement(ours: Any, theirs: list[Any]) -> dict[str, Any]:
    """Greatest difference of the statistics; p-values (one side, as esda counts them) in Monte-Carlo errors of the two."""
    local = isinstance(ours, spatial.LocalMoran)
    found = ours.i if local else ours.z
    known = np.column_stack([each.Is if local else each.Zs for each in theirs])
    least = np.minimum(ours.at_least, PERMUTATIONS - ours.at_least)
    p = (least + 1) / (PERMUTATIONS + 1)
    q = np.column_stack([each.p_sim for each in theirs])
    middle = (p + q) / 2
    errors = np.abs(p - q) / np.sqrt(2 * middle * (1 - middle) / PERMUTATIONS)
    apart, within = float(np.abs(found - known).max()), float((errors <= 3).mean())
    return {
        "greatest difference of the statistics": float(f"{apart:.3g}"),
        "share of p-values within three errors": round(within, 4),
        "largest in errors": round(float(errors.max()), 2),
        "agrees": apart <= 1e-9 and within >= 0.995,
    }
