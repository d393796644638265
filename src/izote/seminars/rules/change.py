"""What changed between before and after, paired by participant's number; of fewer than five pairs nothing is said."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from izote.methods.errors import Declined
from izote.methods.paired import Effect, teaching_effect

Given = Mapping[tuple[int, str], Mapping[int, int]]


class Answered(NamedTuple):
    """How many answered before, after, and both times."""

    before: int
    after: int
    both: int


def answered(given: Given) -> Answered:
    """Who answered when; `given` holds choices by participant's number and moment."""
    before, after = ({number for number, when in given if when == moment} for moment in ("before", "after"))
    return Answered(len(before), len(after), len(before & after))


def change(given: Given, correct: Mapping[int, int]) -> dict[str, Any] | None:
    """The mean change of the share of right answers with its interval, and each question, as numbers; None where it cannot be said.

    correct: the right choice of each question, in the order of the questionnaire.
    """
    if not correct:
        return None
    sides = []
    for moment in ("before", "after"):
        numbers = sorted(number for number, when in given if when == moment)
        sides += [[str(n) for n in numbers], _marks([given[n, moment] for n in numbers], correct)]
    try:
        return _facts(teaching_effect(*sides), list(correct))  # type: ignore[arg-type]
    except Declined:
        return None


def _marks(answers: Iterable[Mapping[int, int]], correct: Mapping[int, int]) -> list[list[float]]:
    """1 right, 0 wrong, NaN not answered; a row for each participant, one at least in shape."""
    return [[float(one[q] == right) if q in one else float("nan") for q, right in correct.items()] for one in answers]


def _facts(found: Effect, questions: Sequence[int]) -> dict[str, Any]:
    return {
        "pairs": found.pairs,
        "unpaired": found.only_before + found.only_after,
        "blanks": found.blanks,
        "before": found.mean_before,
        "after": found.mean_after,
        "difference": list(found.difference),
        "effect": _finite(found.effect),
        "smallest": found.smallest_change,
        "questions": [
            {"question": pk, "pairs": one.pairs, "before": _finite(one.before), "after": _finite(one.after), "p": one.p}
            for pk, one in zip(questions, found.questions, strict=True)
            if one.pairs >= 5
        ],
    }


def _finite(values: Iterable[float]) -> list[float] | None:
    kept = list(values)
    return kept if all(isfinite(one) for one in kept) else None
