"""Closing a case: asked by one person, decided by another; and reopening it with its whole history."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.actions.approvals import request_approval
from izote.casework.actions.cases import follow_case, move_case, touch
from izote.casework.actions.handing import share_case
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Approval, Case, CaseShare, Closure
from izote.casework.queries.closing import survey_colleagues, why_not
from izote.casework.rules.closing import SURVEY_DAYS, reason_asks
from izote.casework.rules.words import words
from izote.kit.errors import BadInput, Conflict

ONE_DAY, SURVEY_OPEN = dt.timedelta(days=1), dt.timedelta(days=SURVEY_DAYS)


@transaction.atomic
def request_closure(
    case: Case,
    *,
    reason: str,
    summary: str,
    by: Any,
    safety_checked: bool = False,
    return_told: bool = False,
    survey_by: Any = None,
    other_case: Case | None = None,
) -> Closure:
    """Ask that a case be closed; it stays open until somebody else has decided."""
    case = locked(case)
    require_work(by, case)
    if Closure.objects.filter(case=case, state="requested").exists():
        raise Conflict(_("Somebody asked already to close this case. The answer has not come yet."))
    _check(case, reason, safety_checked and return_told, survey_by, other_case, by=by)
    given = {"safety_checked": safety_checked, "return_told": return_told, "survey_by": survey_by, "other_case": other_case}
    of_case = {"case": case, "person_id": case.person_id, "org_id": case.org_id}
    closure = Closure.objects.create(**of_case, reason=reason, requested_by=by, requested_at=timezone.now(), **given)
    write_text(case, "closure", summary, by=by, about_id=closure.pk)
    if survey_by is not None:
        share_case(case, user=survey_by, why=CaseShare.Why.SURVEY, ends_on=timezone.localdate() + SURVEY_OPEN, by=by)
    trace(by, "closure.requested", case)
    request_approval(case, "closure", closure.pk, by=by)
    closure.refresh_from_db()
    return closure


def _check(case: Case, reason: str, talked: bool, survey_by: Any, other_case: Case | None, *, by: Any) -> None:
    if reason not in words("closure_reasons"):
        raise BadInput(_("There is no such reason."))
    if reason_asks(reason, "safety") and not talked:
        raise BadInput(_("Before closing, talk about safety and about how to come back."))
    if survey_by is not None and not survey_colleagues(case, by).filter(pk=survey_by.pk).exists():
        raise BadInput(_("The satisfaction survey is offered by somebody who did not work on this case."))
    if problem := why_not(case, reason, other_case):
        raise BadInput(problem)


@transaction.atomic
def closure_decided(approval: Approval, by: Any) -> None:
    """What follows a decision: an approved closure closes the case, a returned one leaves it as it is."""
    closure = Closure.objects.select_for_update(of=("self",)).get(pk=approval.about_id or approval.pk)
    if closure.state != "requested":
        raise Conflict(_("This request was decided already."))
    passed = approval.decision in (Approval.Decision.APPROVED, Approval.Decision.UNSAMPLED)
    closure.state = "approved" if passed else approval.decision
    closure.ended_at = timezone.now()
    closure.save(update_fields=["state", "ended_at"])
    case = Case.objects.get(pk=closure.case_id)
    trace(by, "closure.decided", case, decision=approval.decision)
    if not passed:
        lent = CaseShare.objects.filter(case=case, user=closure.survey_by_id, why=CaseShare.Why.SURVEY)
        lent.update(ends_on=timezone.localdate() - ONE_DAY)
    else:
        event = "mark_duplicate" if closure.reason == "duplicate" else "close"
        move_case(case, event, by=by, reason=closure.reason)


@transaction.atomic
def reopen_case(case: Case, reason: str, *, by: Any) -> Case:
    """Go on working with a closed case; what was before stays, and the clocks run from now."""
    require_work(by, case, ended=True)
    if reason not in words("reopen_reasons"):
        raise BadInput(_("There is no such reason."))
    case = move_case(case, "reopen", by=by, reason=reason)
    Closure.objects.filter(case=case, state="approved").update(state="reopened")
    touch(case, contact=reason != "mistake")
    follow_case(case)
    trace(by, "case.reopened", case)
    return case
