"""The machines as data: they hold together, they are walked at random, and the database knows the same ones."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from izote.access.roles import RIGHTS
from izote.prevention.rules import walk
from izote.prevention.rules.guards import GUARDS, stopped_by
from izote.prevention.rules.machines import NAMES, as_data, due_at, find, later, machine

EVERY = [machine(name) for name in NAMES]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.code)
def test_a_machine_holds_together(one):
    for source, to, move in one.pairs():
        assert set(move.guards) <= set(GUARDS), f"{source} → {to}"
        assert set(move.rights) <= set(RIGHTS), f"{source} → {to}"
        assert move.words.es != move.words.en
    seen, new = set(), {one.start}
    while new:
        seen |= new
        new = {to for source, to, _ in one.pairs() if source in seen} - seen
    assert seen == set(one.states), f"never reached: {set(one.states) - seen}"
    assert all(word.es and word.en for word in one.states.values())


def test_every_guard_stops_whoever_says_nothing():
    assert [name for name in GUARDS if stopped_by((name,), {}) is None] == []
    used = {guard for one in EVERY for move in one.moves for guard in move.guards}
    assert used == set(GUARDS)


@profile(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9), name=st.sampled_from(NAMES))
def test_a_random_walk_reaches_nothing_forbidden(seed, name):
    walk.walk(name, steps=5_000, seed=seed)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_walk_visits_every_state(name):
    reached = walk.walk(name, steps=60_000, seed=7)
    assert set(reached) == set(machine(name).states)


@pytest.mark.parametrize(
    ("name", "guard"),
    [
        ("warning", "two_signatures"),
        ("warning", "harm_fresh"),
        ("warning", "recommendations_whole"),
        ("warning", "assessment_valid"),
        ("warning", "lessons_written"),
        ("signal", "not_author"),
        ("signal", "independent_sources"),
        ("assessment", "not_a_rater"),
        ("assessment", "both_rated_apart"),
        ("recommendation", "not_the_institution"),
        ("recommendation", "verified_by_other"),
        ("proposal", "answer_written"),
    ],
)
def test_a_walk_notices_a_guard_that_was_left_open(name, guard, monkeypatch):
    monkeypatch.setitem(GUARDS, guard, GUARDS[guard]._replace(holds=lambda facts: True))
    with pytest.raises(walk.Forbidden):
        for seed in range(40):
            walk.walk(name, steps=20_000, seed=seed)


def test_a_machine_is_printed_as_json_by_either_name():
    done = subprocess.run(
        [sys.executable, "-m", "izote.config.cli", "prevention", "machine", "alerta temprana"],
        capture_output=True, text=True, check=True, cwd=settings.ROOT, env={**__import__("os").environ, "PYTHONPATH": "src"},
    )  # fmt: skip
    data = json.loads(done.stdout)
    assert data == as_data("warning") and find("señal").code == "signal"
    issue = next(one for one in data["transitions"] if one["to"] == "issued")
    assert issue["from"] == "to_sign" and issue["roles"] == ["signatory"] and "two_signatures" in issue["guards"]
    assert next(one for one in data["transitions"] if one["to"] == "notified")["clock"] == {"imminent": "24h", "structural": "3d"}


def test_clocks_count_hours_days_and_working_days():
    friday = dt.datetime(2026, 6, 12, 16, tzinfo=dt.UTC)
    assert later(friday, "2h") == friday.replace(hour=18)
    assert later(friday, "10wd") == friday + dt.timedelta(days=14)
    assert due_at("signal", "captured", "imminent", friday) == friday.replace(hour=18)
    assert due_at("signal", "captured", "normal", friday) == friday + dt.timedelta(hours=24)
    # that an emergency is derived at once makes no other signal late
    assert due_at("signal", "verifying", "normal", friday) == friday + dt.timedelta(days=14)
    assert due_at("signal", "triage", "normal", friday) == friday + dt.timedelta(days=4)
    assert due_at("signal", "archived", "normal", friday) is None


def test_the_database_knows_the_same_machines(db):
    with connection.cursor() as cursor:
        for one in EVERY:
            for source in one.states:
                for to in one.states:
                    cursor.execute("select access.prevention_move(%s, %s, %s)", [one.code, source, to])
                    way = one.move(source, to)
                    assert cursor.fetchone()[0] == (list(way.rights) if way else None), f"{one.code} {source} {to}"
