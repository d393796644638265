"""Nowcast: how many cases of the last weeks or months are still on their way, from how late cases came in the past."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from izote.methods.errors import Declined


@dataclass(frozen=True)
class Nowcast:
    """By period: reported so far, estimated final count with the ends of its interval; `share` by delay: reported by then (cumulative).

    smallest_change: how far (as a share) the latest period must differ from its estimate to lie outside its interval.
    """

    reported: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray
    dispersion: float
    smallest_change: float
    sentence: str


def triangle(vintages: Sequence[np.ndarray], most: int) -> np.ndarray:
    """Reporting triangle (periods, delays) from successive editions of the same series, one a period.

    vintages[n]: counts of periods 0 … known in the n-th edition; the last edition is of the last period. Each edition may be one period
    longer
    than the one before. Entry [t, d] is what was first told of period t with a delay of d; NaN where not yet known or no edition was kept.
    """
    if not vintages:
        raise Declined("vintages", "No edition was kept.", vintages=0)
    length = len(vintages[-1])
    whole = np.full((length, most + 1), np.nan)
    for back, vintage in enumerate(reversed(list(vintages))):
        today = length - 1 - back
        values = np.asarray(vintage, float)
        for delay in range(min(most, today) + 1):
            if today - delay < values.size:
                whole[today - delay, delay] = values[today - delay]
    out = whole.copy()
    out[:, 1:] = whole[:, 1:] - whole[:, :-1]
    return out


def nowcast(
    counts: np.ndarray, *, window: int | None = None, level: float = 0.9, replicates: int = 1000, min_vintages: int = 8, seed: int = 1
) -> Nowcast:
    """Complete a reporting triangle by the chain ladder, with a bootstrap of over-dispersed (negative binomial) reports.

    counts: shape (periods, delays): cases of period t reported with delay d, NaN where the day has not come (t + d > today) or no
    edition was
    kept. Corrections downwards (negative entries) are counted as zero and lessen the same period's earlier entry. window: only the last so
    many periods teach the delay. Each replicate redraws the past triangle, fits it again and draws what is still to come, so the interval
    holds what is not known of the delays and chance. Declined: fewer than `min_vintages` complete periods, fewer than 20 cases.
    Sources: England & Verrall 2002 (chain ladder); Höhle & an der Heiden 2014; Bastos et al. 2019.
    """
    table = _clean(counts)
    length, delays = table.shape
    known = ~np.isnan(table)
    complete = int(known.all(axis=1).sum())
    if complete < min_vintages:
        raise Declined(
            "vintages", f"{complete} periods are complete; {min_vintages} are needed to know how late cases come.", vintages=complete
        )
    total = float(np.nansum(table))
    if total < 20:
        raise Declined("few", "Fewer than twenty cases: the delays cannot be read.", cases=int(total))
    first = 0 if window is None else max(length - window - delays, 0)
    share = _shares(table[first:])
    seen = np.array([share[known[t]].sum() for t in range(length)])
    mean = np.nansum(table, axis=1) / np.maximum(seen, 1e-9)
    dispersion = _dispersion(table[first:], mean[first:], share)
    draws = _bootstrap(table[first:], mean[first:], share, dispersion, replicates, seed)
    estimate = np.nansum(table, axis=1)
    low, high = estimate.copy(), estimate.copy()
    part = slice(first, length)
    reported = estimate.copy()
    estimate[part] = reported[part] + ((mean[:, None] * share) * ~known).sum(axis=1)[part]
    low[part], high[part] = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    smallest = float((high[-1] - low[-1]) / 2 / max(estimate[-1], 1e-9))
    words = (
        f"Of the latest period {reported[-1]:.0f} cases are reported, {share[0]:.0%} of what usually comes in the end; "
        f"{estimate[-1]:.0f} are to be expected ({level:.0%} between {low[-1]:.0f} and {high[-1]:.0f})."
    )
    return Nowcast(reported, estimate, low, high, np.cumsum(share), dispersion, smallest, words)


def _clean(counts: np.ndarray) -> np.ndarray:
    table = np.array(counts, float)
    if table.ndim != 2 or table.shape[1] < 2 or table.shape[0] < table.shape[1]:
        raise Declined("shape", "A triangle of periods by at least two delays is needed, with no fewer periods than delays.")
    seen = table[~np.isnan(table)]
    if np.any(np.isinf(seen)) or np.any(seen != np.floor(seen)):
        raise Declined("count", "Reports are whole numbers.")
    for delay in range(table.shape[1] - 1, 0, -1):
        less = np.where(table[:, delay] < 0, table[:, delay], 0.0)
        table[:, delay] -= less
        table[:, delay - 1] += less
    if np.any(table[:, 0] < 0):
        raise Declined("count", "A period ends below zero cases.")
    return table


def _shares(table: np.ndarray) -> np.ndarray:
    """Chain ladder: share of the final count that comes with each delay (a half case is added so that no delay is impossible)."""
    known = ~np.isnan(table)
    share = np.ones(table.shape[1])
    left = 1.0
    for delay in range(table.shape[1] - 1, 0, -1):
        rows = known[:, : delay + 1].all(axis=1)
        now, before = table[rows, delay].sum() + 0.01, table[rows, :delay].sum() + 0.5
        share[delay] = left * now / (now + before)
        left -= share[delay]
    share[0] = left
    return share


def _dispersion(table: np.ndarray, mean: np.ndarray, share: np.ndarray) -> float:
    """Pearson dispersion of the known entries, at least 1."""
    due = mean[:, None] * share
    known = ~np.isnan(table) & (due > 1e-6)
    freedom = int(known.sum()) - table.shape[0] - table.shape[1] + 1
    return max(float(((table - due)[known] ** 2 / due[known]).sum() / max(freedom, 1)), 1.0)


def _draw(rng: np.random.Generator, mean: np.ndarray, dispersion: float) -> np.ndarray:
    """Counts with variance dispersion × mean."""
    if dispersion <= 1.0001:
        return rng.poisson(mean).astype(float)
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-12) / (dispersion - 1), dispersion - 1)).astype(float)


def _bootstrap(table: np.ndarray, mean: np.ndarray, share: np.ndarray, dispersion: float, replicates: int, seed: int) -> np.ndarray:
    """Final counts (replicates, periods)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    known = ~np.isnan(table)
    due = mean[:, None] * share
    reported = np.nansum(table, axis=1)
    out = np.empty((replicates, table.shape[0]))
    for turn in range(replicates):
        again = np.where(known, _draw(rng, due, dispersion), np.nan)
        delays = _shares(again)
        seen = (known * delays).sum(axis=1)
        # The level of each period given its own reports: a gamma around them, so that an empty week may still fill.
        final = rng.gamma((reported + 0.5) / dispersion, dispersion) / np.maximum(seen, 1e-9)
        out[turn] = reported + (_draw(rng, final[:, None] * delays, dispersion) * ~known).sum(axis=1)
    return out
