"""Do raters who judged apart agree beyond chance: Krippendorff's alpha, with gaps and any number of raters."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from izote.methods.errors import Declined

FIRM, TENTATIVE = 0.8, 0.667
MOST_VALUES = 2_000
Metric = Literal["nominal", "ordinal", "interval", "ratio"]
READINGS = {
    "firm": "Agreement is firm: conclusions may rest on these ratings.",
    "tentative": "Agreement is tentative: conclusions from these ratings are provisional.",
    "below": "Agreement is too low for conclusions: the guide for rating has to be rewritten, and the disagreements talked over.",
    "undefined": "Every rating is the same: with nothing that varies, agreement cannot be told from habit, and alpha is not defined.",
}


@dataclass(frozen=True)
class Agreement:
    """alpha and its interval (NaN where not defined), observed and expected disagreement, pairable ratings and units with two or more of
    them, units left out because fewer than two rated them, raters, share of replicates in which alpha was defined, reading, sentence."""

    alpha: float
    low: float
    high: float
    observed: float
    expected: float
    ratings: int
    units: int
    left_out: int
    raters: int
    defined: float
    reading: str
    sentence: str


def krippendorff(
    ratings: ArrayLike, metric: Metric = "ordinal", *, replicates: int = 2_000, seed: int = 0, confidence: float = 0.95
) -> Agreement:
    """Krippendorff's alpha: 1 − observed ÷ expected disagreement, over all pairs of ratings of the same unit.

    ratings: shape (raters, units), NaN = not rated (never a zero). metric: nominal (codes), ordinal (grades, by their ranks), interval,
    ratio (amounts ≥ 0). The interval resamples units (percentiles, seed given) and speaks of other units rated by these raters, not of
    other raters; with fewer than 5 units there is none. Reading: firm from 0.80, tentative from 0.667, else below; undefined where all
    ratings are the same. Declined: no unit rated twice, a negative ratio, more than 2,000 different values.
    Sources: Krippendorff, Content Analysis (2004), chapter 11; Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
    """
    table = np.asarray(ratings, float)
    if table.ndim != 2 or np.isinf(table).any():
        raise Declined("shape", "Give a table of raters by units; an empty cell is a unit that was not rated.")
    if metric not in ("nominal", "ordinal", "interval", "ratio"):
        raise Declined("metric", f"Unknown metric “{metric}”: nominal, ordinal, interval or ratio.")
    if not 0 < confidence < 1 or not 0 <= replicates <= 100_000 or seed < 0:
        raise Declined("confidence", "Confidence lies between 0 and 1, replicates between 0 and 100,000; the seed is not negative.")
    rated = (~np.isnan(table)).sum(0)
    kept = table[:, rated >= 2]
    if not kept.size:
        raise Declined("pairs", "No unit was rated by two raters: there is nothing to compare.", units=int((rated > 0).sum()))
    values, codes = np.unique(kept[~np.isnan(kept)], return_inverse=True)
    if metric == "ratio" and values[0] < 0:
        raise Declined("negative", "A ratio scale has no values below zero.")
    if len(values) > MOST_VALUES:
        raise Declined("values", f"More than {MOST_VALUES:,} different values.", values=len(values))
    counts, pairs = _counts(kept, codes, len(values)), _pairs(kept, codes)
    observed, expected = _disagreement(counts, pairs, values, metric, np.ones(kept.shape[1]))
    alpha = 1 - observed / expected if expected > 0 else np.nan
    low, high, defined = _interval(counts, pairs, values, metric, replicates if expected > 0 else 0, seed, confidence)
    reading = "undefined" if np.isnan(alpha) else "firm" if alpha >= FIRM - 1e-9 else "tentative" if alpha >= TENTATIVE - 1e-9 else "below"
    left_out = int((rated == 1).sum())
    raters = int((~np.isnan(kept)).any(1).sum())
    words = _words(alpha, low, high, kept.shape[1], raters, left_out, reading, confidence)
    return Agreement(
        float(alpha), low, high, observed, expected, int(counts.sum()), kept.shape[1], left_out, raters, defined, reading, words
    )


def _counts(kept: np.ndarray, codes: np.ndarray, values: int) -> np.ndarray:
    """How often each unit was given each value, shape (units, values)."""
    out = np.zeros((kept.shape[1], values))
    np.add.at(out, (np.nonzero(~np.isnan(kept))[1], codes), 1)
    return out


def _pairs(kept: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, ...]:
    """Unit, both values and weight of every pair of ratings of a unit: 2 ÷ (ratings of the unit − 1)."""
    coded = np.full(kept.shape, -1)
    coded[~np.isnan(kept)] = codes
    parts = []
    for unit in range(kept.shape[1]):
        said = coded[coded[:, unit] >= 0, unit]
        one, two = np.triu_indices(len(said), 1)
        parts.append((np.full(len(one), unit), said[one], said[two], np.full(len(one), 2 / (len(said) - 1))))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _differences(values: np.ndarray, totals: np.ndarray, metric: Metric) -> np.ndarray:
    """Squared difference of every two values, shape (values, values)."""
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    if metric == "ordinal":
        # the ratings that lie between two grades, half of their own included
        middle = np.cumsum(totals) - totals / 2
        return (middle[:, None] - middle[None, :]) ** 2
    apart = values[:, None] - values[None, :]
    if metric == "interval":
        return apart**2
    together = values[:, None] + values[None, :]
    return (apart / np.where(together == 0, 1.0, together)) ** 2


def _disagreement(
    counts: np.ndarray, pairs: tuple[np.ndarray, ...], values: np.ndarray, metric: Metric, weights: np.ndarray
) -> tuple[float, float]:
    totals = weights @ counts
    n = totals.sum()
    square = _differences(values, totals, metric)
    unit, one, two, share = pairs
    observed = (weights[unit] * share * square[one, two]).sum() / n
    expected = totals @ square @ totals / (n * (n - 1))
    return float(observed), float(expected)


def _interval(
    counts: np.ndarray, pairs: tuple[np.ndarray, ...], values: np.ndarray, metric: Metric, replicates: int, seed: int, confidence: float
) -> tuple[float, float, float]:
    units = len(counts)
    if units < 5 or not replicates:
        return np.nan, np.nan, np.nan
    rng, found = np.random.Generator(np.random.PCG64(seed)), []
    for _ in range(replicates):
        weights = np.bincount(rng.integers(0, units, units), minlength=units).astype(float)
        observed, expected = _disagreement(counts, pairs, values, metric, weights)
        if expected > 0:
            found.append(1 - observed / expected)
    if len(found) < 0.9 * replicates:
        return np.nan, np.nan, len(found) / replicates
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high), len(found) / replicates


def _words(alpha: float, low: float, high: float, units: int, raters: int, left_out: int, reading: str, confidence: float) -> str:
    rest = f" {left_out} rated by one rater alone are left out." if left_out else ""
    if reading == "undefined":
        return f"{units} units, {raters} raters.{rest} {READINGS[reading]}"
    spread = "no interval: too few units" if np.isnan(low) else f"{100 * confidence:.0f} % {low:.2f} to {high:.2f}"
    unsure = " The interval reaches below 0.667." if reading != "below" and low < TENTATIVE else ""
    return f"Alpha {alpha:.3f} ({spread}), {units} units, {raters} raters.{rest} {READINGS[reading]}{unsure}"
