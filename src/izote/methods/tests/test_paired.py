"""Answers before and after: a worked example, SciPy, McNemar by hand, coverage, who is not paired, what is declined, the command line."""

import csv

import numpy as np
import pytest
from scipy import stats

from izote.methods.__main__ import main
from izote.methods.errors import Declined
from izote.methods.paired import _effect, mcnemar, teaching_effect

X = np.nan
CODES = ["a", "b", "c", "d", "e", "f"]
BEFORE = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]], float)
AFTER = np.array([[1, 0, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1]], float)


def test_a_seminar_of_six_by_hand():
    """Scores .25 .25 0 .5 .5 .25 → .75 .75 .25 .75 .75 .75; changes .5 .5 .25 .25 .25 .5: mean .375, s .13693, t(5) 2.57058."""
    found = teaching_effect(CODES, BEFORE, CODES, AFTER)
    assert found.mean_before == pytest.approx(1.75 / 6) and found.mean_after == pytest.approx(4 / 6)
    half = 2.570581836 * 0.1369306394 / np.sqrt(6)
    assert found.difference == pytest.approx((0.375, 0.375 - half, 0.375 + half))
    # s² before .0354167, after .0416667: √.0385417 = .196321; d .375/.196321 = 1.910138; J = 1 − 3/19
    assert found.effect[0] == pytest.approx(1.910138 * (1 - 3 / 19), abs=1e-5)
    assert found.effect[1] > 0 and found.effect[1] < found.effect[0] < found.effect[2]
    assert (found.pairs, found.only_before, found.only_after, found.unusable, found.blanks) == (6, 0, 0, 0, 0)
    assert "a change of +37.5 points" in found.sentence and "not why" in found.sentence


def test_the_same_interval_as_scipy_in_any_order():
    rng = np.random.Generator(np.random.PCG64(2))
    codes = [f"p{n}" for n in range(30)]
    before, after = (rng.random((30, 10)) < 0.4).astype(float), (rng.random((30, 10)) < 0.6).astype(float)
    order = rng.permutation(30)
    found = teaching_effect(codes, before, [codes[n] for n in order], after[order], confidence=0.9)
    right = stats.ttest_rel(after.mean(1), before.mean(1)).confidence_interval(0.9)
    assert found.difference[1:] == pytest.approx((right.low, right.high))
    for number, question in enumerate(found.questions):
        b, a = before[:, number], after[:, number]
        wilson = stats.binomtest(int(a.sum()), 30).proportion_ci(0.9, method="wilson")
        assert question.after[1:] == pytest.approx((wilson.low, wilson.high))
        assert (question.gained, question.lost) == (int((a > b).sum()), int((b > a).sum()))
        assert question.p == pytest.approx(stats.binomtest(question.gained, question.gained + question.lost).pvalue)


def test_mcnemar_by_hand():
    """Eight learnt, one lost it: 2 · (1 + 9) / 512 = .0390625; nobody changed: 1; as many here as there: 1."""
    assert mcnemar(8, 1) == pytest.approx(0.0390625) and mcnemar(1, 8) == mcnemar(8, 1)
    assert mcnemar(0, 0) == 1 and mcnemar(3, 3) == 1 and mcnemar(6, 0) == pytest.approx(2 / 64)


def test_the_interval_of_the_effect_covers():
    """Correlated normal scores half a standard deviation apart, 12 persons: the 95 % interval holds the truth in 93 to 98 of 100."""
    rng = np.random.Generator(np.random.PCG64(3))
    held = 0
    for _ in range(2_000):
        before = rng.normal(size=12)
        _, low, high = _effect(before, 0.6 * before + 0.8 * rng.normal(size=12) + 0.5, 0.025)
        held += low <= 0.5 <= high
    assert 0.93 < held / 2_000 < 0.98


def test_who_came_once_is_counted_and_said():
    found = teaching_effect([*CODES, "g", "h"], np.vstack([BEFORE, BEFORE[:2]]), [*CODES, "z"], np.vstack([AFTER, AFTER[:1]]))
    assert (found.pairs, found.only_before, found.only_after) == (6, 2, 1)
    assert found.difference == teaching_effect(CODES, BEFORE, CODES, AFTER).difference
    assert "2 who answered only before, 1 only after" in found.sentence


def test_a_blank_is_neither_right_nor_wrong():
    before, after = BEFORE.copy(), AFTER.copy()
    before[0, 0] = after[1, 3] = X
    before[5] = X
    found = teaching_effect(CODES, before, CODES, after)
    assert (found.pairs, found.unusable, found.blanks) == (5, 1, 2)
    assert found.questions[0].pairs == 4 and found.questions[3].pairs == 4 and found.questions[1].pairs == 5
    # a: (0, 1, 0) → (0, 1, 1) of three questions, not of four
    assert found.mean_before == pytest.approx((1 / 3 + 1 / 3 + 0 + 0.5 + 0.5) / 5)


def test_a_question_nobody_answered_twice_has_no_shares():
    before = BEFORE.copy()
    before[:, 2] = X
    question = teaching_effect(CODES, before, CODES, AFTER).questions[2]
    assert question.pairs == 0 and np.isnan(question.before[0]) and np.isnan(question.p)


def test_everybody_knew_everything_already():
    found = teaching_effect(CODES, np.ones((6, 3)), CODES, np.ones((6, 3)))
    assert found.difference == (0, 0, 0) and np.isnan(found.effect[0]) and "not defined" in found.sentence


def test_no_change_says_what_could_not_have_been_seen():
    shuffled = np.roll(BEFORE, 1, axis=0)
    found = teaching_effect(CODES, BEFORE, CODES, shuffled)
    assert found.difference[1] < 0 < found.difference[2] and "could hardly have been seen" in found.sentence and found.smallest_change > 0


@pytest.mark.parametrize(
    ("codes", "before", "after", "code"),
    [
        (CODES[:4], BEFORE[:4], AFTER[:4], "few_pairs"),
        (["a", "a", *CODES[2:]], BEFORE, AFTER, "twice"),
        (CODES, BEFORE[:, :3], AFTER, "questions"),
        (CODES, BEFORE * 2, AFTER, "answer"),
        (CODES[:3], BEFORE, AFTER, "shape"),
        (CODES, BEFORE[:, :0], AFTER[:, :0], "questions"),
        (CODES, np.full((6, 4), X), AFTER, "few_pairs"),
    ],
)
def test_bad_input_is_declined(codes, before, after, code):
    with pytest.raises(Declined) as refusal:
        teaching_effect(codes, before, codes if len(codes) == len(after) else CODES, after)
    assert refusal.value.code == code


def test_few_pairs_are_a_reason_not_an_estimate():
    with pytest.raises(Declined) as refusal:
        teaching_effect(CODES, BEFORE, ["x", "y", "z", "a", "b", "c"], AFTER)
    assert refusal.value.numbers == {"pairs": 3, "only_before": 3, "only_after": 3} and "fewer than 5" in str(refusal.value)


def test_the_effect_on_the_command_line(tmp_path, capsys):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [
        [code, moment, *map(int, row)]
        for moment, table in (("before", BEFORE), ("after", AFTER))
        for code, row in zip(CODES, table, strict=True)
    ]
    with source.open("w", newline="") as handle:
        csv.writer(handle).writerows([["code", "moment", "q1", "q2", "q3", "q4"], *rows])
    assert main(["teaching-effect", "--input", str(source), "--output", str(target)]) == 0
    with target.open() as handle:
        found = list(csv.DictReader(handle))
    assert [row["what"] for row in found] == ["q1", "q2", "q3", "q4"] and found[0]["gained"] == "3" and found[0]["lost"] == "0"
    assert "6 persons answered before and after" in capsys.readouterr().err
