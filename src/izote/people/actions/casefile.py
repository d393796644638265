"""Who takes care of a file, and its case level: circumstances, journeys, returns."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import User
from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.people.actions.trace import require_writable, trace
from izote.people.models import Exclusion, Journey, Person, PersonSensitive, Return
from izote.people.queries_duplicates import files_of


@transaction.atomic
def take_file(person: Person, *, by: Any) -> None:
    """Become responsible for a file that has nobody."""
    require(by, "sensitive.own", person.org_id)
    require_writable(by, person)
    if not Person.objects.filter(pk=person.pk, responsible__isnull=True).update(responsible=by):
        raise Conflict(_("A colleague already takes care of this file."))
    trace(by, "person.taken", person)


@transaction.atomic
def assign_file(person: Person, *, to: User, by: Any) -> None:
    """Give a file to a case worker of the same office."""
    require(by, "sensitive.team", person.org_id)
    require(to, "sensitive.own", person.org_id)
    if Exclusion.objects.filter(person__in=files_of(person), user=to).exists():
        raise Conflict(_("This colleague is kept out of this file."))
    Person.objects.filter(pk=person.pk).update(responsible=to)
    trace(by, "person.assigned", person, to=to.pk)


@transaction.atomic
def save_circumstances(person: Person, *, by: Any, **fields: Any) -> None:
    """Write address, health and family situation; the row policies refuse whoever may not open the file."""
    require_writable(by, person)
    if not PersonSensitive.objects.filter(person_id=person.pk).update(**fields, updated_at=timezone.now()):
        raise Conflict(_("This file is not open to you."))
    trace(by, "person.circumstances_saved", person, fields=len(fields))


@transaction.atomic
def add_journey(person: Person, *, by: Any, **fields: Any) -> None:
    """Add a departure."""
    _add(Journey, person, by=by, verb="person.journey_added", **fields)


@transaction.atomic
def correct_journey(person: Person, pk: UUID, *, by: Any, **fields: Any) -> None:
    """Correct a departure."""
    _correct(Journey, person, pk, by=by, verb="person.journey_corrected", **fields)


@transaction.atomic
def remove_journey(person: Person, pk: UUID, *, by: Any) -> None:
    """Remove a departure."""
    _remove(Journey, person, pk, by=by, verb="person.journey_removed")


@transaction.atomic
def add_return(person: Person, *, by: Any, **fields: Any) -> None:
    """Add a return to the country."""
    _add(Return, person, by=by, verb="person.return_added", **fields)


@transaction.atomic
def correct_return(person: Person, pk: UUID, *, by: Any, **fields: Any) -> None:
    """Correct a return."""
    _correct(Return, person, pk, by=by, verb="person.return_corrected", **fields)


@transaction.atomic
def remove_return(person: Person, pk: UUID, *, by: Any) -> None:
    """Remove a return."""
    _remove(Return, person, pk, by=by, verb="person.return_removed")


def _add(model: type[Journey] | type[Return], person: Person, *, by: Any, verb: str, **fields: Any) -> None:
    require_writable(by, person)
    model(person=person, org_id=person.org_id, **fields).save(force_insert=True)
    trace(by, verb, person)


def _correct(model: type[Journey] | type[Return], person: Person, pk: UUID, *, by: Any, verb: str, **fields: Any) -> None:
    require_writable(by, person)
    if not model.objects.filter(pk=pk, person__in=files_of(person)).update(**fields):
        raise Conflict(_("This file is not open to you."))
    trace(by, verb, person)


def _remove(model: type[Journey] | type[Return], person: Person, pk: UUID, *, by: Any, verb: str) -> None:
    require_writable(by, person)
    if not model.objects.filter(pk=pk, person__in=files_of(person)).delete()[0]:
        raise Conflict(_("This file is not open to you."))
    trace(by, verb, person)
