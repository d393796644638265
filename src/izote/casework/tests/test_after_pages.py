"""The pages of what happened after: who gets them, what they show, and how many questions they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import after, children
from izote.casework.actions.refusals import note_refusal
from izote.casework.models import CallAttempt, ContactCall
from izote.casework.queries import casepage
from izote.casework.queries import children as children_queries
from izote.casework.tests import builders
from izote.people.actions import add_contact


@pytest.fixture
def case(cast):
    return builders.case(cast.ana, cast.ZAC)


@pytest.fixture
def child(cast):
    return builders.case(cast.ana, cast.ZAC, kind="child", birth_year=timezone.localdate().year - 10)


def first_call(case, by):
    with acting_as(by.pk):
        after.plan_calls(case, by=by)
        return ContactCall.objects.filter(case=case).earliest("wave")


def tapped(client, call, tap, **more):
    now = timezone.localtime()
    data = {"means": "phone", "day": now.date().isoformat(), "hour": now.strftime("%H:%M"), "tap": tap, **more}
    return client.post(reverse("call_log", args=[call.case_id, call.pk]), data)


def test_what_stands_around_a_case_costs_one_question_and_a_childs_part_two(cast, case, child):
    first_call(case, cast.ana)
    with acting_as(cast.ana.pk):
        note_refusal(case, sector="health", asked_for="medicines", asked_on=timezone.localdate(), answer="waiting", by=cast.ana)
        for part, of, most in ((casepage.around, case, 1), (children_queries.part, child, 2), (children_queries.part, case, 2)):
            with CaptureQueriesContext(connection) as asked:
                part(of)
            assert len(asked) <= most, part.__module__
        found = casepage.around(case)["after"]
        assert found["accesses"] == 1 and [call.wave for call in found["calls"]] == [30, 90, 180, 365] and not found["closure"]


def test_lists_cost_the_same_whether_few_or_many(cast, client):
    client.force_login(cast.ana)

    def cost(url):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    urls = [reverse("call_list"), reverse("never_reached")]
    assert "wave=365" in client.get(urls[1]).content.decode(), "each wave of the table leads to its list"
    costs = [[cost(url) for url in urls]]
    for _ in range(2):
        for n in range(3):
            call = first_call(builders.case(cast.ana, cast.ZAC), cast.ana)
            with acting_as(cast.ana.pk):
                ContactCall.objects.filter(pk=call.pk).update(due_on=timezone.localdate(), attempts=n)
        costs.append([cost(url) for url in urls])
    assert costs[1] == costs[2] and max(costs[1]) <= 10, costs


def test_a_try_is_one_tap_and_the_next_tap_is_an_outcome(cast, case, client):
    call = first_call(case, cast.ana)
    client.force_login(cast.ana)
    assert tapped(client, call, "no_answer")["Location"] == reverse("after_detail", args=[case.pk])
    assert tapped(client, call, "displaced")["Location"] == reverse("call_recorded", args=[case.pk, call.pk])
    assert "duerme en un lugar seguro" in client.get(reverse("call_recorded", args=[case.pk, call.pk])).content.decode()
    assert tapped(client, call, "safe").status_code == 409
    page = client.get(reverse("after_detail", args=[case.pk])).content.decode()
    assert "Tuvo que irse otra vez" in page and "tag good" not in page, "only being safe is good news"
    with acting_as(cast.ana.pk):
        assert CallAttempt.objects.filter(case=case).count() == 2


def test_what_is_no_button_is_no_outcome(cast, case, client):
    call = first_call(case, cast.ana)
    client.force_login(cast.ana)
    for tap in ("", "recorded", "reached", "mara"):
        assert tapped(client, call, tap).status_code == 200
    with acting_as(cast.ana.pk):
        assert ContactCall.objects.get(pk=call.pk).attempts == 0


def test_after_a_grave_outcome_no_page_of_hers_says_it_and_the_supervisors_does(cast, case, client, monkeypatch):
    call = first_call(case, cast.ana)
    client.force_login(cast.ana)
    page = client.get(tapped(client, call, "disappeared")["Location"]).content.decode()
    assert "sellado" in page
    for url in (reverse("after_detail", args=[case.pk]), reverse("call_recorded", args=[case.pk, call.pk])):
        assert "Desaparición" not in client.get(url).content.decode()
    monkeypatch.setattr("izote.access.reauthentication.proven_recently", lambda request: True)
    assert client.get(reverse("sealed_open", args=[call.pk])).status_code == 403
    client.force_login(cast.beto)
    assert case.code in client.get(reverse("sealed_list")).content.decode()
    url = reverse("sealed_open", args=[call.pk])
    assert "Desaparición" not in client.get(url).content.decode(), "not before the deliberate step"
    assert "Desaparición" in client.post(url).content.decode()
    assert client.post(reverse("sealed_take_back", args=[call.pk]))["Location"] == reverse("sealed_list")
    with acting_as(cast.ana.pk):
        assert ContactCall.objects.get(pk=call.pk).state == "planned"


def test_unsafe_numbers_stand_nowhere_on_the_page_of_a_call(cast, case, client):
    with acting_as(cast.ana.pk):
        add_contact(case.person, by=cast.ana, kind="phone", value="7000 1111", hours="después de las 5")
        add_contact(case.person, by=cast.ana, kind="phone", value="7000 2222", may_call=False)
    call = first_call(case, cast.ana)
    client.force_login(cast.ana)
    page = client.get(reverse("call_log", args=[case.pk, call.pk])).content.decode()
    assert "7000 1111" in page and "después de las 5" in page and "7000 2222" not in page


def test_a_closure_is_asked_with_few_fields_and_its_summary_is_watched(cast, case, client):
    client.force_login(cast.ana)
    url = reverse("closure_request", args=[case.pk])
    data = {"reason": "goals_met", "summary": "Andaba con la mara.", "safety_checked": "on", "return_told": "on"}
    assert "keep_words" in client.post(url, data).content.decode()
    sent = client.post(url, {**data, "summary": "Trabaja en una panadería."})
    assert sent["Location"] == reverse("closure_detail", args=[case.pk])
    assert "Trabaja en una panadería." in client.get(sent["Location"]).content.decode()
    assert client.get(url)["Location"] == sent["Location"], "it waits for an answer"
    lost = client.post(reverse("closure_request", args=[builders.case(cast.ana, cast.ZAC).pk]), {"reason": "lost_contact", "summary": "…"})
    assert "al menos 30 días" in lost.content.decode()


def test_the_page_of_a_child_says_who_decides_and_shows_the_clock(cast, child, client):
    client.force_login(cast.ana)
    page = client.get(reverse("child_detail", args=[child.pk])).content.decode()
    assert "Nunca decide" in page and "<strong>119</strong>" in page and "asesoría jurídica" in page
    care = {"version": 1, "care": "alone", "caregiver_consents": "pending", "assent": "yes"}
    assert client.post(reverse("child_care", args=[child.pk]), care).status_code == 302
    page = client.get(reverse("child_detail", args=[child.pk])).content.decode()
    assert "Anotar el aviso" in page
    now = timezone.localtime()
    told = {"version": 3, "day": now.date().isoformat(), "hour": now.strftime("%H:%M"), "junta_child_told": "on"}
    assert client.post(reverse("child_notice", args=[child.pk]), told).status_code == 302
    with acting_as(cast.ana.pk):
        assert children_queries.child_of(child).junta_told_at


def test_a_step_with_a_child_asks_for_the_other_adult_and_keeps_her_words(cast, child, client):
    with acting_as(cast.ana.pk):
        children.add_step(child, "identification", done_on=timezone.localdate(), words="Llegó sola.", by=cast.ana)
    client.force_login(cast.ana)
    url = reverse("child_step", args=[child.pk, "interview"])
    data = {"done_on": timezone.localdate().isoformat(), "views": "Quiero ir a la escuela."}
    assert client.post(url, data).status_code == 200
    assert client.post(url, {**data, "second_adult": cast.beto.pk}).status_code == 302
    assert "Quiero ir a la escuela." in client.get(reverse("child_detail", args=[child.pk])).content.decode()
    assert client.get(reverse("child_step", args=[child.pk, "review"])).status_code == 404
