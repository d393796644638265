"""Sources for somebody: codes, how good they are, what they agreed to; never who they are."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.prevention.models import Source
from izote.prevention.permissions import require, require_somewhere


def sources_for(user: Any) -> QuerySet[Source]:
    """Every source of the user's offices."""
    return Source.objects.filter(org__in=orgs_with(user, "prevention.read")).select_related("repeats", "org")


def source_for(user: Any, pk: int, right: str = "prevention.read") -> Source:
    """One source (404), which the user may use so (403)."""
    require_somewhere(user, "prevention.read")
    row = sources_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def usable_sources(org_id: int) -> QuerySet[Source]:
    """Those that have not withdrawn."""
    return Source.objects.filter(org_id=org_id, withdrawn_on__isnull=True).order_by("-pk")
