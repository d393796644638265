"""Agreements, meetings, commitments, and what of them needs attention."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.partners import rules
from izote.partners.models import Agreement, Commitment, Meeting, Service

FAR = dt.date(9999, 12, 31)


def agreements_for(user: Any) -> QuerySet[Agreement]:
    """Agreements, those that run out first at the top, past and ended ones last."""
    today = timezone.localdate()
    over = Q(ends_on__lt=today) | Q(state=Agreement.State.ENDED)
    rows = Agreement.objects.filter(org__in=orgs_with(user, "partner.read")).select_related("institution__successor")
    last = Case(When(over, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(over=last, until=Case(When(ends_on__isnull=True, then=Value(FAR)), default=F("ends_on")))


def agreement_for(user: Any, pk: UUID) -> Agreement:
    """The agreement, or 404."""
    found = agreements_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def meetings_for(user: Any) -> QuerySet[Meeting]:
    """Meetings of the alliance with who took part and what was promised."""
    rows = Meeting.objects.filter(org__in=orgs_with(user, "partner.read"))
    return rows.prefetch_related("institutions", "commitments__institution")


def meeting_for(user: Any, pk: int) -> Meeting:
    """The meeting, or 404."""
    found = meetings_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def commitments_for(user: Any) -> QuerySet[Commitment]:
    """Open commitments, the earliest due first."""
    rows = Commitment.objects.filter(org__in=orgs_with(user, "partner.read"), state=Commitment.State.OPEN)
    return rows.select_related("institution", "meeting").order_by("due_on", "pk")


def commitment_for(user: Any, pk: int) -> Commitment:
    """The commitment, whatever its state, or 404."""
    rows = Commitment.objects.filter(org__in=orgs_with(user, "partner.read")).select_related("institution", "meeting")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Attention:
    """What of the directory needs somebody: agreements that run out, promises overdue, entries nobody verified, proposals waiting."""

    agreements: list[Agreement]
    commitments: int
    stale: int
    proposals: int

    def __bool__(self) -> bool:
        return bool(self.agreements or self.commitments or self.stale or self.proposals)


def attention_for(user: Any, today: dt.date | None = None) -> Attention:
    """The same for a user's offices, in four questions."""
    day = today or timezone.localdate()
    orgs = orgs_with(user, "partner.read")
    signed = Agreement.objects.filter(org__in=orgs, state=Agreement.State.SIGNED).select_related("institution")
    soon = signed.filter(ends_on__gte=day, ends_on__lte=day + dt.timedelta(days=max(rules.EXPIRY_DAYS)))
    overdue = Commitment.objects.filter(org__in=orgs, state=Commitment.State.OPEN, due_on__lt=day)
    offered = Service.objects.filter(org__in=orgs, status__in=(Service.Status.ACTIVE, Service.Status.PAUSED))
    old = Q(verified_on__isnull=True) | Q(verified_on__lt=day - dt.timedelta(days=rules.STALE_DAYS))
    waiting = offered.filter(proposed_by__isnull=False).exclude(proposed_by=user.pk).exclude(edited_by=user.pk)
    return Attention(list(soon.order_by("ends_on")[:10]), overdue.count(), offered.filter(old).count(), waiting.count())
