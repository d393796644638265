"""Approving a plan or a closure: asked by one person, decided by another, never by oneself."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.actions.trace import require_work, trace
from izote.casework.models import Approval, Case, Text
from izote.casework.permissions import may_approve
from izote.casework.queries.approvals import passes_unsampled
from izote.kit.errors import BadInput, Conflict

DECISIONS = (Approval.Decision.APPROVED, Approval.Decision.RETURNED)


@transaction.atomic
def request_approval(case: Case, subject: str, about_id: UUID | None, *, by: Any) -> Approval:
    """Ask that somebody else approve a plan or a closure; low risk outside the office's sample passes at once."""
    require_work(by, case)
    waits = not passes_unsampled(case, subject)
    approval = Approval(
        case=case,
        person_id=case.person_id,
        org_id=case.org_id,
        subject=subject,
        about_id=about_id,
        requested_by=by,
        requested_at=timezone.now(),
        decision=Approval.Decision.WAITING if waits else Approval.Decision.UNSAMPLED,
        decided_at=None if waits else timezone.now(),
    )
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This waits for approval already.")) from error
    trace(by, "approval.requested", case, subject=subject, looked_at=waits)
    if not waits:
        after_decision(approval, by)
    return approval


@transaction.atomic
def decide(approval: Approval, decision: str, remark: str = "", *, by: Any) -> Approval:
    """Approve, or give back with a remark that says what is missing."""
    approval = _held(approval)
    if decision not in DECISIONS:
        raise BadInput(_("There is no such decision."))
    if decision == Approval.Decision.RETURNED and not remark.strip():
        raise BadInput(_("Say what is missing, so that your colleague can go on."))
    if not may_approve(by, approval):
        raise PermissionDenied("case.approve")
    _end(approval, decision, by=by)
    _say(approval, remark, by=by)
    trace(by, f"approval.{decision}", approval.case, subject=approval.subject)
    after_decision(approval, by)
    return approval


@transaction.atomic
def take_back(approval: Approval, *, by: Any) -> Approval:
    """Whoever asked withdraws the request."""
    approval = _held(approval)
    if approval.requested_by_id != by.pk:
        raise PermissionDenied("case.own")
    require_work(by, approval.case)
    _end(approval, Approval.Decision.CANCELLED, by=None)
    trace(by, "approval.taken_back", approval.case, subject=approval.subject)
    after_decision(approval, by)
    return approval


def after_decision(approval: Approval, by: Any) -> None:
    """What follows for the plan or the closure."""
    if approval.subject == Approval.Subject.PLAN:
        from izote.casework.actions.plans import plan_decided

        plan_decided(approval, by)
    else:
        from izote.casework.actions.closing import closure_decided

        closure_decided(approval, by)


def _held(approval: Approval) -> Approval:
    """The request, held until the end of the transaction, while it waits; whoever may neither decide nor withdraw it cannot hold it."""
    found = Approval.objects.select_for_update(of=("self",)).select_related("case").filter(pk=approval.pk).first()
    if found is None:
        raise PermissionDenied("case.approve")
    if found.decision:
        raise Conflict(_("This was decided already: %(decision)s.") % {"decision": found.get_decision_display()})
    return found


def _end(approval: Approval, decision: str, *, by: Any) -> None:
    approval.decision, approval.decided_by, approval.decided_at = decision, by, timezone.now()
    approval.save(update_fields=["decision", "decided_by", "decided_at"])


def _say(approval: Approval, remark: str, *, by: Any) -> None:
    """Keep the remark among the words of the case; a stand-in writes nothing else there."""
    if not remark.strip():
        return
    of_case = {"case_id": approval.case_id, "person_id": approval.person_id, "org_id": approval.org_id}
    Text.objects.bulk_create([Text(id=uuid4(), about="approval", about_id=approval.pk, body=remark.strip(), author=by, **of_case)])
