"""Questions about cases, always for somebody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.casework.models import Case, CaseEvent, OfficeRules
from izote.casework.models.cases import ENDED
from izote.people.models import Exclusion, Person


def cases_for(user: Any) -> QuerySet[Case]:
    """The cases that the user may see; the database decides whose."""
    orgs = {*orgs_with(user, "case.own"), *orgs_with(user, "case.team")}
    return Case.objects.filter(org__in=orgs).select_related("responsible")


def case_for(user: Any, pk: UUID) -> Case:
    """The case, or 404."""
    found = cases_for(user).select_related("org").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def person_of(case: Case) -> Person | None:
    """The person, for those who may see persons; a stand-in who only approves sees codes."""
    return Person.objects.filter(pk=case.person_id).select_related("place").first()


@dataclass(frozen=True)
class Numbered:
    """That a person has a case, and with whom; known to whoever works on cases in the office."""

    pk: UUID
    number: int
    is_open: bool
    responsible_id: int | None


def cases_of(person: Person) -> list[Numbered]:
    """Every case of a person by its number, also those that a colleague carries."""
    with connection.cursor() as cursor:
        cursor.execute("select id, number, is_open, responsible_id from access.cases_of(%s)", [person.pk])
        return [Numbered(*row) for row in cursor.fetchall()]


def stands_in_for() -> list[int]:
    """Whose work whoever acts does today: one's own, and that of absent colleagues."""
    with connection.cursor() as cursor:
        cursor.execute("select access.covers()")
        return list(cursor.fetchone()[0] or [])


def carried(user: Any) -> Q:
    """The condition on cases that keeps the indexes in use: one's own, covered and lent ones, and all of an office one leads."""
    with connection.cursor() as cursor:
        cursor.execute("select access.covers(), access.lent_cases()")
        covers, lent = cursor.fetchone()
    mine = Q(responsible__in=covers or []) | Q(pk__in=lent or []) if lent else Q(responsible__in=covers or [])
    team = orgs_with(user, "case.team")
    return Q(org__in=team) if set(orgs_with(user, "case.own")) <= set(team) else mine | Q(org__in=team) if team else mine


@dataclass(frozen=True)
class Wanted:
    """Which cases a list shows."""

    state: str = ""
    risk: str = ""
    worker: int | None = None
    late: bool = False
    mine: bool = False


def listed(user: Any, wanted: Wanted) -> tuple[QuerySet[Case], tuple[str, ...]]:
    """The cases of a list and its order: newest first, or, of the late ones, the latest first."""
    rows = cases_for(user).filter(Q(responsible__in=stands_in_for()) if wanted.mine else carried(user))
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state__in=ENDED)
    if wanted.risk:
        rows = rows.filter(risk=wanted.risk)
    if wanted.worker is not None:
        rows = rows.filter(responsible=wanted.worker or None)
    if wanted.late:
        return rows.exclude(state__in=ENDED).filter(next_due__lt=timezone.now()), ("next_due", "pk")
    return rows, ("-opened_at", "pk")


def colleague(pk: int | None) -> User | None:
    """A member of staff of the office."""
    return User.objects.filter(pk=pk).first() if pk else None


def kept_out(cases: Iterable[Case]) -> dict[UUID, set[int]]:
    """The members of staff for whom the file of each case's person does not exist, as far as whoever acts may know."""
    of = {case.pk: case.person_id for case in cases}
    persons = set(of.values())
    rows = Exclusion.objects.filter(Q(person__in=persons) | Q(person__merged_into__in=persons))
    pairs = [(ids, user) for *ids, user in rows.values_list("person", "person__merged_into", "user")]
    return {pk: {user for ids, user in pairs if person in ids} for pk, person in of.items()}


def kept_out_of(case: Case) -> set[int]:
    """The same for one case."""
    return kept_out([case])[case.pk]


def names_of(person_ids: Iterable[int]) -> dict[int, Person]:
    """The persons among these whom whoever acts may see by name."""
    return Person.objects.filter(pk__in=set(person_ids)).in_bulk()


def events_of(case: Case, most: int = 40) -> list[CaseEvent]:
    """The steps of a case, newest first."""
    return list(CaseEvent.objects.filter(case=case).select_related("by").order_by("-at")[:most])


def rules_of(org_id: int) -> OfficeRules:
    """How the office works; the usual way when nothing was set."""
    return OfficeRules.objects.filter(pk=org_id).first() or OfficeRules(org_id=org_id)


@dataclass(frozen=True)
class Words:
    """One text of a case as opened."""

    id: str
    about: str
    about_id: str | None
    body: str
    private: bool
    author_id: int | None
    created_at: str
    version: int


@dataclass(frozen=True)
class Opened:
    """What a case says, as opened: texts, answers by assessment, sealed sheets by referral, names of documents."""

    texts: list[Words] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)

    def about(self, kind: str, about_id: Any = None) -> list[Words]:
        """The texts of a kind, or those about one row."""
        key = None if about_id is None else str(about_id)
        return [t for t in self.texts if t.about == kind and (key is None or t.about_id == key)]

    def said(self, kind: str, about_id: Any) -> str:
        """The latest words of a kind about one row."""
        found = self.about(kind, about_id)
        return found[-1].body if found else ""


def open_case(case: Case, *parts: str) -> Opened:
    """Open parts of a case ("texts", "answers", "sheets", "documents"), leaving one line in the trail; 403 when it is not open."""
    with connection.cursor() as cursor:
        cursor.execute("select access.open_case(%s, %s)", [case.pk, list(parts)])
        (data,) = cursor.fetchone()
    if data is None:
        raise PermissionDenied
    data = data if isinstance(data, dict) else json.loads(data)
    kept = Words.__dataclass_fields__.keys()
    return Opened(
        texts=[Words(**{name: row[name] for name in kept}) for row in data["texts"] or []],
        answers={row["assessment_id"]: row for row in data["answers"] or []},
        sheets={row["referral_id"]: row["sealed"] for row in data["sheets"] or []},
        documents={row["document_id"]: row["name"] for row in data["documents"] or []},
    )
