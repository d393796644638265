"""How the work of an office is spread, what is late in it, and how long cases take: bounded counts, whatever the size."""

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404
from django.utils import timezone

from izote.access.models import Cover, Membership, User
from izote.access.permissions import orgs_with, today
from izote.access.roles import ROLES
from izote.casework.models import Assessment, Case, CaseShare, ChildFile, OfficeRules, Transfer
from izote.casework.models.cases import ENDED, GRAVE
from izote.casework.queries.cases import rules_of
from izote.casework.rules import clocks
from izote.casework.rules.caseload import bucket, months_open

SHOWN = 6
CARRIER = ("responsible__display_name", "responsible__username")
LISTED = ("code", "person_id", "opened_at", "next_due", "first_action_due", "contact_due", *CARRIER)
OF_CASE = ("case__code", *(f"case__{name}" for name in CARRIER))


@dataclass(frozen=True)
class Load:
    """What one colleague carries."""

    user: User
    cases: int
    weight: int
    late: int
    untouched: int
    most: int

    @property
    def full(self) -> bool:
        """Whether it has reached what the office means a colleague to carry."""
        return self.weight >= self.most

    @property
    def bucket(self) -> str:
        """The usual class of caseload."""
        return bucket(self.cases)


def loads(org_id: int, rules: OfficeRules | None = None) -> list[Load]:
    """What each colleague who works on cases carries, the lightest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.team_load(%s)", [org_id])
        rows = cursor.fetchall()
    users = User.objects.only("username", "display_name").in_bulk([row[0] for row in rows])
    most = (rules or rules_of(org_id)).caseload
    found = []
    for pk, *by_risk, late, untouched in rows:
        if pk in users:
            weight = sum(clocks.weight(risk) * n for risk, n in zip(clocks.RISKS, by_risk, strict=True))
            found.append(Load(users[pk], sum(by_risk), weight, late, untouched, most))
    return sorted(found, key=lambda load: (load.weight, str(load.user)))


def _open(org_id: int) -> QuerySet[Case]:
    return Case.objects.filter(org=org_id).exclude(state__in=ENDED).select_related("responsible").only(*LISTED)


def nobody_took(org_id: int, rules: OfficeRules, most: int = SHOWN) -> list[Case]:
    """Cases without a worker for longer than the office allows, the longest first; high risk has the shorter clock."""
    own, now = rules.clocks, timezone.now()
    begins = {risk: now - _length("take", risk, own) for risk in clocks.RISKS}
    long_ago = Q()
    for risk, at in begins.items():
        long_ago |= Q(risk=risk, opened_at__lt=at)
    rows = _open(org_id).filter(long_ago, responsible__isnull=True, opened_at__lt=max(begins.values()))
    return list(rows.order_by("opened_at")[: most + 1])


def _length(kind: str, risk: str, own: Any) -> dt.timedelta:
    span = clocks.span_of(kind, risk, own)
    return dt.timedelta(hours=span.count) if span.unit == "h" else dt.timedelta(days=span.count if span.unit == "d" else 30 * span.count)


def untouched(org_id: int, most: int = SHOWN) -> list[Case]:
    """Cases in which nothing was done though the first action was due, the longest waiting first."""
    rows = _open(org_id).filter(touched_at__isnull=True, first_action_due__lt=timezone.now())
    return list(rows.order_by("first_action_due")[: most + 1])


def grave_without_contact(org_id: int, most: int = SHOWN) -> list[Case]:
    """Cases of high or immediate risk in which a contact was due, the longest waiting first."""
    return list(_open(org_id).filter(risk__in=GRAVE, contact_due__lt=timezone.now()).order_by("contact_due")[: most + 1])


def critical(org_id: int, most: int = SHOWN) -> list[Assessment]:
    """Answers that could not wait and about which nobody has said what was done, the oldest first."""
    rows = Assessment.objects.filter(org=org_id, critical__gt=0, critical_seen_at__isnull=True).select_related("case", "by")
    shown = rows.only("case_id", "person_id", "started_at", "case__code", "by__display_name", "by__username")
    return list(shown.order_by("started_at")[:most])


def board(org_id: int, most: int = SHOWN) -> list[ChildFile]:
    """Children of whom the protection board must be told and has not been, without a reason, the soonest first."""
    rows = ChildFile.objects.filter(org=org_id, junta_due__isnull=False, junta_told_at__isnull=True, junta_reason_not="")
    rows = rows.exclude(case__state__in=ENDED).select_related("case__responsible").only("person_id", "junta_due", *OF_CASE)
    return list(rows.order_by("junta_due")[:most])


@dataclass(frozen=True)
class Durations:
    """How long the cases took that were closed last."""

    closed: int
    middle: int
    by_length: list[tuple[str, int]]


def durations(org_id: int, most: int = 200) -> Durations:
    """The last closures of 90 days, at most so many: days from opening to closing."""
    since = timezone.now() - dt.timedelta(days=90)
    rows = Case.objects.filter(org=org_id, closed_at__gte=since).order_by("-closed_at")
    spans = list(rows.values_list(TruncDate("opened_at"), TruncDate("closed_at"))[:most])
    classes = [months_open(*span) for span in spans]
    by_length = [(name, classes.count(name)) for name in ("under_1", "1_to_3", "3_to_6", "over_6")]
    return Durations(len(spans), int(median((b - a).days for a, b in spans)) if spans else 0, by_length)


def covers_of(org_id: int) -> list[Cover]:
    """Who stands in for whom, now and to come."""
    rows = Cover.objects.filter(org=org_id, ends_on__gte=today()).select_related("absent", "stand_in", "by")
    return list(rows.order_by("starts_on", "pk"))


def left_behind(org_id: int, most: int = SHOWN) -> list[Case]:
    """Open cases of colleagues who no longer work on cases here, the longest waiting first."""
    roles = [name for name, role in ROLES.items() if "case.own" in role.rights]
    were = Membership.objects.filter(org=org_id, role__in=roles)
    now = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    here = set(were.filter(now, user__is_active=True).values_list("user_id", flat=True))
    gone = set(were.exclude(user__in=here).values_list("user_id", flat=True))
    return list(_open(org_id).filter(responsible__in=gone).order_by("next_due")[: most + 1]) if gone else []


def transfer_for(user: Any, pk: UUID) -> Transfer:
    """A transfer of a case that the user may see, or 404."""
    orgs = {*orgs_with(user, "case.own"), *orgs_with(user, "case.assign")}
    found = Transfer.objects.filter(pk=pk, org__in=orgs).select_related("case__org", "case__responsible", "to_user", "requested_by").first()
    if found is None:
        raise Http404
    return found


def shares_of(case: Case) -> list[CaseShare]:
    """The colleagues who work on a case together with its worker, now or to come."""
    rows = CaseShare.objects.filter(case=case).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
    return list(rows.select_related("user").order_by("starts_on", "pk"))
