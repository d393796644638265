"""Synthetic control: the mixture of other municipalities that walked as this one did before the measure, and where it went afterwards."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from izote.methods.errors import Declined
from izote.methods.impact import COMPARISON, _panel


@dataclass(frozen=True)
class SyntheticControl:
    """weights (places,), the place's own is 0; gap (periods,) observed − synthetic; effect: mean gap after; rmspe before and after.

    p: rank of the place's ratio of RMSPE after/before among all places in whose stead the same was done; placebo_effects: their effects
    (of those that could be fitted as well); smallest_change: effect beyond which fewer than one placebo in twenty lies (the largest, if
    there are fewer than twenty); in_time: effect that the method finds at a date before the measure, where there is none.
    """

    weights: np.ndarray
    synthetic: np.ndarray
    gap: np.ndarray
    effect: float
    relative: float
    rmspe_before: float
    rmspe_after: float
    p: float
    placebo_effects: np.ndarray
    smallest_change: float
    in_time: float
    sentence: str


def simplex_weights(target: np.ndarray, donors: np.ndarray) -> np.ndarray:
    """Weights ≥ 0 with sum 1 that minimise |target − donors·w|²; target (n,), donors (n, m).

    The sum is enforced by a heavy row of non-negative least squares, then exactly by scaling.
    """
    scale = max(float(np.abs(donors).max()), float(np.abs(target).max()), 1e-12)
    heavy = 1e4
    rows = np.vstack([donors / scale, np.full(donors.shape[1], heavy)])
    found, _ = nnls(rows, np.append(target / scale, heavy), maxiter=50 * donors.shape[1] + 1000)
    total = found.sum()
    out: np.ndarray = found / total if total > 0 else np.full(found.size, 1 / found.size)
    return out


def synthetic_control(
    rates: np.ndarray, treated: int, at: int, *, most_rmspe: float = 0.35, placebo_limit: float = 5.0, in_time: bool = True
) -> SyntheticControl:
    """Compare a place with the mixture of others that resembles it best before period `at`; placebo tests in space and in time.

    rates: shape (periods, places), rates (or counts of like places); places with a missing report (NaN) are no donors. Declined: fewer than
    6 periods before or 2 after, fewer than 5 donors, or a fit before the measure worse than `most_rmspe` times the place's own mean: then
    the mixture is no double. Placebos that fit worse than `placebo_limit` times the place (in RMSPE) are left out of the spread of effects,
    not of the rank. Source: Abadie, Diamond & Hainmueller 2010; Abadie 2021.
    """
    y = _panel(rates, treated, at)
    if at < 6 or y.shape[0] - at < 2:
        raise Declined("short", "Six periods before and two after the change are needed.", before=at, after=y.shape[0] - at)
    whole = np.flatnonzero(~np.isnan(y).any(axis=0))
    donors = whole[whole != treated]
    if donors.size < 5:
        raise Declined("donors", "Fewer than five other places with a report in every period.", donors=int(donors.size))
    own = _one(y, treated, donors, at)
    usual = float(y[:at, treated].mean())
    if usual <= 0 or own[2] > most_rmspe * usual:
        raise Declined(
            "fit", f"No mixture of other places walks like this one before the change (error {own[2]:.3g}, mean {usual:.3g}).", rmspe=own[2]
        )
    trials = [_one(y, int(place), donors[donors != place], at) for place in donors]
    ratio = own[3] / max(own[2], 1e-12)
    others = np.array([after / max(before, 1e-12) for _, _, before, after in trials])
    p = (1 + int((others >= ratio - 1e-12).sum())) / (1 + others.size)
    effects = np.array([float(gap[at:].mean()) for _, gap, before, _ in trials if before <= placebo_limit * max(own[2], 1e-12)])
    smallest = float(np.quantile(np.abs(effects), 0.95, method="higher")) if effects.size else float("inf")
    effect = float(own[1][at:].mean())
    synthetic = y[:, treated] - own[1]
    weights = np.zeros(y.shape[1])
    weights[donors] = own[0]
    early = _early(y, treated, donors, at) if in_time else float("nan")
    relative = effect / max(float(synthetic[at:].mean()), 1e-12)
    return SyntheticControl(
        weights,
        synthetic,
        own[1],
        effect,
        relative,
        own[2],
        own[3],
        p,
        effects,
        smallest,
        early,
        _words(effect, relative, p, smallest, donors.size),
    )


def _one(y: np.ndarray, place: int, donors: np.ndarray, at: int) -> tuple[np.ndarray, np.ndarray, float, float]:
    weight = simplex_weights(y[:at, place], y[:at, donors])
    gap = y[:, place] - y[:, donors] @ weight
    return weight, gap, float(np.sqrt((gap[:at] ** 2).mean())), float(np.sqrt((gap[at:] ** 2).mean()))


def _early(y: np.ndarray, treated: int, donors: np.ndarray, at: int) -> float:
    """The effect found at two thirds of the time before the measure."""
    when = max(4, (2 * at) // 3)
    return float(_one(y[:at], treated, donors, when)[1][when:].mean()) if when < at else float("nan")


def _words(effect: float, relative: float, p: float, smallest: float, donors: int) -> str:
    side = "below" if effect < 0 else "above"
    size = f"{abs(effect):.3g} ({abs(relative):.0%})"
    first = f"After the change the place lay {size} {side} the mixture of other places that resembled it before."
    if p > 0.1:
        second = f" Of {donors} other places put in its stead, a share of {p:.2f} differ as much: no effect can be told from chance"
        return f"{first}{second}; less than {smallest:.3g} could not have been seen here. {COMPARISON}"
    return f"{first} Of {donors} other places put in its stead, a share of {p:.2f} differ as much. {COMPARISON}"
