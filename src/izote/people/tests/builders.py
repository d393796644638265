"""Builders of this room's tests."""

from typing import Any

from django.test import Client
from django.urls import reverse

from izote.access.context import acting_as
from izote.people import actions
from izote.people.models import Person

NO_CONTACTS = {"contact-TOTAL_FORMS": "0", "contact-INITIAL_FORMS": "0"}


def enter(client: Client, user: Any) -> Client:
    """Sign somebody in."""
    client.logout()
    client.force_login(user)
    return client


def exclude(person: Person, user: Any, by: Any) -> None:
    """Keep a member of staff out of a file."""
    with acting_as(by.pk):
        actions.exclude_user(person, user=user, reason="asked", by=by)


def first_contact(client: Client, **fields: Any) -> Any:
    """Send the form of the first contact."""
    data = {"save": "1", "served_as": "returned", "language": "es", **NO_CONTACTS, **fields}
    return client.post(reverse("person_register"), data)


def fresh(person: Person, by: Any) -> Person:
    """The person as the database holds it now."""
    with acting_as(by.pk):
        return Person.objects.get(pk=person.pk)


def verbs(person: Person, by: Any) -> list[str]:
    """What the trail of a file says, oldest first."""
    from izote.people.queries import file_trail

    with acting_as(by.pk):
        return [line.verb for line in reversed(file_trail(person, 100))]
