"""The plan: written with the person, approved by somebody else, carried out, made anew; nothing is written over."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import approvals, plans
from izote.casework.actions.cases import move_case, set_risk
from izote.casework.models import Approval, Case, Goal, Plan, PlanAction, Referral
from izote.casework.queries import casepage
from izote.casework.queries import plans as queries
from izote.casework.queries.cases import case_for, open_case
from izote.casework.tests import builders
from izote.kit.errors import Conflict

STEP = {"need": "training", "who": "partner", "due_on": dt.date(2030, 3, 1), "said": "Preguntar por el curso de cocina"}


def drafted(cast, **fields):
    """A case in assessment with a plan of one goal and one step, agreed today."""
    case = builders.case(cast.ana, cast.ZAC, **fields)
    with acting_as(cast.ana.pk):
        move_case(case, "assess", by=cast.ana)
        plan = plans.start_plan(case, by=cast.ana)
        goal = plans.add_goal(plan, dimension="economic", said="Quiero vender pupusas en mi casa.", steps=[STEP], by=cast.ana)
        plans.set_dates(plan, agreed_on=timezone.localdate(), review_on=dt.date(2030, 6, 30), seen=plan.version, by=cast.ana)
    return case, plan, goal


def decided(cast, case, plan, decision, by):
    """A request about the plan, decided."""
    with acting_as(cast.ana.pk):
        plans.submit_plan(plan, by=cast.ana)
        approval = Approval.objects.get(about_id=plan.pk, decision="")
    with acting_as(by.pk):
        approvals.decide(approval, decision, "Falta la fecha." if decision == "returned" else "", by=by)
    with acting_as(cast.ana.pk):
        return Case.objects.get(pk=case.pk), Plan.objects.get(pk=plan.pk)


def test_a_plan_holds_goals_in_the_persons_words_and_opening_it_leaves_a_line(cast, client):
    case, _plan, goal = drafted(cast)
    with acting_as(cast.ana.pk):
        plans.review_goal(goal, result="not_yet", person_said="Me falta la plancha.", worker_said="Va bien.", seen=1, by=cast.ana)
        assert Case.objects.get(pk=case.pk).state == "plan"
    client.force_login(cast.ana)
    page = client.get(reverse("plan_detail", args=[case.pk])).content.decode()
    for said in ("Quiero vender pupusas en mi casa.", "Preguntar por el curso de cocina", "Me falta la plancha.", "Va bien."):
        assert said in page


def test_a_stand_in_without_names_reads_the_plan_by_code_and_writes_nothing(cast, client):
    case, plan, _goal = drafted(cast)
    client.force_login(cast.tomas)
    page = client.get(reverse("plan_detail", args=[case.pk])).content.decode()
    assert "Quiero vender pupusas" in page and case.code in page and "Hernández" not in page
    with acting_as(cast.tomas.pk), pytest.raises(PermissionDenied):
        plans.add_goal(plan, dimension="social", said="x", by=cast.tomas)


def test_an_approved_plan_moves_the_case_into_attention_and_sets_the_review(cast):
    case, plan, _goal = drafted(cast)
    case, plan = decided(cast, case, plan, "approved", cast.tomas)
    assert (plan.state, case.state) == ("approved", "attention") and plan.approved_at
    assert timezone.localdate(case.review_due) == dt.date(2030, 6, 30)


def test_a_returned_plan_is_written_again_and_a_submitted_one_is_not(cast, client):
    case, plan, goal = drafted(cast)
    with acting_as(cast.ana.pk):
        plans.submit_plan(plan, by=cast.ana)
        with pytest.raises(Conflict):
            plans.change_goal(goal, dimension="social", said="Otra cosa", seen=goal.version, by=cast.ana)
        approval = Approval.objects.get(about_id=plan.pk)
        approvals.take_back(approval, by=cast.ana)
    _case, plan = decided(cast, case, plan, "returned", cast.beto)
    assert plan.state == "returned"
    client.force_login(cast.ana)
    assert "Falta la fecha." in client.get(reverse("plan_detail", args=[case.pk])).content.decode()
    with acting_as(cast.ana.pk):
        plans.change_goal(goal, dimension="social", said="Otra cosa", seen=goal.version, by=cast.ana)
        assert Plan.objects.get(pk=plan.pk).state == "draft" and Case.objects.get(pk=case.pk).state == "plan"


@pytest.mark.parametrize("missing", ["goal", "agreement", "assessment"])
def test_a_plan_is_submitted_only_with_a_goal_an_agreement_and_an_assessment(cast, missing):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        if missing != "assessment":
            move_case(case, "assess", by=cast.ana)
        plan = plans.start_plan(case, by=cast.ana)
        if missing != "goal":
            plans.add_goal(plan, dimension="social", said="Estar con mis hijos.", by=cast.ana)
        if missing != "agreement":
            plans.set_dates(plan, agreed_on=timezone.localdate(), review_on=None, seen=plan.version, by=cast.ana)
        with pytest.raises(Conflict):
            plans.submit_plan(plan, by=cast.ana)


def test_an_approved_plan_changes_by_a_new_version_that_keeps_the_old_one(cast):
    case, plan, goal = drafted(cast)
    case, plan = decided(cast, case, plan, "approved", cast.beto)
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            plans.change_goal(goal, dimension="social", said="x", seen=goal.version, by=cast.ana)
        with pytest.raises(Conflict):
            plans.add_goal(plan, dimension="social", said="x", by=cast.ana)
        step = PlanAction.objects.get(goal=goal)
        about = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "action": step, "by": cast.ana}
        given = {"need": "training", "channel": "paper", "urgency": "weeks", "to_label": "Casa de la Mujer", "state": "sent"}
        Referral(**about, **given, code="R-1").save(force_insert=True)
        new = plans.revise_plan(plan, by=cast.ana)
        opened = open_case(case, "texts")
        (old_aim,), (new_aim,) = queries.aims(plan, opened), queries.aims(new, opened)
        assert (new.number, Plan.objects.get(pk=plan.pk).state) == (2, "revised")
        assert old_aim.said == new_aim.said and old_aim.row.pk != new_aim.row.pk
        assert [step.said for step in new_aim.steps] == [step.said for step in old_aim.steps] == ["Preguntar por el curso de cocina"]
        assert new_aim.steps[0].referral and not new_aim.steps[0].refers, "its referral goes on with the step"


def test_a_step_is_done_or_dropped_at_any_time_and_opened_again(cast):
    case, plan, goal = drafted(cast)
    decided(cast, case, plan, "approved", cast.beto)
    with acting_as(cast.ana.pk):
        step = PlanAction.objects.get(goal=goal)
        for result, state in (("done", "done"), ("declined", "dropped"), ("", "open")):
            plans.end_action(step, result=result, done_on=None, said="Así fue", seen=step.version, by=cast.ana)
            step.refresh_from_db()
            assert step.state == state and (step.done_on is None) == (state == "open")


def test_two_workers_edit_one_goal_and_the_second_sees_the_first_one_s_change(cast, client):
    case, _plan, goal = drafted(cast)
    url = reverse("plan_goal_edit", args=[case.pk, goal.pk])
    other = type(client)()
    client.force_login(cast.ana)
    other.force_login(cast.beto)
    first = client.get(url).context["form"]["version"].value()
    second = other.get(url).context["form"]["version"].value()
    client.post(url, {"said": "Quiero un local propio.", "dimension": "economic", "version": first})
    clash = other.post(url, {"said": "Quiero estudiar.", "dimension": "social", "version": second})
    page = clash.content.decode()
    assert clash.status_code == 409 and "Quiero un local propio." in page and "Quiero estudiar." in page
    with acting_as(cast.ana.pk):
        assert open_case(case, "texts").said("goal", goal.pk) == "Quiero un local propio."
        assert Goal.objects.get(pk=goal.pk).dimension == "economic"
    again = clash.context["form"]["version"].value()
    other.post(url, {"said": "Quiero estudiar y tener un local.", "dimension": "economic", "version": again})
    with acting_as(cast.ana.pk):
        assert open_case(case, "texts").said("goal", goal.pk) == "Quiero estudiar y tener un local."


def test_removing_a_goal_from_a_draft_takes_its_words_along_and_the_history_keeps_them(cast, client):
    case, plan, goal = drafted(cast)
    client.force_login(cast.ana)
    client.post(reverse("plan_goal_edit", args=[case.pk, goal.pk]), {"remove": "1"})
    with acting_as(cast.ana.pk):
        assert not Goal.objects.filter(plan=plan).exists()
        assert open_case(case, "texts").said("goal", goal.pk) == ""


def test_the_form_writes_a_goal_with_its_first_steps_at_once(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    client.force_login(cast.ana)
    client.post(reverse("plan_start", args=[case.pk]))
    sent = {
        "said": "Quiero que mi hija entre a la escuela.", "dimension": "social",
        "steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 0,
        "steps-0-said": "Ir juntas a la escuela", "steps-0-need": "school", "steps-0-who": "person", "steps-0-due_on": "2030-01-15",
        "steps-1-said": "", "steps-1-need": "", "steps-1-who": "person",
    }  # fmt: skip
    assert client.post(reverse("plan_goal_add", args=[case.pk]), sent).status_code == 302
    with acting_as(cast.ana.pk):
        (aim,) = queries.aims(queries.plan_for(case), open_case(case, "texts"))
        assert aim.said.startswith("Quiero que mi hija") and [step.said for step in aim.steps] == ["Ir juntas a la escuela"]


def test_words_that_harm_are_sent_back_before_a_goal_is_written(cast, client):
    case, _plan, goal = drafted(cast)
    client.force_login(cast.ana)
    sent = {"said": "Dice que fue pandillero.", "dimension": "social", "version": 1}
    answer = client.post(reverse("plan_goal_edit", args=[case.pk, goal.pk]), sent)
    assert answer.status_code == 200
    with acting_as(cast.ana.pk):
        assert open_case(case, "texts").said("goal", goal.pk) == "Quiero vender pupusas en mi casa."


def test_the_printed_plan_has_both_remarks_and_no_risk_no_surname_no_label(cast, client):
    from io import BytesIO

    from pypdf import PdfReader

    case, _plan, goal = drafted(cast, risk="high")
    with acting_as(cast.ana.pk):
        plans.review_goal(goal, result="partly", person_said="Voy poco a poco.", worker_said="Ya tiene clientas.", seen=1, by=cast.ana)
    client.force_login(cast.ana)
    content = client.get(reverse("plan_pdf", args=[case.pk]) + "?letra=grande").content
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
    for said in ("Quiero vender pupusas en mi casa.", "Voy poco a poco.", "Ya tiene clientas.", "2334-0000"):
        assert said in text
    html = client.get(reverse("plan_print", args=[case.pk])).content.decode().split('<article class="paper')[1]
    for never in ("Hernández", "Riesgo", "Alto", "retornada", "Formación", "Económica"):
        assert never not in text and never not in html


def test_the_plan_is_printed_in_the_persons_language(cast, client):
    case, _plan, _goal = drafted(cast, language="en")
    client.force_login(cast.ana)
    page = client.get(reverse("plan_print", args=[case.pk])).content.decode()
    assert 'lang="en"' in page and "What I want" in page


def test_a_page_of_a_plan_asks_the_same_few_questions_whatever_its_size(cast, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case, plan, _goal = drafted(cast)
    client.force_login(cast.ana)
    url = reverse("plan_detail", args=[case.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    with acting_as(cast.ana.pk):
        for n in range(8):
            plans.add_goal(plan, dimension="social", said=f"Meta {n}", steps=[STEP, STEP, STEP], by=cast.ana)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 20
    with acting_as(cast.ana.pk):
        own = case_for(cast.ana, case.pk)
        with django_assert_num_queries(1):
            casepage.around(own)


def test_risk_changes_a_review_unless_its_day_was_written(cast):
    case, plan, _goal = drafted(cast, risk="low")
    case, plan = decided(cast, case, plan, "approved", cast.beto)
    with acting_as(cast.ana.pk):
        assert set_risk(case, "high", by=cast.ana).review_due == case.review_due
        plans.set_dates(plan, agreed_on=plan.agreed_on, review_on=None, seen=plan.version, by=cast.ana)
        set_risk(case, "low", by=cast.ana)
        due = set_risk(case, "immediate", by=cast.ana).review_due
    assert timezone.localdate(due) == timezone.localdate() + dt.timedelta(days=7)


def test_a_submitted_plan_is_taken_back_from_its_page(cast, client):
    case, plan, _goal = drafted(cast)
    with acting_as(cast.ana.pk):
        plans.submit_plan(plan, by=cast.ana)
        approval = Approval.objects.get(about_id=plan.pk)
    client.force_login(cast.ana)
    url = reverse("approval_take_back", args=[approval.pk])
    page = client.get(reverse("plan_detail", args=[case.pk])).content.decode()
    assert f'<form method="post" action="{url}">' in page
    assert client.post(url).status_code == 302
    with acting_as(cast.ana.pk):
        assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_the_referral_of_a_step_stands_beside_it_and_is_not_made_twice(cast, client):
    case, _plan, goal = drafted(cast)
    client.force_login(cast.ana)
    url, refer = reverse("plan_detail", args=[case.pk]), "?accion="
    assert refer in client.get(url).content.decode()
    with acting_as(cast.ana.pk):
        step = PlanAction.objects.get(goal=goal)
        about = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "action": step, "by": cast.ana}
        given = {"need": "training", "channel": "paper", "urgency": "weeks", "to_label": "Casa de la Mujer"}
        Referral(**about, **given, code="R-1", state="rejected").save(force_insert=True)
        latest = Referral(**about, **given, code="R-2", state="accepted")
        latest.save(force_insert=True)
    page = client.get(url).content.decode()
    assert reverse("referral_detail", args=[latest.pk]) in page and "Casa de la Mujer" in page and "Aceptada" in page
    assert refer not in page
    with acting_as(cast.ana.pk):
        Referral.objects.filter(pk=latest.pk).update(state="rejected")
    assert refer in client.get(url).content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31"])
def test_a_day_of_a_year_that_nobody_means_is_refused_in_the_form(cast, client, day):
    case, plan, _goal = drafted(cast)
    client.force_login(cast.ana)
    answer = client.post(reverse("plan_edit", args=[case.pk]), {"version": plan.version, "review_on": day})
    assert answer.status_code == 200 and "entre 1900 y 2100" in answer.content.decode()
    assert client.get(reverse("case_list")).status_code == 200
