"""Before a case is closed: what stands open, and what a reason still lacks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import User
from izote.access.permissions import may
from izote.casework.models import Appointment, Assessment, CallAttempt, Case, Closure, PlanAction, Referral, Transfer
from izote.casework.models.referrals import REFERRAL_ENDED
from izote.casework.queries.cases import cases_for, kept_out_of, stands_in_for
from izote.casework.rules.children import ADULT
from izote.casework.rules.clocks import LOCAL
from izote.casework.rules.closing import SURVEY_DAYS, Attempt, missing_attempts, reason_needs
from izote.people.models import Person
from izote.people.queries import staff_with
from izote.people.rules import age_of

ACCEPTED = ("accepted", "scheduled", "attended", "done")
SURVEY = "satisfaction"


@dataclass(frozen=True)
class Standing:
    """What would be left behind by closing now."""

    referrals: list[Referral]
    appointments: list[Appointment]
    actions: int

    def __bool__(self) -> bool:
        return bool(self.referrals or self.appointments or self.actions)


def standing(case: Case) -> Standing:
    """Open referrals, appointments to come, and open actions of the plan."""
    return Standing(
        referrals=list(Referral.objects.filter(case=case).exclude(state__in=REFERRAL_ENDED).order_by("created_at")),
        appointments=list(Appointment.objects.filter(case=case, state="booked", starts_at__gte=timezone.now()).order_by("starts_at")),
        actions=PlanAction.objects.filter(case=case, state="open").exclude(goal__plan__state="revised").count(),
    )


def closures_of(case: Case) -> QuerySet[Closure]:
    """Every request to close the case, the newest first."""
    return Closure.objects.filter(case=case).select_related("requested_by", "survey_by", "other_case").order_by("-requested_at")


def attempts_for_closing(case: Case) -> list[Attempt]:
    """The tries to reach the person, as the rule of lost contact reads them."""
    return [Attempt(*row) for row in CallAttempt.objects.filter(case=case).values_list("at", "means", "result")]


def why_not(case: Case, reason: str, other_case: Case | None) -> str:
    """What a reason still lacks, in a sentence; nothing when nothing is lacking."""
    needs = reason_needs(reason)
    if needs == "attempts":
        return missing_attempts(attempts_for_closing(case))
    if needs == "accepted" and not _taken_over(case):
        return _("No institution has accepted the person yet. Send a referral and wait until it is accepted.")
    if needs == "finished" and not Referral.objects.filter(case=case, state="done").exists():
        return _("No referral of this case was completed.")
    if needs == "other_case" and (other_case is None or other_case.pk == case.pk):
        return _("Write the code of the case that goes on.")
    if needs == "child" and not _is_adult(case):
        return _("By the date of birth written down, this person is not 18 yet.")
    return ""


def survey_colleagues(case: Case, by: Any) -> QuerySet[User]:
    """Who may offer the satisfaction survey: those who work on cases in the office and did not on this one; whoever asks must be one who
    may let a colleague in."""
    if not may(by, "case.assign", case.org_id) and case.responsible_id not in stands_in_for():
        return User.objects.none()
    besides = {by.pk, case.responsible_id, *kept_out_of(case)} - {None}
    return staff_with(case.org_id, "case.own").exclude(pk__in=besides)


def surveys_waiting(user: Any) -> QuerySet[Closure]:
    """The closed cases of the last weeks in which the user is to offer the satisfaction survey and nobody has asked it, oldest first."""
    done = {"instrument": SURVEY, "state": "complete", "completed_at__gte": OuterRef("requested_at")}
    asked = Assessment.objects.filter(case=OuterRef("case"), **done)
    since = timezone.now() - dt.timedelta(days=SURVEY_DAYS)
    rows = Closure.objects.filter(~Exists(asked), survey_by=user, state="approved", ended_at__gte=since)
    return rows.select_related("case").order_by("ended_at")


def case_by_code(user: Any, code: str) -> Case | None:
    """A case that the user sees, by its code."""
    return cases_for(user).filter(code=code.strip().upper()).first()


def _taken_over(case: Case) -> bool:
    return (
        Referral.objects.filter(case=case, state__in=ACCEPTED).exists() or Transfer.objects.filter(Q(case=case), state="accepted").exists()
    )


def _is_adult(case: Case) -> bool:
    person = Person.objects.filter(pk=case.person_id).first()
    age = age_of(person.birth_date, person.birth_year, timezone.now().astimezone(LOCAL).date()) if person else None
    return age is not None and age >= ADULT
