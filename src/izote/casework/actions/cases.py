"""Beginning a case, moving it on, setting its risk, and the clocks that follow."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Case, CaseEvent, OfficeRules
from izote.casework.models.cases import ENDED
from izote.casework.rules import clocks, moves
from izote.kit.errors import Conflict
from izote.people.models import Person
from izote.people.rules import age_of

ADULT = 18
ONCE = ("first_action", "assessment", "plan")


@transaction.atomic
def start_case(person: Person, *, kind: str, risk: str, by: Any) -> Case:
    """Open a case for a person and take responsibility for it and for the file."""
    require(by, "case.own", person.org_id)
    if person.withdrawn_at:
        raise Conflict(_("The person asked that this file not be used. It can be read, but not changed."))
    if Case.objects.filter(person=person).exclude(state__in=ENDED).exists():
        raise Conflict(_("This person has an open case already."))
    now = timezone.now()
    number = (Case.objects.filter(person=person).aggregate(n=Max("number"))["n"] or 0) + 1
    age = age_of(person.birth_date, person.birth_year, timezone.localdate())
    case = Case(
        person=person,
        org_id=person.org_id,
        number=number,
        code=f"{person.code}/{number}",
        kind=kind,
        risk=risk,
        is_child=age is not None and age < ADULT,
        responsible=by,
        opened_by=by,
        opened_at=now,
        assigned_at=now,
        risk_set_at=now,
    )
    set_clocks(case)
    case.save(force_insert=True)
    if person.responsible_id is None:
        Person.objects.filter(pk=person.pk, responsible__isnull=True).update(responsible=by)
    note_event(case, "register", "", by=by)
    trace(by, "case.started", case)
    return case


@transaction.atomic
def move_case(case: Case, event: str, *, by: Any, reason: str = "") -> Case:
    """Move a case on as the table of its states allows; its clocks follow."""
    case = locked(case)
    before, case.state = case.state, moves.move(moves.CASE, case.state, event)
    set_clocks(case)
    case.version += 1
    case.save()
    note_event(case, event, before, by=by, reason=reason)
    trace(by, "case.moved", case, event=event, state=case.state)
    return case


@transaction.atomic
def set_risk(case: Case, risk: str, *, by: Any) -> Case:
    """Say anew how great the risk is; the clocks run from now."""
    case = locked(case)
    require_work(by, case)
    if case.risk != risk:
        case.risk, case.risk_set_at, case.version = risk, timezone.now(), case.version + 1
        set_clocks(case)
        case.save()
        trace(by, "case.risk_set", case)
    return case


def touch(case: Case, *, contact: bool = False, service: bool = False) -> None:
    """Somebody did something with the case: the first action, and perhaps a contact or the first service, happened now."""
    now = timezone.now()
    fields: dict[str, Any] = {}
    if case.touched_at is None:
        fields["touched_at"] = now
    if contact:
        fields["last_contact_at"] = now
    if service and case.first_service_at is None:
        fields["first_service_at"] = now
    for name, value in fields.items():
        setattr(case, name, value)
    set_clocks(case)
    names = ("touched_at", "last_contact_at", "first_service_at", *(f"{kind}_due" for kind in (*ONCE, "contact", "review")), "next_due")
    Case.objects.filter(pk=case.pk).update(**{name: getattr(case, name) for name in names})


def set_clocks(case: Case) -> None:
    """Write when each thing is due, by the level of risk and the office's own clocks; nothing is due in a case that has ended."""
    own = (OfficeRules.objects.filter(pk=case.org_id).values_list("clocks", flat=True).first()) or {}
    due: dict[str, dt.datetime | None] = dict.fromkeys(("first_action", "assessment", "plan", "contact", "review"))
    if case.state not in ENDED:
        order = ("registered", "assessment", "plan", "attention", "followup")
        reached = order.index(case.state) if case.state in order else (0 if case.state == "identified" else 3)
        since = case.risk_set_at
        if case.touched_at is None:
            due["first_action"] = clocks.due("first_action", case.risk, since, own)
        if reached < 2:
            due["assessment"] = clocks.due("assessment", case.risk, since, own)
        if reached < 3:
            due["plan"] = clocks.due("plan", case.risk, since, own)
        due["contact"] = clocks.next_contact(case.risk, case.last_contact_at, since, own)
        if reached >= 3:
            due["review"] = clocks.due("review", case.risk, since, own) if case.review_due is None else case.review_due
    for name, at in due.items():
        setattr(case, f"{name}_due", at)
    case.next_due = min((at for at in due.values() if at), default=None)


def note_event(case: Case, event: str, before: str, *, by: Any, reason: str = "") -> None:
    """Keep a step in the life of a case."""
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case=case,
                person_id=case.person_id,
                org_id=case.org_id,
                event=event,
                from_state=before,
                to_state=case.state,
                reason=reason,
                by=by,
                at=timezone.now(),
            )
        ]
    )
