"""Every field says how sensitive it is; a confidential address stands in a table of its own."""

import pytest
from django.apps import apps


@pytest.mark.parametrize("model", list(apps.get_app_config("partners").get_models()), ids=lambda model: model.__name__)
def test_each_field_has_a_class_and_each_class_a_field(model):
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(model.CLASSES) == fields
    assert set(model.CLASSES.values()) <= {"internal", "personal", "sensitive", "restricted"}
