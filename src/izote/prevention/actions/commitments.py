"""Commitments: made with a day, fulfilled with evidence, or given up with a reason."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Commitment
from izote.prevention.permissions import may


@transaction.atomic
def promise(
    *, org: Organization, by: Any, who: str, what: str, due_on: dt.date, institution: Any = None, proposal: Any = None, workshop: str = ""
) -> Commitment:
    """Write down who promised what by when."""
    _need(by, org.pk, "proposals.write", "proposals.decide")
    who, what = " ".join(who.split()) or (institution.name if institution else ""), what.strip()
    if not who or not what or due_on < timezone.localdate():
        raise BadInput(_("A commitment needs who, what and a day that is not over."))
    must_name_nobody(org.pk, who, what)
    made = Commitment.objects.create(
        org=org, by=by, workshop=workshop, proposal=proposal, who=who, institution=institution, what=what, due_on=due_on
    )
    record(by, "workshop.promised", org=org, kind="commitment", key=made.pk)
    return made


def _need(by: Any, org_id: int, *rights: str) -> None:
    if not any(may(by, right, org_id) for right in rights):
        raise PermissionDenied(rights[0])


def may_follow(user: Any, row: Commitment) -> bool:
    """Whether the user may say what became of it."""
    return any(may(user, right, row.org_id) for right in ("proposals.write", "proposals.decide", "prevention.follow"))


@transaction.atomic
def close_commitment(row: Commitment, *, by: Any, state: str, evidence: str) -> Commitment:
    """Fulfilled, with the evidence; or given up, with the reason."""
    _need(by, row.org_id, "proposals.write", "proposals.decide", "prevention.follow")
    held = Commitment.objects.select_for_update(of=("self",)).filter(pk=row.pk, state=Commitment.State.OPEN).first()
    if held is None:
        raise Conflict(_("What became of this commitment is written down already."))
    if state not in (Commitment.State.DONE, Commitment.State.DROPPED) or not evidence.strip():
        raise BadInput(_("Write down by what one sees that it was done, or why it was given up."))
    must_name_nobody(row.org_id, evidence)
    row = held
    row.state, row.evidence, row.closed_on, row.closed_by = state, evidence.strip(), timezone.localdate(), by
    row.save(update_fields=["state", "evidence", "closed_on", "closed_by"])
    record(by, "workshop.followed", org=row.org_id, kind="commitment", key=row.pk, state=state)
    return row
