"""Registering, correcting and withdrawing a person."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import Organization, User
from izote.access.permissions import may, require
from izote.kit.errors import Conflict
from izote.people.actions.candidates import note_candidates
from izote.people.actions.consents import give_consent
from izote.people.actions.contacts import add_contact, add_identifier
from izote.people.actions.guards import exclude_user
from izote.people.actions.trace import require_writable, trace
from izote.people.codes import new_code
from izote.people.models import Consent, Exclusion, Person, PersonSensitive
from izote.people.queries_duplicates import files_of
from izote.people.rules import KEEP_YEARS

NAMES = ("first_name", "middle_names", "first_surname", "second_surname", "married_surname", "nicknames")
BIRTH = ("birth_date", "birth_year", "birth_precision")
PERSON_FIELDS = frozenset((*NAMES, *BIRTH, "sex", "place", "place_id", "served_as", "language", "expires_on"))


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
    consents: list[dict[str, Any]] | None = None,
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
    PersonSensitive(person=person, org=org, **(sensitive or {})).save(force_insert=True)
    trace(by, "person.registered", person, contacts=len(contacts or []), documents=len(identifiers or []))
    for row in consents or []:
        give_consent(person, by=by, **row)
    for user in not_known_to or []:
        exclude_user(person, user=user, reason=Exclusion.Reason.ASKED, by=by)
    note_candidates(person, by=by)
    return person


@transaction.atomic
def correct_person(person: Person, *, version: int, by: Any, **fields: Any) -> Person:
    """Correct identity and contact data, unless somebody else has changed them since they were shown."""
    require_writable(by, person)
    values = {name: value for name, value in fields.items() if name in PERSON_FIELDS}
    _birth(values)
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    done = Person.objects.filter(pk=person.pk, version=version, merged_into__isnull=True).update(
        **values, version=version + 1, updated_at=timezone.now()
    )
    if not done:
        raise Conflict(_("Somebody else changed this file while you were writing. Load it again: nothing of theirs was lost."))
    trace(by, "person.corrected", person, fields=len(changed))
    person.refresh_from_db()
    note_candidates(person, by=by)
    return person


@transaction.atomic
def withdraw_person(person: Person, *, by: Any) -> None:
    """Stop using a file because the person asked: nothing is changed any more, nobody calls, every consent ends."""
    require_writable(by, person)
    today = timezone.localdate()
    ended = Consent.objects.filter(person__in=files_of(person), withdrawn_on__isnull=True).update(withdrawn_on=today)
    Person.objects.filter(pk=person.pk).update(withdrawn_at=timezone.now())
    trace(by, "person.withdrawn", person, consents=ended)


@transaction.atomic
def resume_person(person: Person, *, by: Any) -> None:
    """Use a withdrawn file again because the person came back; consents must be given anew."""
    require(by, "sensitive.team", person.org_id)
    if not Person.objects.filter(pk=person.pk, withdrawn_at__isnull=False).update(withdrawn_at=None):
        raise Conflict(_("This file is in use already."))
    trace(by, "person.resumed", person)
