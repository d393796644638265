"""The person's copy: everything about her, nothing of others, nothing private or sealed; the same on paper and as data."""

import io
import json

import jsonschema
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader

from izote.access.context import acting_as
from izote.casework.actions import after, personcopy
from izote.casework.actions.documents import keep_document
from izote.casework.actions.refusals import note_refusal
from izote.casework.actions.texts import write_text
from izote.casework.instruments import instrument
from izote.casework.models import Answers, Assessment, ContactCall, Score, Text
from izote.casework.queries.personcopy import copy_of, texts_of
from izote.casework.rules.personcopy import LEFT_OUT, OPENED, SECTIONS
from izote.casework.rules.words import words
from izote.casework.tests import builders
from izote.kit.attachments import accept
from izote.people.actions import add_contact, relate, save_circumstances
from tests.builders import person

SCHEMA = {
    "type": "object",
    "required": ["format", "version", "person", "made_at", "office", "not_in_it", "definitions", "data", "language"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": "izote.person-copy"},
        "version": {"const": "1"},
        "person": {"type": "string"},
        "made_at": {"type": "string"},
        "office": {"type": "string"},
        "language": {"enum": ["es", "en"]},
        "not_in_it": {"type": "array", "items": {"type": "string"}},
        "definitions": {
            "additionalProperties": {
                "required": ["title", "fields"],
                "properties": {
                    "fields": {
                        "additionalProperties": {
                            "required": ["label", "class"],
                            "properties": {"class": {"enum": ["internal", "personal", "sensitive"]}},
                        }
                    }
                },
            }
        },
        "data": {"additionalProperties": {"type": "array", "items": {"type": "object"}}},
    },
}


@pytest.fixture
def whole(cast):
    """Marta's case with a little of everything."""
    case = builders.case(cast.ana, cast.ZAC)
    other = person(cast.ana, cast.ZAC, first_name="Prudencia", first_surname="Secretísima")
    with acting_as(cast.ana.pk):
        given = {"health_need": "asma", "emergency_name": "Doña Reservada", "emergency_phone": "7999 8888", "emergency_relation": "vecina"}
        save_circumstances(case.person, by=cast.ana, **given)
        add_contact(case.person, by=cast.ana, kind="phone", value="7000 1111", hours="después de las 5")
        relate(case.person, other=other, kind="parent", by=cast.ana)
        write_text(case, "note", "Marta quiere estudiar.", by=cast.ana)
        write_text(case, "note", "Nota reservada mía.", by=cast.ana, private=True)
        write_text(case, "note", "Su vecina Chepa tiene problemas.", by=cast.ana)
        asked = {"sector": "health", "asked_for": "medicines", "asked_on": timezone.localdate(), "answer": "refused", "reason": "no_supply"}
        note_refusal(case, by=cast.ana, **asked)
        assessment = Assessment(case=case, person_id=case.person_id, org_id=case.org_id, instrument="who5", by=cast.ana)
        assessment.state, assessment.version, assessment.held_on = "complete", instrument("who5").version, timezone.localdate()
        assessment.save(force_insert=True)
        about = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "assessment": assessment, "instrument": "rss"}
        survey = {"wave": "baseline", "version": instrument("rss").version, "held_on": timezone.localdate()}
        Assessment.objects.filter(pk=assessment.pk).update(wave="baseline")
        Score.objects.bulk_create([Score(**about, **survey, dimension=name, value=0.5) for name in ("economic", "composite")])
        keep_document(case, accept("DUI de Marta.txt", b"00000000-0"), kind="dui", by=cast.ana)
        values = {"answers": {"w1": "4"}, "result": {"dimensions": {}, "coverage": {}}}
        Answers.objects.bulk_create([Answers(assessment=assessment, case=case, person_id=case.person_id, org_id=case.org_id, **values)])
        after.plan_calls(case, by=cast.ana)
        call = ContactCall.objects.filter(case=case).earliest("wave")
        after.record_outcome(call, "detained", means="phone", told=True, at=timezone.now(), by=cast.ana)
    return case


def made(cast, case, by=None, kind="json", language="es", without=()):
    by = by or cast.ana
    with acting_as(by.pk):
        source = personcopy.open_whole(case, case.person, by=by)
        return personcopy.make_copy(case, source, kind=kind, language=language, without=list(without), by=by)


def test_every_personal_and_sensitive_field_is_in_the_copy_or_left_out_for_a_reason():
    missing = []
    for model in apps.get_models():
        name = model._meta.label
        about = [f for f in model._meta.concrete_fields if f.related_model and f.related_model._meta.label == "people.Person"]
        if model._meta.app_label not in ("people", "casework") or not (about or name == "people.Person"):
            continue
        known = {field for section in SECTIONS.values() if section.model == name for field in section.fields}
        known |= {*OPENED.get(name, ()), *LEFT_OUT.get(name, {})}
        missing += [f"{name}.{field}" for field, klass in model.CLASSES.items() if klass != "internal" and field not in known]
    assert missing == []


def test_nothing_restricted_is_ever_in_the_copy():
    for section in SECTIONS.values():
        classes = apps.get_model(section.model).CLASSES
        assert {classes[name] for name in section.fields} <= {"internal", "personal", "sensitive"}, section.model


def test_the_copy_says_what_the_office_knows_and_nothing_private_sealed_or_of_others(cast, whole):
    said = made(cast, whole).decode()
    for inside in ("Hernández", "7000 1111", "después de las 5", "asma", "Marta quiere estudiar.", "Medicinas", whole.code, "vecina"):
        assert inside in said, inside
    for outside in ("Nota reservada", "detained", "Privación", "Prudencia", "Secretísima", "Reservada", "7999 8888"):
        assert outside not in said, outside


def test_the_answers_are_explained_as_they_were_asked(cast, whole):
    data = json.loads(made(cast, whole))["data"]["answers"]
    assert data[0]["title"] and data[0]["answers"][0]["code"] == "w1"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("es", ("Línea de base (primer mes)", "Económica", "Conjunto")), ("en", ("Baseline (first month)", "Economic", "Composite"))],
)
def test_codes_of_instruments_and_names_of_documents_are_said_in_words(cast, whole, language, expected):
    data = json.loads(made(cast, whole, language=language))["data"]
    applied, scores = data["assessments"][0], data["scores"]
    assert (applied["instrument"]["value"], applied["wave"]["value"]) == ("who5", "baseline")
    assert "5" in applied["instrument"]["said"] and applied["wave"]["said"] == expected[0]
    assert {one["dimension"]["said"] for one in scores} == set(expected[1:])
    assert [row["name"]["value"] for row in data["documents"]] == ["DUI de Marta.txt"]


def test_who_opened_the_file_stands_in_the_copy(cast, whole):
    with acting_as(cast.beto.pk):
        from izote.casework.queries.cases import open_case

        open_case(whole, "texts")
    lines = json.loads(made(cast, whole))["data"]["opened_by"]
    assert {line["who"] for line in lines} >= {cast.ana.display_name, cast.beto.display_name}
    assert any(line["verb"] == "person.copied" for line in json.loads(made(cast, whole))["data"]["opened_by"])


def test_a_text_about_somebody_else_is_left_out_and_the_copy_says_so(cast, whole):
    with acting_as(cast.ana.pk):
        source = personcopy.open_whole(whole, whole.person, by=cast.ana)
        other = next(text.id for _case, text in texts_of(source) if "Chepa" in text.body)
        found = copy_of(source, without=[other])
    assert "Chepa" not in json.dumps(found, ensure_ascii=False)
    assert found["not_in_it"][-1].endswith("1.")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_data_have_a_stable_shape_in_both_languages(cast, whole, language):
    data = json.loads(made(cast, whole, language=language))
    jsonschema.validate(data, SCHEMA)
    assert set(data["definitions"]) == set(data["data"])
    for key, section in SECTIONS.items():
        names = set(section.fields) | ({"name"} if key == "documents" else set())
        assert all(set(row) == names for row in data["data"][key]), key
        assert all(not one["label"].islower() or one["label"] for one in data["definitions"][key]["fields"].values())


@pytest.mark.parametrize(("language", "title"), [("es", "Copia de su expediente"), ("en", "Copy of your file")])
def test_the_paper_says_the_same(cast, whole, language, title):
    pages = PdfReader(io.BytesIO(made(cast, whole, kind="pdf", language=language))).pages
    said = " ".join(page.extract_text() for page in pages)
    assert title in said and "Marta quiere estudiar." in said and "7000 1111" in said
    assert "Nota reservada" not in said and "Prudencia" not in said


def test_only_those_to_whom_the_whole_file_is_open_make_the_copy(cast, whole):
    assert made(cast, whole, by=cast.beto)
    for user in (cast.delia, cast.tomas, cast.carla, cast.rosa):
        with acting_as(user.pk), pytest.raises(PermissionDenied):
            personcopy.open_whole(whole, whole.person, by=user)


def test_the_copy_is_asked_for_again_by_password_and_is_not_kept(cast, whole, client, monkeypatch):
    client.force_login(cast.ana)
    url = f"/casos/{whole.pk}/copia/"
    assert client.get(url).status_code == 302
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)
    assert "Marta quiere estudiar." in client.get(url).content.decode()
    assert client.post(url, {"kind": "pdf", "language": "es"}).status_code == 200, "into the person's own hands"
    with acting_as(cast.ana.pk):
        before = Text.objects.count()
    copy = client.post(url, {"kind": "pdf", "language": "es", "in_hand": "on"})
    assert copy["Content-Type"] == "application/pdf" and copy["Cache-Control"] == "no-store" and copy.content[:4] == b"%PDF"
    with acting_as(cast.ana.pk):
        assert Text.objects.count() == before


def test_every_kind_of_text_has_its_words():
    from pathlib import Path

    from izote.casework import actions

    found = set()
    for path in Path(actions.__file__).parent.glob("*.py"):
        import re

        found |= set(re.findall(r"(?:write_text|say)\([a-z_.]+, \"([a-z_]+)\"", path.read_text(encoding="utf-8")))
    assert found and found <= set(words("text_kinds"))
