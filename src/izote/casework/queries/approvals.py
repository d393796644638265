"""What waits for a decision, who may decide, and what the sample let pass."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import Membership, User
from izote.access.permissions import orgs_with, today
from izote.access.roles import ROLES
from izote.casework.models import Approval, Case
from izote.casework.queries.cases import kept_out

MONTH = dt.timedelta(days=30)


@dataclass(frozen=True)
class Deciders:
    """Who may decide a request: colleagues of the office, and stand-ins of other institutions."""

    colleagues: list[User]
    stand_ins: list[User]

    def __bool__(self) -> bool:
        return bool(self.colleagues or self.stand_ins)


def approvals_for(user: Any) -> QuerySet[Approval]:
    """The requests of the offices where the user approves."""
    return Approval.objects.filter(org__in=orgs_with(user, "case.approve")).select_related("case", "requested_by", "decided_by")


def waiting_for(user: Any, most: int = 50) -> list[Approval]:
    """What somebody else asked for and nobody has decided, the oldest first."""
    return list(approvals_for(user).filter(decision="").exclude(requested_by=user).order_by("requested_at", "pk")[: most + 1])


def many_waiting(user: Any, most: int) -> int:
    """How many wait for the user, counted up to one more than so many."""
    return len(approvals_for(user).filter(decision="").exclude(requested_by=user).order_by().values_list("pk", flat=True)[: most + 1])


def asked_by(user: Any, most: int = 20) -> list[Approval]:
    """What the user asked for and still waits."""
    rows = Approval.objects.filter(requested_by=user, decision="").select_related("case", "requested_by")
    return list(rows.order_by("requested_at", "pk")[:most])


def approval_for(user: Any, pk: UUID) -> Approval:
    """A request on a case that the user may see, or 404."""
    orgs = {*orgs_with(user, "case.own"), *orgs_with(user, "case.approve")}
    found = (
        Approval.objects.filter(pk=pk, org__in=orgs).select_related("case__responsible", "case__org", "requested_by", "decided_by").first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Sample:
    """What an office's sampling did lately: how many were looked at, and the latest of those that passed."""

    looked_at: int
    passed: int
    latest: list[Approval]


def sample_of(org_ids: list[int], most: int = 500) -> Sample:
    """The low-risk requests of the last 30 days, at most so many."""
    rows = Approval.objects.filter(org__in=org_ids, requested_at__gte=timezone.now() - MONTH).exclude(decision="cancelled")
    found = list(rows.filter(Q(decision="unsampled") | Q(case__risk="low")).select_related("case").order_by("-requested_at")[:most])
    passed = [row for row in found if row.decision == Approval.Decision.UNSAMPLED]
    return Sample(len(found) - len(passed), len(passed), passed[:10])


def passes_unsampled(case: Case, subject: str) -> bool:
    """Whether the office lets this request pass: the database draws, with a key that nobody reads."""
    with connection.cursor() as cursor:
        cursor.execute("select access.passes_unsampled(%s, %s)", [case.pk, subject])
        return bool(cursor.fetchone()[0])


def deciders(case: Case, asker_id: int) -> Deciders:
    """Who may decide what this person asks for in this case: never that person, never whoever is kept out of the file."""
    return deciders_of([case], asker_id)[case.pk]


def deciders_of(cases: Collection[Case], asker_id: int) -> dict[UUID, Deciders]:
    """The same for several cases at once."""
    roles = [name for name, role in ROLES.items() if "case.approve" in role.rights]
    here = Membership.objects.filter(role__in=roles, starts_on__lte=today(), user__is_active=True, user__is_service=False)
    here = here.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()), org__in={case.org_id for case in cases}).exclude(user=asker_id)
    members, out = list(here.select_related("user").order_by("user__display_name")), kept_out(cases)
    found = {}
    for case in cases:
        able = [m for m in members if m.org_id == case.org_id and m.user_id not in out[case.pk]]
        found[case.pk] = Deciders([m.user for m in able if m.role != "approver"], [m.user for m in able if m.role == "approver"])
    return found
