"""Builders of this room's tests: institutions and services made through the same actions as the pages."""

import datetime as dt
from typing import Any

from django.test import Client

from izote.access.context import acting_as
from izote.partners import actions
from izote.partners.models import Institution, Service
from izote.territory.models import Place


def enter(client: Client, user: Any) -> Client:
    """Sign somebody in."""
    client.logout()
    client.force_login(user)
    return client


def place(code: str) -> Place:
    """A place by its code."""
    return Place.objects.get(code=code)


def institution(by: Any, org: Any, name: str = "Alcaldía de prueba", **fields: Any) -> Institution:
    """An institution of an office's directory."""
    with acting_as(by.pk):
        found = Institution.objects.filter(org=org, name=name).first()
        return found or actions.write_institution(org=org, by=by, name=name, **{"kind": "municipal", **fields})


def service(by: Any, org: Any, name: str = "Taller de panadería", *, of: Institution | None = None, **fields: Any) -> Service:
    """A service of an office's directory."""
    where = of or institution(by, org)
    given = {"needs": ["training"], "languages": ["es"], **fields}
    with acting_as(by.pk):
        return actions.write_service(org=org, by=by, institution=where, name=name, **given)


def published(one: Service, *, proposed_by: Any, approved_by: Any) -> Any:
    """The service, let go by two persons."""
    with acting_as(proposed_by.pk):
        actions.propose_service(one, by=proposed_by)
    with acting_as(approved_by.pk):
        return actions.publish_service(one, version=one.version, by=approved_by)


def weekdays(opens: str = "08:00", closes: str = "16:00") -> dict[str, Any]:
    """Monday to Friday."""
    times = {"opens_at": dt.time.fromisoformat(opens), "closes_at": dt.time.fromisoformat(closes)}
    return {"days": ["MO", "TU", "WE", "TH", "FR"], **times}
