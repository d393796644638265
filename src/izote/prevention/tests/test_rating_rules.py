"""What evidence suggests, between what it leaves a factor, the matrix, and what looks copied."""

import datetime as dt
import itertools

import pytest

from izote.prevention.rules import copying, matrix, rating
from izote.prevention.rules.rating import Seen


def seen(*values, grade="A", trend="steady", dynamic=False):
    return [Seen(value, grade, trend, dynamic) for value in values]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], None),
        (seen(None, None), None),
        (seen(3, grade="C"), None),
        (seen(3, grade="D"), None),
        (seen(0), 0),
        (seen(1, 2), 2),
        (seen(2, 2), 2),
        (seen(2, 2, 2), 3),
        (seen(3, 2, 2), 4),
        (seen(3, 3, 3, 3), 4),
        (seen(2, 2) + seen(2, grade="C"), 2),
        (seen(1, trend="rising", dynamic=True), 2),
        (seen(1, trend="rising", dynamic=False), 1),
        (seen(1, trend="rising", dynamic=True, grade="C") + seen(1), 1),
        (seen(0, trend="rising", dynamic=True), 0),
        (seen(3, 3, 3, trend="rising", dynamic=True), 4),
        (seen(None) + seen(1, grade="B"), 1),
    ],
)
def test_the_suggestion_is_the_most_that_is_well_evidenced_raised_one_step_at_most(given, said):
    assert rating.suggestion(given) == said


@pytest.mark.parametrize(
    ("given", "count", "ends"),
    [
        ([], 5, (0, 4)),
        ([], 2, (0, 3)),
        (seen(0, 0, 0), 3, (0, 0)),
        (seen(2, 1, 0), 3, (2, 2)),
        (seen(2, 1), 3, (2, 3)),
        (seen(2, 1, None), 3, (2, 3)),
        (seen(2, grade="C"), 1, (0, 2)),
        (seen(2, 2), 3, (2, 4)),
        (seen(1, trend="rising", dynamic=True), 1, (2, 2)),
    ],
)
def test_what_is_not_assessable_is_nothing_below_and_widespread_above(given, count, ends):
    assert rating.interval(given, count) == ends
    assert rating.is_wide(*ends) == (ends[1] - ends[0] >= 2)


def test_an_interval_holds_the_suggestion_and_never_turns_round():
    for values in itertools.product((None, 0, 1, 2, 3), repeat=3):
        given = [Seen(value, grade) for value, grade in zip(values, "ABC", strict=True)]
        low, high = rating.interval(given, 4)
        said = rating.suggestion(given)
        assert low <= high and (said is None or low <= said <= high)


def test_two_raters_together_leave_at_least_as_much_open_as_both_of_them_agree_on():
    one, two = {"a": Seen(1, "A"), "b": Seen(None)}, {"a": Seen(3, "A"), "b": Seen(2, "B")}
    assert rating.together(one, two, 2) == (2, 3)
    assert rating.together({}, {}, 2) == (0, 3)
    assert rating.together(one, {}, 2) == (1, 3)


def test_value_outside_grades_confidence_and_trends():
    assert rating.outside(4, 0, 3) and not rating.outside(None, 0, 3) and not rating.outside(2, 2, 2)
    assert rating.best_grade(["C", "", "B"]) == "B" and rating.best_grade([]) == "" and rating.best_grade(["AB"]) == "AB"
    assert rating.least_confident(["high", "low", ""]) == "low" and rating.least_confident([]) == ""
    for ways, said in (
        (["rising", "steady"], "rising"), (["falling", "steady"], "falling"), (["rising", "falling"], "unknown"),
        (["steady", "unknown"], "steady"), (["unknown"], "unknown"), ([], "unknown"),
    ):  # fmt: skip
        assert rating.trend([Seen(1, "A", way) for way in ways]) == said
    assert rating.trend([Seen(0, "A", "rising")]) == "unknown", "what is not there does not rise"


def test_the_matrix_is_whole_never_falls_with_threat_and_does_not_count_on_slow_means():
    order = matrix.LEVELS.index
    for capacity in matrix.STEPS:
        for threat, cells in matrix.grid(capacity):
            levels = [order(level) for _vulnerability, level in cells]
            assert levels == sorted(levels), (capacity, threat)
        for vulnerability in matrix.STEPS:
            levels = [order(matrix.level(threat, vulnerability, capacity)) for threat in matrix.STEPS]
            assert levels == sorted(levels), (capacity, vulnerability)
    assert matrix.level("high", "medium", "high") == matrix.level("high", "medium", "medium") == "high"
    assert matrix.level("high", "medium", "low") == "critical" and matrix.level("high", "high", "low") == "critical"
    assert matrix.level("low", "low", "low") == "low" and matrix.level("low", "low", "high") == "low"
    assert matrix.level("medium", "high", "high") == "medium"
    assert matrix.level("", "high", "low") == matrix.level("high", "high", "") == ""


NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
FACTORS = [str(n) for n in range(1, 10)]


def sheet(values=None, reasons=None, presences=None, minutes=0):
    written = {code: f"El factor {code} se ve en las denuncias y en lo que dice la comunidad" for code in FACTORS}
    return copying.Sheet(
        {code: 2 for code in FACTORS} | (values or {}),
        written | (reasons or {}),
        presences or {"7.8": 2},
        NOON + dt.timedelta(minutes=minutes),
    )


OWN = {code: f"Visité {code} barrios distintos y nadie quiso hablar de ello sino en voz baja" for code in FACTORS}


def test_two_ratings_made_apart_bear_no_mark():
    assert copying.marks(sheet(), sheet(reasons=OWN)) == []
    assert copying.marks(sheet(), sheet(values={"3": 4}, reasons=OWN, minutes=2)) == []


def test_the_same_words_are_noticed_whatever_their_commas():
    three = {code: sheet().reasons[code].upper().replace(" y ", ", y ") + "." for code in ("1", "2", "3")}
    assert copying.marks(sheet(), sheet(values={"3": 4}, reasons=OWN | three, minutes=600)) == ["same_reasons"]
    short = dict.fromkeys(FACTORS, "Sin datos")
    assert copying.marks(sheet(reasons=short), sheet(values={"3": 4}, reasons=short, minutes=600)) == [], "short reasons coincide"
    assert copying.marks(sheet(reasons=short), sheet(reasons=short, minutes=600)) == ["same_reasons"], "but not with every value"
    assert copying.marks(sheet(reasons=short), sheet(reasons=short | {"9": "Sin acceso"}, minutes=600)) == []


def test_the_same_values_nearly_the_same_texts_and_few_minutes_are_noticed_together_alone():
    near = {code: text.replace("denuncias", "quejas") for code, text in sheet().reasons.items()}
    assert copying.marks(sheet(), sheet(reasons=near, minutes=14)) == ["near_copies"]
    assert copying.marks(sheet(), sheet(reasons=near, minutes=16)) == []
    assert copying.marks(sheet(), sheet(reasons=near, presences={"7.8": 1}, minutes=1)) == []
    assert copying.marks(sheet(), sheet(values={"9": None}, reasons=near, minutes=1)) == []
    nothing = dict.fromkeys(FACTORS, None)
    assert copying.marks(sheet(values=nothing), sheet(values=nothing, reasons=near, minutes=1)) == [], "all not assessable is not strange"
    bare = dict.fromkeys(FACTORS, "x")
    assert copying.marks(sheet(values=nothing, reasons=bare), sheet(values=nothing, reasons=bare)) == []
