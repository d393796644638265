"""Access to services: what was asked in a case, and the answers."""

from uuid import UUID

from django.db.models import QuerySet
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
