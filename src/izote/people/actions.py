"""Verbs that change the register: each takes `by`, checks, and leaves a line."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization, User
from izote.access.permissions import may, require
from izote.kit.errors import Conflict
from izote.people.codes import new_code
from izote.people.models import Consent, Contact, DeletionRequest, Exclusion, Identifier, Journey, Person, PersonSensitive, Return
from izote.people.names import document_key, phone_key

KEEP_YEARS = 5
PERSON_FIELDS = frozenset(
    """first_name middle_names first_surname second_surname married_surname nicknames sex birth_date birth_year birth_precision
    place place_id served_as language expires_on""".split()
)


def _trace(by: Any, verb: str, person: Person, **details: int | str | bool | None) -> None:
    record(by, verb, org=person.org_id, kind="person", key=person.pk, label=person.code, **details)


def _with_code(org: Organization, values: dict[str, Any]) -> Person:
    for length in (4, 4, 4, 5, 6, 8):
        try:
            with transaction.atomic():
                return Person.objects.create(org=org, code=new_code(org.code, length), **values)
        except IntegrityError as error:
            if "code" not in str(error):
                raise
    raise Conflict(_("No free code was found; please try again."))


def _birth(values: dict[str, Any]) -> None:
    if values.get("birth_date"):
        values["birth_year"] = values["birth_date"].year
        values["birth_precision"] = values.get("birth_precision") or Person.Precision.DAY
    elif values.get("birth_year") and not values.get("birth_precision"):
        values["birth_precision"] = Person.Precision.YEAR


@transaction.atomic
def register_person(
    *,
    org: Organization,
    by: Any,
    contacts: list[dict[str, Any]] | None = None,
    identifiers: list[dict[str, Any]] | None = None,
    not_known_to: list[User] | None = None,
    sensitive: dict[str, Any] | None = None,
    **fields: Any,
) -> Person:
    """Register a person with what is known; nothing is mandatory beyond what a person at the counter can give."""
    require(by, "person.write", org)
    values = {name: value for name, value in fields.items() if name in PERSON_FIELDS}
    _birth(values)
    values.setdefault("expires_on", timezone.localdate() + dt.timedelta(days=365 * KEEP_YEARS))
    person = _with_code(org, {**values, "responsible": by if may(by, "sensitive.own", org) else None})
    for row in contacts or []:
        add_contact(person, by=by, **row)
    for row in identifiers or []:
        add_identifier(person, by=by, **row)
    PersonSensitive.objects.create(person=person, org=org, **(sensitive or {}))
    _trace(by, "person.registered", person, contacts=len(contacts or []), documents=len(identifiers or []))
    for user in not_known_to or []:
        exclude_user(person, user=user, reason=Exclusion.Reason.ASKED, by=by)
    return person


@transaction.atomic
def correct_person(person: Person, *, version: int, by: Any, **fields: Any) -> Person:
    """Correct identity and contact data, unless somebody else has changed them since they were shown."""
    require(by, "person.write", person.org_id)
    values = {name: value for name, value in fields.items() if name in PERSON_FIELDS}
    _birth(values)
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    done = Person.objects.filter(pk=person.pk, version=version, merged_into__isnull=True).update(
        **values, version=version + 1, updated_at=timezone.now()
    )
    if not done:
        raise Conflict(_("Somebody else changed this file while you were writing. Load it again: nothing of theirs was lost."))
    _trace(by, "person.corrected", person, fields=len(changed))
    person.refresh_from_db()
    return person


@transaction.atomic
def add_contact(person: Person, *, value: str, by: Any, **fields: Any) -> Contact:
    """Add a way to reach the person, with what is safe on it."""
    require(by, "person.write", person.org_id)
    key = phone_key(value) if fields.get("kind", "phone") == "phone" else value.strip().lower()
    contact = Contact.objects.create(person=person, org_id=person.org_id, value=value.strip(), normalized=key or "", **fields)
    _trace(by, "person.contact_added", person)
    return contact


@transaction.atomic
def remove_contact(person: Person, contact: Contact, *, by: Any) -> None:
    """Remove a way to reach the person."""
    require(by, "person.write", person.org_id)
    contact.delete()
    _trace(by, "person.contact_removed", person)


@transaction.atomic
def add_identifier(person: Person, *, kind: str, value: str, by: Any) -> Identifier:
    """Add a document's number."""
    require(by, "person.write", person.org_id)
    added = Identifier.objects.create(
        person=person, org_id=person.org_id, kind=kind, value=value.strip(), normalized=document_key(value) or value.strip().upper()
    )
    _trace(by, "person.document_added", person, kind_of=kind)
    return added


@transaction.atomic
def remove_identifier(person: Person, identifier: Identifier, *, by: Any) -> None:
    """Remove a document's number."""
    require(by, "person.write", person.org_id)
    identifier.delete()
    _trace(by, "person.document_removed", person)


@transaction.atomic
def save_circumstances(person: Person, *, by: Any, **fields: Any) -> None:
    """Write address, health and family situation; the row policies refuse whoever may not open the file."""
    require(by, "person.write", person.org_id)
    if not PersonSensitive.objects.filter(person_id=person.pk).update(**fields, updated_at=timezone.now()):
        raise Conflict(_("This file is not open to you."))
    _trace(by, "person.circumstances_saved", person, fields=len(fields))


@transaction.atomic
def add_journey(person: Person, *, by: Any, **fields: Any) -> None:
    """Add a departure."""
    require(by, "person.write", person.org_id)
    Journey(person=person, org_id=person.org_id, **fields).save(force_insert=True)
    _trace(by, "person.journey_added", person)


@transaction.atomic
def add_return(person: Person, *, by: Any, **fields: Any) -> None:
    """Add a return to the country."""
    require(by, "person.write", person.org_id)
    Return(person=person, org_id=person.org_id, **fields).save(force_insert=True)
    _trace(by, "person.return_added", person)


@transaction.atomic
def give_consent(person: Person, *, by: Any, **fields: Any) -> Consent:
    """Record what the person agreed to."""
    require(by, "person.write", person.org_id)
    consent = Consent.objects.create(person=person, org_id=person.org_id, **fields)
    _trace(by, "consent.given", person, consent=consent.pk)
    return consent


@transaction.atomic
def withdraw_consent(person: Person, consent: Consent, *, by: Any) -> None:
    """Record that the person takes an agreement back."""
    require(by, "person.write", person.org_id)
    if consent.withdrawn_on:
        raise Conflict(_("This consent was already withdrawn."))
    consent.withdrawn_on = timezone.localdate()
    consent.save(update_fields=["withdrawn_on"])
    _trace(by, "consent.withdrawn", person, consent=consent.pk)


@transaction.atomic
def take_file(person: Person, *, by: Any) -> None:
    """Become responsible for a file that has nobody."""
    require(by, "sensitive.own", person.org_id)
    require(by, "person.write", person.org_id)
    if not Person.objects.filter(pk=person.pk, responsible__isnull=True).update(responsible=by):
        raise Conflict(_("A colleague already takes care of this file."))
    _trace(by, "person.taken", person)


@transaction.atomic
def assign_file(person: Person, *, to: User, by: Any) -> None:
    """Give a file to a case worker of the same office."""
    require(by, "sensitive.team", person.org_id)
    require(to, "sensitive.own", person.org_id)
    Person.objects.filter(pk=person.pk).update(responsible=to)
    _trace(by, "person.assigned", person, to=to.pk)


@transaction.atomic
def exclude_user(person: Person, *, user: User, reason: str, by: Any) -> None:
    """Make the file not exist for a member of staff; at the first contact whoever registers may do it, later the supervisor."""
    first_contact = timezone.now() - person.created_at < dt.timedelta(hours=12)
    require(by, "person.write" if first_contact and reason == Exclusion.Reason.ASKED else "exclusion.set", person.org_id)
    Exclusion(person=person, org_id=person.org_id, user=user, reason=reason).save(force_insert=True)
    if person.responsible_id == user.pk:
        Person.objects.filter(pk=person.pk).update(responsible=None)
    record(by, "exclusion.set", org=person.org_id, kind="person", key=person.pk, label=person.code, user=user.pk)


def break_glass(*, code: str, reason: str, by: Any) -> None:
    """Open a colleague's file for three hours in an emergency; says nothing of whether the code exists."""
    if not any(may(by, "breakglass.use", m.org_id) for m in by.memberships.all()):
        require(by, "breakglass.use", 0)
    with connection.cursor() as cursor:
        cursor.execute("select access.break_glass(%s, %s)", [code, reason])


@transaction.atomic
def propose_deletion(person: Person, *, reason: str, by: Any) -> None:
    """Ask that a file be deleted; a second person decides."""
    require(by, "person.delete", person.org_id)
    if DeletionRequest.objects.filter(person=person).exists():
        raise Conflict(_("The deletion of this file was already proposed."))
    DeletionRequest.objects.create(person=person, org_id=person.org_id, reason=reason, requested_by=by)
    _trace(by, "person.deletion_proposed", person, reason=reason)


@transaction.atomic
def refuse_deletion(request: DeletionRequest, *, by: Any) -> None:
    """Keep a file whose deletion was proposed."""
    require(by, "person.delete.approve", request.org_id)
    _trace(by, "person.deletion_refused", request.person)
    request.delete()


@transaction.atomic
def delete_person(request: DeletionRequest, *, by: Any) -> None:
    """Delete a file and its history for good; the second of two people does it."""
    require(by, "person.delete.approve", request.org_id)
    if request.requested_by_id == by.pk:
        raise Conflict(_("Whoever proposed the deletion cannot also carry it out."))
    person = request.person
    _trace(by, "person.deleted", person, reason=request.reason, proposed_by=request.requested_by_id)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('izote.erasing', %s, true)", [str(person.pk)])
        cursor.execute("select access.erase_person(%s)", [person.pk])
        cursor.execute("select set_config('izote.erasing', '', true)")
