"""P1 of the invariants: no table of prevention has a field for who somebody is."""

import re

from django.apps import apps

IDENTITY = re.compile(
    r"(^|_)(name|names|surname|person|persons|dui|nit|document_number|phone|telephone|mobile|email|mail|address|birth|birthday|born|sex|age|photo|alias|identity)(_|$)"
)
# what is called so and names nobody: an office, an account of staff is a foreign key and needs no name
ALLOWED = {
    "FigureKey.office_name": "the name of an office",
    "Tool.name": "what a tool is called",
    "Evidence.name": "what a file of evidence is called",
    "Recommendation.institution_name": "the name of an institution on the day it was asked",
    "KeptFile.name": "what a file of evidence is called",
}


def test_P01_no_field_of_prevention_is_named_like_an_identity():
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("prevention").get_models()
        for field in model._meta.concrete_fields
        if IDENTITY.search(field.name)
    }
    assert found <= set(ALLOWED), f"fields named like who somebody is: {sorted(found - set(ALLOWED))}"


def test_P01_nothing_of_prevention_points_at_a_person():
    for model in apps.get_app_config("prevention").get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            assert target is None or isinstance(target, str) or target._meta.app_label not in ("people", "casework", "vault"), (
                model,
                field,
            )
