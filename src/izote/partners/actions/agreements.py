"""Agreements, meetings and what was promised there."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.partners.models import Agreement, Commitment, Institution, Meeting, MeetingInstitution


@transaction.atomic
def write_agreement(*, org: Organization, by: Any, agreement: Agreement | None = None, **fields: Any) -> Agreement:
    """Write down an agreement, or correct it."""
    require(by, "partner.manage", agreement.org_id if agreement else org)
    added = agreement is None
    row = agreement or Agreement(org=org)
    for name, value in fields.items():
        setattr(row, name, value)
    if row.ends_on and row.ends_on < row.starts_on:
        raise BadInput(_("The agreement would end before it begins."))
    row.save()
    record(by, "agreement.written" if added else "agreement.corrected", org=row.org_id, kind="agreement", key=row.pk, state=row.state)
    return row


@transaction.atomic
def write_meeting(
    *, org: Organization, institutions: Iterable[Institution], by: Any, meeting: Meeting | None = None, **fields: Any
) -> Meeting:
    """Write down a meeting of the alliance and who took part, or correct it."""
    require(by, "partner.manage", meeting.org_id if meeting else org)
    added = meeting is None
    row = meeting or Meeting(org=org)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    MeetingInstitution.objects.filter(meeting=row).delete()
    MeetingInstitution.objects.bulk_create([MeetingInstitution(org_id=row.org_id, meeting=row, institution=one) for one in institutions])
    record(by, "meeting.written" if added else "meeting.corrected", org=row.org_id, kind="meeting", key=row.pk)
    return row


@transaction.atomic
def write_commitment(meeting: Meeting, *, by: Any, **fields: Any) -> Commitment:
    """Write down who promised what by when."""
    require(by, "partner.manage", meeting.org_id)
    row = Commitment.objects.create(org_id=meeting.org_id, meeting=meeting, **fields)
    record(by, "commitment.written", org=row.org_id, kind="meeting", key=meeting.pk)
    return row


@transaction.atomic
def follow_commitment(commitment: Commitment, *, seen: str, state: str, result: str, by: Any) -> Commitment:
    """Say what became of a promise that was seen in that state."""
    require(by, "partner.manage", commitment.org_id)
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if row.state != seen:
        raise Conflict(_("Somebody else has followed this promise up meanwhile. Look at it again."))
    row.state, row.result = state, result
    row.closed_on = None if state == Commitment.State.OPEN else timezone.localdate()
    row.save(update_fields=["state", "result", "closed_on"])
    record(by, "commitment.followed", org=row.org_id, kind="meeting", key=row.meeting_id, state=state)
    return row
