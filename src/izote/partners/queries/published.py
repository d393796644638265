"""What the public reads: publications alone, never the tables behind them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from izote.partners import rules
from izote.partners.models import Publication


def publications(
    *,
    search: str = "",
    organization_id: UUID | None = None,
    needs: set[str] | None = None,
    modified_after: dt.datetime | None = None,
) -> QuerySet[Publication]:
    """Published services to which all of this applies, by name."""
    rows = Publication.objects.order_by("name", "pk")
    for word in rules.fold(search).split():
        rows = rows.filter(text__contains=word)
    if organization_id:
        rows = rows.filter(institution_id=organization_id)
    if needs is not None:
        rows = rows.filter(needs__overlap=sorted(needs)) if needs else rows.none()
    if modified_after:
        rows = rows.filter(published_at__gt=modified_after)
    return rows


def published_organizations(search: str = "") -> QuerySet[Publication]:
    """One publication for each institution that has any."""
    one_each = publications(search=search).order_by("institution_id", "-published_at").distinct("institution_id")
    return Publication.objects.filter(pk__in=one_each.values("pk")).order_by("institution_id")


def document_of(row: Publication) -> dict[str, Any]:
    """What was published, with the day on which it was verified last."""
    document: dict[str, Any] = row.document
    return document | ({"assured_date": row.assured_on.isoformat()} if row.assured_on else {})
