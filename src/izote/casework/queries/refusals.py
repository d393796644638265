"""Access to services: of one case, and counted for an office."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from izote.casework.models import Case, Refusal


def refusals_of(case: Case) -> QuerySet[Refusal]:
    """What was asked of services for the person, the newest first."""
    return Refusal.objects.filter(case=case).select_related("place", "service", "by").order_by("-asked_on", "-created_at")


def refusal_for(case: Case, pk: UUID) -> Refusal:
    """One of them, or 404."""
    found = refusals_of(case).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def refusal_counts(org: Any, since: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """How often what was asked, answered and refused for which reason in a period, and of how many persons; nobody is named."""
    rows = Refusal.objects.filter(org=org, asked_on__gte=since, asked_on__lte=until)
    by = ("sector", "asked_for", "answer", "reason", "for_returning")
    return list(rows.order_by(*by).values(*by).annotate(times=Count("pk"), persons=Count("person", distinct=True)))
