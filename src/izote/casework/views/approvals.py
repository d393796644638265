"""The queue of what waits for somebody else's decision, and one request."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from izote.access.permissions import orgs_with
from izote.casework.actions import approvals as actions
from izote.casework.forms.approvals import DecisionForm
from izote.casework.models import Approval
from izote.casework.permissions import may_approve
from izote.casework.queries import approvals as queries
from izote.casework.queries.cases import open_case, person_of, rules_of
from izote.casework.views.answers import need_any, page_of_case, sent
from izote.kit.once import once

PAGES = {"plan": "plan_detail", "closure": "closure_detail"}
MOST = 50


@login_required
def approval_list(request: HttpRequest) -> HttpResponse:
    """What waits for this user's decision, what of the user's own waits for others, and what the sample let pass."""
    need_any(request.user, "case.approve")
    waiting = queries.waiting_for(request.user, MOST)
    orgs = orgs_with(request.user, "case.approve")
    own = queries.asked_by(request.user)
    deciders = queries.deciders_of([row.case for row in own], request.user.pk or 0)
    context = {
        "waiting": waiting[:MOST],
        "more": len(waiting) > MOST,
        "own": [(row, deciders[row.case_id]) for row in own],
        "rules": rules_of(orgs[0]),
        "sample": queries.sample_of(orgs),
    }
    return render(request, "casework/approval_list.html", context)


@login_required
@once
def approval_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: where to read what it is about, and the decision."""
    need_any(request.user, "case.own", "case.approve")
    approval = queries.approval_for(request.user, pk)
    case = approval.case
    decides = may_approve(request.user, approval)
    form = DecisionForm(sent(request) if decides else None)
    if request.method == "POST" and decides and form.is_valid():
        actions.decide(approval, form.cleaned_data["decision"], form.cleaned_data["remark"], by=request.user)
        return redirect("approval_list")
    context = {
        "approval": approval,
        "case": case,
        "person": person_of(case),
        "form": form,
        "decides": decides,
        "own": approval.requested_by_id == request.user.pk,
        "deciders": None if approval.decision else queries.deciders(case, approval.requested_by_id),
        "remarks": open_case(case, "texts").about("approval", approval.pk) if approval.decision else [],
        "subject_url": reverse(PAGES[approval.subject], args=[case.pk]),
    }
    return render(request, "casework/approval_detail.html", context)


@login_required
@require_POST
@once
def approval_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever asked withdraws the request."""
    need_any(request.user, "case.own")
    approval: Approval = queries.approval_for(request.user, pk)
    actions.take_back(approval, by=request.user)
    return redirect(page_of_case(approval.case))
