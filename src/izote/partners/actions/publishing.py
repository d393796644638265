"""Verifying an entry, and letting the public read it: always two persons."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.partners import hsds
from izote.partners.models import Publication, Service
from izote.partners.permissions import may_approve
from izote.partners.queries.services import OFFERED, service_in


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update().get(pk=service.pk)


@transaction.atomic
def verify_service(service: Service, *, by: Any) -> Service:
    """Stamp that what the entry says is right today; the public reads the day too, when it reads the same version."""
    require(by, "partner.manage", service.org_id)
    row = _locked(service)
    row.verified_on, row.verified_by = timezone.localdate(), by
    row.save(update_fields=["verified_on", "verified_by"])
    Publication.objects.filter(service=row, of_version=row.version).update(assured_on=row.verified_on)
    record(by, "service.verified", org=row.org_id, kind="service", key=row.pk)
    return row


@transaction.atomic
def propose_service(service: Service, *, by: Any) -> Service:
    """Ask that the public may read this service as it stands now."""
    require(by, "partner.manage", service.org_id)
    row = _locked(service)
    if row.proposed_by_id:
        raise Conflict(_("Somebody has proposed this already."))
    if row.status not in OFFERED:
        raise Conflict(_("A service that is not offered is not published."))
    row.proposed_by, row.proposed_at = by, timezone.now()
    row.save(update_fields=["proposed_by", "proposed_at"])
    record(by, "service.proposed", org=row.org_id, kind="service", key=row.pk)
    return row


@transaction.atomic
def publish_service(service: Service, *, version: int, by: Any) -> Publication:
    """Let the public read the version that was looked at; whoever wrote or proposed it cannot."""
    require(by, "partner.publish", service.org_id)
    row = _locked(service)
    if row.proposed_by_id is None or row.version != version:
        raise Conflict(_("The service has changed since, or the proposal was taken back. Look at it again."))
    if not may_approve(by, row):
        raise PermissionDenied("partner.publish")
    Publication.objects.filter(service=row).delete()
    whole = service_in(row.org_id, row.pk) or row
    published = Publication.objects.create(
        service=row,
        org_id=row.org_id,
        institution_id=row.institution_id,
        name=row.name,
        needs=row.needs,
        text=row.search_text,
        document=hsds.service_document(whole),
        of_version=row.version,
        assured_on=row.verified_on,
        proposed_by_id=row.proposed_by_id,
        approved_by_id=by.pk,
        published_at=timezone.now(),
    )
    row.proposed_by = row.proposed_at = None
    row.save(update_fields=["proposed_by", "proposed_at"])
    record(by, "service.published", org=row.org_id, kind="service", key=row.pk, version=row.version)
    return published


@transaction.atomic
def withdraw_proposal(service: Service, *, by: Any) -> None:
    """Take the proposal to publish a service back; what the public reads stays."""
    require(by, "partner.manage", service.org_id)
    row = _locked(service)
    if row.proposed_by_id is None:
        raise Conflict(_("Nothing is proposed any more. Look at it again."))
    row.proposed_by = row.proposed_at = None
    row.save(update_fields=["proposed_by", "proposed_at"])
    record(by, "service.proposal_withdrawn", org=row.org_id, kind="service", key=row.pk)


@transaction.atomic
def unpublish_service(service: Service, *, by: Any) -> None:
    """Take a service out of the public directory at once, with any proposal that waits: one person is enough."""
    require(by, "partner.manage", service.org_id)
    row = _locked(service)
    if not Publication.objects.filter(service=row).delete()[0]:
        raise Conflict(_("The public does not read it any more. Look at it again."))
    row.proposed_by = row.proposed_at = None
    row.save(update_fields=["proposed_by", "proposed_at"])
    record(by, "service.unpublished", org=row.org_id, kind="service", key=row.pk)
