"""The plan: begun, written with the person, sent for approval, carried out, made anew."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.actions.approvals import request_approval
from izote.casework.actions.cases import move_case, set_clocks, touch
from izote.casework.actions.planwords import carry_words, forget_words, say
from izote.casework.actions.trace import locked, need_version, require_work, trace
from izote.casework.models import Approval, Case, Goal, Plan, PlanAction
from izote.casework.queries.cases import open_case, rules_of
from izote.casework.rules import clocks, moves
from izote.casework.rules import plans as rules
from izote.casework.rules.words import words
from izote.kit.errors import Conflict


@transaction.atomic
def start_plan(case: Case, *, by: Any) -> Plan:
    """Begin the first plan of a case."""
    case = locked(case)
    require_work(by, case)
    if Plan.objects.filter(case=case).exists():
        raise Conflict(_("This case has a plan already."))
    for event in rules.planning(case.state):
        case = move_case(case, event, by=by)
    plan = _plan(case, 1, by=by)
    trace(by, "plan.started", case, plan=str(plan.pk))
    touch(case)
    return plan


def _plan(case: Case, number: int, *, by: Any) -> Plan:
    plan = Plan(case=case, person_id=case.person_id, org_id=case.org_id, number=number, by=by)
    plan.save(force_insert=True)
    return plan


def held(plan: Plan, *, by: Any, states: Iterable[str] = rules.LIVE) -> Plan:
    """The plan as it is now, held until the end of the transaction; a conflict when it is in none of these states."""
    plan = Plan.objects.select_related("case").select_for_update(of=("self",)).get(pk=plan.pk)
    require_work(by, plan.case)
    if plan.state not in states:
        if plan.state == "submitted":
            raise Conflict(_("This plan waits for approval. Take it back to go on writing it."))
        raise Conflict(_("This version of the plan is no longer written. Make a new version to change it."))
    return plan


def _written(plan: Plan, *, by: Any) -> Plan:
    """The plan, held and being written: one that was given back is a draft again."""
    plan = held(plan, by=by, states=rules.WRITABLE)
    if plan.state == "returned":
        plan.state = moves.move(moves.PLAN, plan.state, "edit")
        plan.save(update_fields=["state"])
    return plan


@transaction.atomic
def set_dates(plan: Plan, *, agreed_on: dt.date | None, review_on: dt.date | None, seen: int, by: Any) -> None:
    """Say when the plan was agreed with the person and when it is looked at again; what was agreed stays once it is approved."""
    plan = held(plan, by=by)
    need_version(seen, plan.version)
    plan.review_on = review_on
    if plan.state in rules.WRITABLE:
        plan.agreed_on = agreed_on
    plan.version += 1
    plan.save(update_fields=["agreed_on", "review_on", "version"])
    if plan.state == "approved":
        _follow_review(plan)
    trace(by, "plan.written", plan.case, plan=str(plan.pk))


@transaction.atomic
def add_goal(plan: Plan, *, dimension: str, said: str, steps: Iterable[Mapping[str, Any]] = (), by: Any) -> Goal:
    """Write a goal in the person's words, and the first steps towards it."""
    plan = _written(plan, by=by)
    last = Goal.objects.filter(plan=plan).aggregate(n=Max("position"))["n"] or 0
    goal = Goal(case=plan.case, person_id=plan.person_id, org_id=plan.org_id, plan=plan, dimension=dimension, position=last + 1)
    goal.save(force_insert=True)
    say(plan.case, "goal", goal.pk, said, by=by)
    for step in steps:
        _step(goal, plan.case, by=by, **step)
    trace(by, "plan.written", plan.case, plan=str(plan.pk))
    touch(plan.case)
    return goal


def _step(goal: Goal, case: Case, *, need: str, who: str, due_on: dt.date | None, said: str, by: Any) -> PlanAction:
    action = PlanAction(case=case, person_id=case.person_id, org_id=case.org_id, goal=goal, need=need, who=who, due_on=due_on)
    action.save(force_insert=True)
    say(case, "action", action.pk, said, by=by)
    return action


@transaction.atomic
def change_goal(goal: Goal, *, dimension: str, said: str, seen: int, by: Any) -> None:
    """Correct a goal of a draft, unless somebody changed it since it was seen."""
    plan, goal = _written(goal.plan, by=by), _held(goal)
    need_version(seen, goal.version)
    goal.dimension, goal.version = dimension, goal.version + 1
    goal.save(update_fields=["dimension", "version"])
    say(plan.case, "goal", goal.pk, said, by=by)
    trace(by, "plan.written", plan.case, plan=str(plan.pk))


@transaction.atomic
def remove_goal(goal: Goal, *, by: Any) -> None:
    """Take a goal and its steps out of a draft; the history keeps them."""
    plan = _written(goal.plan, by=by)
    steps = list(PlanAction.objects.filter(goal=goal))
    forget_words(plan.case, [goal.pk, *(step.pk for step in steps)])
    for row in (*steps, goal):
        row.delete()
    trace(by, "plan.removed", plan.case, plan=str(plan.pk), what="goal")


@transaction.atomic
def add_action(goal: Goal, *, need: str, who: str, due_on: dt.date | None, said: str, by: Any) -> PlanAction:
    """Add a step towards a goal of a draft."""
    plan = _written(goal.plan, by=by)
    action = _step(goal, plan.case, need=need, who=who, due_on=due_on, said=said, by=by)
    trace(by, "plan.written", plan.case, plan=str(plan.pk))
    return action


@transaction.atomic
def change_action(action: PlanAction, *, need: str, who: str, due_on: dt.date | None, said: str, seen: int, by: Any) -> None:
    """Correct a step of a draft, unless somebody changed it since it was seen."""
    plan, action = _written(action.goal.plan, by=by), _held(action)
    need_version(seen, action.version)
    action.need, action.who, action.due_on, action.version = need, who, due_on, action.version + 1
    action.save(update_fields=["need", "who", "due_on", "version"])
    say(plan.case, "action", action.pk, said, by=by)
    trace(by, "plan.written", plan.case, plan=str(plan.pk))


@transaction.atomic
def remove_action(action: PlanAction, *, by: Any) -> None:
    """Take a step out of a draft; the history keeps it."""
    plan = _written(action.goal.plan, by=by)
    forget_words(plan.case, [action.pk])
    action.delete()
    trace(by, "plan.removed", plan.case, plan=str(plan.pk), what="action")


@transaction.atomic
def end_action(action: PlanAction, *, result: str, done_on: dt.date | None, said: str, seen: int, by: Any) -> None:
    """Say what came of a step: done or dropped, or open again when the result is taken away."""
    plan, action = held(action.goal.plan, by=by), _held(action)
    need_version(seen, action.version)
    action.result = result
    action.state = words("action_results")[result].row["state"] if result else "open"
    action.done_on = (done_on or timezone.localdate()) if result else None
    action.version += 1
    action.save(update_fields=["result", "state", "done_on", "version"])
    say(plan.case, "action_result", action.pk, said, by=by)
    trace(by, "plan.result", plan.case, plan=str(plan.pk), state=action.state)
    touch(plan.case)


@transaction.atomic
def review_goal(goal: Goal, *, result: str, person_said: str, worker_said: str, spoken: bool = False, seen: int, by: Any) -> None:
    """Say how far the goal is: the person's remark and the worker's remark, side by side."""
    plan, goal = held(goal.plan, by=by), _held(goal)
    need_version(seen, goal.version)
    goal.result, goal.version = result, goal.version + 1
    goal.save(update_fields=["result", "version"])
    say(plan.case, "goal_person", goal.pk, person_said, by=by)
    say(plan.case, "goal_worker", goal.pk, worker_said, by=by)
    trace(by, "plan.result", plan.case, plan=str(plan.pk))
    touch(plan.case, contact=spoken)


def _held(row: Any) -> Any:
    return type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)


@transaction.atomic
def submit_plan(plan: Plan, *, by: Any) -> None:
    """Send a draft that the person agreed to for somebody else's approval."""
    plan = held(plan, by=by, states=("draft",))
    if not Goal.objects.filter(plan=plan).exists():
        raise Conflict(_("Write at least one goal before you submit the plan."))
    if plan.agreed_on is None:
        raise Conflict(_("Write the day on which the person agreed to this plan before you submit it."))
    if plan.case.state in rules.UNASSESSED:
        raise Conflict(_("The assessment comes first: this case has not been assessed yet."))
    plan.state, plan.version = moves.move(moves.PLAN, plan.state, "submit"), plan.version + 1
    plan.save(update_fields=["state", "version"])
    trace(by, "plan.submitted", plan.case, plan=str(plan.pk))
    request_approval(plan.case, "plan", plan.pk, by=by)


@transaction.atomic
def plan_decided(approval: Approval, by: Any) -> None:
    """What follows on a decision about a plan: approved, the case goes on into attention; given back or taken back, it is written again."""
    plan = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=approval.about_id or approval.pk, case_id=approval.case_id)
    )
    event = rules.DECIDED[approval.decision]
    plan.state, plan.version = moves.move(moves.PLAN, plan.state, event), plan.version + 1
    if event == "approve":
        plan.approved_at = timezone.now()
    plan.save(update_fields=["state", "version", "approved_at"])
    verb = {"approve": "plan.approved", "return": "plan.returned", "take_back": "plan.taken_back"}[event]
    trace(by, verb, plan.case, plan=str(plan.pk))
    if event == "approve":
        for step in rules.attending(plan.case.state):
            plan.case = move_case(plan.case, step, by=by)
        _follow_review(plan)


def _follow_review(plan: Plan) -> None:
    """The case is looked at again on the day written in its plan, else as its risk asks."""
    case = locked(plan.case)
    day = plan.review_on or clocks.due("review", case.risk, timezone.localdate(), rules_of(case.org_id).clocks)
    case.review_due = dt.datetime.combine(day, clocks.END_OF_DAY, clocks.LOCAL)
    set_clocks(case)
    Case.objects.filter(pk=case.pk).update(review_due=case.review_due, next_due=case.next_due)


@transaction.atomic
def revise_plan(plan: Plan, *, by: Any) -> Plan:
    """Begin a new version of an approved plan: open steps go on in it with their referrals, and the old one keeps a copy of them."""
    plan = held(plan, by=by, states=("approved",))
    plan.state, plan.version = moves.move(moves.PLAN, plan.state, "revise"), plan.version + 1
    plan.save(update_fields=["state", "version"])
    opened = open_case(plan.case, "texts")
    new = _plan(plan.case, plan.number + 1, by=by)
    for goal in Goal.objects.filter(plan=plan, result__in=rules.CARRIED_ON).order_by("position"):
        copy = add_goal(new, dimension=goal.dimension, said=opened.said("goal", goal.pk), by=by)
        going_on = list(PlanAction.objects.filter(goal=goal, state="open"))
        PlanAction.objects.filter(pk__in=[a.pk for a in going_on]).update(goal=copy)
        for a in going_on:
            _step(goal, plan.case, need=a.need, who=a.who, due_on=a.due_on, said=opened.said("action", a.pk), by=by)
        carry_words(plan.case, opened, goal.pk, copy.pk, by=by)
    trace(by, "plan.revised", plan.case, plan=str(new.pk), number=new.number)
    return new
