"""Krippendorff's alpha: published values, the textbook's coincidence matrix, properties, what is declined, the command line."""

import csv
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.methods.__main__ import main
from izote.methods.agreement import krippendorff
from izote.methods.errors import Declined

X = np.nan
METRICS = ("nominal", "ordinal", "interval", "ratio")
# four observers, twelve units: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, part C
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
# two observers, ten units, two codes: the same paper, part A
TWO = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], float)
TABLES = st.integers(2, 4).flatmap(
    lambda raters: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, X]), min_size=raters, max_size=raters), min_size=3, max_size=12
    ).map(lambda units: np.array(units).T)
)


def by_the_book(table, metric):
    """The coincidence matrix, cell by cell, as the book counts it."""
    values = sorted(set(table[~np.isnan(table)]))
    seen = np.zeros((len(values), len(values)))
    for unit in table.T:
        said = [v for v in unit if not np.isnan(v)]
        for one, two in permutations(range(len(said)), 2):
            seen[values.index(said[one]), values.index(said[two])] += 1 / (len(said) - 1)
    n_c, n = seen.sum(1), seen.sum()

    def apart(c, k):
        a, b = values[c], values[k]
        if metric == "nominal":
            return float(c != k)
        if metric == "ordinal":
            low, high = min(c, k), max(c, k)
            return (n_c[low : high + 1].sum() - (n_c[c] + n_c[k]) / 2) ** 2
        return (a - b) ** 2 if metric == "interval" else ((a - b) / (a + b)) ** 2 if a + b else 0.0

    cells = [(c, k) for c in range(len(values)) for k in range(len(values))]
    observed = sum(seen[c, k] * apart(c, k) for c, k in cells) / n
    expected = sum(n_c[c] * n_c[k] * apart(c, k) for c, k in cells) / n / (n - 1)
    return 1 - observed / expected if expected else np.nan


@pytest.mark.parametrize(("metric", "published"), [*zip(METRICS, (0.743, 0.815, 0.849, 0.797), strict=True)])
def test_four_observers_of_krippendorff(metric, published):
    found = krippendorff(FOUR, metric)
    assert round(found.alpha, 3) == published and (found.units, found.left_out, found.raters, found.ratings) == (11, 1, 4, 40)
    assert found.low < found.alpha <= found.high <= 1


def test_two_observers_and_two_codes():
    assert round(krippendorff(TWO, "nominal").alpha, 3) == 0.095
    assert krippendorff(TWO, "nominal").reading == "below"


@settings(max_examples=80, deadline=None)
@given(TABLES, st.sampled_from(METRICS))
def test_the_same_as_the_coincidence_matrix(table, metric):
    kept = table[:, (~np.isnan(table)).sum(0) >= 2]
    if not kept.size:
        with pytest.raises(Declined):
            krippendorff(table, metric, replicates=0)
        return
    right, found = by_the_book(kept, metric), krippendorff(table, metric, replicates=0)
    assert found.alpha == pytest.approx(right, abs=1e-9, nan_ok=True)
    assert np.isnan(found.alpha) == (found.reading == "undefined") and (np.isnan(right) or right <= 1 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(TABLES, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_the_order_of_raters_and_units_means_nothing(table, metric, chance):
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    try:
        one = krippendorff(table, metric, replicates=0).alpha
    except Declined:
        return
    assert krippendorff(table[rows][:, columns], metric, replicates=0).alpha == pytest.approx(one, abs=1e-9, nan_ok=True)


def test_what_the_scales_do_not_feel():
    """Nominal: any renaming; ordinal: any rising transformation; interval: unit and zero; ratio: unit."""
    for metric, changed in (("nominal", (FOUR * 7) % 11), ("ordinal", np.exp(FOUR)), ("interval", 3 * FOUR - 40), ("ratio", 12 * FOUR)):
        assert krippendorff(changed, metric, replicates=0).alpha == pytest.approx(krippendorff(FOUR, metric, replicates=0).alpha)


@pytest.mark.parametrize("metric", METRICS)
def test_perfect_agreement_is_one_and_guessing_is_nothing(metric):
    rng = np.random.Generator(np.random.PCG64(4))
    truth = rng.integers(0, 5, 40).astype(float)
    same = krippendorff(np.array([truth, truth, truth]), metric)
    assert same.alpha == 1 and (same.low, same.high) == (1, 1) and same.reading == "firm"
    guesses = krippendorff(rng.integers(0, 5, (3, 2_000)).astype(float), metric, replicates=0)
    assert abs(guesses.alpha) < 0.04 and guesses.reading == "below"
    against = krippendorff(np.array([truth, 4 - truth]), metric, replicates=0)
    assert against.alpha < guesses.alpha or metric == "nominal"


def test_without_variation_there_is_no_agreement_to_speak_of():
    found = krippendorff(np.full((2, 14), 3.0))
    assert np.isnan(found.alpha) and np.isnan(found.low) and found.reading == "undefined"
    assert "not defined" in found.sentence and found.expected == 0


def test_two_raters_who_copy_differ_from_two_who_agree_by_nothing():
    """Alpha cannot see copying: that they rated apart has to be kept by whoever collects the ratings."""
    rated = np.array([0, 1, 2, 2, 3, 1, 0, 4], float)
    assert krippendorff(np.array([rated, rated])).alpha == 1


def test_readings_at_their_limits():
    """Ten of a hundred pairs apart at even halves: 1 − (20/200) ÷ (2·100·100/(200·199)) = 0.801; nine more: tentative."""
    one = np.repeat([0.0, 1.0], 50)

    def with_apart(k):
        two = one.copy()
        two[: k // 2], two[50 : 50 + k // 2] = 1, 0
        return krippendorff(np.array([one, two]), "nominal", replicates=0)

    assert with_apart(10).alpha == pytest.approx(0.801) and with_apart(10).reading == "firm"
    assert with_apart(12).reading == "tentative" and with_apart(20).reading == "below"


def test_the_interval_covers_and_is_the_same_again():
    """Ratings with known agreement: of 100 samples of 60 units the 95 % interval holds alpha of the population in nine of ten or more."""
    rng = np.random.Generator(np.random.PCG64(7))

    def sample(units):
        truth = rng.integers(0, 4, units)
        return np.array([np.where(rng.random(units) < 0.8, truth, rng.integers(0, 4, units)) for _ in range(2)], float)

    aim = krippendorff(sample(100_000), "nominal", replicates=0).alpha
    held = 0
    for n in range(100):
        found = krippendorff(sample(60), "nominal", replicates=300, seed=n)
        held += found.low <= aim <= found.high
    assert held >= 89
    assert krippendorff(FOUR, seed=5) == krippendorff(FOUR, seed=5)


def test_with_few_units_no_interval_is_given():
    found = krippendorff(FOUR[:, :4])
    assert np.isnan(found.low) and "no interval" in found.sentence


@pytest.mark.parametrize(
    ("table", "metric", "code"),
    [
        ([[1, 2], [X, X]], "ordinal", "pairs"),
        ([1, 2, 3], "ordinal", "shape"),
        ([[1, np.inf], [1, 2]], "ordinal", "shape"),
        ([[-1, 2], [1, 2]], "ratio", "negative"),
        ([[1, 2], [1, 2]], "cardinal", "metric"),
        ([list(range(2_100)), list(range(2_100))], "interval", "values"),
    ],
)
def test_bad_input_is_declined(table, metric, code):
    with pytest.raises(Declined) as refusal:
        krippendorff(table, metric)
    assert refusal.value.code == code


def test_agreement_on_the_command_line(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [[f"u{n}", *["" if np.isnan(v) else int(v) for v in unit]] for n, unit in enumerate(FOUR.T)]
    with source.open("w", newline="") as handle:
        csv.writer(handle).writerows([["unit", "A", "B", "C", "D"], *rows])
    for metric, published in (("nominal", 0.743), ("ordinal", 0.815)):
        assert main(["agreement", "--input", str(source), "--output", str(target), "--metric", metric, "--replicates", "50"]) == 0
        with target.open() as handle:
            (found,) = csv.DictReader(handle)
        assert round(float(found["alpha"]), 3) == published and found["reading"] in ("tentative", "firm")
