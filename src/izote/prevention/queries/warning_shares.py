"""What was given to others, for somebody of the office."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.prevention.models import Share


def shares_for(user: Any) -> QuerySet[Share]:
    """Every share of the user's offices, asked for or decided."""
    rows = Share.objects.filter(org__in=orgs_with(user, "prevention.read"))
    return rows.select_related("warning", "asked_by", "decided_by")


def share_for(user: Any, pk: int) -> Share:
    """One of them, or 404."""
    found = shares_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
