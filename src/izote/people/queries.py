"""Questions about persons, always for somebody."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.people.models import Person


def persons_for(user: Any) -> QuerySet[Person]:
    """The living files that the user may see, newest first."""
    return Person.objects.filter(org__in=orgs_with(user, "person.read"), merged_into__isnull=True).select_related("place").order_by("-pk")


def person_for(user: Any, code: str) -> Person:
    """The person of that code, or 404; a merged file leads to the one it went into."""
    found = (
        Person.objects.filter(code=code.upper(), org__in=orgs_with(user, "person.read")).select_related("org", "place", "responsible").first()
    )
    if found is None:
        raise Http404
    return person_for(user, found.merged_into.code) if found.merged_into_id and found.merged_into else found


@dataclass(frozen=True)
class File:
    """The case level of one person, as opened: one row of circumstances, journeys, returns."""

    sensitive: dict[str, Any]
    journeys: list[dict[str, Any]]
    returns: list[dict[str, Any]]


def open_file(person: Person) -> File | None:
    """Open the case level, leaving a line in the trail; None when it is not open to whoever acts."""
    import json

    with connection.cursor() as cursor:
        cursor.execute("select access.open_file(%s)", [person.pk])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    data = row[0] if isinstance(row[0], dict) else json.loads(row[0])
    return File(sensitive=data["sensitive"] or {}, journeys=data["journeys"], returns=data["returns"])


@dataclass(frozen=True)
class TrailLine:
    """One line of who opened or changed a file."""

    at: Any
    actor: str
    verb: str
    details: dict[str, Any]


def file_trail(person: Person, most: int = 50) -> list[TrailLine]:
    """Who opened or changed this file, newest first."""
    import json

    with connection.cursor() as cursor:
        cursor.execute("select at, actor, verb, details from access.file_trail(%s, %s)", [person.pk, most])
        rows = cursor.fetchall()
    return [TrailLine(at, actor, verb, details if isinstance(details, dict) else json.loads(details)) for at, actor, verb, details in rows]
