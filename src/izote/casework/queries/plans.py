"""Questions about plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.utils import timezone

from izote.casework.models import Approval, Case, Goal, Plan, PlanAction, Referral
from izote.casework.models.referrals import REFERRAL_ENDED
from izote.casework.queries.cases import Opened

STEPS = PlanAction.objects.order_by(F("due_on").asc(nulls_last=True), "need", "pk")


@dataclass(frozen=True)
class Step:
    """One thing to do, with its words."""

    row: PlanAction
    said: str
    outcome: str
    late: bool
    referral: Referral | None = None

    @property
    def refers(self) -> bool:
        """Whether a partner may be asked for it: nothing is running yet."""
        running = self.referral is not None and self.referral.state not in REFERRAL_ENDED
        return self.row.who == "partner" and self.row.state == "open" and not running


@dataclass(frozen=True)
class Aim:
    """A goal, with what the person and the worker said, and its steps."""

    row: Goal
    said: str
    person_said: str
    worker_said: str
    steps: list[Step]


def plan_of(case: Case, number: int | None = None) -> Plan | None:
    """The plan in force or being written, or an earlier version by its number."""
    rows = Plan.objects.filter(case=case).select_related("by").order_by("-number")
    return rows.first() if number is None else rows.filter(number=number).first()


def plan_for(case: Case, number: int | None = None) -> Plan:
    """The same, or 404."""
    found = plan_of(case, number)
    if found is None:
        raise Http404
    found.case = case
    return found


def approval_of(plan: Plan) -> Approval | None:
    """The latest request to approve a plan."""
    return Approval.objects.filter(case=plan.case_id, subject="plan", about_id=plan.pk).order_by("-requested_at").first()


def versions_of(case: Case) -> list[Plan]:
    """Every version, newest first."""
    return list(Plan.objects.filter(case=case).order_by("-number"))


def goal_for(case: Case, pk: UUID, *, hold: bool = False) -> Goal:
    """A goal of the case, or 404; held when it is about to be written."""
    rows = Goal.objects.select_for_update(of=("self",)) if hold else Goal.objects.all()
    found = rows.select_related("plan").filter(case=case, pk=pk).first()
    if found is None:
        raise Http404
    return found


def action_for(case: Case, pk: UUID, *, hold: bool = False) -> PlanAction:
    """A step of the case's plan, or 404; held when it is about to be written."""
    rows = PlanAction.objects.select_for_update(of=("self",)) if hold else PlanAction.objects.all()
    found = rows.select_related("goal__plan").filter(case=case, pk=pk).first()
    if found is None:
        raise Http404
    return found


def aims(plan: Plan, opened: Opened) -> list[Aim]:
    """The goals of a plan with their steps and words, in their order."""
    today = timezone.localdate()
    goals = Goal.objects.filter(plan=plan).order_by("position", "pk").prefetch_related(Prefetch("actions", STEPS, to_attr="steps"))
    latest = Referral.objects.filter(case=plan.case_id, action__goal__plan=plan).order_by("action", "-created_at").distinct("action")
    referrals = {row.action_id: row for row in latest.only("pk", "action", "state", "to_label")}
    return [_aim(goal, opened, today, referrals) for goal in goals]


def _aim(goal: Any, opened: Opened, today: Any, referrals: Mapping[Any, Referral]) -> Aim:
    steps = [
        Step(
            row=a,
            said=opened.said("action", a.pk),
            outcome=opened.said("action_result", a.pk),
            late=a.state == "open" and a.due_on is not None and a.due_on < today,
            referral=referrals.get(a.pk),
        )
        for a in goal.steps
    ]
    said = {about: opened.said(about, goal.pk) for about in ("goal", "goal_person", "goal_worker")}
    return Aim(row=goal, said=said["goal"], person_said=said["goal_person"], worker_said=said["goal_worker"], steps=steps)


def open_steps(case: Case) -> list[PlanAction]:
    """What is still to be done in the plan in force, for forms that refer to it."""
    live = Q(goal__plan__state__in=("draft", "submitted", "returned", "approved"))
    return list(STEPS.filter(live, case=case, state="open").select_related("goal"))
