"""Impact: equality with statsmodels, recovery of planted effects, honesty where there is none, bad input, the command line."""

from pathlib import Path

import numpy as np
import pytest

from izote.methods.errors import Declined
from izote.methods.impact import difference_in_differences, interrupted_time_series, quasi_poisson
from izote.methods.synthetic import simplex_weights, synthetic_control

MONTHS = "12 15 9 14 18 11 13 16 10 17 14 12 15 19 13 11 16 14 12 18 15 13 17 14 9 7 11 8 6 10 9 5 8 7 6 9"
SERIES = np.array(MONTHS.split(), float)


def design() -> np.ndarray:
    t = np.arange(36.0)
    a = (t >= 24) * 1.0
    return np.column_stack([np.ones(36), t - 24, a, a * (t - 24), np.sin(2 * np.pi * t / 12), np.cos(2 * np.pi * t / 12)])


REFERENCE = {
    "params": [2.728424751, 0.00675782697, -0.5685250112, -0.02364920583, 0.00421162806, 0.01121355497],
    "quasi": [0.08223961196, 0.005957609321, 0.1711138962, 0.02259206809, 0.05489962007, 0.04843886453],
    "hac": [0.03963662247, 0.002999248059, 0.07478705449, 0.009321803822, 0.03001303102, 0.02338640284],
    "scale": 0.4935410339,
}


def test_equal_to_statsmodels():
    """statsmodels 0.15.0 GLM(Poisson), scale="X2", and cov_type="HAC", maxlags=3, use_correction=False, on the series above."""
    quasi = quasi_poisson(SERIES, design())
    assert quasi.coefficients == pytest.approx(REFERENCE["params"], rel=1e-7, abs=1e-9)
    assert np.sqrt(np.diag(quasi.covariance)) == pytest.approx(REFERENCE["quasi"], rel=1e-6)
    assert quasi.dispersion == pytest.approx(REFERENCE["scale"], rel=1e-7)
    robust = quasi_poisson(SERIES, design(), errors="newey-west", lags=3)
    assert np.sqrt(np.diag(robust.covariance)) == pytest.approx(REFERENCE["hac"], rel=1e-6)


def test_a_fall_is_found_and_worded_as_a_comparison():
    found = interrupted_time_series(SERIES, 24)
    assert found.level[2] < 1 and found.p_level < 0.05 and found.averted[1] > 0
    assert "not proof" in found.sentence and 0 < found.smallest_change < 1
    assert interrupted_time_series(SERIES, 24, errors="newey-west").level[0] == pytest.approx(found.level[0])


def test_gaps_are_left_out_and_population_is_followed():
    gap = SERIES.copy()
    gap[[5, 30]] = np.nan
    assert interrupted_time_series(gap, 24).level[0] == pytest.approx(interrupted_time_series(SERIES, 24).level[0], rel=0.15)
    grown = np.where(np.arange(36) >= 24, 2.0, 1.0)
    assert interrupted_time_series(SERIES, 24, exposure=grown).level[0] == pytest.approx(interrupted_time_series(SERIES, 24).level[0] / 2)


def test_intervals_hold_the_truth():
    rng = np.random.Generator(np.random.PCG64(5))
    held = [interrupted_time_series(rng.poisson(rng.gamma(10, 2, 60)).astype(float), 36).level for _ in range(80)]
    assert np.mean([low <= 1 <= high for _, low, high in held]) > 0.87


@pytest.mark.parametrize(
    ("series", "at"),
    [
        (SERIES[:10], 5),
        (np.zeros(40), 20),
        (np.full(40, np.nan), 20),
        (-SERIES, 24),
        (SERIES * 1.5, 24),
        (SERIES, 0),
        (np.append(SERIES, np.inf), 24),
    ],
)
def test_what_cannot_be_read_is_declined(series, at):
    with pytest.raises(Declined):
        interrupted_time_series(series, at)


def panel(seed: int, fall: float = 1.0) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(seed))
    rates = rng.uniform(20, 80, (1, 25)) * np.exp(np.cumsum(rng.normal(0, 0.06, (30, 1)), axis=0)) + rng.normal(0, 2, (30, 25))
    rates[:, 4] = rates[:, [7, 9]] @ [0.4, 0.6] + rng.normal(0, 1, 30)
    rates[20:, 4] *= fall
    return np.maximum(rates, 0)


def test_synthetic_control_finds_what_was_planted():
    found = synthetic_control(panel(1, 0.6), 4, 20)
    assert found.p == pytest.approx(1 / 25) and found.relative == pytest.approx(-0.4, abs=0.06)
    assert found.weights.sum() == pytest.approx(1) and found.weights.min() >= 0 and found.weights[4] == 0
    assert abs(found.effect) > found.smallest_change and "not proof" in found.sentence


def test_placebo_ranks_are_even_when_nothing_happened():
    p = np.array([synthetic_control(panel(seed), int(seed) % 25, 20, in_time=False, most_rmspe=2).p for seed in range(30)])
    assert 0.3 < p.mean() < 0.7


def test_no_double_is_declined():
    rates = panel(2)
    rates[:, 4] = rates[:, 4] + 500 * (np.arange(30) % 2)
    with pytest.raises(Declined) as refused:
        synthetic_control(rates, 4, 20)
    assert refused.value.code == "fit"
    with pytest.raises(Declined):
        synthetic_control(rates[:, :4], 1, 20)
    with pytest.raises(Declined):
        synthetic_control(rates, 4, 3)


def test_weights_solve_the_programme():
    """Against scipy's general solver on the same simplex."""
    from scipy.optimize import minimize

    rng = np.random.Generator(np.random.PCG64(2))
    donors = rng.uniform(0, 10, (12, 5))
    target = rng.uniform(0, 10, 12)
    found = simplex_weights(target, donors)
    best = minimize(
        lambda w: ((target - donors @ w) ** 2).sum(),
        np.full(5, 0.2),
        bounds=[(0, 1)] * 5,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
    )
    assert ((target - donors @ found) ** 2).sum() <= best.fun * (1 + 1e-5)


def test_difference_in_differences():
    rng = np.random.Generator(np.random.PCG64(6))
    counts = rng.poisson(30.0, (24, 12)).astype(float)
    counts[12:] = rng.poisson(20.0, (12, 12))
    counts[12:, 0] = rng.poisson(10.0, 12)
    found = difference_in_differences(counts, 0, 12)
    assert found.ratio[0] == pytest.approx(0.5, abs=0.08) and found.ratio[2] < 1
    with pytest.raises(Declined):
        difference_in_differences(counts[:, :3], 0, 12)


def test_command_line(tmp_path: Path):
    from izote.methods.__main__ import main

    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("month,a\n" + "\n".join(f"{2020 + n // 12}-{n % 12 + 1:02d}-01,{int(v)}" for n, v in enumerate(SERIES)))
    assert main(["interrupted-time-series", "--input", str(source), "--output", str(out), "--at", "2022-01-01"]) == 0
    assert out.read_text().startswith("series,")
    rates = panel(1, 0.6)
    heads = ",".join(f"p{n}" for n in range(25))
    source.write_text(
        f"year,{heads}\n" + "\n".join(f"{1990 + n}-01-01," + ",".join(f"{v:.3f}" for v in row) for n, row in enumerate(rates))
    )
    assert main(["synthetic-control", "--input", str(source), "--output", str(out), "--at", "2010-01-01", "--treated", "p4"]) == 0
    assert len(out.read_text().splitlines()) == 31
