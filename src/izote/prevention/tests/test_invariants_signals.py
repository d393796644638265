"""P1 of the invariants: no table of prevention has a field for who somebody is."""

import re

import pytest
from django.apps import apps

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.prevention.actions.moving import move
from izote.prevention.models import Signal, Step
from izote.prevention.queries.evidence import facts_of
from izote.prevention.tests.builders_signals import NAMED, captured

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


def test_P01_a_reason_that_names_somebody_moves_nothing(cast):
    row = captured(cast)
    with acting_as(cast.noemi.pk):
        move(row, "triage", by=cast.noemi, facts=facts_of(row))
        with pytest.raises(BadInput, match="Juan Antonio Pérez López"):
            move(row, "discarded", by=cast.noemi, facts=facts_of(row), reason=NAMED)
        assert Signal.objects.get(pk=row.pk).state == "triage"
        assert not Step.objects.filter(machine="signal", subject=row.pk, to="discarded").exists()
        move(row, "discarded", by=cast.noemi, facts=facts_of(row), reason="No es de este lugar.")
