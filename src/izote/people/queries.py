"""Questions about persons, always for somebody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import Organization, User
from izote.access.permissions import orgs_with, today
from izote.access.roles import ROLES
from izote.people.models import BreakGlass, Consent, Contact, DeletionRequest, Exclusion, Identifier, Person
from izote.people.queries_duplicates import files_of
from izote.people.rules import matched
from izote.people.search import Hit, search_persons, similar_persons


def persons_for(user: Any) -> QuerySet[Person]:
    """The living files that the user may see, newest first."""
    return Person.objects.filter(org__in=orgs_with(user, "person.read"), merged_into__isnull=True).select_related("place").order_by("-pk")


def person_for(user: Any, code: str) -> Person:
    """The person of that code, or 404; a merged file leads to the one it went into."""
    found = Person.objects.filter(code=code.upper(), org__in=orgs_with(user, "person.read")).select_related("place", "responsible").first()
    if found is None:
        raise Http404
    return person_for(user, found.merged_into.code) if found.merged_into_id and found.merged_into else found


def persons_by_id(user: Any, ids: Iterable[int]) -> list[Person]:
    """Those of the ids that the user may see, in the order given."""
    wanted = list(ids)
    found = {person.pk: person for person in persons_for(user).filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


def other_offices(user: Any) -> QuerySet[Organization]:
    """The municipal offices to which a person may go instead."""
    mine = orgs_with(user, "person.read")
    return Organization.objects.filter(is_active=True, kind=Organization.Kind.MUNICIPAL).exclude(pk__in=mine).order_by("name")


def staff_with(org: Organization | int, right: str) -> QuerySet[User]:
    """The members of staff who have that right in an office today."""
    roles = [name for name, role in ROLES.items() if right in role.rights]
    day = today()
    now = {"memberships__org": org, "memberships__role__in": roles, "memberships__starts_on__lte": day}
    open_ended = User.objects.filter(**now, memberships__ends_on__isnull=True)
    ending = User.objects.filter(**now, memberships__ends_on__gte=day)
    return (open_ended | ending).filter(is_active=True, is_service=False).distinct().order_by("display_name")


def contacts_of(person: Person) -> QuerySet[Contact]:
    """How the person is reached, from every file that stands for her or him."""
    return Contact.objects.filter(person__in=files_of(person)).order_by("pk")


def identifiers_of(person: Person) -> QuerySet[Identifier]:
    """The person's documents, from every file that stands for her or him."""
    return Identifier.objects.filter(person__in=files_of(person)).order_by("pk")


def consents_of(person: Person) -> QuerySet[Consent]:
    """What the person agreed to, from every file that stands for her or him."""
    return Consent.objects.filter(person__in=files_of(person)).order_by("withdrawn_on", "-given_on")


def exclusions_of(person: Person) -> QuerySet[Exclusion]:
    """Who is kept out of the file; nobody reads of an own exclusion."""
    return Exclusion.objects.filter(person__in=files_of(person)).select_related("user").order_by("pk")


def emergencies_for(user: Any, most: int = 100) -> list[BreakGlass]:
    """The emergency openings of which the user is told, those not yet seen first."""
    told = BreakGlass.objects.filter(told=user) | BreakGlass.objects.filter(org__in=orgs_with(user, "breakglass.told"))
    found = list(told.select_related("user", "told").order_by("-opened_at")[:most])
    return sorted(found, key=lambda opening: (opening.seen_at is not None, -opening.opened_at.timestamp()))


def is_open_in_emergency(user: Any, openings: Iterable[BreakGlass]) -> bool:
    """Whether one of these openings is the user's and has not ended."""
    now = timezone.now()
    return any(opening.user_id == user.pk and opening.until > now for opening in openings)


def deletions_for(user: Any, most: int = 200) -> QuerySet[DeletionRequest]:
    """The deletions that wait for a second person, in the offices of whoever may propose or approve them."""
    orgs = {*orgs_with(user, "person.delete"), *orgs_with(user, "person.delete.approve")}
    return DeletionRequest.objects.filter(org__in=orgs).select_related("requested_by").order_by("pk")[:most]


@dataclass(frozen=True)
class File:
    """The case level of one person, as opened: circumstances, those of files that went into this one, journeys, returns."""

    sensitive: dict[str, Any]
    merged: list[dict[str, Any]]
    journeys: list[dict[str, Any]]
    returns: list[dict[str, Any]]


def open_file(person: Person) -> File | None:
    """Open the case level, leaving a line in the trail; None when it is not open to whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute("select access.open_file(%s)", [person.pk])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    data = row[0] if isinstance(row[0], dict) else json.loads(row[0])
    return File(sensitive=data["sensitive"] or {}, merged=data["merged"], journeys=data["journeys"], returns=data["returns"])


@dataclass(frozen=True)
class TrailLine:
    """One line of who opened or changed a file."""

    at: Any
    actor: str
    verb: str
    details: dict[str, Any]


def file_trail(person: Person, most: int = 50) -> list[TrailLine]:
    """Who opened or changed this file, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select at, actor, verb, details from access.file_trail(%s, %s)", [person.pk, most])
        rows = cursor.fetchall()
    return [TrailLine(at, actor, verb, details if isinstance(details, dict) else json.loads(details)) for at, actor, verb, details in rows]


@dataclass(frozen=True)
class Found:
    """A person found by a search, and what matched in words."""

    person: Person
    said: list[str]


def search(user: Any, text: str, limit: int = 12) -> list[Found]:
    """The persons whom a text from the search box most likely means, among those the user may see."""
    return _found(user, search_persons(text, limit=limit))


def _found(user: Any, hits: list[Hit]) -> list[Found]:
    by_id = {hit.person_id: hit for hit in hits}
    return [Found(person, matched(by_id[person.pk].matched)) for person in persons_by_id(user, by_id)]


def likely_same(user: Any, fields: dict[str, Any], *, documents: list[str], phones: list[str], most: int = 5) -> list[Found]:
    """Persons known already who may well be the one about to be registered."""
    given = " ".join(fields[name] for name in ("first_name", "middle_names") if fields[name]) or fields["nicknames"]
    hits = similar_persons(
        given=given,
        first_surname=fields["first_surname"],
        second_surname=fields["second_surname"],
        born=fields["birth_date"] if fields["birth_precision"] == Person.Precision.DAY else None,
        year=fields["birth_year"],
        documents=documents,
        phones=phones,
        limit=most,
    )
    return _found(user, hits)
