"""Scores of count forecasts: exact CRPS, interval score, coverage, PIT; every one is better when smaller or nearer to what was promised."""

import math

import numpy as np
from numba import njit
from scipy.special import betainc, gammaincc, gammaln

from izote.methods.errors import Declined


def nb_cdf(k: np.ndarray, mean: np.ndarray, size: np.ndarray) -> np.ndarray:
    """P(Y ≤ k) of a negative binomial with variance mean + mean²/size; size inf is Poisson, mean 0 a certain zero. Shapes broadcast."""
    k, mean, size = np.broadcast_arrays(np.floor(np.asarray(k, float)), np.asarray(mean, float), np.asarray(size, float))
    out = np.zeros(k.shape)
    alive = k >= 0
    poisson = alive & np.isinf(size)
    binomial = alive & ~np.isinf(size)
    out[poisson] = gammaincc(k[poisson] + 1, mean[poisson])
    out[binomial] = betainc(size[binomial], k[binomial] + 1, size[binomial] / (size[binomial] + mean[binomial]))
    return np.where(alive & (mean <= 0), 1.0, out)


def nb_log_pmf(y: np.ndarray, mean: np.ndarray, size: np.ndarray) -> np.ndarray:
    """log P(Y = y) of the negative binomial of `nb_cdf` with finite size and mean > 0."""
    out: np.ndarray = (
        gammaln(y + size) - gammaln(size) - gammaln(y + 1) + size * np.log(size / (size + mean)) + y * np.log(mean / (size + mean))
    )
    return out


def nb_quantile(p: float, mean: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Smallest k with P(Y ≤ k) ≥ p, by bisection; shape as mean."""
    mean, size = np.broadcast_arrays(np.asarray(mean, float), np.asarray(size, float))
    low = np.full(mean.shape, -1.0)
    with np.errstate(invalid="ignore"):
        spread = np.sqrt(mean + np.where(np.isinf(size), 0, mean**2 / size))
    high = np.ceil(mean + 10 * spread + 10)
    while np.any(short := nb_cdf(high, mean, size) < p):
        high = np.where(short, high * 2, high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = nb_cdf(middle, mean, size) >= p
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return high


@njit(cache=True)
def _crps_kernel(y: np.ndarray, mean: np.ndarray, size: np.ndarray, out: np.ndarray) -> None:
    for n in range(y.size):
        m, r, seen = mean[n], size[n], y[n]
        if np.isnan(seen) or np.isnan(m):
            out[n] = np.nan
            continue
        if m <= 0.0:
            out[n] = seen
            continue
        spread = math.sqrt(m if np.isinf(r) else m + m * m / r)
        k = max(0.0, math.floor(m - 12.0 * spread))
        if np.isinf(r):
            p = math.exp(k * math.log(m) - m - math.lgamma(k + 1.0))
        else:
            log_p = math.lgamma(k + r) - math.lgamma(r) - math.lgamma(k + 1.0) - r * math.log1p(m / r)
            p = math.exp(log_p + (k * math.log(m / (r + m)) if k > 0 else 0.0))
        below, total = 0.0, max(0.0, k - seen)
        step = 1.0 if np.isinf(r) else m / (r + m)
        while True:
            below = min(below + p, 1.0)
            total += below * below if k < seen else (1.0 - below) * (1.0 - below)
            if k >= seen and k > m and (1.0 - below < 1e-9 or p < 1e-15):
                break
            p *= m / (k + 1.0) if np.isinf(r) else step * (k + r) / (k + 1.0)
            k += 1.0
        out[n] = total


def crps_nb(y: np.ndarray, mean: np.ndarray, size: np.ndarray | float) -> np.ndarray:
    """Exact discrete CRPS Σ_k (F(k) − 1{y ≤ k})² of negative binomial forecasts; NaN where y is NaN. Shapes broadcast; size inf is Poisson.

    Summed until the tail is below 1e-9. Source: Czado, Gneiting & Held 2009.
    """
    truth, centre, width = (np.ascontiguousarray(part, float).ravel() for part in np.broadcast_arrays(y, mean, size))
    out = np.empty(truth.size)
    _crps_kernel(truth, centre, width, out)
    return out.reshape(np.broadcast_shapes(np.shape(y), np.shape(mean), np.shape(size)))


def crps_pmf(y: float, pmf: np.ndarray) -> float:
    """Exact CRPS of one forecast given as probabilities of 0, 1, 2, …"""
    weight = np.asarray(pmf, float)
    if weight.ndim != 1 or np.any(weight < 0) or abs(weight.sum() - 1) > 1e-6:
        raise Declined("pmf", "Probabilities must be zero or more and add up to one.")
    k = np.arange(max(weight.size, int(y) + 1))
    below = np.minimum(np.cumsum(np.pad(weight, (0, k.size - weight.size))), 1)
    return float(((below - (y <= k)) ** 2).sum())


def crps_samples(y: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """CRPS of the empirical distribution of samples: mean|X − y| − ½ mean|X − X'|. y shape (n,), samples (m, n); NaN samples are left
    out; none left: NaN."""
    drawn = np.sort(np.asarray(samples, float), axis=0)
    count = (~np.isnan(drawn)).sum(axis=0)
    first = np.nansum(np.abs(drawn - y), axis=0) / np.where(count, count, np.nan)
    rank = np.arange(1, drawn.shape[0] + 1)[:, None]
    second = np.nansum((2 * rank - count - 1) * drawn, axis=0) / np.maximum(count, 1) ** 2
    out: np.ndarray = first - second
    return out


def interval_score(y: np.ndarray, low: np.ndarray, high: np.ndarray, level: float = 0.9) -> np.ndarray:
    """Width plus 2/(1−level) times what it was missed by (Gneiting & Raftery 2007)."""
    out: np.ndarray = (high - low) + 2 / (1 - level) * (np.maximum(low - y, 0) + np.maximum(y - high, 0))
    return out


def pit(y: np.ndarray, mean: np.ndarray, size: np.ndarray, *, seed: int) -> np.ndarray:
    """Randomised probability integral transform: even between 0 and 1 if the forecasts are calibrated (Czado, Gneiting & Held 2009)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    below, upto = nb_cdf(y - 1, mean, size), nb_cdf(y, mean, size)
    out: np.ndarray = below + rng.random(np.shape(y)) * (upto - below)
    return out
