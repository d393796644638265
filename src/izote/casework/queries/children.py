"""The child's part of a case."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from izote.access.models import User
from izote.casework.models import BestInterestStep, Case, ChildFile, FearedPerson
from izote.casework.queries.cases import kept_out_of
from izote.people.models import Contact, HouseholdMember, Person, Relation
from izote.people.queries import staff_with
from izote.people.queries_duplicates import files_of


def child_of(case: Case) -> ChildFile:
    """The child's part; an empty one when nothing was written yet."""
    found = ChildFile.objects.filter(pk=case.pk).select_related("caregiver").first()
    return found or ChildFile(case=case, person_id=case.person_id, org_id=case.org_id)


def steps_of(case: Case) -> QuerySet[BestInterestStep]:
    """The best-interests steps in their order."""
    return BestInterestStep.objects.filter(case=case).select_related("by", "second_adult").order_by("done_on", "created_at")


def part(case: Case) -> dict[str, Any]:
    """What the case's page shows of a child: where things stand, by codes and days."""
    if not case.is_child:
        return {"child": None, "last_step": "", "review_on": None}
    child = ChildFile.objects.filter(pk=case.pk).first()
    steps = list(BestInterestStep.objects.filter(case=case).order_by("done_on", "created_at").values("step", "next_review_on"))
    last = steps[-1] if steps else {"step": "", "next_review_on": None}
    return {"child": child, "last_step": last["step"], "review_on": last["next_review_on"]}


@dataclass(frozen=True)
class Grown:
    """An adult near the child: who, and what she or he is to it."""

    person: Person
    relation: str


def adults_near(person: Person) -> list[Grown]:
    """Those who may be the caregiver: relatives and members of the household with a file of their own."""
    files = files_of(person)
    near = [Grown(r.person, r.kind) for r in Relation.objects.filter(other__in=files).select_related("person")]
    homes = HouseholdMember.objects.filter(person__in=files).values("household")
    near += [Grown(m.person, m.role) for m in HouseholdMember.objects.filter(household__in=homes).select_related("person")]
    found: dict[int, Grown] = {}
    for one in near:
        if one.person.pk != person.pk:
            found.setdefault(one.person.pk, one)
    return list(found.values())


@dataclass(frozen=True)
class Fear:
    """Whether the child fears anybody, whether an adult is one of them, and which contacts of the child's files lead to them."""

    anybody: bool
    this_one: bool
    contacts: frozenset[int]


def fear_in(case: Case, adult: int | None = None, relation: str = "") -> Fear:
    """The same for whoever sees the case, also where a feared person's file is closed to her or him."""
    with connection.cursor() as cursor:
        cursor.execute("select anybody, this_one, contacts from access.feared(%s, %s, %s)", [case.pk, adult, relation])
        anybody, this_one, contacts = cursor.fetchone()
    return Fear(anybody, this_one, frozenset(contacts))


def feared_by(person: Person) -> QuerySet[FearedPerson]:
    """Whom the child fears; to be shown by what they are to it, never by name."""
    return FearedPerson.objects.filter(person__in=files_of(person), ended_at__isnull=True).order_by("since", "pk")


def feared_for(case: Case, person: Person, pk: UUID) -> FearedPerson:
    """One of them, or 404."""
    found = feared_by(person).filter(pk=pk, case__org=case.org_id).select_related("case").first()
    if found is None:
        raise Http404
    return found


def harmful_contacts(case: Case) -> list[Contact]:
    """Contacts written in the child's files that lead to somebody whom the child fears."""
    return list(Contact.objects.filter(pk__in=fear_in(case).contacts))


def second_adults(case: Case, user: Any) -> QuerySet[User]:
    """Colleagues who may be the other adult when somebody speaks with the child."""
    return staff_with(case.org_id, "case.own").exclude(pk__in={user.pk, *kept_out_of(case)})
