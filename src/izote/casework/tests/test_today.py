"""The day's work and the team: what waits, for whom, in calm words, at the same cost at any size."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.access.models import Membership
from izote.casework.actions import after, approvals, handing
from izote.casework.actions.cases import move_case, touch
from izote.casework.actions.settings import save_rules
from izote.casework.models import (
    Appointment,
    Assessment,
    BestInterestStep,
    Case,
    ChildFile,
    Closure,
    ContactCall,
    Goal,
    OfficeRules,
    Plan,
    PlanAction,
    Referral,
)
from izote.casework.queries import team, today
from izote.casework.queries.cases import rules_of
from izote.casework.rules.caseload import bucket, months_open
from izote.casework.tests import builders
from izote.kit.errors import BadInput, Conflict
from izote.people.tests.builders import enter, exclude

NOW = timezone.now()


def ago(**span):
    return NOW - dt.timedelta(**span)


def waits(user):
    with acting_as(user.pk):
        return {group.kind: [item.case_code for item in group.items] for group in today.today(user)}


def aged(case, by, **fields):
    """The case as it would stand had time gone by."""
    with acting_as(by.pk):
        Case.objects.filter(pk=case.pk).update(**fields)
    return case


def of(case):
    return {"case": case, "person_id": case.person_id, "org_id": case.org_id}


def late(cast, by, risk="medium", **fields):
    case = builders.case(by, cast.ZAC, risk=risk)
    return aged(case, by, touched_at=ago(days=20), first_action_due=None, **fields)


def test_a_new_case_is_new_then_due_then_late(cast):
    case = builders.case(cast.ana, cast.ZAC, risk="medium")
    assert waits(cast.ana) == {"fresh": [case.code]}
    aged(case, cast.ana, next_due=ago(hours=5), first_action_due=ago(hours=5))
    assert waits(cast.ana) == {"overdue": [case.code]}
    with acting_as(cast.ana.pk):
        touch(Case.objects.get(pk=case.pk), contact=True)
    assert waits(cast.ana) == {}


def test_high_risk_without_contact_stands_first_and_once(cast):
    case = late(cast, cast.ana, "high", contact_due=ago(days=2), next_due=ago(days=2))
    assert waits(cast.ana) == {"grave": [case.code]}


def test_each_kind_of_thing_that_waits_has_its_group(cast):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    with acting_as(cast.ana.pk):
        Assessment(**of(case), instrument="x", version="1", by=cast.ana, critical=1).save(force_insert=True)
        plan = Plan(**of(case), by=cast.ana, state="submitted")
        plan.save(force_insert=True)
    builders.agree(case, "plan", asked=cast.ana, decided=cast.beto, about=plan.pk)
    with acting_as(cast.ana.pk):
        Plan.objects.filter(pk=plan.pk).update(state="approved")
        goal = Goal(**of(case), plan=plan, dimension="social")
        goal.save(force_insert=True)
        PlanAction(**of(case), goal=goal, need="documents", who="worker", due_on=timezone.localdate() - dt.timedelta(days=1)).save(
            force_insert=True
        )
        given = {"code": "A-11", "starts_at": timezone.localtime().replace(hour=23, minute=30), "with_user": cast.ana, "by": cast.ana}
        Appointment(**of(case), **given).save(force_insert=True)
        for n, moved in ((1, ago(hours=2)), (2, ago(days=15))):
            seen = None if n == 1 else NOW
            given = {"need": "health", "channel": "paper", "urgency": "weeks", "state": "accepted", "by": cast.ana, "to_label": "USZ"}
            Referral(**of(case), code=f"R-{n}", sent_at=ago(days=20), moved_at=moved, reply_seen_at=seen, **given).save(force_insert=True)
        ContactCall.objects.filter(case=case, wave=30).update(due_on=timezone.localdate())
    assert waits(cast.ana) == {kind: [case.code] for kind in ("critical", "appointments", "steps", "replies", "silent", "calls")}
    assert waits(cast.delia) == {} and list(waits(cast.beto)) == ["led"], "it is Ana's work"


def test_a_childs_notice_stands_first_with_its_hour_and_the_team_sees_it_too(cast, client):
    child = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    due = NOW + dt.timedelta(hours=5)
    with acting_as(cast.ana.pk):
        ChildFile(**of(child), junta_due=due).save(force_insert=True)
        for step, held, again in (("assessment", 40, ago(days=3).date()), ("interview", 50, None)):
            days = {"done_on": ago(days=held).date(), "next_review_on": again}
            BestInterestStep(**of(child), **days, step=step, by=cast.ana).save(force_insert=True)
    assert list(waits(cast.ana)) == ["junta", "interests"] and waits(cast.beto) == {}
    hour = timezone.localtime(due).strftime("%H:%M")
    assert hour in enter(client, cast.ana).get(reverse("today")).content.decode()
    assert "Hay que avisar a la Junta de Protección" in enter(client, cast.beto).get(reverse("team")).content.decode()
    page = enter(client, cast.tomas).get(reverse("team")).content.decode()
    assert child.code in page and reverse("child_detail", args=[child.pk]) not in page
    with acting_as(cast.ana.pk):
        ChildFile.objects.filter(pk=child.pk).update(junta_reason_not="done_before")
        BestInterestStep(**of(child), step="assessment", done_on=NOW.date(), by=cast.ana).save(force_insert=True)
    assert waits(cast.ana) == {}


def test_a_referral_whose_time_is_over_is_named_once(cast):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    given = {"need": "health", "channel": "paper", "urgency": "weeks", "by": cast.ana, "to_label": "USZ", "sent_at": ago(days=20)}
    with acting_as(cast.ana.pk):
        over = {"due_at": ago(hours=1), "moved_at": ago(days=15), "reply_seen_at": NOW}
        Referral(**of(case), **given, **over, code="R-1", state="seen").save(force_insert=True)
        Referral(**of(case), **given, **over, code="R-2", state="done").save(force_insert=True)
    assert waits(cast.ana) == {"late": [case.code]}


def test_whoever_leads_sees_the_critical_answers_of_colleagues_until_it_is_said_what_was_done(cast, client):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    with acting_as(cast.ana.pk):
        row = Assessment(**of(case), instrument="x", version="1", by=cast.ana, critical=1)
        row.save(force_insert=True)
    assert waits(cast.ana) == {"critical": [case.code]} and waits(cast.beto) == {"led": [case.code]}
    assert waits(cast.tomas) == {} == waits(cast.delia) == waits(cast.carla), "a stand-in without names is told nothing"
    page = enter(client, cast.beto).get(reverse("today")).content.decode()
    assert "con sus colegas" in page and "Ana" in page and reverse("assessment_critical", args=[case.pk, row.pk]) in page
    with acting_as(cast.ana.pk):
        Assessment.objects.filter(pk=row.pk).update(critical_seen_at=NOW)
    assert waits(cast.beto) == {}


def test_surveys_that_are_due_and_that_somebody_was_asked_to_hold(cast):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        handing.share_case(case, user=cast.delia, why="second", ends_on=None, by=cast.ana)
        asked = {"reason": "goals_met", "requested_by": cast.ana, "requested_at": ago(days=2), "state": "approved", "ended_at": ago(days=1)}
        Closure(**of(case), **asked, survey_by=cast.delia).save(force_insert=True)
        move_case(case, "close", by=cast.ana, reason="goals_met")
    assert waits(cast.delia) == {"surveys": [case.code]} and waits(cast.ana) == {}
    with acting_as(cast.delia.pk):
        held = {"instrument": "satisfaction", "version": "1", "state": "complete", "completed_at": NOW, "by": cast.delia}
        Assessment(**of(case), **held).save(force_insert=True)
    assert waits(cast.delia) == {}


def test_what_was_given_back_offered_or_waits_for_a_decision(cast):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    with acting_as(cast.ana.pk):
        asked = approvals.Approval(**of(case), subject="plan", about_id=uuid.uuid4(), requested_by=cast.ana, requested_at=NOW)
        asked.save(force_insert=True)
        handing.offer_transfer(case, to=cast.delia, by=cast.ana)
    assert waits(cast.beto) == {"approvals": [case.code]} and waits(cast.tomas) == {"approvals": [case.code]}
    assert waits(cast.delia) == {"offered": [case.code]}
    with acting_as(cast.beto.pk):
        approvals.Approval.objects.filter(pk=asked.pk).update(decision="returned", decided_by=cast.beto, decided_at=NOW)
    assert waits(cast.ana) == {"returned": [case.code]} and waits(cast.beto) == {}
    with acting_as(cast.ana.pk):
        again = approvals.Approval(**of(case), subject="plan", about_id=uuid.uuid4(), requested_by=cast.ana, requested_at=timezone.now())
        again.save(force_insert=True)
    assert waits(cast.ana) == {}, "asked again: it no longer waits for Ana"


def test_a_sealed_outcome_waits_for_whoever_leads_by_its_code_until_it_is_read(cast, client):
    case = late(cast, cast.ana, next_due=NOW + dt.timedelta(days=30))
    with acting_as(cast.ana.pk):
        call = ContactCall.objects.get(case=case, wave=30)
        after.record_outcome(call, "dead", means="phone", told=True, at=NOW, by=cast.ana)
    assert waits(cast.beto) == {"sealed": [case.code]} and waits(cast.ana) == {} and waits(cast.tomas) == {}
    page = enter(client, cast.beto).get(reverse("today")).content.decode()
    assert "Entró un resultado sellado" in page and case.code in page and case.person.first_surname not in page
    with acting_as(cast.beto.pk):
        after.read_sealed(call, by=cast.beto)
    assert waits(cast.beto) == {}


def test_whoever_stands_in_sees_the_work_of_the_absent_and_whose_it_is(cast, client):
    case = late(cast, cast.ana, next_due=ago(days=1))
    day = timezone.localdate()
    with acting_as(cast.beto.pk):
        handing.set_cover(cast.ZAC, absent=cast.ana, stand_in=cast.delia, starts_on=day, ends_on=day, by=cast.beto)
    page = enter(client, cast.delia).get(reverse("today")).content.decode()
    assert "en lugar de Ana" in page and case.code.split("/")[0] not in page and "Marta" in page


def test_a_hidden_person_waits_for_nobody_who_must_not_know(cast):
    case = late(cast, cast.ana, next_due=ago(days=1))
    with acting_as(cast.beto.pk):
        handing.set_cover(
            cast.ZAC, absent=cast.ana, stand_in=cast.delia, starts_on=timezone.localdate(), ends_on=timezone.localdate(), by=cast.beto
        )
    exclude(case.person, cast.delia, by=cast.ana)
    assert waits(cast.delia) == {} and waits(cast.ana) == {"overdue": [case.code]}


def test_a_group_shows_some_and_says_that_there_is_more(cast, client):
    for _ in range(today.MOST + 2):
        late(cast, cast.ana, next_due=ago(days=3), contact_due=ago(days=3))
    enter(client, cast.ana)
    page = client.get(reverse("today")).content.decode()
    assert len(re.findall('<li><a href="/casos/[0-9a-f-]{36}/', page)) == today.MOST and "late=on" in page and "hace 3 días" in page


def test_the_team_view_names_what_nobody_touched_or_called(cast, client):
    untouched = aged(builders.case(cast.ana, cast.ZAC), cast.ana, first_action_due=ago(days=1), next_due=ago(days=1))
    grave = late(cast, cast.ana, "immediate", contact_due=ago(days=2), next_due=ago(days=2))
    late(cast, cast.ana, "low", contact_due=ago(days=2), next_due=ago(days=2))
    with acting_as(cast.beto.pk):
        assert [c.code for c in team.untouched(cast.ZAC.pk)] == [untouched.code]
        assert [c.code for c in team.grave_without_contact(cast.ZAC.pk)] == [grave.code]
        assert [(load.late, load.untouched) for load in team.loads(cast.ZAC.pk) if load.user == cast.ana] == [(3, 1)]
    page = enter(client, cast.beto).get(reverse("team")).content.decode()
    assert "Riesgo alto y toca un contacto" in page and "Aún no se ha hecho nada" in page
    page = enter(client, cast.tomas).get(reverse("team")).content.decode()
    assert grave.code in page and "Hernández" not in page


def test_unassigned_cases_wait_an_hour_at_high_risk_and_three_at_low(cast, monkeypatch):
    high, low = builders.case(cast.ana, cast.ZAC, risk="high"), builders.case(cast.ana, cast.ZAC, risk="low")
    for case in (high, low):
        aged(case, cast.beto, responsible=None)
    for hours, expected in ((0.9, []), (2, [high.code]), (4, [high.code, low.code])):
        monkeypatch.setattr(team.timezone, "now", lambda hours=hours: NOW + dt.timedelta(hours=hours))
        with acting_as(cast.beto.pk):
            assert [case.code for case in team.nobody_took(cast.ZAC.pk, rules_of(cast.ZAC.pk))] == expected, hours


def test_the_cases_of_a_colleague_who_left_are_named(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.beto.pk):
        assert team.left_behind(cast.ZAC.pk) == []
    with acting_as(cast.irma.pk):
        Membership.objects.filter(user=cast.ana, org=cast.ZAC).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    with acting_as(cast.beto.pk):
        assert [c.code for c in team.left_behind(cast.ZAC.pk)] == [case.code]


@pytest.mark.parametrize(
    ("cases", "name"),
    [(0, "up_to_10"), (10, "up_to_10"), (11, "11_to_20"), (20, "11_to_20"), (21, "21_to_30"), (30, "21_to_30"), (31, "over_30")],
)
def test_every_caseload_is_in_one_class(cases, name):
    assert bucket(cases) == name


@pytest.mark.parametrize(
    ("closed", "name"),
    [
        ("2026-02-27", "under_1"),
        ("2026-02-28", "1_to_3"),
        ("2026-04-29", "1_to_3"),
        ("2026-04-30", "3_to_6"),
        ("2026-07-30", "3_to_6"),
        ("2026-07-31", "over_6"),
    ],
)
def test_every_length_is_in_one_class(closed, name):
    assert months_open(dt.date(2026, 1, 31), dt.date.fromisoformat(closed)) == name


def test_an_office_sets_its_own_clocks_and_two_who_write_at_once_do_not_overwrite(cast, client):
    enter(client, cast.beto)
    for name in ("office_rules", "cover_list"):
        assert client.get(reverse(name)).content.decode().count("<h1") == 1, name
    page = client.get(reverse("office_rules"))
    data = {bound.html_name: bound.value() for bound in page.context["form"]} | {
        "contact-low": "2m",
        "approvals": "sampling",
        "sample_share": 10,
    }
    assert client.post(reverse("office_rules"), data).status_code == 302
    with acting_as(cast.beto.pk):
        rules = OfficeRules.objects.get(pk=cast.ZAC.pk)
    assert (rules.clocks, rules.approvals, rules.sample_share) == ({"contact": {"low": "2m"}}, "sampling", 10)
    assert client.post(reverse("office_rules"), data).status_code == 409
    page = client.post(reverse("office_rules"), data | {"version": 2, "contact-low": "soon"})
    assert page.status_code == 200 and page.context["form"].errors
    with acting_as(cast.beto.pk), pytest.raises((BadInput, Conflict)):
        save_rules(cast.ZAC, clocks={"contact": {"low": "x"}}, approvals="always", sample_share=1, caseload=1, seen=2, by=cast.beto)


@pytest.mark.parametrize(("who", "name", "most"), [("ana", "today", 12), ("beto", "today", 12), ("beto", "team", 24)])
def test_the_days_pages_cost_the_same_queries_for_five_cases_and_for_sixty(cast, client, who, name, most):
    counts = []
    for more in (5, 55):
        for n in range(more):
            late(cast, cast.ana, "high" if n % 2 else "low", next_due=ago(days=1), contact_due=ago(days=1))
        enter(client, getattr(cast, who)).get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
        assert not any(word in q["sql"] for q in queries for word in ("COUNT(*)", "OFFSET"))
    assert counts[0] == counts[1] <= most, counts
