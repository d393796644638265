"""Beginning a case, moving it on, setting its risk, and the clocks that follow."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import home_org, may, require
from izote.casework.actions.callplan import plan_calls
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Case, CaseEvent, OfficeRules, Plan, Referral, ServiceDelivered
from izote.casework.models.cases import ENDED
from izote.casework.queries.cases import cases_of, stands_in_for
from izote.casework.rules import clocks, moves
from izote.casework.rules.children import still_child
from izote.kit.errors import Conflict
from izote.people.models import Person

ONCE = ("first_action", "assessment", "plan")
STEPS = ("register", "assess", "plan", "attend", "follow_up")


@transaction.atomic
def start_case(person: Person, *, kind: str, risk: str, by: Any) -> Case:
    """Open a case for a person and take responsibility for it and for the file, or let the absent colleague have it whose file it is."""
    require(by, "case.own", person.org_id)
    if person.withdrawn_at:
        raise Conflict(_("The person asked that this file not be used. It can be read, but not changed."))
    earlier = cases_of(person)
    if any(case.is_open for case in earlier):
        raise Conflict(_("This person has an open case already."))
    carries = _carrier(person, by)
    now = timezone.now()
    number = max((case.number for case in earlier), default=0) + 1
    case = Case(
        person=person,
        org_id=person.org_id,
        number=number,
        code=f"{person.code}/{number}",
        kind=kind,
        risk=risk,
        state=moves.move(moves.CASE, moves.CASE.start, "register"),
        is_child=still_child(False, person.birth_date, person.birth_year, timezone.localdate()),
        responsible_id=carries,
        opened_by=by,
        opened_at=now,
        assigned_at=now,
        risk_set_at=now,
    )
    set_clocks(case)
    _insert(case)
    follow_case(case)
    note_event(case, "register", "", by=by)
    plan_calls(case, by=by)
    trace(by, "case.started", case)
    return case


def _carrier(person: Person, by: Any) -> int:
    """Who carries a new case: the absent colleague one stands in for, else oneself; a colleague's file is not taken away."""
    holder = person.responsible_id
    if holder is None or holder == by.pk or may(by, "case.assign", person.org_id):
        return int(by.pk)
    if holder in stands_in_for():
        return holder
    raise Conflict(_("A colleague takes care of this file. Ask her or him, or your supervisor, to hand it to you."))


def _insert(case: Case) -> None:
    """Write a new case; two colleagues who open one at the same moment make one."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This person has an open case already.")) from error


def follow_case(case: Case) -> None:
    """Give the file to whoever carries the case."""
    with connection.cursor() as cursor:
        cursor.execute("select access.follow_case(%s)", [case.pk])


@transaction.atomic
def move_case(case: Case, event: str, *, by: Any, reason: str = "") -> Case:
    """Move a case on as the table of its states allows; its clocks follow. Closing and reopening leave their day and keep the history."""
    case = locked(case)
    before, case.state = case.state, moves.move(moves.CASE, case.state, event)
    if case.state in ENDED:
        case.closed_at, case.closure_reason = case.closed_at or timezone.now(), reason or case.closure_reason
    elif before in ENDED:
        case.closed_at, case.closure_reason, case.reopened, case.risk_set_at = None, "", case.reopened + 1, timezone.now()
        case.touched_at = case.review_due = None
    grow(case)
    set_clocks(case)
    case.version += 1
    _update(case)
    note_event(case, event, before, by=by, reason=reason)
    trace(by, "case.moved", case, event=event, state=case.state)
    return case


def _update(case: Case) -> None:
    """Write a case that was locked; a reopened one must not stand beside another that is open."""
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise Conflict(_("This person has an open case already.")) from error


@transaction.atomic
def step_case(case: Case, event: str, *, by: Any) -> Case:
    """What a worker does from the case page: go on to the next state; closing and reopening have their own pages."""
    require_work(by, case)
    if event not in STEPS:
        raise Conflict(_("This step has its own page."))
    if event == "attend" and not Plan.objects.filter(case=case, state="approved").exists():
        raise Conflict(_("Attention begins with an approved plan. Write the plan and ask for its approval first."))
    case = move_case(case, event, by=by)
    touch(case)
    return case


@transaction.atomic
def set_risk(case: Case, risk: str, *, by: Any) -> Case:
    """Say anew how great the risk is; the clocks run from now."""
    case = locked(case)
    require_work(by, case)
    if case.risk != risk:
        case.risk, case.risk_set_at, case.version = risk, timezone.now(), case.version + 1
        if not _review_written(case):
            case.review_due = None
        set_clocks(case)
        case.save()
        trace(by, "case.risk_set", case)
    return case


def _review_written(case: Case) -> bool:
    """Whether the plan that was approved last names the day on which it is looked at again."""
    approved = Plan.objects.filter(case=case, approved_at__isnull=False).order_by("-number")
    return bool(approved.values_list("review_on", flat=True).first())


def touch(case: Case, *, contact: bool = False, service: bool = False) -> None:
    """Somebody did something with the case: the first action, and perhaps a contact, happened now; the first service is looked up anew."""
    now = timezone.now()
    case.refresh_from_db(fields=("touched_at", "last_contact_at", "first_service_at"))
    fields: dict[str, Any] = {}
    if case.touched_at is None:
        fields["touched_at"] = now
    if contact:
        fields["last_contact_at"] = now
    if service:
        fields["first_service_at"] = _first_service(case)
    for name, value in fields.items():
        setattr(case, name, value)
    grow(case)
    set_clocks(case)
    names = (
        "is_child",
        "touched_at",
        "last_contact_at",
        "first_service_at",
        *(f"{kind}_due" for kind in (*ONCE, "contact", "review")),
        "next_due",
    )
    Case.objects.filter(pk=case.pk).update(**{name: getattr(case, name) for name in names})


def grow(case: Case) -> None:
    """Who comes of age is no child any more; a birth written later is followed at once by `access.follow_birth`."""
    file = Person.objects.filter(pk=case.person_id).select_related("merged_into").first()
    if file:
        person = file.merged_into or file
        case.is_child = still_child(case.is_child, person.birth_date, person.birth_year, timezone.localdate())


def _first_service(case: Case) -> dt.datetime | None:
    """When the person was first given something that stands, or first arrived where referred; never before the case was opened."""
    given = ServiceDelivered.objects.filter(case=case, cancelled_at__isnull=True).order_by("delivered_on", "created_at")
    there = Referral.objects.filter(Q(attended_at__isnull=False) | Q(state="done"), case=case)
    arrived = there.annotate(at=Coalesce("attended_at", "moved_at"))
    moments = [
        written if written.astimezone(clocks.LOCAL).date() == day else dt.datetime.combine(day, dt.time(12), clocks.LOCAL)
        for day, written in given.values_list("delivered_on", "created_at")[:1]
    ]
    moments += [at for at in arrived.order_by("at").values_list("at", flat=True)[:1] if at]
    return max(min(moments), case.opened_at) if moments else None


def set_clocks(case: Case) -> None:
    """Write when each thing is due, by the level of risk and the office's own clocks; nothing is due in a case that has ended."""
    own = (OfficeRules.objects.filter(pk=case.org_id).values_list("clocks", flat=True).first()) or {}
    due: dict[str, dt.datetime | None] = dict.fromkeys(("first_action", "assessment", "plan", "contact", "review"))
    if case.state not in ENDED:
        order = ("registered", "assessment", "plan", "attention", "followup")
        reached = order.index(case.state) if case.state in order else 3
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


def note_seen(case: Case, *, by: Any) -> None:
    """Leave the line that somebody looked at a case."""
    trace(by, "case.seen", case)


def note_listed(shown: int, *, by: Any) -> None:
    """Leave the line that somebody looked at a list of cases."""
    office = home_org(by)
    record(by, "case.listed", org=office.pk if office else None, shown=shown)
