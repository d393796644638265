"""Who gets what at every URL: the door tables of all rooms, walked, and complete."""

import importlib

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.builders import person

ROOMS = ("kit", "territory", "access", "people", "vault", "partners", "casework", "seminars", "observatory", "prevention", "config")
OTHERS = {"account", "mfa", "socialaccount", "openid_connect"}


def doors():
    found = []
    for room in ROOMS:
        try:
            module = importlib.import_module(f"izote.{room}.tests.doors")
        except ModuleNotFoundError:
            continue
        found += [(room, *row) for row in module.DOORS]
    return found


def names(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


def filled(kwargs, cast, subject):
    if "@case" in kwargs.values():
        from izote.casework.tests.builders import case

        kwargs = {name: case(cast.ana, cast.ZAC, of=subject).pk if value == "@case" else value for name, value in kwargs.items()}
    stands_for = {"@person": subject.code, "@user": cast.carla.pk, "@username": cast.carla.username, "@colleague": cast.rosa.username}
    return {name: stands_for.get(value, value) if isinstance(value, str) else value for name, value in kwargs.items()}


@pytest.mark.parametrize(("room", "name", "kwargs", "expected"), doors(), ids=lambda value: value if isinstance(value, str) else "")
def test_door(room, name, kwargs, expected, cast, client):
    subject = person(cast.ana, cast.ZAC)
    url = reverse(name, kwargs=filled(kwargs, cast, subject))
    seen = {}
    for visitor in expected:
        client.logout()
        if visitor != "nobody":
            client.force_login(getattr(cast, visitor))
        seen[visitor] = client.get(url).status_code
    assert seen == expected


def test_every_url_stands_in_a_door_table():
    told = {row[1] for row in doors()}
    missing = {
        name for name in names() if name not in told and not name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_"))
    }
    assert not missing, f"not in any door table: {sorted(missing)}"
