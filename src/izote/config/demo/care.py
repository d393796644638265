"""The demo's casework: cases of two years with what became of them, written as the workers themselves, under their own policies."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.casework.actions.cases import move_case, set_clocks, start_case
from izote.casework.actions.children import add_step, save_care, save_school
from izote.casework.actions.plans import add_goal, set_dates, start_plan, submit_plan
from izote.casework.actions.referral_answers import answer_referral
from izote.casework.actions.referrals import agree, send_referral, start_referral
from izote.casework.instruments import Instrument, instrument, score
from izote.casework.models import (
    Answers,
    Appointment,
    Approval,
    Assessment,
    Case,
    CaseEvent,
    ContactCall,
    Goal,
    Plan,
    PlanAction,
    Referral,
    Refusal,
    Score,
    ServiceDelivered,
    Text,
    Visit,
)
from izote.casework.rules.clocks import call_windows
from izote.casework.rules.sheet import MINIMUM
from izote.casework.rules.waves import wave_of
from izote.partners.models import Service
from izote.people.models import Person
from izote.people.rules import age_of

SEED = 503
CASES = {"ana": 46, "beto": 10, "delia": 6}
DECIDERS = {"ana": "beto", "beto": "tomas", "delia": "beto"}
READ_IN = dt.timedelta(days=2)
RISKS = (["immediate", "high", "medium", "low"], [1, 6, 38, 55])
KINDS: tuple[Any, ...] = (
    Case,
    CaseEvent,
    Plan,
    Goal,
    PlanAction,
    Assessment,
    Answers,
    Score,
    Text,
    ServiceDelivered,
    ContactCall,
    Appointment,
    Refusal,
)
TOPICS = (["rights", "documents", "work", "prevention", "health", "family"], [14, 30, 24, 16, 10, 6])
GOALS = {
    "economic": ("Quiero poner una venta de comida cerca de la terminal.", "training", "Inscribirse en el curso de cocina"),
    "social": ("Que mis hijos entren a la escuela este año.", "school", "Pedir cupo en el centro escolar"),
    "psychosocial": ("Dormir tranquila otra vez.", "psychosocial", "Primera cita de apoyo psicológico"),
}


def load_care() -> dict[str, int]:
    """Cases of Zacatecoluca's workers, and a year of visits."""
    rng = random.Random(SEED)
    made = {}
    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=(*CASES, *DECIDERS.values()))}
    for name, many in CASES.items():
        with acting_as(users[name].pk):
            made[name] = sum(1 for _ in _cases(users[name], many, rng))
        _approve(users[name], users[DECIDERS[name]])
    ana = users["ana"]
    with acting_as(ana.pk):
        _visits(ana, rng)
        _waiting(ana)
        sent = _referrals(ana)
        _children(ana, users["delia"])
    _answers(sent)
    return made


def _approve(worker: User, decider: User) -> None:
    """A worker's plans, asked for and decided by a colleague two days later."""
    with acting_as(worker.pk):
        waiting = list(Plan.objects.filter(by=worker, state="submitted"))
        keys = [{"case_id": plan.case_id, "person_id": plan.person_id, "org_id": plan.org_id, "about_id": plan.pk} for plan in waiting]
        asked = [plan.approved_at - READ_IN for plan in waiting if plan.approved_at]
        Approval.objects.bulk_create(
            [Approval(**of, subject="plan", requested_by=worker, requested_at=at) for of, at in zip(keys, asked, strict=True)]
        )
    with acting_as(decider.pk):
        decided = {"decision": "approved", "decided_by": decider, "decided_at": F("requested_at") + READ_IN}
        Approval.objects.filter(requested_by=worker, subject="plan", decision="").update(**decided)
    with acting_as(worker.pk):
        Plan.objects.filter(pk__in=[plan.pk for plan in waiting]).update(state="approved")


def _subjects(user: User, many: int) -> list[Person]:
    """Files that have no case yet: the worker's own first, then those of nobody."""
    free = Person.objects.filter(org__code="ZAC", merged_into__isnull=True, withdrawn_at__isnull=True).exclude(
        pk__in=Case.objects.values("person")
    )
    own = list(free.filter(responsible=user).order_by("pk")[:many])
    rest = list(free.filter(responsible__isnull=True).order_by("pk")[: many - len(own)])
    Person.objects.filter(pk__in=[person.pk for person in rest]).update(responsible=user)
    return own + rest


def _cases(user: User, many: int, rng: random.Random) -> Iterator[Case]:
    now = timezone.now()
    for person in _subjects(user, many):
        days = int(rng.triangular(1, 560, 90))
        case = _case(person, user, now - dt.timedelta(days=days, hours=rng.randrange(9)), rng)
        rows = [case, *_history(case, days, rng)]
        for kind in KINDS:
            kind.objects.bulk_create([row for row in rows if type(row) is kind])
        yield case


def _case(person: Person, user: User, opened: dt.datetime, rng: random.Random) -> Case:
    age = age_of(person.birth_date, person.birth_year, timezone.localdate())
    child = age is not None and age < 18
    case = Case(person=person, org_id=person.org_id, code=f"{person.code}/1", risk=rng.choices(*RISKS)[0], responsible=user, opened_by=user)
    case.kind = "child" if child else rng.choices(["reintegration", "family", "protection"], [78, 14, 8])[0]
    case.is_child, case.opened_at, case.assigned_at, case.risk_set_at = child, opened, opened, opened
    return case


def _history(case: Case, days: int, rng: random.Random) -> list[Any]:
    """What happened since: the older the case, the further it went."""
    keys = {"case": case, "person_id": case.person_id, "org_id": case.org_id}
    path = [("register", "", "registered", 0), ("assess", "registered", "assessment", 3), ("plan", "assessment", "plan", 10)]
    path += [("attend", "plan", "attention", 18), ("follow_up", "attention", "followup", 120)]
    path = [step for step in path if step[3] <= days]
    rows: list[Any] = [
        CaseEvent(**keys, event=event, from_state=before, to_state=after, by=case.opened_by, at=case.opened_at + dt.timedelta(days=day))
        for event, before, after, day in path
    ]
    case.state = path[-1][2]
    case.touched_at = case.opened_at + dt.timedelta(hours=4) if days > 1 else None
    case.last_contact_at = timezone.now() - dt.timedelta(days=min(days, int(rng.expovariate(1 / 7))))
    rows += _surveys(case, days, keys, rng)
    if case.state in ("attention", "followup"):
        rows += _plan(case, days, keys, rng) + _services(case, days, keys, rng)
    rows += _calls(case, days, keys, rng)
    if days > 300 and rng.random() < 0.7:
        case.state, case.closed_at = "closed", case.opened_at + dt.timedelta(days=rng.randrange(200, 300))
        case.closure_reason = rng.choices(["goals_met", "moved", "lost_contact", "declined"], [60, 15, 15, 10])[0]
        given = {"reason": case.closure_reason, "by": case.opened_by, "at": case.closed_at}
        rows.append(CaseEvent(**keys, event="close", from_state="followup", to_state="closed", **given))
    if len(path) > 3:
        case.review_due = timezone.now() + dt.timedelta(days=rng.randrange(-6, 80))
    set_clocks(case)
    return rows


def _surveys(case: Case, days: int, keys: dict[str, Any], rng: random.Random) -> list[Any]:
    one, rows, level = instrument("rss"), [], rng.uniform(0.25, 0.55)
    for day, held in ((5, 0.85), (200, 0.7), (400, 0.6)):
        if day <= days and rng.random() < held:
            rows += _survey(case, one, day, level + 0.1 * (day > 100) + 0.06 * (day > 300), keys, rng)
    if days > 4:
        rows += _survey(case, instrument("who5"), 4, level, keys, rng)
    return rows


def _survey(case: Case, one: Instrument, day: int, level: float, keys: dict[str, Any], rng: random.Random) -> list[Any]:
    at = case.opened_at + dt.timedelta(days=day)
    given = {item.name: _answer(item, level, rng) for item in one.items if item.asks and item.choices and item.type == "select_one"}
    answers = {name: given[name] for name in one.visible(given) if given.get(name)}
    made = score(one, answers)
    about = {"instrument": one.form_id, "version": one.version, "wave": wave_of(one.form_id, case.opened_at, timezone.localtime(at).date())}
    done = Assessment(**keys, **about, weights_version=made.weights_version, state="complete", by=case.opened_by, completed_at=at)
    done.held_on = timezone.localtime(at).date()
    kept = Answers(assessment=done, **keys, answers=answers, result={**made.stored(), "earlier": []})
    lines = [
        Score(**keys, **about, assessment=done, dimension=name, value=value, weights_version=made.weights_version, held_on=done.held_on)
        for name, value in made.lines.items()
    ]
    return [done, kept, *lines]


def _answer(item: Any, level: float, rng: random.Random) -> str:
    """An answer near a level between 0 and 1; now and then somebody does not know."""
    if rng.random() < 0.03 and item.choice("dk"):
        return "dk"
    scaled = [choice for choice in item.choices if choice.value not in ("", None)]
    if not scaled:
        return str(rng.choice(item.choices).code)
    most = max(float(choice.value) for choice in scaled) or 1
    wanted = min(max(rng.gauss(level, 0.22), 0), 1) * most
    return str(min(scaled, key=lambda choice: abs((most - float(choice.value) if item.reverse else float(choice.value)) - wanted)).code)


def _plan(case: Case, days: int, keys: dict[str, Any], rng: random.Random) -> list[Any]:
    agreed = timezone.localtime(case.opened_at).date() + dt.timedelta(days=12)
    plan = Plan(**keys, state="submitted", by=case.opened_by, agreed_on=agreed, approved_at=case.opened_at + dt.timedelta(days=16))
    plan.review_on = agreed + dt.timedelta(days=90)
    rows: list[Any] = [plan]
    for position, name in enumerate(rng.sample(sorted(GOALS), rng.choice([1, 2, 2])), 1):
        said, need, step = GOALS[name]
        goal = Goal(**keys, plan=plan, dimension=name, position=position)
        due = agreed + dt.timedelta(days=rng.choice([20, 45, 90]))
        over = due < timezone.localdate() and rng.random() < 0.92
        action = PlanAction(**keys, goal=goal, need=need, who=rng.choice(["person", "worker", "partner"]), due_on=due)
        if over:
            action.state, action.result, action.done_on = "done", "done", due
        words = (("goal", goal.pk, said), ("action", action.pk, step))
        rows += [goal, action, *(Text(**keys, about=about, about_id=key, body=body, author=case.opened_by) for about, key, body in words)]
    return rows


def _services(case: Case, days: int, keys: dict[str, Any], rng: random.Random) -> list[Any]:
    rows: list[Any] = []
    for _ in range(rng.choice([0, 1, 1, 2])):
        after = rng.randrange(1, max(days, 2))
        at = case.opened_at + dt.timedelta(days=after)
        kind = rng.choice(["food", "hygiene", "transport"])
        given = {
            "delivered_on": timezone.localtime(at).date(),
            "quantity": 1,
            "receipt": f"{rng.randrange(10**6):06d}",
            "by": case.opened_by,
        }
        rows.append(ServiceDelivered(**keys, kind=kind, programme="municipal", **given))
        case.first_service_at = min(at, case.first_service_at or at)
    return rows


def _calls(case: Case, days: int, keys: dict[str, Any], rng: random.Random) -> list[Any]:
    rows: list[Any] = []
    for window in call_windows(timezone.localtime(case.opened_at).date()):
        call = ContactCall(**keys, wave=int(window.wave), due_on=window.due)
        if window.due < timezone.localdate() and rng.random() < 0.88:
            call.state, call.attempts, call.by = "done", rng.choice([1, 1, 2, 3]), case.opened_by
            call.reached_at = call.last_attempt_at = case.opened_at + dt.timedelta(days=int(window.wave) + rng.randrange(3))
            call.outcome = rng.choices(["safe", "left_choice", "left_need", "displaced", "unknown"], [82, 5, 5, 4, 4])[0]
        rows.append(call)
    return rows


def _visits(ana: User, rng: random.Random) -> None:
    today = timezone.localdate()
    zac = Organization.objects.get(code="ZAC")
    Visit.objects.bulk_create(
        [
            Visit(
                id=uuid4(),
                org=zac,
                day=today - dt.timedelta(days=rng.randrange(330)),
                channel=rng.choices(["counter", "phone", "outreach"], [70, 20, 10])[0],
                topics=[rng.choices(*TOPICS)[0]],
                outcome=rng.choices(["advised", "registers"], [85, 15])[0],
                sex=rng.choice("FMM"),
                age_band=rng.choice(["12-17", "18-29", "18-29", "30-44", "45-59"]),
            )
            for _ in range(300)
        ]
    )


def _waiting(ana: User) -> None:
    """Two plans that wait for the supervisor, made through the same actions as the pages."""
    for person in _subjects(ana, 2):
        case = start_case(person, kind="reintegration", risk="medium", by=ana)
        plan = start_plan(move_case(case, "assess", by=ana), by=ana)
        said, need, step = GOALS["economic"]
        due = timezone.localdate() + dt.timedelta(days=30)
        add_goal(plan, dimension="economic", said=said, steps=[{"need": need, "who": "partner", "due_on": due, "said": step}], by=ana)
        plan = Plan.objects.get(pk=plan.pk)
        set_dates(plan, agreed_on=timezone.localdate(), review_on=None, seen=plan.version, by=ana)
        submit_plan(Plan.objects.get(pk=plan.pk), by=ana)


def _referrals(ana: User) -> list[Referral]:
    """Six referrals, made through the same actions as the pages: to a partner with accounts where there is one, else on paper."""
    sent = []
    own = Case.objects.filter(responsible=ana, state="attention", is_child=False).order_by("-opened_at")[:6]
    offered = Service.objects.filter(status=Service.Status.ACTIVE).select_related("institution")
    services = list(offered.order_by(F("institution__account_org").desc(nulls_last=True), "name")[:3])
    for number, case in enumerate(own if services else []):
        service = services[number % len(services)]
        org = service.institution.account_org
        to: dict[str, Any] = {"service_id": service.pk, "to_label": f"{service.name} ({service.institution.name})"[:160], "to_org": org}
        how: dict[str, Any] = {"channel": "account" if org else "paper", "urgency": "weeks", "need": (service.needs or ["other"])[0]}
        row = start_referral(case, by=ana, **to, **how)
        until = timezone.localdate() + dt.timedelta(days=90)
        agree(row, fields=list(MINIMUM), until=until, mode="paper", given_by="person", language="es", by=ana)
        send_referral(row, channel=how["channel"], by=ana)
        sent.append(row)
    return sent


CHILDREN = (
    ("mother", "mother", "provisional", "foreign"),
    ("grandparents", "grandparent", "attending", "complete"),
    ("relative", "aunt_uncle", "certificates", "partial"),
    ("mother", "mother", "asked", "none"),
    ("both_parents", "father", "enrolled", "complete"),
)


def _children(ana: User, delia: User) -> None:
    """With whom children live, how school stands, and the first best-interests steps, made through the same actions as the pages."""
    cases = Case.objects.filter(responsible=ana, is_child=True).exclude(state="closed").order_by("opened_at")[: len(CHILDREN)]
    agreed = {"caregiver_consents": "yes", "assent": "yes", "caregiver_harms": False, "exception": ""}
    today = timezone.localdate()
    for case, (care, relation, school, papers) in zip(cases, CHILDREN, strict=False):
        child = save_care(case, seen=1, by=ana, care=care, relation=relation, **agreed)
        save_school(case, seen=child.version, by=ana, school=school, school_papers=papers)
        add_step(case, "identification", done_on=today, words="Volvió con un familiar hace pocas semanas.", by=ana)
        add_step(case, "interview", done_on=today, second_adult=delia, views="Quiero ir a la misma escuela que mi prima.", by=ana)


def _answers(sent: list[Referral]) -> None:
    """What the partner with accounts answered to two of them."""
    with acting_as(DOORKEEPER):
        pilar = User.objects.filter(username="pilar").first()
    if pilar is None:
        return
    with acting_as(pilar.pk):
        received = [row for row in sent if row.to_org_id][:2]
        for row, event in zip(received, ("accept", "attend"), strict=False):
            answer_referral(row, event, by=pilar, via="account")
