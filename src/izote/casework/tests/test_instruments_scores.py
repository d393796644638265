"""Scores agree with the golden values, and what is missing is never zero."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from izote.casework.instruments import BadWeights, instrument, rescore, score, score_values
from izote.casework.instruments.scoring import band, scored_items

E = [".5", ".25", "1", ".75", ".5", ".25", "0", "1", "0", "0"]
S = [".75", ".5", ".75", "1", ".25", "1", ".5", ".75", ".5", ".5"]
P = [".5", ".75", ".75", ".5", ".75", "1", ".25", "0", "1", "1"]
NAMES = [item.name for item in scored_items(instrument("rss"))]
GOLDEN = {name: Decimal(value) for name, value in zip(NAMES, E + S + P, strict=True)}
BEST = dict(zip(NAMES, "1111111111" * 3, strict=True))


def rss(weights=None, **changed):
    return score_values(instrument("rss"), {**GOLDEN, **changed}, weights)


def who(raw):
    """Five answers that sum to this."""
    return score(instrument("who5"), {f"W{i}": str(min(5, max(0, raw - 5 * (i - 1)))) for i in range(1, 6)})


def weights(**changed):
    table = instrument("rss").weights["equal-1"]
    return {**table, "version": "trial-2", "items": {**table["items"], **changed}}


def test_equal_weights_give_the_golden_scores():
    found = rss()
    assert found.lines == {"economic": 0.425, "social": 0.65, "psychosocial": 0.65, "composite": 0.575}
    assert found.band.code == "medium"
    assert {one.code for one in found.dimension_bands.values()} == {"medium"}
    assert found.unofficial and found.weights_version == "equal-1"
    with override("es"):
        assert str(found.notes[0]) == "Ponderación igual – no oficial"


def test_what_does_not_apply_leaves_both_sides():
    found = rss(S4="na")
    assert round(found.dimensions["social"], 4) == 0.6111
    assert round(found.total, 4) == 0.5620


def test_other_weights_give_other_scores_and_say_which():
    found = rss(weights(E1=2, E6=2, E7=2))
    assert round(found.dimensions["economic"], 4) == 0.3846
    assert found.weights_version == "trial-2"


def test_too_few_answers_give_no_score_and_a_reason():
    found = rss(E1=None, E2=None, E3=None, E4=None)
    assert found.dimensions["economic"] is None and found.total is None and found.band is None
    assert found.coverage["economic"] == 0.6
    with override("es"):
        assert found.reasons == ["Económica: se respondió muy poco (60%; hace falta 70%)."]


def test_seventy_percent_is_enough():
    assert rss(E1=None, E2=None, E3=None).dimensions["economic"] is not None


def test_best_worst_and_nothing():
    one = instrument("rss")
    assert set(score_values(one, dict.fromkeys(NAMES, Decimal(1))).lines.values()) == {1.0}
    assert set(score_values(one, dict.fromkeys(NAMES, Decimal(0))).lines.values()) == {0.0}
    assert set(score_values(one, {}).lines.values()) == {None}
    assert set(score_values(one, dict.fromkeys(NAMES, "na")).lines.values()) == {None}


@pytest.mark.parametrize("value, code", [(0.3299999, "intensive"), (0.33, "medium"), (0.66, "medium"), (0.6600001, "light")])
def test_bands_read_the_unrounded_value_and_a_third_belongs_to_the_middle(value, code):
    assert band(instrument("rss"), value).code == code


def test_a_band_edge_reached_through_odd_numbers_is_still_the_edge():
    """Three dimensions of 0.30, 0.30 and 0.39 are 0.33, which is medium, though floats would fall below."""
    parts = {"E": "0.30", "S": "0.30", "P": "0.39"}
    found = score_values(instrument("rss"), {name: Decimal(parts[name[0]]) for name in NAMES})
    assert (found.total, found.band.code) == (0.33, "medium")


@pytest.mark.parametrize("raw, total, code", [(7, 28, "very_low"), (9, 36, "low"), (12, 48, "low"), (13, 52, "ok"), (25, 100, "ok")])
def test_well_being_is_four_times_the_sum(raw, total, code):
    found = who(raw)
    assert (found.raw, found.total, found.band.code) == (raw, total, code)


def test_fifty_of_a_hundred_is_still_low_well_being():
    assert band(instrument("who5"), 50.0).code == "low"


def test_well_being_with_one_answer_missing_has_no_score():
    found = score(instrument("who5"), {"W1": "5", "W2": "5", "W3": "5", "W4": "ref"})
    assert (found.raw, found.total, found.band) == (None, None, None) and len(found.reasons) == 1


def test_one_great_difficulty_is_disability_and_six_small_ones_are_not():
    one = instrument("wgss")
    small = {item.name: "some" for item in one.items}
    assert score(one, small).band.code == "no"
    assert score(one, {**small, "hearing": "much"}).band.code == "yes"
    assert score(one, {"walking": "cannot"}).band.code == "yes"
    assert score(one, {**small, "hearing": "dk"}).band is None


def test_who_does_not_look_for_work_is_not_asked_why_and_who_does_not_say_is_missing():
    one = instrument("rss")
    answers = {"E1": "satisfied", "E2": "never", "E3": "yes", "E4": "never", "E5": "no_debt", "E6": "good", "E7": "yes", "E8": ["land"]}
    assert "E10" not in one.visible({**answers, "E9": "no"})
    assert score(one, {**answers, "E9": "no"}).coverage["economic"] == 1
    assert score(one, {**answers, "E9": "yes"}).coverage["economic"] == 0.9
    assert score(one, {**answers, "E9": "ref"}).coverage["economic"] == 0.8


def test_reversed_and_multiple_answers_count_as_meant():
    one = instrument("rss")
    base = {"E1": "satisfied", "E2": "never", "E3": "yes", "E5": "no_debt", "E6": "good", "E7": "yes", "E9": "no"}
    with_land = score(one, {**base, "E4": "very_often", "E8": ["land", "tools"]}).dimensions["economic"]
    with_none = score(one, {**base, "E4": "very_often", "E8": ["none"]}).dimensions["economic"]
    assert with_land == (0.75 + 1 + 1 + 0 + 1 + 0.75 + 1 + 1 + 1) / 9
    assert round(with_land - with_none, 10) == round(1 / 9, 10)


def test_weights_that_do_not_fit_are_refused():
    for bad in (
        weights(E1=-1),
        weights(E99=1),
        {"version": "x"},
        weights(E1="x"),
        "nothing-2",
        weights(**{f"E{i}": 0 for i in range(1, 11)}),
    ):
        with pytest.raises(BadWeights):
            rss(bad)


def test_scoring_again_leaves_what_is_stored_alone():
    answers = {f"W{i}": "3" for i in range(1, 6)}
    stored = score(instrument("who5"), answers).stored()
    before = repr(stored)
    again = rescore(stored, answers)
    assert again.stored() == stored and repr(stored) == before
    with pytest.raises(AttributeError):
        again.total = 1


value = st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1), "na", None])
answers = st.fixed_dictionaries(dict.fromkeys(NAMES, value))
number = st.decimals(0, 5, places=2)


@given(answers, st.randoms())
def test_scores_stay_between_zero_and_one_whatever_the_order(values, chance):
    one = instrument("rss")
    found = score_values(one, values)
    assert all(line is None or 0 <= line <= 1 for line in found.lines.values())
    names = list(values)
    chance.shuffle(names)
    assert score_values(one, {name: values[name] for name in names}).lines == found.lines


@given(answers)
def test_a_missing_answer_is_never_a_zero(values):
    """Turning every missing answer into a zero never raises a score, and lowers it wherever something better was answered."""
    one = instrument("rss")
    kept = score_values(one, values)
    zeroed = score_values(one, {name: Decimal(0) if v is None else v for name, v in values.items()})
    for name, line in kept.dimensions.items():
        mine = [values[i.name] for i in scored_items(one) if i.dimension == name]
        if line is not None and None in mine and line > 0:
            assert zeroed.dimensions[name] < line


@given(
    st.sampled_from(["0", "0.25", "0.5", "0.75", "1"]), st.lists(number, min_size=30, max_size=30), st.lists(number, min_size=3, max_size=3)
)
def test_when_all_answers_are_equal_weights_do_not_matter(same, of_items, of_dimensions):
    table = {
        **weights(**{name: float(w) + 0.01 for name, w in zip(NAMES, of_items, strict=True)}),
        "dimensions": {n: float(w) + 0.01 for n, w in zip(("economic", "social", "psychosocial"), of_dimensions, strict=True)},
    }
    found = score_values(instrument("rss"), dict.fromkeys(NAMES, Decimal(same)), table)
    assert set(found.lines.values()) == {float(same)}
