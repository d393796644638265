"""Loading as set-up does it: the tests' own connection may not."""

import os

import pytest


@pytest.fixture
def owner(transactional_db):
    """The connection as the owner of the tables, and back; countries loaded by the test are taken away."""
    from django.db import connection

    from conftest import _as_owner
    from izote.territory import queries
    from izote.territory.models import Country, Place

    before = connection.settings_dict.copy()
    connection.close()
    _as_owner(connection, os.environ["DATABASE_ADMIN_URL"])
    yield
    Place.objects.exclude(country__code="SV").delete()
    Country.objects.exclude(code="SV").delete()
    connection.close()
    connection.settings_dict.update(before)
    queries.forget()
