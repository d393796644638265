"""Writing down what others say."""

from typing import Any

from django.db import transaction

from izote.access.audit import record
from izote.access.models import Organization
from izote.observatory.models import Claim
from izote.observatory.permissions import require


@transaction.atomic
def write_claim(*, org: Organization | int, by: Any, **fields: Any) -> Claim:
    """Keep a claim with who made it; it is shown as theirs, beside what the figures say."""
    require(by, "observatory.write", org)
    row = Claim.objects.create(org_id=org if isinstance(org, int) else org.pk, written_by=by, **fields)
    record(by, "claim.written", org=row.org_id, kind="claim", key=row.pk)
    return row
