"""Births as they are said, words in two languages, the other half of a relation."""

import datetime as dt
import re

import pytest
from django.utils.translation import override

from izote.people import rules

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "date", "year", "precision"),
    [
        ("12/3/1990", dt.date(1990, 3, 12), 1990, "day"),
        ("12-03-1990", dt.date(1990, 3, 12), 1990, "day"),
        ("1990-03-12", dt.date(1990, 3, 12), 1990, "day"),
        ("12031990", dt.date(1990, 3, 12), 1990, "day"),
        ("12 de marzo de 1990", dt.date(1990, 3, 12), 1990, "day"),
        ("3/1990", dt.date(1990, 3, 1), 1990, "month"),
        ("marzo 1990", dt.date(1990, 3, 1), 1990, "month"),
        ("1990", None, 1990, "year"),
        ("~1990", None, 1990, "age"),
        ("36", None, 1990, "age"),
        ("unos 36 años", None, 1990, "age"),
        ("30-40", None, 1991, "age"),
        ("30 a 40 años", None, 1991, "age"),
        ("0", None, 2026, "age"),
        ("", None, None, ""),
    ],
)
def test_a_birth_is_read_as_it_is_said(said, date, year, precision):
    assert rules.read_birth(said, TODAY) == (date, year, precision)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("1/1/2099", "future"),
        ("2099", "future"),
        ("31/2/1990", "unread"),
        ("ayer", "unread"),
        ("200", "age"),
        ("1850", "age"),
        ("40-30", "age"),
    ],
)
def test_what_is_no_birth_says_why(said, why):
    with pytest.raises(rules.NotADate) as refusal:
        rules.read_birth(said, TODAY)
    assert refusal.value.code == why


@pytest.mark.parametrize("said", ["12/03/1990", "03/1990", "1990", "~1990"])
def test_a_birth_is_written_as_it_is_read(said):
    assert rules.write_birth(*rules.read_birth(said, TODAY)) == said


def test_an_age_waits_for_the_birthday():
    assert rules.age_of(dt.date(1990, 11, 23), 1990, TODAY) == 35
    assert rules.age_of(dt.date(1990, 11, 22), 1990, TODAY) == 36
    assert rules.age_of(None, None, TODAY) is None


def test_every_relation_has_an_inverse_that_leads_back():
    assert all(rules.inverse(rules.inverse(kind)) == kind for kind in rules.words("relations"))
    assert rules.inverse("parent") == "child"


def test_every_vocabulary_is_complete_in_both_languages():
    for path in (rules.HERE / "vocab").glob("*.csv"):
        rows = rules.rows(path)
        if {"es", "en"} <= set(rows[0]):
            assert all(row["es"] and row["en"] for row in rows), path.name
            codes = [row["code"] for row in rows if "code" in row]
            assert len(codes) == len(set(codes)), path.name
    with override("en"):
        assert rules.label("means", "land") == "By land"
    assert rules.label("means", "land") == "Terrestre"


def test_a_number_is_covered_but_for_its_end():
    assert rules.masked("012345678") == "••••••678"
    assert not re.search(r"\d", rules.masked("1234"))


def test_what_matched_is_said_in_words():
    assert rules.matched(("nickname:chepe=jose", "year", "unheard")) == ["«chepe» por «jose»", "mismo año de nacimiento"]


def test_the_notice_is_the_same_in_both_languages():
    for version in rules.notice_versions():
        assert len(rules.notice(version, "es")) == len(rules.notice(version, "en")) > 3
