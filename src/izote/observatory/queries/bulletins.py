"""Bulletins for somebody; editions for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.observatory.models import Bulletin, Edition
from izote.observatory.permissions import require


def bulletins_for(user: Any) -> QuerySet[Bulletin]:
    """Every bulletin of the user's offices, without its tables."""
    rows = Bulletin.objects.filter(org__in=orgs_with(user, "observatory.read")).select_related("org", "author", "approver")
    return rows.defer("items", "words", "composed")


def bulletin_for(user: Any, pk: int, right: str = "observatory.read") -> Bulletin:
    """One bulletin that the user may see (404) and use so (403)."""
    rows = Bulletin.objects.filter(org__in=orgs_with(user, "observatory.read"))
    row = rows.select_related("org", "author", "approver", "replaces").filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def editions() -> QuerySet[Edition]:
    """Everything published, also what was withdrawn, without its tables."""
    return Edition.objects.defer("frozen")


def edition_or_404(code: str) -> Edition:
    """One published bulletin by its citable code."""
    row = Edition.objects.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def corrected_by(edition: Edition) -> str:
    """The code of the bulletin that replaces this one, or nothing."""
    found = Edition.objects.filter(org_id=edition.org_id, frozen__replaces=edition.code).order_by("pk")
    return found.values_list("code", flat=True).first() or ""
