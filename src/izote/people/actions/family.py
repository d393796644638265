"""Relations, always both ways, and households."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.kit.errors import Conflict
from izote.people.actions.trace import require_writable, trace
from izote.people.codes import new_code
from izote.people.models import Household, HouseholdMember, Person, Relation
from izote.people.queries_duplicates import files_of
from izote.people.rules import inverse


@transaction.atomic
def relate(person: Person, other: Person, *, kind: str, by: Any) -> None:
    """Say that `other` is the `kind` of `person`; the inverse is written beside it."""
    require_writable(by, person)
    require_writable(by, other)
    if person.pk == other.pk:
        raise Conflict(_("This is the same person."))
    if Relation.objects.filter(person__in=files_of(other), other__in=files_of(person)).exists():
        raise Conflict(_("A relation between these two persons is written already. Remove it first."))
    Relation.objects.create(person=other, other=person, org_id=person.org_id, kind=kind)
    Relation.objects.create(person=person, other=other, org_id=person.org_id, kind=inverse(kind))
    trace(by, "person.related", person, kind_of=kind, other=other.pk)
    trace(by, "person.related", other, kind_of=inverse(kind), other=person.pk)


@transaction.atomic
def unrelate(person: Person, other: Person, *, by: Any) -> None:
    """Remove what was said of two persons, both ways."""
    require_writable(by, person)
    mine, theirs = files_of(person), files_of(other)
    Relation.objects.filter(Q(person__in=mine, other__in=theirs) | Q(person__in=theirs, other__in=mine)).delete()
    trace(by, "person.unrelated", person, other=other.pk)
    trace(by, "person.unrelated", other, other=person.pk)


def _new_household(org: Organization) -> Household:
    for length in (4, 4, 5, 6, 8):
        try:
            with transaction.atomic():
                return Household.objects.create(org=org, code=new_code(org.code, length))
        except IntegrityError:
            continue
    raise Conflict(_("No free code was found; please try again."))


@transaction.atomic
def join_household(person: Person, other: Person, *, by: Any, role: str = "", is_caregiver: bool = False) -> Household:
    """Put a person into the household of another one, which begins now if there was none."""
    require_writable(by, person)
    require_writable(by, other)
    if HouseholdMember.objects.filter(person__in=files_of(person)).exists():
        raise Conflict(_("This person already belongs to a household. Take her or him out of it first."))
    member = HouseholdMember.objects.filter(person__in=files_of(other)).select_related("household").first()
    household = member.household if member else _new_household(other.org)
    if member is None:
        HouseholdMember.objects.create(household=household, person=other, org_id=other.org_id)
        trace(by, "person.household_joined", other, household=household.pk, other=person.pk)
    HouseholdMember.objects.create(household=household, person=person, org_id=person.org_id, role=role, is_caregiver=is_caregiver)
    trace(by, "person.household_joined", person, household=household.pk, other=other.pk)
    return household


@transaction.atomic
def leave_household(person: Person, *, by: Any) -> None:
    """Take a person out of the household."""
    require_writable(by, person)
    members = list(HouseholdMember.objects.filter(person__in=files_of(person)))
    if not members:
        raise Conflict(_("This person belongs to no household."))
    for member in members:
        member.delete()
        trace(by, "person.household_left", person, household=member.household_id)
