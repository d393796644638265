"""Detectors against R's surveillance 1.20.3.

tests/data/detect_input.csv.gz and detect_reference.csv.gz: 24 synthetic series and the answers of the last 26 weeks (13 for bayes);
detect_options_*: 16 harder series (tiny means, all zeros, steep trends, 53-week year) and the answers of the last 4 weeks under other
settings. Both sets were made by us with that package; only numbers were taken over.
"""

import csv
import datetime as dt
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.methods import __main__ as line
from izote.methods.detect import baselines, evaluate, quantiles, scenarios
from izote.methods.detect.bayes import bayes_threshold
from izote.methods.detect.cusum import nb_cusum
from izote.methods.detect.ears import ears
from izote.methods.detect.farrington import farrington
from izote.methods.detect.flexible import farrington_flexible
from izote.methods.detect.result import FEW, GAP, SHORT, TESTED, WHY, ZEROS, Detection
from izote.methods.errors import Declined

DATA = Path(__file__).parent / "data"


def rows(name):
    with gzip.open(DATA / name, "rt", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def series(name):
    table = rows(name)
    names = [key for key in table[0] if key.startswith("X")]
    return np.array([[float(row[key]) for row in table] for key in names]), [dt.date.fromisoformat(row["date"]) for row in table]


def answers(name, key):
    """By method: upperbound, alarm and so on, each of shape (series, weeks)."""
    found = defaultdict(lambda: defaultdict(list))
    for row in rows(name):
        for column in set(row) - {key, "series", "week"}:
            found[row[key]][column].append(float("nan") if row[column] in ("NA", "") else float(row[column]))
    n = 24 if key == "method" else 16
    return {method: {column: np.array(v).reshape(n, -1) for column, v in columns.items()} for method, columns in found.items()}


COUNTS, DATES = series("detect_input.csv.gz")
REFERENCE = answers("detect_reference.csv.gz", "method")
HARD, HARD_DATES = series("detect_options_input.csv.gz")
OPTIONS = answers("detect_options_reference.csv.gz", "set")


def same(found: Detection, reference, blank=()):
    ours, theirs = found.threshold, reference["upperbound"]
    keep = ~np.isin(found.why, blank)
    assert np.array_equal(np.isnan(ours[keep]), np.isnan(theirs[keep]))
    np.testing.assert_allclose(ours[keep], theirs[keep], rtol=1e-6, atol=1e-9)
    assert np.array_equal(found.alarm, reference["alarm"] == 1)


@pytest.mark.parametrize("method", ["nbPlugin", "delta", "muan"])
def test_farrington_flexible_equals_r(method):
    found = farrington_flexible(COUNTS, DATES, last=26, limit54=(0, 4), threshold_method=method)
    same(found, REFERENCE[method])
    kept = ~np.isnan(REFERENCE[method]["expected"])
    np.testing.assert_allclose(found.expected[kept], REFERENCE[method]["expected"][kept], rtol=1e-9)
    if method == "nbPlugin":
        assert np.array_equal(found.threshold, REFERENCE[method]["upperbound"])
    # For delta R's score is the published exceedance; for the others it puts ln(expected) where the expected count belongs.
    expected = found.expected if method == "delta" else np.log(found.expected)
    score = (found.observed - expected) / (found.threshold - expected)
    np.testing.assert_allclose(score[kept], REFERENCE[method]["score"][kept], rtol=1e-6, atol=1e-9)


FLEXIBLE = {
    "nb": {},
    "delta": {"threshold_method": "delta"},
    "muan": {"threshold_method": "muan"},
    "b3w4": {"b": 3, "w": 4},
    "b3w2p7": {"b": 3, "w": 2, "no_periods": 7},
    "w5p5": {"w": 5, "no_periods": 5},
    "w1p12": {"w": 1, "no_periods": 12},
    "w6p8": {"w": 6, "no_periods": 8},
    "w0p4": {"w": 0, "no_periods": 4},
    "p1": {"no_periods": 1},
    "p05": {"p_threshold_trend": 0.05},
    "p05delta": {"p_threshold_trend": 0.05, "threshold_method": "delta"},
    "notrend": {"trend": False},
    "noreweight": {"reweight": False},
    "wt1": {"weights_threshold": 1.0},
    "past3": {"past_weeks_not_included": 3},
    "past0": {"past_weeks_not_included": 0},
    "lim": {"limit54": (5, 4)},
    "half": {"threshold_method": "delta", "powertrans": "1/2"},
    "none": {"threshold_method": "delta", "powertrans": "none"},
    "noepoch": {"dates": None},
    "noepoch_w4": {"dates": None, "w": 4, "b": 4},
    "b2": {"b": 2},
    "b1": {"b": 1},
    "alpha05": {"alpha": 0.05},
}


@pytest.mark.parametrize("name", FLEXIBLE)
def test_other_settings_equal_r(name):
    """Where too few cases fell R gives no threshold; we give it, say “few” and keep silent."""
    options = {"dates": HARD_DATES, "last": 4, "limit54": (0, 4), **FLEXIBLE[name]}
    found = farrington_flexible(HARD, **options)
    same(found, OPTIONS[name], blank=(FEW,) if name == "lim" else ())


CLASSIC = {
    "c": {},
    "c_notrend": {"trend": False},
    "c_b3w4": {"b": 3, "w": 4},
    "c_lim": {"limit54": (5, 4)},
    "c_half": {"powertrans": "1/2"},
    "c_none": {"powertrans": "none"},
    "c_norew": {"reweight": False},
    "c_noepoch": {"dates": None},
    "c_b2": {"b": 2},
    "c_al": {"alpha": 0.05},
}


@pytest.mark.parametrize("name", CLASSIC)
def test_classic_farrington_equals_r(name):
    found = farrington(HARD, **{"dates": HARD_DATES, "last": 4, "limit54": (0, 4), **CLASSIC[name]})
    few = (np.nancumsum(HARD, axis=1)[:, -4:] - np.nancumsum(HARD, axis=1)[:, -8:-4]) < 5
    reference = {column: values.copy() for column, values in OPTIONS[name].items()}
    if name == "c_lim":
        assert (reference["upperbound"][few] == 0).all()
        reference["upperbound"][few] = found.threshold[few]
    same(found, reference)


def test_classic_farrington_and_ears_equal_r():
    same(farrington(COUNTS, DATES, last=26, limit54=(0, 4)), REFERENCE["farrington_classic"])
    for method in ("C1", "C2", "C3"):
        same(ears(COUNTS, DATES, method=method, last=26), REFERENCE[method])


def test_c3_as_published_looks_at_the_tested_week():
    counts = np.array([[4.0, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 5, 30]])
    assert ears(counts, method="C3", c3="published").alarm.all() and not ears(counts, method="C3", c3="reference").alarm.any()


def test_bayes_equals_r():
    same(bayes_threshold(COUNTS, None, last=13, overdispersion=False), REFERENCE["bayes"])


def test_pooling_draws_small_places_to_the_rest():
    chance = np.random.default_rng(5)
    counts = chance.poisson(chance.gamma(4, 0.25, (60, 1)), (60, 320)).astype(float)
    counts[0] = 0
    alone = bayes_threshold(counts, None, last=1, overdispersion=False)
    pooled = bayes_threshold(counts, None, last=1, pooling=True, overdispersion=False)
    assert alone.expected[0, 0] < 0.02 < pooled.expected[0, 0] < 0.2
    assert pooled.expected.std() < alone.expected.std()


@given(st.floats(0.01, 500), st.floats(1, 20), st.sampled_from([0.05, 0.005, 0.0005]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_quantiles_are_scipys(mean, phi, alpha):
    from scipy import stats

    found = quantiles.negative_binomial(np.array([mean]), np.array([phi]), alpha)[0]
    if phi < 1 + 1e-6:
        assert found == stats.poisson.ppf(1 - alpha, mean)
        return
    law = stats.nbinom(mean / (phi - 1), 1 / phi)
    assert law.sf(found) <= alpha * (1 + 1e-7) and (found == 0 or law.sf(found - 1) > alpha * (1 - 1e-7))


def test_quantiles_close_to_poisson():
    """A dispersion a hair above 1, where logarithms of gamma functions cancel."""
    from scipy import stats

    mean, phi = np.array([0.3, 7.0, 900.0, 3000.0]), 1 + np.array([1e-15, 1e-12, 1e-10, 1e-9])
    assert quantiles.negative_binomial(mean, phi, 0.005).tolist() == stats.poisson.ppf(0.995, mean).tolist()


def test_quantiles_of_large_means():
    from scipy import stats

    mean, phi = np.array([2.9e3, 3.1e3, 5e4, 1e6]), np.array([1.0, 4.0, 30.0, 1.0])
    exact = [stats.poisson.ppf(0.995, m) if p == 1 else stats.nbinom.ppf(0.995, m / (p - 1), 1 / p) for m, p in zip(mean, phi, strict=True)]
    assert quantiles.negative_binomial(mean, phi, 0.005).tolist() == exact
    assert np.isnan(quantiles.negative_binomial(np.array([np.inf, np.nan]), np.array([1.0, 1.0]), 0.005)).all()


def test_reference_weeks():
    """The nearest same weekday of the same date in past years; 29 February counts as 1 March."""
    assert baselines.same_week(dt.date(2024, 12, 30), 1) == dt.date(2024, 1, 1)
    assert baselines.same_week(dt.date(2024, 2, 29), 1) == dt.date(2023, 3, 2)
    begin, level = baselines.season_levels(np.array([3, 55, 108]), 3, 10)
    assert begin == 0 and len(level) == 109 and level[:7].tolist() == [0] * 7
    lengths = [int((level[7:52] == number).sum()) for number in range(1, 10)]
    longer = [int((level[59:105] == number).sum()) for number in range(1, 10)]
    assert lengths == [5] * 9 and longer == [6] + [5] * 8


def test_gaps_are_left_out_and_not_zeros():
    holed = COUNTS.copy()
    holed[7, 200:215] = np.nan
    holed[7, -1] = np.nan
    found = farrington_flexible(holed, DATES, last=2)
    assert found.why[7].tolist() == [TESTED, GAP] and np.isnan(found.threshold[7, 1]) and not found.alarm[7, 1]
    zeros = np.where(np.isnan(holed), 0, holed)
    assert found.expected[7, 0] > farrington_flexible(zeros, DATES, last=2).expected[7, 0]
    # A week missing from the list is the same as a week without report.
    keep = [at for at in range(len(DATES)) if not 200 <= at < 215]
    fewer = farrington_flexible(COUNTS[7:8, keep], [DATES[at] for at in keep], last=2)
    assert fewer.expected[0, 0] == pytest.approx(found.expected[7, 0], rel=1e-12)


@given(st.integers(0, 23), st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_smallest_count_is_the_smallest_that_alarms(which, back):
    at = COUNTS.shape[1] - 1 - back
    found = farrington_flexible(COUNTS[which : which + 1], DATES, last=range(at, at + 1))
    smallest = found.smallest_count[0, 0]
    for count, alarm in ((smallest, True), (smallest - 1, False)):
        changed = COUNTS[which : which + 1].copy()
        changed[0, at] = count
        if count >= 0:
            assert farrington_flexible(changed, DATES, last=range(at, at + 1)).alarm[0, 0] == alarm
    assert found.smallest_change[0, 0] == pytest.approx((smallest / found.expected[0, 0] - 1) * 100)


def test_series_are_independent_and_one_bad_one_spoils_nothing():
    together = farrington_flexible(np.vstack([COUNTS[:3], np.zeros(416), np.full(416, np.nan)]), DATES, last=5)
    alone = farrington_flexible(COUNTS[1], DATES, last=5)
    assert np.array_equal(together.threshold[1], alone.threshold[0])
    assert together.reasons().tolist()[3:] == ["zeros", "gap"] and (together.why[3] == ZEROS).all()
    assert np.isfinite(together.threshold[3]).all() and np.isnan(together.threshold[4]).all()


def test_counts_of_any_size():
    chance = np.random.default_rng(2)
    counts = chance.poisson(3e5, (2, 400)).astype(float)
    found = farrington_flexible(counts, None, last=3)
    assert np.allclose(found.expected, 3e5, rtol=0.01) and (found.why == TESTED).all()


def test_population_is_an_offset():
    """Twice the people, twice the expected count; a constant population changes nothing."""
    people = np.tile(np.where(np.arange(416) < 400, 1000.0, 2000.0), (24, 1))
    plain = farrington_flexible(COUNTS, DATES, last=1, trend=False)
    double = farrington_flexible(COUNTS, DATES, last=1, trend=False, population=people)
    constant = farrington_flexible(COUNTS, DATES, last=1, trend=False, population=np.arange(1, 25) * 500.0)
    big = plain.expected > 1
    assert np.allclose(double.expected[big] / plain.expected[big], 2, rtol=1e-4)
    assert np.allclose(constant.expected, plain.expected, rtol=1e-6) and np.array_equal(constant.threshold, plain.threshold)
    with pytest.raises(Declined):
        farrington_flexible(COUNTS, DATES, population=np.zeros(24))


DETECTORS = [
    lambda counts, dates: farrington_flexible(counts, dates),
    lambda counts, dates: farrington(counts, dates),
    lambda counts, dates: ears(counts, dates),
    lambda counts, dates: nb_cusum(counts, dates),
    lambda counts, dates: bayes_threshold(counts, dates),
]


@pytest.mark.parametrize("detector", DETECTORS)
@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (np.full((2, 416), np.nan), "gaps"),
        (np.full((2, 416), -1.0), "negative"),
        (np.full((2, 416), np.inf), "infinite"),
        (np.zeros((2, 3, 4)), "shape"),
        (np.zeros((0, 0)), "shape"),
        ([["a", "b"]], "numbers"),
        (np.ones((2, 5)), "untestable"),
    ],
)
def test_bad_input_is_declined(detector, counts, code):
    with pytest.raises(Declined) as refusal:
        detector(counts, None)
    assert refusal.value.code == code


def test_bad_dates_and_options_are_declined():
    broken = DATES.copy()
    broken[3] += dt.timedelta(days=1)
    for dates in (broken, DATES[::-1], DATES[:-1]):
        with pytest.raises(Declined):
            farrington_flexible(COUNTS, dates)
    for option in ({"b": 0}, {"w": 30}, {"alpha": 0}, {"threshold_method": "x"}, {"last": 0}, {"limit54": (5, 0)}, {"no_periods": 50}):
        with pytest.raises(Declined):
            farrington_flexible(COUNTS, DATES, **option)


def test_short_series_say_so():
    young = np.vstack([COUNTS[7], np.r_[np.full(390, np.nan), COUNTS[7, 390:]]])
    found = farrington_flexible(young, DATES, last=3)
    assert [WHY[code] for code in found.why[:, 0]] == ["tested", "short"]
    short = ears(COUNTS[:, :11], method="C2", last=3).why
    assert (short[:, 0] == SHORT).all() and (short[:, 1:] != SHORT).all()


def test_cusum_sees_a_small_lasting_rise():
    """Two weeks of 1.5 standard deviations in daily counts, as in Watkins and others (2008): ≥ .85 seen at .5 % false alarms."""
    quiet, _ = scenarios.daily_with_steps(200, mean=2, phi=1.5, days=400, length=14, rise=0, seed=3)
    counts, during = scenarios.daily_with_steps(200, mean=2, phi=1.5, days=400, length=14, rise=1.5, seed=3)
    alarms = nb_cusum(quiet, last=200, alpha=0.0035)
    found = nb_cusum(counts, last=200, alpha=0.0035)
    assert alarms.alarm.mean() < 0.006 and evaluate.detected(found, during[:, -200:]).mean() >= 0.85
    sudden = ears(counts, method="C2", last=200, alpha=1e-6)
    assert evaluate.detected(found, during[:, -200:]).mean() > evaluate.detected(sudden, during[:, -200:]).mean() + 0.3


def test_scenarios_have_the_variance_they_say():
    chosen = scenarios.scenarios()
    assert len(chosen) == 42 and len(set(chosen)) == 42 and len(scenarios.scenarios(twice_yearly=False)) == 28
    counts = scenarios.negative_binomial(np.full((200, 500), 4.0), 3.0, np.random.default_rng(1))
    assert counts.mean() == pytest.approx(4, rel=0.02) and counts.var() == pytest.approx(12, rel=0.03)
    quiet, none = scenarios.simulate(chosen[0], 3, k=0, seed=4)
    loud, outbreak = scenarios.simulate(chosen[0], 3, k=8, seed=4)
    assert not none.any() and outbreak.any(axis=1).all() and np.array_equal(quiet[:, :575], loud[:, :575])
    assert ((loud - quiet)[~outbreak] == 0).all()


def test_given_scenarios_are_ours(shared_data):
    with (shared_data / "prevention" / "noufaily_scenarios_28.csv").open() as handle:
        table = list(csv.DictReader(handle))
    given = [tuple(float(row[key]) for key in ("theta", "beta", "m", "phi", "gamma1", "gamma2")) for row in table]
    assert given == [tuple(map(float, one)) for one in scenarios.scenarios(twice_yearly=False)]


@pytest.fixture
def shared_data():
    import os

    root = Path(__file__).parents[4]
    folder = Path(os.environ.get("IZOTE_SHARED_DATA", root.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the shared data folder is absent")
    return folder


def test_false_alarms_stay_near_their_nominal_rate():
    """A few scenarios and replicates; the whole comparison is the benchmark `detector`."""

    def flexible(counts, last, alpha):
        return farrington_flexible(counts, None, last=last, alpha=alpha, limit54=(0, 4))

    chosen = scenarios.scenarios()[::7]
    found = evaluate.scenario_false_alarms(flexible, chosen, 20, 0.005, seed=1)
    assert 0.002 < found.mean < 0.012 and found.worst < 0.03
    power = evaluate.probability_of_detection(flexible, chosen, 20, 0.005, (2, 10), seed=1)
    assert power[10] > 0.7 > 0.3 > power[2]


def table(path, names, counts, dates, *, labels=True):
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, quoting=csv.QUOTE_NONNUMERIC)
        out.writerow((["week"] if labels else []) + ["date", *names])
        for at, date in enumerate(dates):
            cells = ["" if np.isnan(value) else int(value) for value in counts[:, at]]
            out.writerow(([f"{at + 1}"] if labels else []) + [date.isoformat(), *cells])


def run(tmp_path, *words):
    out = tmp_path / "out.csv"
    status = line.main([*words, "--input", str(tmp_path / "in.csv"), "--output", str(out)])
    with out.open(encoding="utf-8") as handle:
        return status, list(csv.DictReader(handle))


def test_the_line_as_published(tmp_path):
    """Order of the series, accents, empty cells, missing weeks."""
    names = ["Usulután", "Ahuachapán, centro", "La Unión"]
    counts = COUNTS[[7, 15, 23]].copy()
    counts[1, -2] = np.nan
    keep = [at for at in range(416) if at != 250]
    table(tmp_path / "in.csv", names, counts[:, keep], [DATES[at] for at in keep])
    words = ["--last", "104", "--alpha", "0.005", "--threshold", "nbPlugin", "--min-cases", "0"]
    status, found = run(tmp_path, "farrington-flexible", *words)
    assert status == 0 and list(found[0]) == ["series", "week", "observed", "expected", "threshold", "score", "alarm"]
    assert [row["series"] for row in found[::104]] == names and found[0]["week"] == "312" and found[-1]["week"] == "415"
    gap = next(row for row in found if row["series"] == names[1] and row["week"] == "414")
    assert (gap["observed"], gap["threshold"], gap["alarm"]) == ("", "", "0")
    expected = farrington_flexible(counts[:, keep], [DATES[at] for at in keep], last=104, limit54=(0, 4))
    assert [row["alarm"] for row in found] == [str(int(alarm)) for alarm in expected.alarm.ravel()]


@pytest.mark.parametrize(
    "words",
    [
        ["farrington", "--min-cases", "0"],
        [
            "farrington-flexible",
            "--no-trend",
            "--no-reweight",
            "--threshold",
            "delta",
            "--no-periods",
            "7",
            "--past-weeks-not-included",
            "20",
        ],
        ["ears-c1"],
        ["ears-c2", "--min-sigma", "0.5"],
        ["ears-c3", "--c3", "published"],
        ["nb-cusum"],
        ["nb-cusum", "--in-control", "season"],
        ["bayes-threshold", "--pooling", "--poisson"],
    ],
)
def test_every_line_runs(tmp_path, words):
    table(tmp_path / "in.csv", ["a", "b"], COUNTS[6:8], DATES, labels=False)
    status, found = run(tmp_path, *words, "--last", "8")
    assert status == 0 and [row["week"] for row in found[:8]] == [str(week) for week in range(409, 417)] and len(found) == 16
    assert all(row["alarm"] in "01" and float(row["threshold"]) >= 0 for row in found)


def test_population_file_and_refusals(tmp_path, capsys):
    table(tmp_path / "in.csv", ["a", "b"], COUNTS[6:8], DATES)
    (tmp_path / "people.csv").write_text("series,population\nb,2000\na,1000\n")
    assert run(tmp_path, "farrington-flexible", "--population", str(tmp_path / "people.csv"))[0] == 0
    (tmp_path / "people.csv").write_text("series,population\nb,2000\n")
    assert run(tmp_path, "farrington-flexible", "--population", str(tmp_path / "people.csv"))[0] == 1
    (tmp_path / "in.csv").write_text("week,date,a\n1,2024-01-01,-3\n2,2024-01-08,1\n")
    assert line.main(["farrington", "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "x.csv")]) == 1
    assert "whole number" in capsys.readouterr().err
