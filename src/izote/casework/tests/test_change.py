"""Paired change against published values; waves and quarters."""

import datetime as dt
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izote.casework.rules import waves
from izote.casework.rules.change import change_of, t_distribution, t_quantile
from izote.casework.rules.clocks import LOCAL


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 9, 2.262),
        (0.975, 30, 2.042),
        (0.95, 5, 2.015),
        (0.995, 10, 3.169),
        (0.975, 10**6, 1.96),
    ],
)
def test_quantiles_of_student_agree_with_the_printed_tables(p, df, expected):
    assert t_quantile(p, df) == pytest.approx(expected, abs=6e-4)


def test_the_change_of_students_own_ten_sleepers():
    """Student 1908, Biometrika 6: hours of sleep gained, dextro and laevo; mean difference 1.58, t = 4.0621, 95 % 0.70 to 2.46."""
    dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    gained = [b - a for a, b in zip(dextro, laevo, strict=True)]
    found = change_of(len(gained), statistics.mean(gained), statistics.stdev(gained))
    assert (found.n, round(found.mean, 2), round(found.low, 2), round(found.high, 2)) == (10, 1.58, 0.70, 2.46)


def test_one_pair_has_no_interval_and_none_has_no_mean():
    assert change_of(1, 0.3, None)[2:] == (None, None)
    assert change_of(0, None, None).mean is None
    assert change_of(9, 0.1, 0.2).few and not change_of(10, 0.1, 0.2).few


@given(st.floats(0, 40), st.integers(1, 200))
def test_the_distribution_rises_and_its_quantile_turns_it_back(t, df):
    p = t_distribution(t, df)
    assert 0.5 <= p <= 1
    if 0.5 < p < 0.9999:
        assert t_quantile(p, df) == pytest.approx(t, rel=1e-6, abs=1e-6)


def test_a_quarter_and_the_day_on_which_the_next_begins():
    assert waves.quarter(dt.date(2026, 3, 31)) == (2026, 1)
    assert waves.next_quarter(dt.date(2026, 12, 5)) == dt.date(2027, 1, 1)
    held = [dt.date(2026, 1, 2)]
    assert waves.clashes("quarter", dt.date(2026, 3, 31), held) and not waves.clashes("quarter", dt.date(2026, 4, 1), held)
    assert waves.clashes("once", dt.date(2030, 1, 1), held) and not waves.clashes("any", dt.date(2026, 1, 2), held)


def test_the_waves_of_a_case_stand_done_due_missed_or_ahead():
    opened = dt.datetime(2026, 1, 31, 23, 30, tzinfo=LOCAL)
    states = lambda day, **held: [w.state for w in waves.waves(opened, held, day)]  # noqa: E731
    assert states(dt.date(2026, 2, 10)) == ["due", "ahead", "ahead"]
    assert states(dt.date(2026, 8, 1), baseline=dt.date(2026, 2, 1)) == ["done", "due", "ahead"]
    assert states(dt.date(2026, 12, 1)) == ["missed", "missed", "ahead"]
    assert waves.wave_of("rss", opened, dt.date(2026, 2, 28)) == "baseline" and waves.wave_of("who5", opened, dt.date(2026, 2, 28)) == ""
