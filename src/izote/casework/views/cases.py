"""Cases: the list, the page of one, opening one, its steps and its risk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from izote.access.permissions import orgs_with
from izote.casework.actions import cases as actions
from izote.casework.actions.trace import require_work
from izote.casework.forms.cases import FilterForm, RiskForm, StartForm
from izote.casework.models import Case
from izote.casework.permissions import may, may_lead, may_work
from izote.casework.queries import assessments, casepage, children, referrals
from izote.casework.queries import cases as queries
from izote.casework.rules import moves
from izote.casework.views.answers import form_page, need_any, need_cases, page_of_case, require, seen_case, sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.people.queries import person_for, staff_with

NOUNS = ("assessments", "plans", "care", "referrals", "after", "children")
ASKED_APART: dict[str, Callable[[Case], dict[str, Any]]] = {
    "assessments": assessments.part,
    "referrals": referrals.part,
    "children": children.part,
}
FOR_STAND_INS = ("plans", "after")
CLOCKS = ("first_action", "assessment", "plan", "contact", "review")


@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that the user may see, 25 at a time."""
    need_cases(request.user)
    team = orgs_with(request.user, "case.team")
    staff = list(staff_with(team[0], "case.own")) if team else []
    form = FilterForm(request.GET, staff=staff)
    given = form.cleaned_data if form.is_valid() else {}
    mine = bool(team) and request.GET.get("mios") == "si"
    wanted = queries.Wanted(
        state=given.get("state", ""),
        risk=given.get("risk", ""),
        worker=int(given["worker"]) if given.get("worker") else None,
        late=given.get("late", False),
        mine=mine,
    )
    rows, order = queries.listed(request.user, wanted)
    page = page_of(rows, order, request.GET.get("cursor", ""))
    actions.note_listed(len(page), by=request.user)
    context = {"page": page, "names": queries.names_of(case.person_id for case in page), "form": form, "mine": mine, "team": bool(team)}
    return render(request, "casework/case_list.html", context)


@login_required
def case_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How a case stands: what is due, what may come next, and a part of everything done in it."""
    case, head = seen_case(request, pk)
    actions.note_seen(case, by=request.user)
    works = may_work(request.user, case)
    around = casepage.around(case)
    parts = parts_of(case, around, named=head["person"] is not None)
    context: dict[str, Any] = {
        **head,
        **{name: around[name] for name in ("events", "approvals", "shares", "offer", "stand_in")},
        "may_work": works,
        "may_lead": may_lead(request.user, case),
        "due": [(kind, at) for kind in CLOCKS if (at := getattr(case, f"{kind}_due"))],
        "steps": steps_of(case, parts) if works else [],
        "to_plan": works and case.state == "assessment",
        "parts": list(parts),
        **parts,
    }
    return render(request, "casework/case_detail.html", context)


def steps_of(case: Case, parts: dict[str, dict[str, Any]]) -> list[str]:
    """The steps that may be taken now: planning has its own page, attention begins with an approved plan."""
    plan = parts["plans"]["plan"] if "plans" in parts else None
    ready = plan is not None and plan.state == "approved"
    possible = [event for event in moves.events(moves.CASE, case.state) if event in actions.STEPS and event != "plan"]
    return [event for event in possible if ready or event != "attend"]


def parts_of(case: Case, around: dict[str, Any], *, named: bool) -> dict[str, dict[str, Any]]:
    """What the page says of each noun; a stand-in without names gets what there is to approve, and no more."""
    wanted = [noun for noun in NOUNS if (named or noun in FOR_STAND_INS) and (noun != "children" or case.is_child)]
    return {noun: ASKED_APART[noun](case) if noun in ASKED_APART else around[noun] for noun in wanted}


@login_required
def case_of_person(request: HttpRequest, code: str) -> HttpResponse:
    """On to the person's open case; else what there was before, and the way to open one."""
    need_any(request.user, "case.own", "case.team")
    person = person_for(request.user, code)
    cases = queries.cases_of(person)
    seen = queries.cases_for(request.user).in_bulk([case.pk for case in cases])
    running = next((case for case in cases if case.is_open), None)
    if running and running.pk in seen:
        return redirect("case_detail", running.pk)
    holder = None if running is None else queries.colleague(running.responsible_id)
    context = {
        "person": person,
        "cases": [(case, seen.get(case.pk)) for case in cases],
        "running": running,
        "holder": holder,
        "may_start": running is None and may(request.user, "case.own", person.org_id) and person.withdrawn_at is None,
    }
    return render(request, "casework/case_of_person.html", context)


@login_required
@once
def case_start(request: HttpRequest, code: str) -> HttpResponse:
    """Open a case: two questions."""
    need_any(request.user, "case.own")
    person = person_for(request.user, code)
    require(request.user, "case.own", person.org_id)
    form = StartForm(sent(request))
    if request.method == "POST" and form.is_valid():
        case = actions.start_case(person, by=request.user, **form.cleaned_data)
        return redirect(page_of_case(case))
    return render(request, "casework/case_start.html", {"form": form, "person": person})


@login_required
@require_POST
@once
def case_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the next step."""
    case, _head = seen_case(request, pk)
    case = actions.step_case(case, request.POST.get("event", ""), by=request.user)
    return redirect("assessment_list", case.pk) if case.state == "assessment" else redirect(page_of_case(case))


@login_required
@once
def case_risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say the level of risk anew; the clocks run from now."""
    case, head = seen_case(request, pk, "case.own")
    require_work(request.user, case)
    form = RiskForm(sent(request), initial={"risk": case.risk})
    act = lambda data: actions.set_risk(case, data["risk"], by=request.user)  # noqa: E731
    return form_page(request, "case_risk", form, act, to=page_of_case(case), **head)


@login_required
def case_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every step of a case, further back."""
    case, head = seen_case(request, pk)
    actions.note_seen(case, by=request.user)
    return render(request, "casework/case_history.html", {**head, "events": queries.events_of(case, 500)})
