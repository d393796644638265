"""Ways to reach a person, and documents."""

from typing import Any

from django.db import transaction

from izote.people.actions.trace import require_writable, trace
from izote.people.models import Contact, Identifier, Person
from izote.people.names import document_key, phone_key


@transaction.atomic
def add_contact(person: Person, *, value: str, by: Any, **fields: Any) -> Contact:
    """Add a way to reach the person, with what is safe on it."""
    require_writable(by, person)
    key = phone_key(value) if fields.get("kind", "phone") == "phone" else value.strip().lower()
    contact = Contact.objects.create(person=person, org_id=person.org_id, value=value.strip(), normalized=key or "", **fields)
    trace(by, "person.contact_added", person)
    return contact


@transaction.atomic
def remove_contact(person: Person, contact: Contact, *, by: Any) -> None:
    """Remove a way to reach the person."""
    require_writable(by, person)
    contact.delete()
    trace(by, "person.contact_removed", person)


@transaction.atomic
def add_identifier(person: Person, *, kind: str, value: str, by: Any) -> Identifier:
    """Add a document's number."""
    require_writable(by, person)
    key = document_key(value, kind) or value.strip().upper()
    added = Identifier.objects.create(person=person, org_id=person.org_id, kind=kind, value=value.strip(), normalized=key)
    trace(by, "person.document_added", person, kind_of=kind)
    return added


@transaction.atomic
def remove_identifier(person: Person, identifier: Identifier, *, by: Any) -> None:
    """Remove a document's number."""
    require_writable(by, person)
    identifier.delete()
    trace(by, "person.document_removed", person)
