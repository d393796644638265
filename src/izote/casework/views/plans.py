"""The plan: what was agreed with the person, and what came of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.casework.actions import plans as actions
from izote.casework.forms.plans import DatesForm, GoalForm, ResultForm, ReviewForm, StepForm, first_steps
from izote.casework.models import Case, Plan
from izote.casework.permissions import may_work
from izote.casework.queries import plans as queries
from izote.casework.queries.cases import open_case, rules_of
from izote.casework.rules import clocks
from izote.casework.rules import plans as rules
from izote.casework.views.answers import form_page, seen_case, sent
from izote.casework.views.clash import changed_meanwhile
from izote.kit.once import once


def plan_case(request: HttpRequest, pk: UUID, right: str = "") -> tuple[Case, dict[str, Any]]:
    """The case, and the head of the pages of its plan."""
    case, context = seen_case(request, pk, right)
    return case, {**context, "tab": "plan"}


def page_of_plan(case: Case) -> str:
    """The address of a case's plan."""
    return reverse("plan_detail", args=[case.pk])


@login_required
def plan_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan in force or being written; opening it leaves a line."""
    case, context = plan_case(request, pk)
    return render(request, "casework/plan_detail.html", context | shown(request, case, queries.plan_of(case)))


@login_required
def plan_version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """An earlier version, as it was."""
    case, context = plan_case(request, pk)
    return render(request, "casework/plan_detail.html", context | shown(request, case, queries.plan_for(case, number)))


def shown(request: HttpRequest, case: Case, plan: Plan | None) -> dict[str, Any]:
    """A plan with its words, and what the user may do with it."""
    works = may_work(request.user, case) and case.is_open
    if plan is None:
        return {"plan": None, "may_work": works}
    opened = open_case(case, "texts")
    approval = queries.approval_of(plan) if plan.state in ("submitted", "returned", "draft") else None
    return {
        "plan": plan,
        "approval": approval,
        "remark": opened.said("approval", approval.pk) if approval else "",
        "versions": queries.versions_of(case) if plan.number > 1 or plan.state == "revised" else [],
        "aims": queries.aims(plan, opened),
        "may_work": works,
        "unassessed": case.state in rules.UNASSESSED,
        "may_write": works and plan.state in rules.WRITABLE,
        "may_result": works and plan.state in rules.LIVE,
    }


@login_required
@require_POST
@once
def plan_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the first plan."""
    case, _context = plan_case(request, pk, "case.own")
    actions.start_plan(case, by=request.user)
    return redirect("plan_goal_add", pk=case.pk)


@login_required
@once
def plan_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When it was agreed and when it is looked at again."""
    case, context = plan_case(request, pk, "case.own")
    plan = queries.plan_for(case)
    review = plan.review_on or clocks.due("review", case.risk, timezone.localdate(), rules_of(case.org_id).clocks)
    kept = {"version": plan.version, "agreed_on": plan.agreed_on, "review_on": review}
    form = DatesForm(sent(request), initial=kept)
    form.fields["agreed_on"].disabled = plan.state not in rules.WRITABLE
    if clash := changed_meanwhile(request, form, plan.version):
        return clash("plan_edit", page_of_plan(case), plan=plan, **context)
    act = lambda data: actions.set_dates(plan, seen=data.pop("version"), by=request.user, **data)  # noqa: E731
    return form_page(request, "plan_edit", form, act, to=page_of_plan(case), plan=plan, **context)


@login_required
@require_POST
@once
def plan_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for somebody else's approval."""
    case, _context = plan_case(request, pk, "case.own")
    actions.submit_plan(queries.plan_for(case), by=request.user)
    messages.success(request, _("The plan was submitted. Somebody else approves it."))
    return redirect(page_of_plan(case))


@login_required
@require_POST
@once
def plan_revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new version, with what is still open."""
    case, _context = plan_case(request, pk, "case.own")
    actions.revise_plan(queries.plan_for(case), by=request.user)
    return redirect(page_of_plan(case))


@login_required
@once
def plan_goal_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A goal and its first steps, in one form."""
    case, context = plan_case(request, pk, "case.own")
    plan = queries.plan_for(case)
    form, steps = GoalForm(sent(request), initial={"version": 0}), first_steps(sent(request))
    if request.method == "POST" and all([form.is_valid(), steps.is_valid()]):
        data = form.cleaned_data
        found = [step for step in (one.step() for one in steps) if step]
        actions.add_goal(plan, dimension=data["dimension"], said=data["said"], steps=found, by=request.user)
        return redirect("plan_goal_add", pk=case.pk) if "another" in request.POST else redirect(page_of_plan(case))
    context |= {"plan": plan, "form": form, "steps": steps, "back": page_of_plan(case)}
    return render(request, "casework/plan_goal_add.html", context)


@login_required
@once
def plan_goal_edit(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Correct a goal, or take it out of the draft."""
    case, context = plan_case(request, pk, "case.own")
    row = queries.goal_for(case, goal, hold=request.method == "POST")
    if "remove" in request.POST:
        return removed(case, lambda: actions.remove_goal(row, by=request.user))
    kept = {"version": row.version, "dimension": row.dimension, "said": open_case(case, "texts").said("goal", row.pk)}
    act = lambda data: actions.change_goal(row, seen=data.pop("version"), by=request.user, **words_of(data))  # noqa: E731
    return edited(request, "plan_goal_edit", GoalForm, row, kept, act, case, context)


@login_required
@once
def plan_goal_review(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """How far a goal is, with both remarks."""
    case, context = plan_case(request, pk, "case.own")
    row = queries.goal_for(case, goal, hold=request.method == "POST")
    opened = open_case(case, "texts")
    said = {name: opened.said(about, row.pk) for name, about in (("person_said", "goal_person"), ("worker_said", "goal_worker"))}
    kept = {"version": row.version, "result": row.result, **said}
    act = lambda data: actions.review_goal(row, seen=data.pop("version"), by=request.user, **words_of(data))  # noqa: E731
    return edited(request, "plan_goal_review", ReviewForm, row, kept, act, case, {**context, "goal_said": opened.said("goal", row.pk)})


@login_required
@once
def plan_action_add(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """A step towards a goal."""
    case, context = plan_case(request, pk, "case.own")
    row = queries.goal_for(case, goal)
    form = StepForm(sent(request), initial={"version": 0})

    def act(data: dict[str, Any]) -> None:
        data.pop("version")
        actions.add_action(row, by=request.user, **words_of(data))

    said = {"goal_said": open_case(case, "texts").said("goal", row.pk)} if request.method == "GET" else {}
    return form_page(request, "plan_action_add", form, act, to=page_of_plan(case), goal=row, draft_key=str(row.pk), **context, **said)


@login_required
@once
def plan_action_edit(request: HttpRequest, pk: UUID, action: UUID) -> HttpResponse:
    """Correct a step, or take it out of the draft."""
    case, context = plan_case(request, pk, "case.own")
    row = queries.action_for(case, action, hold=request.method == "POST")
    if "remove" in request.POST:
        return removed(case, lambda: actions.remove_action(row, by=request.user))
    kept = {name: getattr(row, name) for name in ("version", "need", "who", "due_on")}
    kept["said"] = open_case(case, "texts").said("action", row.pk)
    act = lambda data: actions.change_action(row, seen=data.pop("version"), by=request.user, **words_of(data))  # noqa: E731
    return edited(request, "plan_action_edit", StepForm, row, kept, act, case, context)


@login_required
@once
def plan_action_result(request: HttpRequest, pk: UUID, action: UUID) -> HttpResponse:
    """What came of a step."""
    case, context = plan_case(request, pk, "case.own")
    row = queries.action_for(case, action, hold=request.method == "POST")
    opened = open_case(case, "texts")
    kept = {"version": row.version, "result": row.result, "said": opened.said("action_result", row.pk)}
    kept["done_on"] = row.done_on or timezone.localdate()
    act = lambda data: actions.end_action(row, seen=data.pop("version"), by=request.user, **words_of(data))  # noqa: E731
    return edited(request, "plan_action_result", ResultForm, row, kept, act, case, {**context, "step_said": opened.said("action", row.pk)})


def edited(
    request: HttpRequest,
    name: str,
    form_class: type[Form],
    row: Any,
    kept: dict[str, Any],
    act: Callable[[dict[str, Any]], Any],
    case: Case,
    context: dict[str, Any],
) -> HttpResponse:
    """The form of a row that a colleague may be changing too: the second one sees the first one's change."""
    form = form_class(sent(request), initial=kept)
    context = {**context, "row": row, "draft_key": str(row.pk)}
    if clash := changed_meanwhile(request, form, row.version):
        return clash(name, page_of_plan(case), **context)
    return form_page(request, name, form, act, to=page_of_plan(case), **context)


def words_of(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, without the box that keeps words which were warned of."""
    return {name: value for name, value in data.items() if name != "keep_words"}


def removed(case: Case, remove: Callable[[], None]) -> HttpResponse:
    """Take something away and go back to the plan."""
    remove()
    return redirect(page_of_plan(case))
