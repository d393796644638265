"""Methods that are mostly called from programs answer the command line with the same numbers."""

import csv
from pathlib import Path

import numpy as np
import pytest

from izote.methods.__main__ import main
from izote.methods.impact import difference_in_differences
from izote.methods.knox import jacquez, mantel, modified_knox
from izote.methods.rates import share

RNG = np.random.default_rng(3)
EVENTS = np.column_stack((RNG.random((40, 2)), RNG.integers(0, 30, 40)))


def answer(folder: Path, name: str, head: str, rows: list[list[object]], *options: str) -> list[dict[str, str]]:
    source, target = folder / "in.csv", folder / "out.csv"
    with source.open("w", newline="") as handle:
        csv.writer(handle).writerows([head.split(","), *rows])
    assert main([name, "--input", str(source), "--output", str(target), *options]) in (None, 0)
    with target.open() as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("name", "options", "method", "known"),
    [
        ("modified-knox", ["--delta", "0.3", "--tau", "4"], modified_knox, {"delta": 0.3, "tau": 4}),
        ("mantel", ["--time-power", "-2"], mantel, {"time_power": -2}),
        ("jacquez", ["--k", "4"], jacquez, {"k": 4}),
    ],
)
def test_interaction_of_space_and_time(tmp_path, name, options, method, known):
    found = answer(tmp_path, name, "x,y,time", EVENTS.tolist(), *options, "--permutations", "99", "--seed", "7")
    right = method(EVENTS[:, :2], EVENTS[:, 2], permutations=99, seed=7, **known)
    assert float(found[0]["statistic"]) == pytest.approx(right.statistic, rel=1e-8) and float(found[0]["p"]) == right.p


def test_shares_with_their_intervals(tmp_path):
    found = answer(tmp_path, "share", "place,part,whole", [["A", 3, 10], ["B", 0, 0]])
    right = share([3, 0], [10, 0])
    assert float(found[0]["exact_low"]) == pytest.approx(right.low_exact[0], rel=1e-8) and found[1]["share"] == ""


def test_the_places_most_alike(tmp_path):
    rows = [["A", 100, 5], ["B", 200, 6], ["C", 110, 5], ["D", 900, 20]]
    found = answer(tmp_path, "similar", "place,people,rate", rows, "--of", "A", "--features", "people", "rate", "--k", "2")
    assert [row["place"] for row in found] == ["C", "B"] and "people" in found[0]["why"]


def test_one_place_against_the_others(tmp_path):
    counts = np.array([[20, 15, 16, 18]] * 6 + [[10, 15, 17, 19]] * 6)
    rows = [[f"2020-{n + 1:02d}-01", *map(int, row)] for n, row in enumerate(counts)]
    found = answer(tmp_path, "difference-in-differences", "date,A,B,C,D", rows, "--at", "2020-07-01", "--treated", "A")
    right = difference_in_differences(counts.astype(float), 0, 6)
    assert float(found[0]["ratio"]) == pytest.approx(right.ratio[0], rel=1e-8)


def test_two_editions_of_a_table_give_a_hidden_cell_away(tmp_path):
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("place,sex,count\nA,F,12\nA,M,3\nA,total,15\n")
    rows = [["A", "F", 12], ["A", "M", ""], ["A", "total", 15]]
    found = answer(tmp_path, "differencing", "place,sex,count", rows, "--known", str(earlier))
    assert [(row["sex"], row["what"], row["low"], row["high"]) for row in found] == [("M", "narrowed", "3", "3")]
