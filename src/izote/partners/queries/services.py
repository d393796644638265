"""Services of the directory, one or all."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.partners.models import Agreement, ConfidentialAddress, Location, Publication, Service, ServiceArea

OFFERED = (Service.Status.ACTIVE, Service.Status.PAUSED)


def with_parts(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Services with all that a page shows of them, in a fixed number of questions."""
    today = timezone.localdate()
    signed = Agreement.objects.filter(institution=OuterRef("institution"), state=Agreement.State.SIGNED)
    rows = rows.select_related("institution__successor", "institution__account_org").annotate(
        has_agreement=Exists(signed.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)),
        had_agreement=Exists(signed.filter(ends_on__lt=today)),
        is_published=Exists(Publication.objects.filter(service=OuterRef("pk"))),
    )
    return rows.prefetch_related(
        Prefetch("locations", Location.objects.select_related("place").order_by("created_at", "pk")),
        Prefetch("areas", ServiceArea.objects.select_related("place").order_by("place__code")),
        "schedules",
    )


def services_for(user: Any) -> QuerySet[Service]:
    """Every service in the directories that the user may read, whatever its state."""
    return with_parts(Service.objects.filter(org__in=orgs_with(user, "partner.read")))


def service_for(user: Any, pk: UUID | str) -> Service:
    """The service, or 404."""
    found = services_for(user).select_related("verified_by", "edited_by", "proposed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def service_in(org: Organization | int, pk: UUID | str | None) -> Service | None:
    """The service of an office's directory, or nothing when it has gone."""
    return with_parts(Service.objects.filter(org=org)).filter(pk=pk).first() if pk else None


def proposals_for(user: Any) -> QuerySet[Service]:
    """Services that somebody asked to publish."""
    rows = Service.objects.filter(org__in=orgs_with(user, "partner.read"), proposed_by__isnull=False)
    return rows.select_related("institution", "proposed_by").order_by("proposed_at")


def confidential_addresses(service: Service) -> dict[UUID, ConfidentialAddress]:
    """Addresses kept apart, by location: the database shows them only to those who keep the directory."""
    rows = ConfidentialAddress.objects.filter(location__service=service).select_related("place")
    return {row.location_id: row for row in rows}


def account_of(service: Service) -> Organization | None:
    """The partner's accounts that answer for this service, when there are any."""
    found: Organization | None = service.institution.account_org
    return found if found and found.is_active else None
