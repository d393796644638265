"""Every field of a room that holds persons says how sensitive it is."""

import pytest
from django.apps import apps

CLASSES = {"internal", "personal", "sensitive", "restricted"}
PERSON_ROOMS = ("people", "vault", "casework", "seminars")
ALSO = ("access.User",)


def models():
    return [model for room in PERSON_ROOMS for model in apps.get_app_config(room).get_models()] + [apps.get_model(name) for name in ALSO]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_each_field_has_a_class_and_each_class_a_field(model):
    declared = getattr(model, "CLASSES", {})
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(declared) == fields, f"without a class: {fields - set(declared)}; without a field: {set(declared) - fields}"
    assert set(declared.values()) <= CLASSES


def test_what_is_sensitive_stands_in_no_table_of_the_contact_level():
    """Health, migration and address are read only by opening the file."""
    contact = ("Person", "Identifier", "Contact", "Consent", "Relation", "HouseholdMember", "Household")
    leaks = [
        f"{name}.{f}" for name in contact for f, c in apps.get_model("people", name).CLASSES.items() if c in ("sensitive", "restricted")
    ]
    assert leaks == []
