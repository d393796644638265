"""What must not be collected has no field, no word and no label anywhere in the register."""

import re

import pytest
from django.apps import apps
from django.utils.translation import override

from izote.kit.words import PACKAGE, extract
from izote.people import rules
from izote.people.forms import casefile, consents, contacts, family, guards, persons

BANNED = re.compile(
    r"\b(pandill\w*|mara|maras|marero\w*|clica|gangs?|tatuaj\w*|tattoo\w*"
    r"|antecedente\w*|criminal\w*|delito\w*|delincuen\w*|felon\w*|crimes?"
    r"|polític\w*|politic\w*|partido|part(y|ies)|religi\w*|iglesia|church|creencia\w*|beliefs?|vih|sida|hiv|aids"
    r"|huella\w* (dactilar|digital)\w*|fingerprint\w*|facial\w*|face template|rostro|biometr\w*"
    r"|fotos? de (niñ|menor)\w*|photos? of (children|minors)"
    r"|abogad\w*|lawyer\w*|attorney\w*)\b",
    re.I,
)
FORMS = [
    persons.RegisterForm,
    persons.CorrectForm,
    contacts.ContactForm,
    contacts.IdentifierForm,
    family.RelationForm,
    consents.ConsentForm,
    casefile.CircumstancesForm,
    casefile.JourneyForm,
    casefile.ReturnForm,
    casefile.AssignForm,
    guards.ExclusionForm,
    guards.BreakGlassForm,
    guards.DeletionForm,
]
REFUSES = {"forbidden.csv", "columns.csv"}  # the words by which such columns are recognised and refused
LISTS = re.compile(r"(screening|forbidden|rowwords|listreading|listentry|columns)\.py|/list_\w+\.html")


def said_by_models():
    for model in apps.get_app_config("people").get_models():
        for field in model._meta.concrete_fields:
            yield f"{model.__name__}.{field.name}", " ".join(field.name.split("_"))
            yield f"{model.__name__}.{field.name}", str(field.verbose_name)
            for _, label in field.flatchoices:
                yield f"{model.__name__}.{field.name}", str(label)


def said_by_forms():
    for form in FORMS:
        for name, field in form.base_fields.items():
            yield f"{form.__name__}.{name}", f"{' '.join(name.split('_'))} {field.label} {field.help_text}"


def said_by_vocabularies():
    for path in sorted((rules.HERE / "vocab").glob("*.csv")):
        if path.name not in REFUSES:
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.name, line.replace("_", " ")


def said_by_pages():
    for message in extract([PACKAGE / "people"]):
        if not LISTS.search(message.place):
            yield message.place, message.msgid


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("source", [said_by_models, said_by_forms, said_by_vocabularies, said_by_pages])
def test_nothing_asks_for_what_must_not_be_collected(source, language):
    with override(language):
        assert [(where, words) for where, words in source() if BANNED.search(words)] == []


@pytest.mark.parametrize(
    "words",
    [
        "pertenece a pandilla",
        "tatuajes visibles",
        "criminal record",
        "antecedentes penales",
        "partido político",
        "religión",
        "VIH",
        "fingerprints",
        "lawyer",
    ],
)
def test_the_list_would_notice(words):
    assert BANNED.search(words)


def test_no_field_holds_a_picture_or_a_file():
    kinds = {field.get_internal_type() for model in apps.get_app_config("people").get_models() for field in model._meta.concrete_fields}
    assert not kinds & {"ImageField", "FileField"}
