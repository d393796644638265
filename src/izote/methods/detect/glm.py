"""Quasi-Poisson regression on season levels and one trend, for thousands of series-weeks in one compiled call.

Two facts make it fast. With level dummies and a single trend column the weighted normal equations are an arrow matrix (a diagonal and one
full row), solved by its Schur complement: no matrix is ever built. And on a grid of weeks exp(level + slope · week) is a level's factor
times a power found by multiplication, and the deviance follows from sums per level: after the first step no week costs a logarithm or an
exponential.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

# Columns of what the kernel answers.
MEAN, DISPERSION, LEVERAGE, SPREAD, WEEKS_USED, TREND, LARGEST, TOTAL, STATE = range(9)
STATE_FITTED, STATE_SHORT, STATE_UNSTABLE = 0.0, 1.0, 2.0
# Rows of the logarithms and powers of a series, and of the kernel's workspace.
START, ENTROPY, POWER = range(3)
MU, USED, WEIGHT, GROWTH = range(4)
# Rows of the sums per level: of working weights, of these times week, of weighted counts, and the coefficient.
M0, M1, Y0, COEF = range(4)


class Rules(NamedTuple):
    """What the kernel needs to know beside the data."""

    reweight: bool
    weights_threshold: float
    trend: bool
    no_extrapolation: bool
    trend_by_spread: bool


@njit(cache=True)
def _solve(sums, score, score_x, m2, with_trend):  # type: ignore[no-untyped-def]
    """One step of the arrow system: adds to the coefficients; returns the step of the slope and the Schur complement (0: singular)."""
    step = 0.0
    schur = m2
    if with_trend:
        for g in range(sums.shape[1]):
            if sums[M0, g] > 0:
                share = sums[M1, g] / sums[M0, g]
                schur -= share * sums[M1, g]
                score_x -= share * score[g]
        if not schur > 1e-13 * m2:
            return 0.0, 0.0
        step = score_x / schur
    for g in range(sums.shape[1]):
        if sums[M0, g] > 0:
            sums[COEF, g] += (score[g] - step * sums[M1, g]) / sums[M0, g]
    return step, schur


@njit(cache=True)
def _first_step(y, x, level, offset, logs, work, sums, score, with_trend):  # type: ignore[no-untyped-def]
    """From mu = y + 0.1. Returns slope, Schur complement, Σ w·y·x, deviance and its part that stays."""
    sums[:] = 0.0
    score[:] = 0.0
    score_x = m2 = yx = fixed = dev = 0.0
    for i in range(y.size):
        g = level[i]
        weight = work[WEIGHT, i]
        mu = y[i] + 0.1
        used = weight * mu
        work[USED, i] = used
        right = used * (logs[START, i] - offset[i] - 1.0) + weight * y[i]
        sums[M0, g] += used
        sums[M1, g] += used * x[i]
        sums[Y0, g] += weight * y[i]
        score[g] += right
        score_x += right * x[i]
        m2 += used * x[i] * x[i]
        yx += weight * y[i] * x[i]
        fixed += weight * (logs[ENTROPY, i] - y[i] * offset[i])
        dev += weight * (logs[ENTROPY, i] - y[i] * logs[START, i] + mu)
    slope, schur = _solve(sums, score, score_x, m2, with_trend)
    return slope, schur, yx, 2 * dev, fixed


@njit(cache=True)
def _means(x, level, scale, slope, sums, factor, work):  # type: ignore[no-untyped-def]
    """Fitted means of all weeks by multiplication along the grid; x rises by whole weeks."""
    for g in range(sums.shape[1]):
        factor[g] = np.exp(sums[COEF, g])
    growth = np.exp(slope)
    power = np.exp(slope * x[0])
    before = x[0]
    for i in range(x.size):
        for _ in range(int(x[i] - before)):
            power *= growth
        before = x[i]
        work[GROWTH, i] = power
    for i in range(x.size):
        work[MU, i] = max(factor[level[i]] * work[GROWTH, i] * scale[i], 2.220446049250313e-16)


@njit(cache=True)
def _irls(y, x, level, offset, scale, logs, work, sums, score, factor, with_trend):  # type: ignore[no-untyped-def]
    """One weighted Poisson fit by iteratively reweighted least squares; returns slope, Schur complement and whether it converged.

    Stops like the usual GLM software, when the deviance moves by less than 1e-8 of itself, at most 25 steps: where a season has no case
    the answer depends on that rule. Leaves the means in work[MU] and the working weights of the last step in work[USED] and sums.
    """
    slope, schur, yx, dev, fixed = _first_step(y, x, level, offset, logs, work, sums, score, with_trend)
    if with_trend and schur == 0:
        return 0.0, 0.0, False
    for turn in range(25):
        if turn > 0:
            m2 = score_x = 0.0
            sums[M0] = 0.0
            sums[M1] = 0.0
            for i in range(y.size):
                used = work[WEIGHT, i] * work[MU, i]
                work[USED, i] = used
                moment = used * x[i]
                sums[M0, level[i]] += used
                sums[M1, level[i]] += moment
                m2 += moment * x[i]
            for g in range(score.size):
                score[g] = sums[Y0, g] - sums[M0, g]
                score_x -= sums[M1, g]
            step, schur = _solve(sums, score, score_x + yx, m2, with_trend)
            if with_trend and schur == 0:
                return 0.0, 0.0, False
            slope += step
        _means(x, level, scale, slope, sums, factor, work)
        now = fixed - slope * yx
        for g in range(score.size):
            now -= sums[COEF, g] * sums[Y0, g]
        for i in range(y.size):
            now += work[WEIGHT, i] * work[MU, i]
        now *= 2
        if not np.isfinite(now):
            return 0.0, 0.0, False
        if abs(now - dev) / (abs(now) + 0.1) < 1e-8:
            return slope, schur, True
        dev = now
    return slope, schur, False


@njit(cache=True)
def _relative_squares(y, work, row):  # type: ignore[no-untyped-def]
    """Σ weight · ((y − μ)/μ)² with the working weights (row USED) or the prior ones (row WEIGHT)."""
    total = 0.0
    for i in range(y.size):
        r = (y[i] - work[MU, i]) / work[MU, i]
        total += work[row, i] * r * r
    return total


@njit(cache=True)
def _downweight(y, x, level, logs, work, sums, schur, phi, threshold):  # type: ignore[no-untyped-def]
    """Weights of a second fit: weeks with a standardised Anscombe residual above the threshold get its inverse square (Farrington 1996).

    That residual is never above Pearson's, so most weeks need no power at all."""
    n = y.size
    total = 0.0
    for i in range(n):
        work[WEIGHT, i] = 1.0
        mu = work[MU, i]
        over = y[i] - mu
        if over > 0:
            g = level[i]
            h = work[USED, i] / sums[M0, g]
            if schur > 0:
                away = x[i] - sums[M1, g] / sums[M0, g]
                h += work[USED, i] * away * away / schur
            variance = phi * max(1 - h, 1e-300)
            if over * over >= threshold * threshold * variance * mu * 0.999 or threshold < 0:
                s = 1.5 * (logs[POWER, i] * mu ** (-1 / 6) - np.sqrt(mu)) / np.sqrt(variance)
                if s > threshold:
                    work[WEIGHT, i] = 1 / (s * s)
        total += work[WEIGHT, i]
    for i in range(n):
        work[WEIGHT, i] *= n / total


@njit(cache=True)
def _one(y, x, level, offset, scale, logs, now, rules, critical, with_trend, work, sums, score, factor, out):  # type: ignore[no-untyped-def]
    """Fit, downweight, fit again, predict the tested week at x = now, level 0, offset 0; False when the trend must be dropped."""
    n = y.size
    score[:] = 0.0
    for i in range(n):
        work[WEIGHT, i] = 1.0
        score[level[i]] = 1.0
    freedom = n - int(score.sum()) - (1 if with_trend else 0)
    out[STATE] = STATE_SHORT
    if n == 0 or freedom < 1 or score[0] == 0:
        return False
    out[STATE] = STATE_UNSTABLE
    slope, schur, converged = _irls(y, x, level, offset, scale, logs, work, sums, score, factor, with_trend)
    if with_trend and not converged:
        return False
    if rules.reweight:
        phi = max(_relative_squares(y, work, USED) / freedom, 1.0)
        _downweight(y, x, level, logs, work, sums, schur if with_trend else 0.0, phi, rules.weights_threshold)
        slope, schur, converged = _irls(y, x, level, offset, scale, logs, work, sums, score, factor, with_trend)
        if with_trend and not converged:
            return False
    raw = _relative_squares(y, work, USED) / freedom
    away = now - sums[M1, 0] / sums[M0, 0]
    out[MEAN] = np.exp(sums[COEF, 0] + slope * now)
    out[DISPERSION] = max(raw, 1.0)
    out[LEVERAGE] = 1 / sums[M0, 0] + (away * away / schur if with_trend else 0.0)
    out[SPREAD] = _relative_squares(y, work, WEIGHT) / freedom
    out[TREND] = slope if with_trend else 0.0
    if np.isfinite(out[MEAN]) and np.isfinite(out[LEVERAGE]) and np.isfinite(raw):
        out[STATE] = STATE_FITTED
    if not with_trend:
        return True
    spread = out[SPREAD] if rules.trend_by_spread else raw
    t = abs(slope) * np.sqrt(schur / spread) if spread > 0 else np.inf
    return t > critical[freedom] and not (rules.no_extrapolation and out[MEAN] > out[LARGEST])


@njit(cache=True)
def _logarithms(counts, logs):  # type: ignore[no-untyped-def]
    for i in range(counts.size):
        y = counts[i]
        logs[START, i] = np.log(y + 0.1)
        logs[ENTROPY, i] = y * np.log(y) - y if y > 0 else 0.0
        logs[POWER, i] = y ** (2 / 3)


@njit(cache=True)
def fit_all(counts, offsets, first, at, level, tested, levels, rules, critical, out):  # type: ignore[no-untyped-def]
    """Every series at every tested week. counts, offsets: (series, grid); first, at, level: the baselines; out: (series, tested, 9)."""
    longest = 1
    for j in range(tested.size):
        longest = max(longest, first[j + 1] - first[j])
    y, x, offset, scale = np.empty(longest), np.empty(longest), np.empty(longest), np.empty(longest)
    lev = np.empty(longest, np.int64)
    logs, all_logs = np.empty((3, longest)), np.empty((3, counts.shape[1]))
    work, sums, score, factor = np.empty((4, longest)), np.empty((4, levels)), np.empty(levels), np.empty(levels)
    for s in range(counts.shape[0]):
        _logarithms(counts[s], all_logs)
        for j in range(tested.size):
            n = 0
            total = largest = 0.0
            middle = (at[first[j]] + at[first[j + 1] - 1]) // 2 if first[j + 1] > first[j] else 0
            for i in range(first[j], first[j + 1]):
                week = at[i]
                value = counts[s, week]
                if np.isnan(value):
                    continue
                y[n] = value
                x[n] = week - middle
                lev[n] = level[i]
                offset[n] = offsets[s, week] - offsets[s, tested[j]]
                scale[n] = np.exp(offset[n]) if offset[n] != 0 else 1.0
                for row in range(3):
                    logs[row, n] = all_logs[row, week]
                total += value
                largest = max(largest, value)
                n += 1
            got = out[s, j]
            got[:] = np.nan
            got[WEEKS_USED], got[TOTAL], got[LARGEST] = n, total, largest
            now = float(tested[j] - middle)
            data = (y[:n], x[:n], lev[:n], offset[:n], scale[:n], logs[:, :n], now, rules, critical)
            if not (rules.trend and _one(*data, True, work, sums, score, factor, got)):
                _one(*data, False, work, sums, score, factor, got)
