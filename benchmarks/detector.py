"""Detectors on the scenarios of Noufaily and others (2013): false alarms, outbreaks seen, and power at one rate of false alarms."""

import time
from typing import Any

import numpy as np

from benchmarks import rig

KS = (2, 4, 6, 8, 10)
ALPHA = 0.005


def run(persons: int = 0, *, quick: bool = False) -> dict[str, Any]:
    """Tables over the 28 and the 42 scenarios; which targets were reached is said, missed or not."""
    from izote.methods.detect import evaluate, scenarios

    replicates = 5 if quick else 100
    calibration = 5 if quick else 40
    all42 = scenarios.scenarios()
    nominal: dict[str, Any] = {}
    equal: dict[str, Any] = {}
    begun = time.monotonic()
    for name, (detector, alpha) in detectors().items():
        false = evaluate.scenario_false_alarms(detector, all42, replicates, alpha, seed=1000)
        seen = evaluate.probability_of_detection(detector, all42, replicates, alpha, KS, seed=1000)
        nominal[name] = {
            "alpha": alpha,
            "false alarms, mean": round(false.mean, 5),
            "median": round(false.median, 5),
            "worst": round(false.worst, 5),
            "mean over the 28": round(float(np.nanmean(false.each[:28])), 5),
            "worst of the 28": round(float(np.nanmax(false.each[:28])), 5),
            "seen by k": {str(k): round(v, 3) for k, v in seen.items()},
        }
        tuned = evaluate.alpha_for(detector, all42, calibration, ALPHA, seed=5000)
        check = evaluate.scenario_false_alarms(detector, all42, calibration, tuned, seed=9000)
        power = evaluate.probability_of_detection(detector, all42, calibration, tuned, KS, seed=9000)
        equal[name] = {
            "alpha needed": float(f"{tuned:.3g}"),
            "false alarms, mean": round(check.mean, 5),
            "worst": round(check.worst, 5),
            "seen by k": {str(k): round(v, 3) for k, v in power.items()},
        }
    flexible = nominal["Farrington Flexible, nbPlugin"]
    reached = {
        "mean false alarms within 0.3–0.8 %": 0.003 <= flexible["false alarms, mean"] <= 0.008,
        "worst below 2.5 %": flexible["worst"] < 0.025,
        "seen at k = 10 ≥ .85": flexible["seen by k"]["10"] >= 0.85,
        "seen at k = 6 ≥ .44": flexible["seen by k"]["6"] >= 0.44,
    }
    return {
        "replicates": replicates,
        "scenarios": len(all42),
        "at the customary setting": nominal,
        f"at {ALPHA:.1%} false alarms": equal,
        "lasting rises in daily counts": lasting(quick),
        "targets": reached,
        "seconds": round(time.monotonic() - begun, 1),
        "machine": rig.machine(),
    }


def detectors() -> dict[str, tuple[Any, float]]:
    """Each detector, without the rule for small numbers, and its customary alpha."""
    from izote.methods.detect.bayes import bayes_threshold
    from izote.methods.detect.cusum import nb_cusum
    from izote.methods.detect.ears import ears
    from izote.methods.detect.farrington import farrington
    from izote.methods.detect.flexible import farrington_flexible

    none = (0, 4)
    return {
        "Farrington Flexible, nbPlugin": (lambda c, n, a: farrington_flexible(c, None, last=n, alpha=a, limit54=none), 0.005),
        "Farrington Flexible, delta": (
            lambda c, n, a: farrington_flexible(c, None, last=n, alpha=a, limit54=none, threshold_method="delta"),
            0.005,
        ),
        "Farrington classic": (lambda c, n, a: farrington(c, None, last=n, alpha=a, limit54=none), 0.005),
        "NB-CUSUM, seasonal mean": (lambda c, n, a: nb_cusum(c, None, last=n, alpha=a, in_control="season"), 0.005),
        "NB-CUSUM, moving mean": (lambda c, n, a: nb_cusum(c, None, last=n, alpha=a), 0.005),
        "Bayes, overdispersed": (lambda c, n, a: bayes_threshold(c, None, last=n, alpha=a), 0.005),
        "Bayes, Poisson": (lambda c, n, a: bayes_threshold(c, None, last=n, alpha=a, overdispersion=False), 0.005),
        "EARS C1": (lambda c, n, a: ears(c, method="C1", last=n, alpha=a), 0.001),
        "EARS C2": (lambda c, n, a: ears(c, method="C2", last=n, alpha=a), 0.001),
        "EARS C3, published": (lambda c, n, a: ears(c, method="C3", last=n, alpha=a, c3="published"), 0.025),
    }


def lasting(quick: bool) -> dict[str, Any]:
    """Sensitivity to a lasting rise in daily counts at 0.5 % false alarms, in the manner of Watkins and others (2008)."""
    from izote.methods.detect import evaluate, scenarios
    from izote.methods.detect.cusum import nb_cusum
    from izote.methods.detect.ears import ears

    n, series = 250, 60 if quick else 400
    sides: dict[str, Any] = {
        f"NB-CUSUM, {window} days": lambda c, a, window=window: nb_cusum(c, last=n, baseline=window, shift=1.0, alpha=a)
        for window in (7, 14, 28, 56)
    }
    sides |= {f"EARS {m}": lambda c, a, m=m: ears(c, last=n, method=m, alpha=a, c3="published") for m in ("C1", "C2", "C3")}
    table: dict[str, Any] = {}
    for length, rise in ((14, 1.5), (28, 1.0)):
        quiet, _ = scenarios.daily_with_steps(series, mean=2, phi=1.5, days=500, length=length, rise=0, seed=3)
        counts, during = scenarios.daily_with_steps(series, mean=2, phi=1.5, days=500, length=length, rise=rise, seed=3)
        for name, side in sides.items():
            low, high = np.log(1e-14), np.log(0.1)
            for _ in range(8 if "CUSUM" in name else 20):
                middle = (low + high) / 2
                over = side(quiet, float(np.exp(middle))).alarm.mean() > ALPHA
                low, high = (low, middle) if over else (middle, high)
            alpha = float(np.exp(low))
            table.setdefault(f"{length} days of {rise} standard deviations", {})[name] = {
                "false alarms": round(float(side(quiet, alpha).alarm.mean()), 5),
                "seen": round(float(evaluate.detected(side(counts, alpha), during[:, -n:]).mean()), 3),
            }
    return table
