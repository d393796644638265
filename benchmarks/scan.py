"""Space-time scan of 262 places with 999 replicates: the compiled kernel against the same written in plain numpy, in one run."""

import statistics
import time
from typing import Any

import numpy as np

from benchmarks import rig
from izote.methods.scan import Zones, circles, scan

PLACES, PERIODS, LONGEST = 262, 60, 12


def run(persons: int, *, quick: bool = False) -> dict[str, Any]:
    """CPU seconds of a scan with 999 replicates; the plain side makes fewer replicates and is told per replicate."""
    rng = np.random.Generator(np.random.PCG64(262))
    x, y = rng.random((2, PLACES))
    people = rng.lognormal(9, 1, PLACES)
    zones = circles(x, y, population=people)
    counts = rng.poisson(1.5 * people / people.mean(), (PERIODS, PLACES)).astype(float)
    scan(counts, zones, population=people, most=LONGEST, replicates=2)
    rounds, replicates, plain = (2, 99, 2) if quick else (5, 999, 10)
    cpu: dict[str, list[float]] = {"kernel": [], "plain numpy": []}
    wall: dict[str, list[float]] = {"kernel": [], "plain numpy": []}
    for turn in range(rounds):
        for name, side in (
            ("kernel", lambda turn=turn: scan(counts, zones, population=people, most=LONGEST, replicates=replicates, seed=turn).replicates),
            ("plain numpy", lambda turn=turn: plain_replicates(counts, people, zones, plain, seed=turn)),
        ):
            begun, clock = time.process_time(), time.perf_counter()
            found = side()
            number = replicates if name == "kernel" else plain
            cpu[name].append((time.process_time() - begun) / number)
            wall[name].append((time.perf_counter() - clock) / number)
            if name == "kernel":
                kernel = found
        assert np.allclose(kernel[:plain], found, rtol=1e-9, atol=1e-9), "the two sides disagree"
    ratios = [slow / fast for slow, fast in zip(cpu["plain numpy"], cpu["kernel"], strict=True)]
    return {
        "places": PLACES,
        "periods": PERIODS,
        "circles × windows": int(zones.size.sum()) * LONGEST,
        "replicates": replicates,
        "CPU seconds of a whole scan": _spread([value * replicates for value in cpu["kernel"]]),
        "wall seconds of a whole scan": _spread([value * replicates for value in wall["kernel"]]),
        "CPU, plain numpy ÷ kernel, per replicate": _spread(ratios),
        "agreement": "largest score of each common replicate equal to 1e-9",
        "kinds": {kind: _kind(kind, counts, people, zones, replicates) for kind in ("permutation", "expectation")},
        "not compared": "SaTScan and R's scanstatistics are not here; their published anchors are tests",
        "machine": rig.machine(),
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 3), "min": round(min(values), 3), "max": round(max(values), 3)}


def _kind(kind: Any, counts: np.ndarray, people: np.ndarray, zones: Zones, replicates: int) -> float:
    baseline = np.broadcast_to(1.5 * people / people.mean(), counts.shape)
    scan(counts, zones, kind=kind, baseline=baseline, most=LONGEST, replicates=2)
    begun = time.process_time()
    scan(counts, zones, kind=kind, baseline=baseline, most=LONGEST, replicates=replicates)
    return round(time.process_time() - begun, 2)


def plain_replicates(counts: np.ndarray, people: np.ndarray, zones: Zones, replicates: int, seed: int) -> np.ndarray:
    """The same replicates (same random numbers) by cumulative sums over circles in numpy."""
    rng = np.random.Generator(np.random.PCG64(seed))
    total = int(counts.sum())
    share = (np.broadcast_to(people, counts.shape) / people.sum() / counts.shape[0]).ravel()
    expected = (share * total).reshape(counts.shape)
    inside = np.arange(zones.order.shape[1]) < zones.size[:, None]

    def sums(table: np.ndarray) -> np.ndarray:
        recent = np.cumsum(table[::-1][:LONGEST], axis=0)
        return np.cumsum(recent[:, zones.order], axis=2)

    due, out = sums(expected), np.empty(replicates)
    for turn in range(replicates):
        found = sums(rng.multinomial(total, share).reshape(counts.shape).astype(float))
        with np.errstate(divide="ignore", invalid="ignore"):
            score = found * np.log(found / due) + (total - found) * np.log((total - found) / (total - due))
        out[turn] = max(0.0, float(np.nanmax(np.where(inside & (found > due), score, 0.0))))
    return out
