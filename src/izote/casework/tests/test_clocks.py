"""Clocks: hours run through nights and ends of months, days are days of El Salvador, and lateness is said calmly."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from izote.casework.rules import clocks
from izote.casework.rules.clocks import KINDS, LOCAL, RISKS, Span, add_months, after, due, lateness, read_span
from izote.kit.errors import BadInput


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LOCAL)


day = dt.date.fromisoformat
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC))
days = st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("first_action", ["2026-01-31 15:00:00", "2026-02-01 15:00:00", "2026-02-02 15:00:00", "2026-02-06 23:59:59"]),
        ("assessment", ["2026-02-01 15:00:00", "2026-02-04 23:59:59", "2026-02-06 23:59:59", "2026-02-13 23:59:59"]),
        ("plan", ["2026-02-01 15:00:00", "2026-02-06 23:59:59", "2026-02-13 23:59:59", "2026-03-01 23:59:59"]),
        ("contact", ["2026-01-31 23:59:59", "2026-02-06 23:59:59", "2026-02-13 23:59:59", "2026-02-28 23:59:59"]),
        ("review", ["2026-02-06 23:59:59", "2026-02-28 23:59:59", "2026-04-30 23:59:59", "2026-04-30 23:59:59"]),
        ("take", ["2026-01-30 16:00:00", "2026-01-30 16:00:00", "2026-01-30 18:00:00", "2026-01-30 18:00:00"]),
    ],
)
def test_every_clock_of_the_table_of_standards(kind, expected):
    assert [due(kind, risk, at("2026-01-30 15:00")) for risk in RISKS] == [at(text) for text in expected]


def test_seventy_two_hours_from_friday_at_five_end_on_monday_at_five():
    assert clocks.legal_due("protection_board", at("2026-12-31 23:30")) == at("2027-01-01 23:30")


def test_days_are_those_of_el_salvador_and_not_of_greenwich():
    late_evening = dt.datetime(2026, 3, 1, 5, 30, tzinfo=dt.UTC)  # 28 February, 23:30
    assert after(late_evening, Span(1, "d")) == at("2026-03-01 23:59:59")
    assert after(late_evening, Span(1, "h")) == at("2026-03-01 00:30:00")
    assert after(late_evening, Span(1, "m")) == at("2026-03-28 23:59:59")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 18, "2028-06-30"),
        ("2026-10-31", 3, "2027-01-31"),
    ],
)
def test_months_end_where_months_end(start, months, end):
    assert add_months(day(start), months) == day(end)


def test_an_office_has_its_own_clocks_and_keeps_only_what_differs():
    own = clocks.checked_overrides({"contact": {"high": "3D", "low": "1m"}, "plan": {"medium": " 10d "}})
    assert own == {"contact": {"high": "3d"}, "plan": {"medium": "10d"}}
    assert due("contact", "high", day("2026-02-27"), own) == day("2026-03-02")
    assert due("contact", "medium", day("2026-02-27"), own) == day("2026-03-13")


@pytest.mark.parametrize("text", ["", "0d", "-3d", "3", "3w", "3.5d", "99999d", "25m", "día", "3d3d", "١d"])
def test_a_length_without_sense_is_refused(text):
    with pytest.raises(BadInput):
        read_span(text)


def test_an_unknown_clock_or_risk_is_refused():
    for given_ in ({"lunch": {"high": "1h"}}, {"plan": {"extreme": "1h"}}):
        with pytest.raises(BadInput):
            clocks.checked_overrides(given_)


def test_the_next_contact_counts_from_the_last_one_or_from_the_opening():
    opened, spoke = at("2026-11-02 09:00"), at("2026-11-10 16:45")
    assert clocks.next_contact("high", None, opened) == at("2026-11-09 23:59:59")
    assert clocks.next_contact("high", spoke, opened) == at("2026-11-17 23:59:59")


def test_referrals_are_awaited_by_their_urgency_and_silent_after_fourteen_days():
    sent = at("2026-11-30 22:30")
    assert [clocks.referral_due(code, sent) for code in ("hour", "hours", "day", "days", "weeks")] == [
        at("2026-11-30 23:30"), at("2026-12-01 01:30"), at("2026-12-01 22:30"), at("2026-12-03 22:30"), at("2026-12-14 23:59:59"),
    ]  # fmt: skip
    assert clocks.silent_before(at("2026-12-14 22:30")) == sent


def test_calls_come_at_thirty_ninety_half_a_year_and_a_year():
    windows = clocks.call_windows(day("2026-01-31"))
    assert [(w.wave, w.due) for w in windows] == [
        ("30", day("2026-03-02")), ("90", day("2026-05-01")), ("180", day("2026-07-30")), ("365", day("2027-01-31")),
    ]  # fmt: skip
    assert all(w.opens <= w.due <= w.closes for w in windows)


@pytest.mark.parametrize(
    ("held", "wave"),
    [
        ("2026-08-31", "baseline"), ("2026-09-30", "baseline"), ("2026-10-01", ""), ("2027-02-27", ""), ("2027-02-28", "midline"),
        ("2027-05-31", "midline"), ("2027-06-01", ""), ("2027-08-30", ""), ("2027-08-31", "endline"), ("2028-02-29", "endline"),
        ("2028-03-01", ""), ("2026-08-30", ""),
    ],
)  # fmt: skip
def test_waves_of_the_survey_touch_their_edges(held, wave):
    assert clocks.wave_on(clocks.rss_windows(day("2026-08-31")), day(held)) == wave


NOW = at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("deadline", "state", "en", "es"),
    [
        (at("2026-12-01 09:00"), "ok", "due in 11 days", "vence en 11 días"),
        (at("2026-11-22 23:59:59"), "ok", "due in 2 days", "vence en 2 días"),
        (at("2026-11-21 23:59:59"), "soon", "due tomorrow", "vence mañana"),
        (day("2026-11-20"), "soon", "due today", "vence hoy"),
        (at("2026-11-20 20:30"), "soon", "due in 3 hours", "vence en 3 horas"),
        (at("2026-11-20 17:40"), "soon", "due within the hour", "vence en menos de una hora"),
        (at("2026-11-20 17:00"), "soon", "due within the hour", "vence en menos de una hora"),
        (at("2026-11-20 16:59"), "late", "was due just now", "acaba de vencer"),
        (at("2026-11-20 15:30"), "late", "was due 1 hour ago", "venció hace 1 hora"),
        (day("2026-11-19"), "late", "was due yesterday", "venció ayer"),
        (at("2026-11-19 23:30"), "late", "was due yesterday", "venció ayer"),
        (day("2026-11-08"), "late", "was due 12 days ago", "venció hace 12 días"),
    ],
)
def test_lateness_is_said_calmly(deadline, state, en, es):
    with override("en"):
        assert lateness(deadline, NOW)[:2] == (state, en)
    with override("es"):
        assert lateness(deadline, NOW).text == es


def test_the_load_weighs_high_risk_three_medium_two_low_one():
    assert [clocks.weight(risk) for risk in ("immediate", "high", "medium", "low")] == [3, 3, 2, 1]


@given(moments, st.sampled_from(KINDS), st.sampled_from(RISKS))
def test_a_clock_never_runs_out_before_it_began_nor_later_at_a_higher_risk(since, kind, risk):
    ends = [due(kind, level, since) for level in RISKS]
    assert ends[RISKS.index(risk)] > since
    assert ends == sorted(ends)


@given(moments, st.integers(1, 2000))
def test_hours_are_hours_of_the_clock_wherever_the_moment_was_written(since, hours):
    ended = after(since, Span(hours, "h"))
    assert ended - since == dt.timedelta(hours=hours)
    assert ended == after(since.astimezone(LOCAL), Span(hours, "h"))


@given(days, st.integers(0, 36), st.integers(0, 36))
def test_more_months_are_never_fewer_days(start, one, two):
    low, high = sorted((one, two))
    assert add_months(start, low) <= add_months(start, high)
    assert (add_months(start, low).year * 12 + add_months(start, low).month) - (start.year * 12 + start.month) == low


@given(days)
def test_windows_of_waves_follow_each_other_without_touching(since):
    for windows in (clocks.rss_windows(since), clocks.call_windows(since)):
        assert all(one.closes < two.opens for one, two in pairwise(windows))


@given(moments, moments)
def test_what_is_late_is_past_and_what_is_not_is_not(deadline, now):
    found = lateness(deadline, now)
    assert (found.state == "late") == (now > deadline)
    assert found.by == now - deadline and found.text
