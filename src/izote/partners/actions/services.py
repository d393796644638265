"""Services with their locations, hours and areas."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.partners.actions.institutions import search_text
from izote.partners.models import ConfidentialAddress, Location, Publication, Schedule, Service, ServiceArea
from izote.partners.queries.services import OFFERED
from izote.territory.models import Place

CAPACITY = ("capacity_unit", "capacity_available", "capacity_maximum")


@transaction.atomic
def write_service(
    *,
    org: Organization,
    by: Any,
    service: Service | None = None,
    version: int | None = None,
    locations: Iterable[dict[str, Any]] | None = None,
    schedules: Iterable[dict[str, Any]] | None = None,
    areas: Iterable[Place] | None = None,
    **fields: Any,
) -> Service:
    """Add a service to an office's directory, or correct it; a proposal to publish what it said before falls."""
    require(by, "partner.manage", service.org_id if service else org)
    row = _fresh(service, version) if service else Service(org=org)
    counted = [getattr(row, name) for name in CAPACITY]
    for name, value in fields.items():
        setattr(row, name, value)
    _refuse_double(row)
    if counted != [getattr(row, name) for name in CAPACITY]:
        row.capacity_updated_at = timezone.now()
    row.version += 0 if row._state.adding else 1
    row.edited_by, row.proposed_by, row.proposed_at, row.updated_at = by, None, None, timezone.now()
    row.search_text = search_text(row, row.institution)
    row.save()
    if locations is not None:
        _keep_locations(row, list(locations))
    if schedules is not None:
        _keep_schedules(row, list(schedules))
    if areas is not None:
        _keep_areas(row, list(areas))
    _withdraw_what_must_not_stay(row)
    record(by, "service.corrected" if service else "service.added", org=row.org_id, kind="service", key=row.pk)
    return row


def _fresh(service: Service, version: int | None) -> Service:
    row = Service.objects.select_for_update().get(pk=service.pk)
    if version is not None and row.version != version:
        raise Conflict(_("Somebody else has changed this service meanwhile. Open it again; nothing of theirs was overwritten."))
    return row


def _refuse_double(row: Service) -> None:
    if Service.objects.filter(institution=row.institution, name=row.name).exclude(pk=row.pk).exists():
        raise Conflict(_("This institution already has a service of that name."))


def _withdraw_what_must_not_stay(service: Service) -> None:
    """What is no longer offered, or shows an address that has become confidential, leaves the public directory at once."""
    published = Publication.objects.filter(service=service).first()
    if published is None:
        return
    shown = {one["location"]["id"] for one in published.document.get("service_at_locations", []) if one["location"].get("addresses")}
    secret = {str(row.pk) for row in Location.objects.filter(service=service, confidential=True)}
    if service.status not in OFFERED or shown & secret:
        published.delete()


def _keep_locations(service: Service, given: list[dict[str, Any]]) -> None:
    """Make the locations those given, each known by its id; an address that is confidential is kept apart."""
    kept = [one["id"] for one in given if one.get("id")]
    Location.objects.filter(service=service).exclude(pk__in=kept).delete()
    mine: dict[Any, Location] = {row.pk: row for row in Location.objects.filter(service=service)}
    for one in given:
        row = mine.get(one.get("id")) or Location(org_id=service.org_id, service=service)
        row.kind, row.confidential = one.get("kind") or Location.Kind.PHYSICAL, bool(one.get("confidential"))
        said = {"name": one.get("name", ""), "place": one.get("place"), "address": one.get("address", "")}
        shown = {"name": "", "place": None, "address": ""} if row.confidential else said
        for name, value in shown.items():
            setattr(row, name, value)
        if not row.confidential:
            ConfidentialAddress.objects.filter(location_id=row.pk).delete()
        row.save()
        if row.confidential:
            ConfidentialAddress.objects.update_or_create(location=row, defaults={"org_id": service.org_id, **said})


def _keep_schedules(service: Service, given: list[dict[str, Any]]) -> None:
    """Make the hours those given, keeping the rows that say the same."""
    names = ("days", "week", "opens_at", "closes_at", "valid_from", "valid_to")
    old = {tuple(map(str, (getattr(row, name) for name in names))): row.pk for row in Schedule.objects.filter(service=service)}
    wanted = {tuple(str(one.get(name)) for name in names): one for one in given}
    Schedule.objects.filter(pk__in=[pk for key, pk in old.items() if key not in wanted]).delete()
    fresh = [one for key, one in wanted.items() if key not in old]
    Schedule.objects.bulk_create(
        [Schedule(org_id=service.org_id, service=service, **{name: one.get(name) for name in names}) for one in fresh]
    )


def _keep_areas(service: Service, given: list[Place]) -> None:
    """Make the areas those given."""
    old = set(ServiceArea.objects.filter(service=service).values_list("place_id", flat=True))
    wanted = {place.pk for place in given}
    ServiceArea.objects.filter(service=service, place__in=old - wanted).delete()
    ServiceArea.objects.bulk_create([ServiceArea(org_id=service.org_id, service=service, place_id=pk) for pk in sorted(wanted - old)])
