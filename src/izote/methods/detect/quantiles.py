"""Upper quantiles of the Poisson and negative binomial distributions, for whole arrays."""

from math import exp, lgamma, log, log1p, sqrt

import numpy as np
from numba import njit
from scipy import special

# Beyond this mean the tail is found from the incomplete beta function instead of being added up.
LARGE = 3e3


@njit(cache=True)
def _log_pmf(k, mean, size):  # type: ignore[no-untyped-def]
    if size <= 0:
        return k * log(mean) - mean - lgamma(k + 1.0)
    if size > 1e5:
        # Stirling's series of ln Γ(size + k) − ln Γ(size): close to Poisson the difference of two large logarithms says nothing.
        rising = (size + k - 0.5) * log1p(k / size) - k + (1 / (size + k) - 1 / size) / 12
        return rising + k * (log(mean) - log1p(mean / size)) - size * log1p(mean / size) - lgamma(k + 1.0)
    return lgamma(size + k) - lgamma(size) - lgamma(k + 1.0) - size * log1p(mean / size) - k * log1p(size / mean)


@njit(cache=True)
def _tail(k, mean, size):  # type: ignore[no-untyped-def]
    """P(X > k), added up from its largest term."""
    term = exp(_log_pmf(k + 1.0, mean, size))
    total = term
    j = k + 1.0
    for _ in range(10_000_000):
        j += 1.0
        ratio = mean / j if size <= 0 else (size + j - 1.0) / j * (mean / (mean + size))
        term *= ratio
        total += term
        if ratio < 1 and term * ratio < total * (1 - ratio) * 1e-16:
            break
    return total


@njit(cache=True)
def _quantile(mean, phi, alpha, z):  # type: ignore[no-untyped-def]
    """Smallest k with P(X > k) ≤ alpha; variance phi × mean."""
    size = mean / (phi - 1.0) if phi > 1 else 0.0
    sd = sqrt(phi * mean)
    skew = (2 * phi - 1) / sd
    k = max(np.floor(mean + z * sd + (z * z - 1) * skew * sd / 6), 0.0)
    if k + 1.0 <= mean:
        k = np.ceil(mean)
    tail = _tail(k, mean, size)
    limit = alpha * (1 + 64 * 2.220446049250313e-16)
    if tail > limit:
        for _ in range(1_000_000):
            k += 1.0
            tail -= exp(_log_pmf(k, mean, size))
            if tail <= limit:
                return k
        return np.nan
    while k > 0:
        tail += exp(_log_pmf(k, mean, size))
        if tail > limit:
            break
        k -= 1.0
    return k


@njit(cache=True)
def _all(mean, phi, alpha, z, out):  # type: ignore[no-untyped-def]
    for i in range(mean.size):
        if not (np.isfinite(mean[i]) and np.isfinite(phi[i])):
            out[i] = np.nan
        elif mean[i] < 1e-12:
            out[i] = 0.0
        else:
            out[i] = _quantile(mean[i], phi[i], alpha, z)


def negative_binomial(mean: np.ndarray, dispersion: np.ndarray, alpha: float) -> np.ndarray:
    """The (1 − alpha) quantile for mean μ and variance φμ; φ ≤ 1 is the Poisson distribution. NaN where the mean is not finite."""
    mean, phi = (np.ascontiguousarray(part, dtype=float) for part in np.broadcast_arrays(mean, dispersion))
    out = np.empty(mean.size)
    big = np.isfinite(mean) & (mean > LARGE)
    _all(np.where(big, np.nan, mean).ravel(), phi.ravel(), alpha, float(special.ndtri(1 - alpha)), out)
    if big.any():
        out[big.ravel()] = _large(mean[big], phi[big], alpha)
    return out.reshape(mean.shape)


def _large(mean: np.ndarray, phi: np.ndarray, alpha: float) -> np.ndarray:
    """By bisection on the incomplete beta (or gamma) function around the skewness-corrected normal quantile; beyond 1e12 that quantile."""
    z = float(special.ndtri(1 - alpha))
    sd = np.sqrt(phi * mean)
    guess = np.floor(mean + z * sd + (z * z - 1) * (2 * phi - 1) / 6)
    found = guess.copy()
    for at in np.flatnonzero(mean <= 1e12):
        width = 2 + 0.02 * sd[at]
        low = high = guess[at]
        while _upper(low - 1, mean[at], phi[at]) <= alpha and low > 0:
            low, width = np.floor(max(low - width, 0.0)), width * 3
        while _upper(high, mean[at], phi[at]) > alpha:
            high, width = np.ceil(high + width), width * 3
        while low < high:
            middle = np.floor((low + high) / 2)
            low, high = (middle + 1, high) if _upper(middle, mean[at], phi[at]) > alpha else (low, middle)
        found[at] = high
    return found


def _upper(k: float, mean: float, phi: float) -> float:
    """P(X > k)."""
    if k < 0:
        return 1.0
    return float(special.betainc(k + 1, mean / (phi - 1), 1 - 1 / phi) if phi > 1 else special.gammainc(k + 1, mean))
