"""What a teaching unit changed in the answers of the same persons: score before and after, effect, each question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, ndtri, stdtrit

from izote.methods.errors import Declined
from izote.methods.rates import share, tail

LEAST = 5
NO_PROOF = "Nobody who did not take part was asked: this says what changed, not why, and nothing of what stays."


@dataclass(frozen=True)
class Question:
    """Of the pairs who answered it both times: shares right before and after (value, low, high; Wilson), how many learnt and lost it, and
    the exact McNemar p of the two; NaN where nobody answered it both times."""

    pairs: int
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    gained: int
    lost: int
    p: float


@dataclass(frozen=True)
class Effect:
    """Scores are shares of right answers, 0 to 1. difference: mean change (value, low, high; t). effect: d_av with small-sample correction
    (value, low, high), NaN where nobody's score differs. smallest_change: mean change found with power 80 %. only_before, only_after:
    persons without a partner; unusable: pairs without one question answered both times; blanks: answers left out of the pairs."""

    pairs: int
    only_before: int
    only_after: int
    unusable: int
    blanks: int
    mean_before: float
    mean_after: float
    difference: tuple[float, float, float]
    effect: tuple[float, float, float]
    smallest_change: float
    questions: tuple[Question, ...]
    sentence: str


def teaching_effect(
    codes_before: Sequence[str], before: ArrayLike, codes_after: Sequence[str], after: ArrayLike, *, confidence: float = 0.95
) -> Effect:
    """Change between two questionnaires with the same questions, paired by each person's code.

    before: shape (persons, questions), 1 right, 0 wrong, NaN not answered; after likewise, in any order. Each person's score is over the
    questions answered both times, so that a blank is neither right nor wrong. Mean difference with Student's interval; d_av = difference ÷
    √((s²before + s²after)/2), times Hedges's 1 − 3/(4·df − 1), interval of Bonett 2008 (eq. for paired scores); shares with Wilson 1927;
    McNemar 1947, exact. Declined: fewer than 5 pairs, a code twice, other questions before than after.
    Sources: Cumming 2012; Lakens 2013, Frontiers in Psychology 4:863; Bonett 2008, Psychological Methods 13:99.
    """
    alpha = tail(confidence)
    first, second = _answers(codes_before, before), _answers(codes_after, after)
    if first.shape[1] != second.shape[1] or not first.shape[1]:
        raise Declined("questions", "Before and after need the same questions, one or more.")
    rows = {code: n for n, code in enumerate(codes_after)}
    both = [(n, rows[code]) for n, code in enumerate(codes_before) if code in rows]
    x, y = first[[n for n, _ in both]], second[[n for _, n in both]]
    seen = ~np.isnan(x) & ~np.isnan(y)
    usable = seen.any(1)
    n, only = int(usable.sum()), (len(first) - len(both), len(second) - len(both))
    if n < LEAST:
        raise Declined(
            "few_pairs",
            f"{n} persons answered before and after; fewer than {LEAST} say nothing ({only[0]} only before, {only[1]} only after).",
            pairs=n,
            only_before=only[0],
            only_after=only[1],
        )
    x, y, seen = x[usable], y[usable], seen[usable]
    asked = seen.sum(1)
    score = [(np.where(seen, answers, 0).sum(1) / asked) for answers in (x, y)]
    change = score[1] - score[0]
    spread = float(change.std(ddof=1)) / np.sqrt(n)
    t = float(-stdtrit(n - 1, alpha))
    mean = float(change.mean())
    difference = (mean, mean - t * spread, mean + t * spread)
    smallest = float((t + stdtrit(n - 1, 0.8)) * spread)
    effect = _effect(score[0], score[1], alpha)
    questions = tuple(_question(x[:, q], y[:, q], confidence) for q in range(x.shape[1]))
    blanks = int((~seen).sum())
    means = float(score[0].mean()), float(score[1].mean())
    words = _words(n, only, int((~usable).sum()), blanks, means, difference, effect, smallest, confidence)
    return Effect(n, *only, int((~usable).sum()), blanks, *means, difference, effect, smallest, questions, words)


def _answers(codes: Sequence[str], answers: ArrayLike) -> np.ndarray:
    found = np.asarray(answers, float)
    if found.ndim != 2 or len(found) != len(codes):
        raise Declined("shape", "Give a row of answers for every code.")
    if len(set(codes)) != len(codes):
        raise Declined("twice", "A code stands twice: each person answers once before and once after.")
    if not np.isin(found[~np.isnan(found)], (0.0, 1.0)).all():
        raise Declined("answer", "An answer is 1 (right), 0 (wrong) or empty.")
    return found


def _effect(before: np.ndarray, after: np.ndarray, alpha: float) -> tuple[float, float, float]:
    """d_av, corrected, with Bonett's interval around it; NaN where no score varies."""
    df = len(before) - 1
    v1, v2 = float(before.var(ddof=1)), float(after.var(ddof=1))
    common = (v1 + v2) / 2
    if common <= 1e-12:
        return np.nan, np.nan, np.nan
    d = float(after.mean() - before.mean()) / np.sqrt(common)
    covariance = float(((before - before.mean()) * (after - after.mean())).sum()) / df
    variance = d**2 * (v1**2 + v2**2 + 2 * covariance**2) / (8 * df * common**2) + (v1 + v2 - 2 * covariance) / (df * common)
    corrected, reach = (1 - 3 / (4 * df - 1)) * d, float(-ndtri(alpha)) * np.sqrt(max(variance, 0.0))
    return float(corrected), float(d - reach), float(d + reach)


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p that as many learnt as lost an answer (McNemar 1947, binomial with one half); 1 where nobody changed."""
    n = gained + lost
    return float(min(1.0, 2 * bdtr(min(gained, lost), n, 0.5))) if n else 1.0


def _question(before: np.ndarray, after: np.ndarray, confidence: float) -> Question:
    seen = ~np.isnan(before) & ~np.isnan(after)
    x, y, n = before[seen], after[seen], int(seen.sum())
    if not n:
        nothing = (np.nan, np.nan, np.nan)
        return Question(0, nothing, nothing, 0, 0, np.nan)
    found = share([x.sum(), y.sum()], [n, n], confidence=confidence)
    parts = [(float(found.value[k]), float(found.low[k]), float(found.high[k])) for k in (0, 1)]
    gained, lost = int(((x == 0) & (y == 1)).sum()), int(((x == 1) & (y == 0)).sum())
    return Question(n, parts[0], parts[1], gained, lost, mcnemar(gained, lost))


def _words(
    n: int,
    only: tuple[int, int],
    unusable: int,
    blanks: int,
    means: tuple[float, float],
    difference: tuple[float, float, float],
    effect: tuple[float, float, float],
    smallest: float,
    confidence: float,
) -> str:
    level = f"{100 * confidence:.0f} %"
    value, low, high = (100 * part for part in difference)
    first = (
        f"{n} persons answered before and after: {100 * means[0]:.0f} % right before, {100 * means[1]:.0f} % after,"
        f" a change of {value:+.1f} points ({level} {low:+.1f} to {high:+.1f})."
    )
    second = (
        " The standardised effect is not defined: every score was the same."
        if np.isnan(effect[0])
        else f" Standardised effect {effect[0]:.2f} ({level} {effect[1]:.2f} to {effect[2]:.2f})."
    )
    unseen = (
        f" No change can be told from chance; one below {100 * smallest:.1f} points could hardly have been seen."
        if low <= 0 <= high
        else ""
    )
    rest = f" Left out: {only[0]} who answered only before, {only[1]} only after, {unusable} without a question in common; {blanks} blanks."
    return f"{first}{second}{unseen}{rest} {NO_PROOF}"
