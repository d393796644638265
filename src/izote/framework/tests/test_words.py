"""The Framework as data: whole, in both languages, nothing swapped, and equal to the table it was taken from."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

import izote
from izote.framework import words
from izote.framework.tests.opposites import PAIRS, phrases, swapped

HERE = Path(izote.__file__).parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("IZOTE_SHARED_DATA", ROOT.parent / "shared" / "data")) / "prevention" / "un_framework_indicators_en_es.csv"
COUNTS = (11, 8, 10, 9, 8, 11, 14, 12, 6, 8, 8, 10, 19, 9)
OWN = sorted(words.VOCAB.glob("*.csv"))
EVERY = sorted(HERE.glob("*/vocab/*.csv"))


def test_fourteen_factors_with_their_143_indicators():
    found = Counter(words.factor_of(code) for code in words.indicators())
    assert tuple(found[factor] for factor in words.factors()) == COUNTS and sum(COUNTS) == 143
    for factor in words.factors():
        assert list(words.indicators(factor)) == [f"{factor}.{n}" for n in range(1, COUNTS[int(factor) - 1] + 1)]


def test_every_code_that_is_named_exists():
    known = words.words
    for code, word in words.indicators().items():
        row = word.row
        assert row["factor"] in words.factors() and code.split(".")[0] == row["factor"]
        assert row["dynamics"] in known("dynamics") and row["level"] in known("levels") and words.relevance_of(code) in range(4)
        assert row["basis"] in ("checked", "unchecked")
    for word in words.factors().values():
        assert word.row["kind"] in known("kinds") and word.row["axis"] in {"", *words.axes()}
    for code in [*words.signs(), *words.protective()]:
        assert set(words.indicators_of(code)) <= set(words.indicators()), code
        assert words.factors_of(code)


def test_a_delegation_is_not_asked_to_judge_an_intent_to_destroy():
    assert list(words.factors(national=False)) == [str(n) for n in range(1, 10)]
    assert [factor for factor in words.factors() if words.national_only(factor)] == ["10", "11", "12", "13", "14"]


def test_the_three_indicators_that_name_this_very_case():
    assert "repatriación forzada" in words.indicators()["6.10"].es and "alerta temprana" in words.indicators()["6.11"].es
    assert "retorno masivo" in words.indicators()["8.9"].es
    assert all(words.relevance_of(code) == 3 for code in ("6.10", "6.11", "8.9"))
    assert "returns_jump" in words.signs_of("8.9") and words.factors_of("returns_jump") == ("8", "6")


def test_signs_of_risk_and_signs_that_protect_are_told_apart():
    assert not set(words.signs(protective=True)) & set(words.signs(protective=False))
    assert {"committees_work", "complaints_answered"} <= set(words.signs(protective=True))
    assert not any(words.protects(code) for code in ("threats", "disappearances", "speech_officials"))
    assert all(word.row["protective"] in ("yes", "no") for word in words.signs().values())


def test_only_the_general_population_needs_a_reason():
    assert [code for code in words.groups() if words.needs_reason(code)] == ["general"]
    assert list(words.streams()) == ["upstream", "midstream", "downstream"]
    assert list(words.axes()) == ["motive", "capacity", "opportunity", "resilience"]


def test_structural_and_dynamic_indicators():
    assert not words.is_dynamic("2.8") and words.is_dynamic("7.14")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_both_languages_are_complete_and_different(path):
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len({row["code"] for row in rows}) == len(rows)
    for row in rows:
        for spanish in [column for column in row if column == "es" or column.endswith("_es")]:
            english = "en" if spanish == "es" else spanish[:-3] + "_en"
            assert row[spanish].strip() and row[english].strip(), (path.name, row["code"])
            assert row[spanish] != row[english], (path.name, row["code"])
            assert row[spanish][0].isupper() and row[english][0].isupper() and row[spanish] == row[spanish].strip()
    for language in ("es", "en"):
        assert len({row[language] for row in rows}) == len(rows), (path.name, language)


def test_returned_persons_are_called_by_that_name():
    said = [text for path in OWN for _, es, en in phrases(path) for text in (es, en)]
    assert not [text for text in said if "deportad" in text.lower() or "deportee" in text.lower()]


def test_no_list_of_words_of_the_project_swaps_opposites():
    """A published list of human-rights terms once said “Improbable” for “Likely”: such a row inverts what a file means."""
    bad = [f"{where}: {es} / {en}" for path in EVERY for where, es, en in phrases(path) if swapped(es, en)]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(
    ("es", "en"),
    [
        ("Probable", "Unlikely"),
        ("Improbable", "Likely"),
        ("Inactivo", "Active"),
        ("Activa", "Not active"),
        ("Incumplida", "Complied"),
        ("Aceptada", "Rejected"),
        ("Rechazada con motivos", "Accepted with reasons"),
        ("Factor de riesgo", "Protective factor"),
        ("Mitigado", "Materialised"),
        ("No cumplida", "Complied"),
    ],
)
def test_a_swapped_copy_is_noticed(es, en):
    assert swapped(es, en)


@pytest.mark.parametrize(
    ("es", "en"),
    [("Improbable", "Unlikely"), ("No activo", "Inactive"), ("Cumplida en parte", "Complied in part"), ("No se sabe", "Unknown")],
)
def test_right_translations_are_left_in_peace(es, en):
    assert not swapped(es, en)


def test_every_pair_is_seen_from_both_sides():
    for pair in PAIRS:
        plain = [side.split("|")[0] for side in pair]
        if not any("[" in side or "\\" in side for side in plain):
            assert swapped(plain[2], plain[1]) and swapped(plain[3], plain[0]), pair


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared table is not here (IZOTE_SHARED_DATA)")
def test_the_table_it_was_taken_from_says_the_same():
    with SHARED.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    ours = words.indicators()
    assert [row["indicator"] for row in rows] == list(ours)
    for row in rows:
        word = ours[row["indicator"]]
        assert word.es.casefold() == row["indicator_es"].casefold() and word.en.casefold() == row["indicator_en"].casefold()
        assert (word.row["factor"], word.row["dynamics"]) == (row["factor"], row["structural_or_dynamic"])
        assert (word.row["level"], word.row["relevance"]) == (row["level_national_local"], row["returnee_relevance_0_3"])
        assert (word.row["basis"] == "unchecked") == (row["wording_basis"] == "from memory")
        assert words.factors()[row["factor"]].en == row["factor_en"]
