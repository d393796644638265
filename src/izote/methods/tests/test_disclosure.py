"""Suppression and its attacker: textbook tables, every small table by brute force, editions, the command line."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izote.methods.disclosure import Interval, Table, Vintage, attack, cross, differencing, protect, protect_after, recovered
from izote.methods.errors import Declined


def two_way(rows: list[list[int]]) -> Table:
    names, heads = [f"r{i}" for i in range(len(rows))], [f"c{j}" for j in range(len(rows[0]))]
    counts = {(r, c): rows[i][j] for i, r in enumerate(names) for j, c in enumerate(heads)}
    return cross(counts, [{"total": names}, {"total": heads}])


def all_tables(table: Table, most: int) -> list[dict]:
    """Every whole table that agrees with what is printed, by trying (two-way tables with hidden inner cells)."""
    hidden = [key for key, value in table.cells.items() if value is None]
    found = []
    for values in product(range(most + 1), repeat=len(hidden)):
        cells = {**table.cells, **dict(zip(hidden, values, strict=True))}
        if all(cells[total] == sum(cells[part] for part in parts) for total, parts in table.relations):
            found.append(cells)
    return found


def test_a_single_small_cell_takes_three_others_with_it():
    found = protect(two_way([[2, 20, 30], [25, 8, 21], [40, 33, 9]]))
    assert found.primary == {("r0", "c0")} and len(found.secondary) == 3 and found.exact
    assert not found.totals and found.table.cells["total", "total"] == 188
    assert attack(found.table)[0]["r0", "c0"].within(1, 4)


def test_intervals_of_a_textbook_square():
    """Hidden square [[a, b], [c, d]] with row sums 22, 33 and column sums 30, 25: a lies in 0…22, d in 3…25."""
    table = two_way([[10, 12], [20, 13]]).hiding([("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")])
    assert attack(table)[0] == {
        ("r0", "c0"): Interval(0, 22),
        ("r0", "c1"): Interval(0, 22),
        ("r1", "c0"): Interval(8, 30),
        ("r1", "c1"): Interval(3, 25),
    }


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3), st.data())
@settings(max_examples=12, deadline=None)
def test_attack_equals_trying_every_table(rows, data):
    table = two_way(rows)
    inner = [key for key in table.cells if "total" not in key]
    printed = table.hiding(data.draw(st.lists(st.sampled_from(inner), min_size=1, max_size=3, unique=True)))
    every = all_tables(printed, 12)
    for key, kept in attack(printed)[0].items():
        values = [cells[key] for cells in every]
        assert kept == Interval(min(values), max(values))


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
@settings(max_examples=12, deadline=None)
def test_nothing_small_is_recovered(rows):
    found = protect(two_way(rows))
    assert found.exact
    for key, kept in attack(found.table)[0].items():
        if key in found.primary:
            assert kept.within(1, 4) and kept.width >= 3


def test_the_fewest_cells_by_trying_every_pattern():
    table = two_way([[3, 9, 0], [14, 6, 11], [2, 0, 8]])
    found = protect(table)
    others = [key for key in table.cells if key not in found.primary]
    smaller = [set(some) for n in range(len(found.secondary)) for some in _subsets(others, n)]
    assert all(recovered(table.hiding(found.primary | some), found.primary, 1, 4) for some in smaller)


def _subsets(items, n):
    from itertools import combinations

    return combinations(items, n)


def test_a_lone_cell_takes_the_total_and_says_so():
    table = Table({("a",): 3, ("total",): 43, ("b",): 40}, [(("total",), (("a",), ("b",)))])
    found = protect(table, weights={("a",): 1, ("b",): 10, ("total",): 1})
    assert found.totals == (("total",),) and "total" in found.sentence


def test_printed_before_gives_it_away():
    table = Table({("a",): 3, ("b",): 40, ("total",): 43}, [(("total",), (("a",), ("b",)))])
    with pytest.raises(Declined) as refused:
        protect(table, known={("b",): 40, ("total",): 43})
    assert refused.value.code == "recoverable"
    with pytest.raises(Declined):
        protect(table, known={("b",): 41})


def test_months_in_a_quarter_and_a_second_edition():
    months = {("t", "jan"): 3, ("t", "feb"): 12, ("t", "mar"): 9, ("u", "jan"): 20, ("u", "feb"): 15, ("u", "mar"): 11}
    trees = [{"all": ["t", "u"]}, {"q1": ["jan", "feb", "mar"]}]
    first = protect(cross(months, trees))
    earlier = Vintage(cross(months, trees), first.hidden)
    months["t", "feb"] += 1
    table = cross(months, trees)
    alone = protect(table)
    second = protect_after(table, [earlier])
    changed = {key for key in table.cells if table.cells[key] != earlier.table.cells[key]}
    assert not recovered([earlier.printed(), second.table], [first.primary, second.primary], 1, 4, changed=changed)
    assert first.hidden - changed <= second.hidden
    assert differencing(earlier.printed(), second.table, changed=changed).given_away == {}
    assert alone.cost <= len(second.hidden)


def test_two_editions_that_hide_different_partners_are_caught():
    cells = {("a",): 2, ("b",): 9, ("c",): 11, ("total",): 22}
    table = Table(cells, [(("total",), (("a",), ("b",), ("c",)))])
    told = differencing(table.hiding([("a",), ("b",)]), table.hiding([("a",), ("c",)]))
    assert told.given_away[("a",)] == Interval(2, 2)


def test_nested_populations():
    """All persons and returned persons by town: the rest is a count too."""
    cells = {("all", "x"): 30, ("returned", "x"): 27, ("rest", "x"): 3}
    table = Table(cells, [(("all", "x"), (("returned", "x"), ("rest", "x")))])
    found = protect(table, unpublished=[("rest", "x")])
    assert len(found.hidden - {("rest", "x")}) == 1


def test_growing_figures_tell_more():
    first = Table({("a",): None, ("b",): None, ("total",): 12}, [(("total",), (("a",), ("b",)))])
    second = Table({("a",): None, ("b",): None, ("total",): 13}, [(("total",), (("a",), ("b",)))])
    alone = attack([first, second], changed=None)
    grown = attack([first, second], changed=None, growing=True)
    assert alone[1]["a",] == Interval(0, 13) and grown[1]["a",] == Interval(0, 13)
    with pytest.raises(Declined):
        attack([second, first], changed=None, growing=True)


@pytest.mark.parametrize(
    "cells",
    [{}, {("a",): -1}, {("a",): float("nan")}, {("a",): 1.5}, {("a",): None}, {("a",): float("inf")}],
)
def test_what_is_no_table_is_refused(cells):
    with pytest.raises(Declined):
        protect(Table(cells))


def test_sums_that_do_not_hold_are_refused():
    with pytest.raises(Declined):
        protect(Table({("a",): 3, ("b",): 4, ("total",): 9}, [(("total",), (("a",), ("b",)))]))
    with pytest.raises(Declined):
        attack(Table({("a",): None, ("b",): 9, ("total",): 7}, [(("total",), (("a",), ("b",)))]))


def test_a_table_of_many_places_is_protected():
    rng = np.random.Generator(np.random.PCG64(4))
    places = [f"{i:02d}" for i in range(24)]
    counts = {(p, q, s): int(rng.poisson(rng.gamma(0.8, m))) for p in places for q in "AB" for s, m in (("m", 9), ("w", 3))}
    towns = {f"M{j}": places[j * 6 : j * 6 + 6] for j in range(4)}
    table = cross(counts, [{**towns, "total": list(towns)}, {"total": ["A", "B"]}, {"total": ["m", "w"]}])
    found = protect(table, time_limit=2)
    assert found.bound <= found.cost and not recovered(found.table, found.primary, 1, 4)


def test_command_line(tmp_path: Path):
    from izote.methods.__main__ import main

    source, out, last = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "last.csv"
    source.write_text("place,sex,count\na,m,2\na,w,9\nb,m,12\nb,w,8\ntotal,m,14\ntotal,w,17\na,total,11\nb,total,20\ntotal,total,31\n")
    assert main(["suppress", "--input", str(source), "--output", str(out), "--dimensions", "place,sex"]) == 0
    assert out.read_text().count(",,") == 4 or out.read_text().count(",\n") >= 4
    assert main(["attack", "--input", str(out), "--output", str(last), "--dimensions", "place,sex"]) == 0
    assert "a,m,0,11" in last.read_text()
