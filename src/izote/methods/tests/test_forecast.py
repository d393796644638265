"""Count forecasts and their scores: exact values, calibration on generated series, honesty, gaps, bad input, the command line."""

from pathlib import Path

import numpy as np
import pytest

from izote.methods.errors import Declined
from izote.methods.forecast import evaluate, forecast
from izote.methods.scores import crps_nb, crps_pmf, crps_samples, interval_score, nb_cdf, nb_quantile, pit


def generated(places: int = 60, months: int = 84, seed: int = 3) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(seed))
    walk = np.cumsum(rng.normal(0, 0.04, (months, places)), axis=0) + np.cumsum(rng.normal(0, 0.03, months))[:, None]
    mean = rng.gamma(0.8, 4, places) * np.exp(walk + 0.3 * np.sin(np.arange(months) * np.pi / 6)[:, None])
    return rng.poisson(mean * rng.gamma(8, 1 / 8, mean.shape)).astype(float)


@pytest.mark.parametrize(
    ("mean", "size", "y"), [(2.5, 1.3, 0), (2.5, 1.3, 7), (40.0, 5.0, 31), (3.0, np.inf, 4), (1800.0, 20.0, 1500), (0.02, 0.5, 1)]
)
def test_crps_is_the_sum_over_all_counts(mean, size, y):
    from scipy.stats import nbinom, poisson

    k = np.arange(20000)
    pmf = poisson.pmf(k, mean) if np.isinf(size) else nbinom.pmf(k, size, size / (size + mean))
    assert crps_nb(y, mean, size) == pytest.approx(((pmf.cumsum() - (y <= k)) ** 2).sum(), rel=1e-6, abs=1e-9)
    assert crps_pmf(y, pmf) == pytest.approx(float(crps_nb(y, mean, size)), rel=1e-6, abs=1e-7)
    assert nb_cdf(y, mean, size) == pytest.approx(pmf[: y + 1].sum(), rel=1e-8)
    assert nb_quantile(0.9, np.array([mean]), np.array([size]))[0] == np.searchsorted(pmf.cumsum(), 0.9)


def test_scores_by_hand():
    """A certain forecast scores its distance; the samples 1, 3, 3, 8 on 4: mean distance 2.25 less half the mean difference 1.375."""
    assert crps_nb(3, 0.0, np.inf) == 3
    samples = np.array([[1.0], [3.0], [8.0], [3.0]])
    pairs = np.abs(samples - samples.T).mean() / 2
    assert crps_samples(np.array([4.0]), samples)[0] == pytest.approx(2.25 - pairs)
    assert interval_score(np.array([12.0]), np.array([2.0]), np.array([10.0]), 0.9)[0] == pytest.approx(8 + 20 * 2)
    with pytest.raises(Declined):
        crps_pmf(1, np.array([0.5, 0.2]))


def test_pit_is_even_for_the_true_forecast():
    rng = np.random.Generator(np.random.PCG64(1))
    y = rng.negative_binomial(2, 2 / 5, 4000)
    spot = pit(y, np.full(4000, 3.0), np.full(4000, 2.0), seed=1)
    assert np.abs(np.histogram(spot, 10, (0, 1))[0] / 4000 - 0.1).max() < 0.02


def test_better_than_naive_and_calibrated():
    found = evaluate(generated(), horizon=6)
    assert found.best == "model" and all(found.crps < value for value in found.baselines.values())
    assert 0.87 < found.coverage_pit < 0.93 and found.coverage > 0.87


def test_forecast_speaks():
    counts = generated(40)
    counts[10:14, 3] = np.nan
    made = forecast(counts, horizon=3)
    assert made.mean.shape == (3, 40) and np.all(made.low <= made.mean) and np.all(made.high >= made.mean - 1)
    assert made.method == "model" and "better" in made.sentence and made.smallest_change > 1
    assert np.array_equal(made.mean, forecast(counts, horizon=3).mean)


def test_where_a_naive_forecast_is_better_it_is_returned():
    """The same figures every year: last year's month is the truth."""
    year = np.random.Generator(np.random.PCG64(4)).integers(0, 90, (12, 5)).astype(float)
    made = forecast(np.tile(year, (5, 1)), horizon=6)
    assert made.method in ("seasonal naive", "climatology") and "naive" in made.sentence
    assert np.array_equal(made.mean, year[:6])


@pytest.mark.parametrize("bad", ["short", "negative", "zeros", "nan", "broken", "one dimension"])
def test_bad_input_is_declined(bad):
    counts = generated(5, 60)
    if bad == "short":
        counts = counts[:20]
    elif bad == "negative":
        counts[3, 3] = -1
    elif bad == "zeros":
        counts[:] = 0
    elif bad == "nan":
        counts[:] = np.nan
    elif bad == "broken":
        counts[3, 3] = 0.5
    else:
        counts = counts[:, 0]
    with pytest.raises(Declined):
        forecast(counts)


def test_command_line(tmp_path: Path):
    from izote.methods.__main__ import main

    counts = generated(4, 60)
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [f"{2015 + n // 12}-{n % 12 + 1:02d}-01," + ",".join(str(int(v)) for v in row) for n, row in enumerate(counts)]
    source.write_text("month,a,b,c,d\n" + "\n".join(rows))
    assert main(["forecast", "--input", str(source), "--output", str(out), "--horizon", "3"]) == 0
    assert out.read_text().splitlines()[1].startswith("a,2020-01-01,")
    assert main(["forecast-evaluate", "--input", str(source), "--output", str(out), "--horizon", "3"]) == 0
    assert "climatology" in out.read_text()
