"""Space-time scans: two published data sets, a small own one, what chance does, bad input, the command line."""

import csv
import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest

from izote.methods.errors import Declined
from izote.methods.scan import EXPECTATION, POISSON, circles, recurrence_in_days, scan, scores

SHARED = Path(os.environ.get("IZOTE_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data")) / "prevention"
absent = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data are not here (IZOTE_SHARED_DATA)")


def rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@absent
def test_brain_cancer_in_new_mexico():
    """Expectation-based Poisson scan of New Mexico 1986–1989 as in the scanstatistics package: 415 zones, score 9.1806, p 0.005."""
    cases = rows("scan_NM_popcas.csv")
    geo = [row for row in rows("scan_NM_geo.csv") if row["county"] in {case["county"] for case in cases}]
    at = {row["county"]: n for n, row in enumerate(geo)}
    counts, people = np.zeros((19, 32)), np.zeros((19, 32))
    for row in cases:
        cell = int(row["year"]) - 1973, at[row["county"]]
        counts[cell], people[cell] = float(row["count"]), float(row["population"])
    design = np.column_stack([np.ones(13 * 32), np.repeat(np.arange(-12.0, 1), 32)])
    y, offset, beta = counts[:13].ravel(), np.log(people[:13].ravel()), np.array([np.log(counts[:13].sum() / people[:13].sum()), 0])
    for _ in range(25):
        mean = np.exp(design @ beta + offset)
        beta = beta + np.linalg.solve(design.T * mean @ design, design.T @ (y - mean))
    baseline = people[13:17] * np.exp(beta[0] + beta[1] * np.arange(1, 5))[:, None]
    zones = circles([float(r["seat_long"]) for r in geo], [float(r["seat_lat"]) for r in geo], spherical=True, neighbours=15)
    assert zones.distinct() == 415
    first = scan(counts[13:17], zones, kind="expectation", baseline=baseline, replicates=999).clusters[0]
    assert {geo[n]["county"] for n in first.places} == {"losalamos", "santafe"} and first.duration == 4
    assert first.score == pytest.approx(9.1806, abs=5e-5) and first.p < 0.02


@absent
def test_fever_in_new_york():
    """Space-time permutation scan, 3 km, 7 days: nine ZIPs of Queens over 3 days, 4 cases where 0.67 were expected, LLR 3.845."""
    geo, cases = rows("scan_NYCfevergeo.csv"), rows("scan_NYCfevercas.csv")
    at = {row["zip"]: n for n, row in enumerate(geo)}
    days = [dt.date(*map(int, row["date"].split("/"))) for row in cases]
    counts = np.zeros(((max(days) - min(days)).days + 1, len(geo)))
    for row, day in zip(cases, days, strict=True):
        counts[(day - min(days)).days, at[row["zip"]]] += float(row["cases"])
    zones = circles([float(r["long"]) for r in geo], [float(r["lat"]) for r in geo], spherical=True, radius=3)
    first = scan(counts, zones, kind="permutation", most=7, replicates=499).clusters[0]
    assert (len(first.places), first.duration, first.observed) == (9, 3, 4)
    assert first.expected == pytest.approx(0.67, abs=0.005) and first.score == pytest.approx(3.845, abs=0.001)
    assert 0.1 < first.p < 0.35


def town() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.PCG64(3))
    x, y = np.meshgrid(np.arange(5.0), np.arange(5.0))
    counts = rng.poisson(1.0, (20, 25)).astype(float)
    counts[-3:, [11, 12, 13]] += 5
    return x.ravel(), y.ravel(), counts


@pytest.mark.parametrize("kind", ["poisson", "permutation", "expectation"])
def test_a_planted_cluster_is_found(kind):
    x, y, counts = town()
    found = scan(
        counts, circles(x, y, neighbours=5), kind=kind, population=np.ones(25), baseline=np.ones(counts.shape), most=6, replicates=99
    )
    first = found.clusters[0]
    assert {11, 12, 13} <= set(first.places) and first.duration in (2, 3, 4) and first.p == 0.01 and first.recurrence == 100
    places = [place for one in found.clusters for place in one.places]
    assert len(places) == len(set(places))
    again = scan(
        counts, circles(x, y, neighbours=5), kind=kind, population=np.ones(25), baseline=np.ones(counts.shape), most=6, replicates=99
    )
    assert again.clusters == found.clusters and found.smallest_change > 1


def test_scores_by_hand():
    """3 cases where 1 is expected of 10: 3·ln 3 + 7·ln(7/9); expectation-based 3·ln 3 + 1 − 3 (Kulldorff 1997; Neill 2009)."""
    order, size, out = np.array([[0]]), np.array([1]), np.empty((1, 1, 1))
    assert scores(np.array([[3.0]]), np.array([[1.0]]), order, size, 10.0, POISSON, out) == pytest.approx(3 * np.log(3) + 7 * np.log(7 / 9))
    assert scores(np.array([[3.0]]), np.array([[1.0]]), order, size, 10.0, EXPECTATION, out) == pytest.approx(3 * np.log(3) - 2)


def test_p_values_are_even_under_chance():
    x, y, _ = town()
    zones, rng = circles(x, y, neighbours=4), np.random.Generator(np.random.PCG64(8))
    p = [scan(rng.poisson(1.0, (8, 25)), zones, population=np.ones(25), most=3, replicates=39, seed=n).clusters[0].p for n in range(80)]
    assert np.mean(np.array(p) <= 0.1) < 0.22 and 0.35 < np.mean(p) < 0.65


def test_circles():
    zones = circles(np.array([0.0, 0.0, 5.0]), np.array([0.0, 0.0, 0.0]), radius=1)
    assert zones.order[:, 0].tolist() == [0, 1, 2] and zones.size.tolist() == [2, 2, 1]
    assert circles(np.arange(4.0), np.zeros(4), population=np.array([1, 1, 1, 97.0]), share=0.5).size.tolist() == [3, 3, 2, 1]
    assert recurrence_in_days(0.01, 7) == pytest.approx(700)


@pytest.mark.parametrize("change", ["nan", "negative", "zeros", "shape", "population", "kind"])
def test_bad_input_is_declined(change):
    x, y, counts = town()
    people, kind = np.ones(25), "poisson"
    if change == "nan":
        counts[2, 2] = np.nan
    elif change == "negative":
        counts[2, 2] = -1
    elif change == "zeros":
        counts[:] = 0
    elif change == "shape":
        counts = counts[:, :7]
    elif change == "population":
        people[3] = 0
    else:
        kind = "other"
    with pytest.raises(Declined):
        scan(counts, circles(x, y), kind=kind, population=people)
    with pytest.raises(Declined):
        circles(np.array([0.0, np.nan]), np.array([0.0, 1.0]))


def test_command_line(tmp_path: Path):
    from izote.methods.__main__ import main

    x, y, counts = town()
    first = dt.date(2024, 1, 1)
    lines = [f"{first + dt.timedelta(weeks=w)},p{p},{int(counts[w, p])}" for w in range(20) for p in range(25)]
    (tmp_path / "in.csv").write_text("week,place,count\n" + "\n".join(lines))
    (tmp_path / "places.csv").write_text("place,x,y,population\n" + "\n".join(f"p{n},{x[n]},{y[n]},1000" for n in range(25)))
    for name in ("scan-poisson", "scan-permutation", "scan-expectation"):
        words = [name, "--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv"), "--places", str(tmp_path / "places.csv")]
        assert main([*words, "--longest", "5", "--neighbours", "5", "--replicates", "99"]) == 0
        assert "p12" in (tmp_path / "out.csv").read_text().splitlines()[1]
