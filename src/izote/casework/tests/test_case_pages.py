"""The list of cases, the page of one, opening it and its steps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from izote.access.context import acting_as
from izote.casework.actions.cases import move_case, start_case
from izote.casework.models import Case
from izote.casework.tests import builders
from izote.kit.errors import Conflict
from izote.people.models import Person
from izote.people.tests.builders import enter, exclude, verbs
from tests.builders import person


def rows(client, **filters):
    return [case.code for case in client.get(reverse("case_list"), filters).context["page"].rows]


def test_a_case_is_opened_from_the_person_by_two_questions(cast, client):
    subject = person(cast.ana, cast.ZAC)
    enter(client, cast.ana)
    assert b"caso/nuevo" in client.get(reverse("case_of_person", args=[subject.code])).content
    answer = client.post(reverse("case_start", args=[subject.code]), {"kind": "family", "risk": "high"})
    with acting_as(cast.ana.pk):
        case = Case.objects.get(person=subject)
    assert answer.headers["Location"] == reverse("case_detail", args=[case.pk]) and case.risk == "high"
    assert client.get(reverse("case_of_person", args=[subject.code])).headers["Location"] == answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200
    assert verbs(subject, cast.ana)[-2:] == ["case.started", "case.seen"]


def test_whose_file_it_is_carries_the_case_and_nobody_takes_it_away(cast):
    subject = person(cast.ana, cast.ZAC)
    with acting_as(cast.delia.pk), pytest.raises(Conflict):
        start_case(subject, kind="health", risk="low", by=cast.delia)
    nobodys = person(cast.rosa, cast.ZAC)
    with acting_as(cast.delia.pk):
        start_case(nobodys, kind="health", risk="low", by=cast.delia)
        assert Person.objects.get(pk=nobodys.pk).responsible_id == cast.delia.pk


def test_a_colleagues_open_case_is_a_sentence_not_a_second_case(cast, client):
    case = builders.case(cast.beto, cast.ZAC)
    page = enter(client, cast.ana).get(reverse("case_of_person", args=[case.person.code])).content.decode()
    assert "Beto" in page and "caso/nuevo" not in page and case.code not in page
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        start_case(case.person, kind="health", risk="low", by=cast.ana)


def test_the_page_shows_what_is_due_and_the_steps_its_state_allows(cast, client):
    case = builders.case(cast.ana, cast.ZAC, risk="immediate")
    page = enter(client, cast.ana).get(reverse("case_detail", args=[case.pk])).content.decode()
    assert 'value="assess"' in page and 'value="reopen"' not in page and "Primera acción" in page
    client.post(reverse("case_move", args=[case.pk]), {"event": "assess"})
    page = client.get(reverse("case_detail", args=[case.pk])).content.decode()
    assert reverse("plan_detail", args=[case.pk]) in page and 'value="attend"' not in page and "En valoración" in page
    assert client.post(reverse("case_move", args=[case.pk]), {"event": "close"}).status_code == 409
    client.post(reverse("case_move", args=[case.pk]), {"event": "plan"})
    assert "plan aprobado" in client.post(reverse("case_move", args=[case.pk]), {"event": "attend"}).content.decode()


def test_reopening_keeps_the_history_and_the_clocks_run_anew(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        closed = move_case(case, "close", by=cast.ana, reason="goals_met")
        assert closed.closed_at and closed.next_due is None and closed.closure_reason == "goals_met"
        case = move_case(case, "reopen", by=cast.ana)
    enter(client, cast.ana)
    assert (case.state, case.reopened, case.closed_at) == ("reopened", 1, None) and case.next_due
    page = client.get(reverse("case_history", args=[case.pk])).content.decode()
    assert "Cerrado" in page and "Reabierto" in page


def test_saying_the_risk_anew_moves_the_clocks(cast, client):
    case = builders.case(cast.ana, cast.ZAC, risk="low")
    enter(client, cast.ana).post(reverse("case_risk", args=[case.pk]), {"risk": "immediate"})
    with acting_as(cast.ana.pk):
        later = Case.objects.get(pk=case.pk)
    assert later.risk == "immediate" and later.plan_due < case.plan_due


def test_the_list_shows_ones_own_to_a_worker_and_the_office_to_the_supervisor(cast, client):
    mine, other = builders.case(cast.ana, cast.ZAC, risk="low"), builders.case(cast.beto, cast.ZAC, risk="high")
    assert rows(enter(client, cast.ana)) == [mine.code]
    assert rows(enter(client, cast.beto)) == [other.code, mine.code]
    assert rows(client, risk="high") == [other.code] and rows(client, worker=str(cast.ana.pk)) == [mine.code]
    assert rows(client, mios="si") == [other.code] and rows(client, late="on") == [] and rows(client, state="closed") == []
    assert rows(enter(client, cast.carla)) == []


def test_a_stand_in_sees_codes_and_no_names(cast, client):
    case = builders.case(cast.ana, cast.ZAC, first_name="Remedios")
    enter(client, cast.tomas)
    for url in (reverse("case_list"), reverse("case_detail", args=[case.pk])):
        page = client.get(url).content.decode()
        assert case.code in page and "Remedios" not in page and "Hernández" not in page


def test_an_excluded_colleague_finds_no_case(cast, client):
    case = builders.case(cast.ana, cast.ZAC)
    exclude(case.person, cast.beto, by=cast.ana)
    enter(client, cast.beto)
    assert rows(client) == [] and client.get(reverse("case_detail", args=[case.pk])).status_code == 404


@pytest.mark.parametrize(("who", "url", "most"), [("ana", "list", 13), ("beto", "list", 13), ("ana", "page", 16), ("beto", "page", 16)])
def test_a_page_costs_the_same_queries_for_five_cases_and_for_sixty(cast, client, who, url, most):
    counts = []
    for more in (5, 55):
        case = [builders.case(cast.ana, cast.ZAC) for _ in range(more)][-1]
        address = reverse("case_list") if url == "list" else reverse("case_detail", args=[case.pk])
        enter(client, getattr(cast, who)).get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        assert not any(word in q["sql"] for q in queries for word in ("COUNT(*)", "OFFSET"))
    assert counts[0] == counts[1] <= most, counts
