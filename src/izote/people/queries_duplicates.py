"""Questions about files that may be one person, and about files that were united."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.people.linkage import Evidence, MatchRow, Office, compare, entry_of
from izote.people.models import Contact, Identifier, MatchCandidate, MergeRecord, Person
from izote.people.rules import label, masked


def open_pairs(user: Any) -> QuerySet[MatchCandidate]:
    """The pairs that wait for a decision, of which the user may see both files."""
    rows = MatchCandidate.objects.filter(org__in=orgs_with(user, "person.merge"), status=MatchCandidate.Status.OPEN)
    living = rows.filter(left__merged_into__isnull=True, right__merged_into__isnull=True)
    return living.filter(left__withdrawn_at__isnull=True, right__withdrawn_at__isnull=True).select_related("left", "right")


def candidate_of(one: Person, other: Person) -> MatchCandidate | None:
    """What was noted or decided about two files."""
    left, right = sorted((one.pk, other.pk))
    return MatchCandidate.objects.filter(left=left, right=right).select_related("decided_by").first()


def files_of(person: Person) -> QuerySet[Person, Any]:
    """The numbers of all files that stand for this person, for `person__in`: its own, and those that went into it."""
    return Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).values("pk")


def united_with(ids: Iterable[int]) -> dict[int, int]:
    """For each of these files and of those that went into them, the file that stands for the person."""
    wanted = list(ids)
    rows = Person.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted)).values_list("pk", "merged_into_id")
    return {pk: into or pk for pk, into in rows}


def match_rows_of(persons: Iterable[Person]) -> list[MatchRow]:
    """Files as they are compared: one row each, named by the file's number."""
    people = list(persons)
    ids = [person.pk for person in people]
    documents: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, kind, key in Identifier.objects.filter(person__in=ids).values_list("person_id", "kind", "normalized"):
        documents[pk].append((kind, key))
    phones: dict[int, list[str]] = defaultdict(list)
    for pk, key in Contact.objects.filter(person__in=ids, kind=Contact.Kind.PHONE).values_list("person_id", "normalized"):
        phones[pk].append(key)
    return [_row(person, tuple(documents[person.pk]), tuple(phones[person.pk])) for person in people]


def _row(person: Person, documents: tuple[tuple[str, str], ...], phones: tuple[str, ...]) -> MatchRow:
    names = ("first_name", "middle_names", "first_surname", "second_surname", "married_surname", "nicknames")
    births = ("birth_date", "birth_year", "birth_precision")
    values = {name: getattr(person, name) for name in (*names, *births, "sex", "place_id")}
    itself = (person.pk, person.merged_into_id or person.pk)
    return MatchRow(row_id=str(person.pk), documents=documents, phones=phones, itself=itself, **values)


def evidence_between(one: Person, other: Person) -> Evidence:
    """What speaks for and against two files being one person, as the files are now."""
    left, right = (entry_of(row) for row in match_rows_of([one, other]))
    office = Office(one.org_id)
    office.learn(sound for _, sound in (*right.given, *right.surnames))
    return compare(left, right, office.share, office.place_share)


@dataclass(frozen=True)
class Said:
    """Evidence in words."""

    by: list[str]
    against: list[str]


def said(codes: Iterable[str]) -> Said:
    """Evidence codes in words: what speaks for one person, and what against."""
    every = list(codes)
    return Said(*([label("evidence", code[1:]) for code in every if code[0] == sign] for sign in "+-"))


def merge_for(user: Any, pk: int) -> MergeRecord:
    """A merge in force in an office whose persons the user sees, or 404."""
    rows = MergeRecord.objects.filter(pk=pk, org__in=orgs_with(user, "person.read"), undone_at__isnull=True)
    found = rows.select_related("kept", "merged").first()
    if found is None:
        raise Http404
    return found


def numbers_of(person: Person) -> tuple[list[str], list[str]]:
    """The documents, covered, and the telephones of all files that stand for a person."""
    files = files_of(person)
    documents = Identifier.objects.filter(person__in=files).order_by("pk")
    phones = Contact.objects.filter(person__in=files, kind=Contact.Kind.PHONE).order_by("pk").values_list("value", flat=True)
    return [f"{one.get_kind_display()} {masked(one.value)}" for one in documents], list(phones)
