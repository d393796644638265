"""Judgements without a database."""

import datetime as dt

import pytest

from izote.partners import rules
from izote.partners.sheetrows import read_hours

DAY = dt.date


@pytest.mark.parametrize(
    ("code", "day", "short"),
    [
        ("diaspora", DAY(2023, 5, 1), "CONMIGRANTES"),
        ("diaspora", DAY(2025, 8, 7), "Viceministerio de Diáspora"),
        ("conmigrantes", DAY(2023, 5, 1), "CONMIGRANTES"),
        ("conmigrantes", DAY(2026, 1, 1), "Viceministerio de Diáspora"),
        ("incaf", DAY(2023, 12, 8), "INSAFORP"),
        ("incaf", DAY(2023, 12, 9), "INCAF"),
        ("insaforp", DAY(2024, 1, 1), "INCAF"),
        ("isna", DAY(2021, 1, 1), "ISNA"),
        ("conna", DAY(2021, 1, 1), "CONNA"),
        ("conapina", DAY(2021, 1, 1), "CONNA"),
        ("isna", DAY(2024, 1, 1), "CONAPINA"),
        ("digestyc", DAY(2024, 1, 1), "ONEC"),
    ],
)
def test_a_document_keeps_the_name_of_its_day(code, day, short):
    own, before, after = rules.national_names(code)
    assert rules.name_on(own, before, after, day).short == short


def test_every_successor_of_the_national_list_is_in_it():
    table = rules.words("national")
    assert {word.row["successor"] for word in table.values()} - {""} <= set(table)
    assert {word.row["kind"] for word in table.values()} <= set(rules.words("kinds"))


@pytest.mark.parametrize(
    ("left", "warning"), [(-1, "expired"), (0, "7"), (7, "7"), (8, "30"), (30, "30"), (31, "90"), (90, "90"), (91, ""), (None, "")]
)
def test_an_agreement_is_warned_of_at_90_30_and_7_days(left, warning):
    today = DAY(2026, 2, 28)
    assert rules.expiry(None if left is None else today + dt.timedelta(days=left), today) == warning


def test_an_entry_is_stale_after_180_days_or_when_never_verified():
    today = DAY(2026, 12, 31)
    assert rules.is_stale(None, today)
    assert not rules.is_stale(today - dt.timedelta(days=180), today)
    assert rules.is_stale(today - dt.timedelta(days=181), today)


@pytest.mark.parametrize(
    ("day", "weeks"), [(DAY(2026, 2, 1), [1]), (DAY(2026, 2, 22), [4, -1]), (DAY(2026, 3, 31), [5, -1]), (DAY(2026, 3, 24), [4])]
)
def test_weeks_of_the_month(day, weeks):
    assert rules.weeks_of(day) == weeks


def test_days_are_written_as_rfc_5545_does():
    assert rules.byday(["FR", "MO"], None) == "MO,FR"
    assert rules.byday(["TU"], 2) == "2TU"
    assert rules.byday(["FR"], -1) == "-1FR"


@pytest.mark.parametrize(
    ("line", "number", "note"),
    [
        ("2334-0001 (recepción)", "2334-0001", "recepción"),
        ("126", "126", ""),
        ("126 (24 horas)", "126", "24 horas"),
        ("+1 (305) 555-0100 oficina", "+1 (305) 555-0100", "oficina"),
        ("(503) 2334-0001", "(503) 2334-0001", ""),
        ("+503 2334 0001 - citas", "+503 2334 0001", "citas"),
        ("llamar antes", "", "llamar antes"),
    ],
)
def test_a_telephone_line_is_a_number_and_what_it_is_for(line, number, note):
    assert rules.read_phone(line) == (number, note)


def test_a_number_is_dialled_from_anywhere_but_short_ones_stay():
    said = {"2334-0001": "+50323340001", "+1 305 555 0100": "+13055550100", "126": "126", "(503) 2334-0001": "+50323340001"}
    assert {number: rules.dialled(number) for number in said} == said


@pytest.mark.parametrize(
    ("text", "days", "opens"),
    [
        ("lunes a viernes de 7:30 a.m. a 3:30 p.m.", "MO,TU,WE,TH,FR", dt.time(7, 30)),
        ("Lun-Vie 8-16", "MO,TU,WE,TH,FR", dt.time(8)),
        ("martes y jueves 8 a 12", "TU,TH", dt.time(8)),
        ("sábado 8:00 a.m. a 12:00 p.m.", "SA", dt.time(8)),
    ],
)
def test_hours_are_read_as_people_write_them(text, days, opens):
    found = read_hours(text)
    assert (",".join(found["days"]), found["opens_at"]) == (days, opens)


@pytest.mark.parametrize("text", ["cuando haya", "domingo 9:00–8:00", "lunes 25:00-26:00", "8:00-16:00", ""])
def test_hours_that_cannot_be_read_are_not_guessed(text):
    assert read_hours(text) is None


def test_needs_are_those_of_the_register():
    from izote.people.rules import words

    assert {(w.code, w.es, w.en) for w in rules.words("needs").values()} == {(w.code, w.es, w.en) for w in words("needs").values()}
