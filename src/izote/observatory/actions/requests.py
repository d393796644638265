"""Requests for information are written down; so are their refusals and silences."""

from typing import Any

from django.db import transaction

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.observatory.models import InformationRequest


@transaction.atomic
def write_request(*, org: Organization, by: Any, request: InformationRequest | None = None, **fields: Any) -> InformationRequest:
    """Write a request down, or what became of it."""
    require(by, "observatory.load", request.org_id if request else org)
    row = request or InformationRequest(org=org, written_by=by)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "written_at"] if request else None)
    record(by, "request.written", org=row.org_id, kind="request", key=row.pk, state=row.state)
    return row
