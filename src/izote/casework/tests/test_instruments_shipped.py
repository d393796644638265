"""Every instrument that is shipped: whole in both languages, nothing forbidden, valid for field devices, printable."""

import re
import shutil

import pytest
from django.utils.translation import override

from izote.casework.instruments import catalogue, check, instrument, paper, score, xform, xlsform
from izote.casework.instruments.definitions import SPECIALS
from izote.casework.instruments.reading import SHELF, load, versions
from izote.casework.instruments.saying import _said
from izote.people.forbidden import kinds_in
from izote.people.rules import words

EVERY = [load(folder) for folders in versions(SHELF).values() for folder in folders.values()]
each = pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.form_id}-{one.version}")
NOT_SAID = re.compile(r"\b(deportad[oa]s?|t[uú]|tienes|puedes|derivaci[oó]n(?:es)?|beneficiari[oa]s?)\b", re.I)


def spoken(one):
    """Every text that a person may see."""
    yield from one.settings.values()
    for group in one.groups:
        yield from (group.label, group.hint)
    for item in one.items:
        yield from (item.label, item.hint, item.constraint_message)
    for choices in one.choices.values():
        yield from (choice.label for choice in choices)


def test_the_nine_instruments_are_there():
    expected = {"family", "monitoring", "registration", "rss", "satisfaction", "skills", "vulnerability", "wgss", "who5"}
    assert {one.form_id for one in catalogue()} == expected


@each
def test_both_languages_are_whole_and_speak_as_we_do(one):
    texts = [text for text in spoken(one) if text and text not in (one.setting("form_id"), one.setting("class"))]
    assert not [text for text in texts if text.es and NOT_SAID.search(text.es)]
    assert not [item.name for item in one.items if item.type != "calculate" and item.label.es == item.label.en]


@each
def test_nothing_is_asked_that_may_not_be_collected(one):
    asked = [text for text in spoken(one) if text.es not in (one.licence_line.es, one.source.es)]
    assert not [(text, kinds) for text in asked for said in text if (kinds := kinds_in(said, "free"))]


@each
def test_protocols_exist_and_every_critical_question_can_open_its_own(one):
    for item in one.items:
        if item.critical:
            assert item.protocol in words("protocols")
            assert any(one.critical({item.name: choice.code}) == [(item.name, item.protocol)] for choice in item.choices)


@each
def test_each_list_has_its_use_and_silence_can_be_said(one):
    used = {item.list_name for item in one.items if item.list_name}
    assert set(one.choices) == used
    for item in one.items:
        if item.type == "select_one" and item.scale and item.scale not in ("risk", "protective"):
            assert {choice.code for choice in item.choices} & set(SPECIALS), item.name


@each
def test_conditions_can_be_said_in_words(one):
    for item in one.items:
        for expression in one.relevance(item):
            assert _said(one, expression.node, negated=False)


@each
def test_the_form_says_its_licence_on_screen_paper_and_device(one):
    assert one.licence and one.licence_line
    assert str(one.licence_line) == paper(one).licence
    assert one.licence_line.es.split(";")[0] in xform(one)


@each
def test_an_empty_form_is_no_error_and_a_random_code_is_never_kept(one):
    assert check(one, {}, complete=False)[1] == {}
    for item in one.items:
        if item.choices and not one.conditions_of(item):
            clean, errors = check(one, {item.name: "zz"}, complete=False)
            assert (clean, set(errors)) == ({}, {item.name})


@pytest.mark.skipif(not shutil.which("java"), reason="ODK Validate needs Java")
@each
def test_the_xform_is_valid_for_odk(one, tmp_path):
    from pyxform.validators.odk_validate import check_xform

    path = tmp_path / "form.xml"
    path.write_text(xform(one), encoding="utf-8")
    assert check_xform(str(path)) == []


@each
def test_the_workbook_holds_the_same_questions_and_is_the_same_each_time(one):
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    again = convert(xlsform(one), form_name="data", file_type=".xlsx", warnings=warnings).xform
    assert warnings == []
    assert re.findall(r'<bind nodeset="([^"]+)"', again) == re.findall(r'<bind nodeset="([^"]+)"', xform(one))
    assert xlsform(one) == xlsform(one)


def test_well_being_is_shipped_with_the_notice_of_its_owner():
    one = instrument("who5")
    assert "CC BY-NC-SA 3.0 IGO" in one.licence and "World Health Organization" in one.licence
    assert "CC BY-NC-SA 3.0 IGO" in one.licence_line.es and "CC BY-NC-SA 3.0 IGO" in one.licence_line.en


def test_the_sustainability_survey_says_what_it_is_not():
    one = instrument("rss")
    assert "no oficial" in one.title.es and "not official" in one.title.en
    assert len([item for item in one.items if item.scale]) == 30
    assert {row["item"] for row in one.scoring["unconfirmed"]} == {"E5", "E7", "E10", "S4", "P10"}
    for row in one.scoring["unconfirmed"]:
        assert float(one.item(row["item"]).choice(row["choice"]).value) == row["value"]


def test_the_paper_form_says_what_to_skip():
    with override("es"):
        lines = {line.name: line for section in paper(instrument("rss")).sections for line in section.lines}
        assert lines["E9"].jumps == ("Si respondió «No», «No sabe» o «Prefiere no responder», pase a la pregunta 11.",)
        assert (lines["E9"].number, lines["E10"].number, lines["S1"].number) == (9, 10, 11)
        assert lines["E10"].only_if == ""
        assert [(c.number, c.code) for c in lines["E9"].choices][:2] == [(1, "yes"), (2, "no")]
        lines = {line.name: line for section in paper(instrument("family")).sections for line in section.lines}
        assert lines["wishes"].only_if == "Responda solo si en la pregunta 5 respondió «Sí, quiere conversar»."
        assert lines["alone"].stop.startswith("Si respondió «Sí», deténgase aquí")
    with override("en"):
        lines = {line.name: line for section in paper(instrument("skills")).sections for line in section.lines}
        assert lines["studied_abroad"].jumps == ("If the answer is “No”, “Does not know” or “Prefers not to answer”, go to question 4.",)


def test_vulnerability_gives_a_list_of_factors_and_no_number():
    answers = {
        "danger": "no",
        "medical": "yes",
        "household_risks": ["debt", "hunger"],
        "household_strengths": ["family_help"],
        "r_debt": "severe",
        "r_debt_note": "Le llaman cada día",
        "p_family_help": "strong",
        "r_illness": "mild",
    }
    found = score(instrument("vulnerability"), answers)
    assert found.total is None and found.dimensions == {}
    assert [(f.level, f.code, f.direction, f.severity, f.note) for f in found.factors] == [
        ("individual", "urgent_medical", "risk", "severe", ""),
        ("household", "debt", "risk", "severe", "Le llaman cada día"),
        ("household", "hunger", "risk", "", ""),
        ("household", "family_help", "protective", "strong", ""),
    ]
    assert found.factors[1].label.en == "Debt that cannot be paid, or with pressure to pay it"


def test_satisfaction_counts_only_what_applies():
    found = score(
        instrument("satisfaction"), {"return_assistance": "5", "counselling": "4", "economic": "na", "social": "2", "community": "dk"}
    )
    assert found.lines == {"satisfied": 2 / 3, "mean": 11 / 3}
    assert found.counts == {"answered": 3, "satisfied": 2}
    assert score(instrument("satisfaction"), {"overall": "na"}).total is None
