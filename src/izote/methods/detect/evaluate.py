"""How often a detector cries wolf and how often it sees an outbreak; detectors compared at the same rate of false alarms."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from izote.methods.detect.result import GAP, SHORT, UNSTABLE, Detection
from izote.methods.detect.scenarios import TESTED, Scenario, simulate

# A detector: counts (series, weeks), number of last weeks, nominal share of false alarms.
Detector = Callable[[np.ndarray, int, float], Detection]


class FalseAlarms(NamedTuple):
    """Share of false alarms among outbreak-free series-weeks, per scenario and over them."""

    each: np.ndarray
    mean: float
    median: float
    worst: float


def answered(found: Detection) -> np.ndarray:
    """Where the detector could say something, shape (series, weeks)."""
    return ~np.isin(found.why, (GAP, SHORT, UNSTABLE))


def false_alarm_rate(found: Detection, outbreak: np.ndarray) -> float:
    """Alarms among answered series-weeks without outbreak; outbreak: (series, tested weeks) bool."""
    quiet = answered(found) & ~outbreak
    return float(found.alarm[quiet].mean()) if quiet.any() else float("nan")


def detected(found: Detection, outbreak: np.ndarray) -> np.ndarray:
    """Per series whether any week of its outbreak alarmed, shape (series,)."""
    return (found.alarm & outbreak).any(axis=1)


def scenario_false_alarms(detector: Detector, chosen: Sequence[Scenario], replicates: int, alpha: float, *, seed: int) -> FalseAlarms:
    """False alarms of a detector over scenarios without a current outbreak (49 weeks each)."""
    rates = []
    for number, scenario in enumerate(chosen):
        counts, outbreak = simulate(scenario, replicates, k=0, seed=seed + number)
        rates.append(false_alarm_rate(detector(counts, TESTED, alpha), outbreak[:, -TESTED:]))
    each = np.array(rates)
    return FalseAlarms(each, float(np.nanmean(each)), float(np.nanmedian(each)), float(np.nanmax(each)))


def probability_of_detection(
    detector: Detector, chosen: Sequence[Scenario], replicates: int, alpha: float, ks: Sequence[float], *, seed: int
) -> dict[float, float]:
    """Share of outbreaks of k standard deviations with at least one alarm while they last, over all scenarios, by k."""
    found = {}
    for k in ks:
        hits = []
        for number, scenario in enumerate(chosen):
            counts, outbreak = simulate(scenario, replicates, k=k, seed=seed + number)
            # Outbreaks whose cases all fell beyond the last week were none.
            seen = outbreak.any(axis=1)
            hits.append(detected(detector(counts, TESTED, alpha), outbreak[:, -TESTED:])[seen])
        found[k] = float(np.concatenate(hits).mean())
    return found


def alpha_for(detector: Detector, chosen: Sequence[Scenario], replicates: int, target: float, *, seed: int, steps: int = 7) -> float:
    """The nominal alpha at which a detector's mean false-alarm rate over the scenarios equals `target` (bisection on ln alpha)."""
    low, high = np.log(1e-12), np.log(0.2)
    for _ in range(steps):
        middle = (low + high) / 2
        over = scenario_false_alarms(detector, chosen, replicates, float(np.exp(middle)), seed=seed).mean > target
        low, high = (low, middle) if over else (middle, high)
    return float(np.exp((low + high) / 2))
