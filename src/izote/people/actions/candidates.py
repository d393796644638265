"""Noting files that may be one person: when a file is written, and for a whole office at night."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from izote.access.permissions import may, require
from izote.people import queries_duplicates
from izote.people.linkage import likeliest
from izote.people.models import Contact, Identifier, MatchCandidate, Person

OFFERED = 0.3
TWICE = 0.05  # how often a file is expected to have another one beside it
CHUNK = 1000


def note_candidates(person: Person, *, by: Any) -> int:
    """Look for other files of the same person among those the user sees, and note them; returns how many."""
    if not (may(by, "person.write", person.org_id) or may(by, "list.review", person.org_id)):
        require(by, "person.write", person.org_id)
    return _note(Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)), person.org_id)


def note_files(org_id: int, *, after: int, since: dt.datetime | None, by: Any) -> int | None:
    """Look through the next thousand files of an office, or those of them written since; returns the last one's number, None at the end."""
    require(by, "list.review", org_id)
    rows = Person.objects.filter(org_id=org_id, pk__gt=after, withdrawn_at__isnull=True).order_by("pk")
    if since:
        numbers = [model.objects.filter(org_id=org_id, created_at__gte=since).values("person") for model in (Identifier, Contact)]
        rows = rows.filter(Q(updated_at__gte=since) | Q(pk__in=numbers[0]) | Q(pk__in=numbers[1]))
    ids = list(rows.values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return None
    _note(Person.objects.filter(pk__in=ids), org_id)
    return ids[-1]


@transaction.atomic
def _note(files: Iterable[Person], org_id: int) -> int:
    """Compare these files with all others of the office, forget what is no longer likely, write what is."""
    people = list(files)
    stands_for = {person.pk: person.merged_into_id or person.pk for person in people}
    found: dict[tuple[int, int], tuple[float, list[str]]] = {}
    for match in likeliest(queries_duplicates.match_rows_of(people), org_id=org_id, known=TWICE):
        one = stands_for[int(match.row_id)]
        for candidate in match.candidates:
            pair = (min(one, candidate.person_id), max(one, candidate.person_id))
            enough = candidate.probability >= OFFERED or "+document_same" in candidate.codes
            if pair[0] != pair[1] and enough and found.get(pair, (-1.0, []))[0] < candidate.probability:
                found[pair] = (candidate.probability, list(candidate.codes))
    own = set(stands_for.values())
    MatchCandidate.objects.filter(Q(left__in=own) | Q(right__in=own), status=MatchCandidate.Status.OPEN).delete()
    told_apart = _told_apart(found)
    rows = [
        MatchCandidate(left_id=left, right_id=right, org_id=org_id, probability=value, evidence=codes)
        for (left, right), (value, codes) in found.items()
        if (left, right) not in told_apart
    ]
    MatchCandidate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _told_apart(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that somebody called different, also by way of a file that went into one of the two."""
    stands_for = queries_duplicates.united_with({pk for pair in pairs for pk in pair})
    decided = MatchCandidate.objects.filter(left__in=stands_for, right__in=stands_for, status=MatchCandidate.Status.DIFFERENT)
    both = [(stands_for[left], stands_for[right]) for left, right in decided.values_list("left_id", "right_id")]
    return {(min(pair), max(pair)) for pair in both}
