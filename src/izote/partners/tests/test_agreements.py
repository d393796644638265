"""Agreements that run out, meetings, promises followed up, contact lines, and what needs attention."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import BadInput
from izote.partners import actions, queries
from izote.partners.models import Agreement, Commitment
from izote.partners.tests.builders import enter, institution, service


def today():
    return timezone.localdate()


def agree(cast, where, title, *, ends=None, state="signed", starts=-400):
    days = {"starts_on": today() + dt.timedelta(days=starts), "ends_on": None if ends is None else today() + dt.timedelta(days=ends)}
    with acting_as(cast.ana.pk):
        return actions.write_agreement(org=cast.ZAC, by=cast.ana, institution=where, title=title, state=state, **days)


def test_agreements_that_run_out_first_stand_first_and_past_ones_last(cast, client):
    where = institution(cast.ana, cast.ZAC)
    for title, ends, state in (("sin fin", None, "signed"), ("vencido", -3, "signed"), ("pronto", 5, "signed"), ("luego", 60, "signed")):
        agree(cast, where, title, ends=ends, state=state)
    agree(cast, where, "terminado", ends=10, state="ended")
    page = enter(client, cast.rosa).get(reverse("agreement_list"))
    assert [row.title for row, *_ in page.context["rows"]] == ["pronto", "luego", "sin fin", "vencido", "terminado"]
    assert [warning for _row, warning, _left in page.context["rows"]] == ["7", "90", "", "expired", "30"]


def test_a_document_of_2023_prints_the_name_of_2023(cast, client):
    enter(client, cast.ana)
    made = client.post(reverse("institution_create"), {"national": "diaspora"})
    page = client.get(made["Location"]).content.decode()
    assert "Viceministerio de Diáspora y Movilidad Humana" in page and "CONMIGRANTES" in page
    with acting_as(cast.ana.pk):
        where = queries.institutions_for(cast.ana).get()
        row = actions.write_agreement(
            org=cast.ZAC, by=cast.ana, institution=where, title="Atención", state="signed", starts_on=dt.date(2023, 3, 1)
        )
    said = client.get(reverse("agreement_detail", args=[row.pk])).content.decode()
    assert "Protección y Desarrollo de la Persona Migrante" in said and "hoy: Viceministerio de Diáspora" in said


def test_an_institutions_own_successors_are_followed_and_never_in_a_circle(cast):
    old = institution(cast.ana, cast.ZAC, "Comité de 2019", valid_to=dt.date(2022, 12, 31))
    new = institution(cast.ana, cast.ZAC, "Alianza", valid_from=dt.date(2023, 1, 1))
    with acting_as(cast.ana.pk):
        old = actions.write_institution(org=cast.ZAC, by=cast.ana, institution=old, successor=new)
        assert queries.name_on(old, dt.date(2024, 1, 1)).name == "Alianza"
        assert queries.name_on(new, dt.date(2021, 1, 1)).name == "Comité de 2019"
        assert queries.name_on(old, dt.date(2021, 1, 1)).name == "Comité de 2019"
        new.refresh_from_db()
        with pytest.raises(BadInput):
            actions.write_institution(org=cast.ZAC, by=cast.ana, institution=new, successor=old)


def test_a_promise_is_followed_up_and_the_second_follower_sees_the_first(cast, client):
    where = institution(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        meeting = actions.write_meeting(org=cast.ZAC, by=cast.ana, institutions=[where], held_on=today(), title="Alianza")
        one = actions.write_commitment(meeting, by=cast.ana, institution=where, what="Diez cupos", due_on=today() - dt.timedelta(days=1))
    assert "vencido desde" in enter(client, cast.rosa).get(reverse("meeting_list")).content.decode()
    url = reverse("commitment_follow", args=[one.pk])
    seen = {who: enter(client, who).get(url).context["form"]["seen"].value() for who in (cast.ana, cast.beto)}
    enter(client, cast.beto).post(url, {"seen": seen[cast.beto], "state": "done", "result": "Doce cupos"})
    late = enter(client, cast.ana).post(url, {"seen": seen[cast.ana], "state": "dropped", "result": ""})
    assert late.status_code == 409
    with acting_as(cast.ana.pk):
        done = Commitment.objects.get(pk=one.pk)
        assert (done.state, done.result, done.closed_on) == ("done", "Doce cupos", today())
        assert not queries.commitments_for(cast.ana).exists()


def test_who_took_part_can_be_corrected(cast, client):
    one, other = institution(cast.ana, cast.ZAC, "Uno"), institution(cast.ana, cast.ZAC, "Dos")
    sent = {"held_on": "2026-02-10", "title": "Alianza", "summary": "", "institutions": [str(one.pk)]}
    made = enter(client, cast.ana).post(reverse("meeting_create"), sent)
    pk = int(made["Location"].rstrip("/").split("/")[-1])
    client.post(reverse("meeting_edit", args=[pk]), {**sent, "institutions": [str(other.pk)]})
    with acting_as(cast.ana.pk):
        assert [row.name for row in queries.meeting_for(cast.ana, pk).institutions.all()] == ["Dos"]


def test_attention_counts_what_runs_out_is_overdue_unverified_or_waiting(cast):
    where = institution(cast.ana, cast.ZAC)
    agree(cast, where, "pronto", ends=89)
    agree(cast, where, "después", ends=91)
    agree(cast, where, "vencido", ends=-1)
    old, new = service(cast.ana, cast.ZAC, "viejo", of=where), service(cast.ana, cast.ZAC, "nuevo", of=where)
    with acting_as(cast.ana.pk):
        actions.verify_service(new, by=cast.ana)
        actions.propose_service(old, by=cast.ana)
        mine = queries.attention_for(cast.ana)
    with acting_as(cast.beto.pk):
        his = queries.attention_for(cast.beto)
    assert [a.title for a in his.agreements] == ["pronto"] and (his.stale, his.proposals, mine.proposals) == (1, 1, 0)
    with acting_as(cast.carla.pk):
        assert not queries.attention_for(cast.carla)


def test_only_confirmed_lines_are_printed_and_123_never(cast):
    with acting_as(cast.ana.pk):
        assert [line.number for line in queries.printed_lines(cast.ZAC)] == ["911", "126", "119"]
        assert not {"123", "511"} & {line.number for line in queries.contact_lines(cast.ZAC)}
        for number in ("123", "511"):
            with pytest.raises(BadInput):
                actions.save_line(
                    org=cast.ZAC, number=number, name="x", use="x", confirmed=True, verified_on=today(), source="", by=cast.ana
                )
        with pytest.raises(BadInput):
            actions.save_line(org=cast.ZAC, number="132", name="x", use="x", confirmed=True, verified_on=None, source="", by=cast.ana)


def test_the_office_confirms_a_line_or_takes_its_confirmation_back(cast, client):
    sent = {"number": "132", "name": "SEM", "use": "Ambulancias", "confirmed": "on", "verified_on": "2026-02-01", "source": "llamada"}
    assert enter(client, cast.ana).post(reverse("line_edit", args=["132"]), sent).status_code == 302
    assert client.post(reverse("line_create"), {**sent, "number": "123"}).status_code == 200
    enter(client, cast.beto).post(reverse("line_edit", args=["911"]), {"number": "911", "name": "PNC", "use": "Peligro"})
    with acting_as(cast.ana.pk):
        assert [line.number for line in queries.printed_lines(cast.ZAC)] == ["126", "119", "132"]
    with acting_as(cast.carla.pk):
        assert [line.number for line in queries.printed_lines(cast.SMI)] == ["911", "126", "119"]


def test_readers_change_nothing(cast):
    where = institution(cast.ana, cast.ZAC)
    with acting_as(cast.tomas.pk), pytest.raises(PermissionDenied):
        actions.write_agreement(org=cast.ZAC, by=cast.tomas, institution=where, title="x", starts_on=today())


def test_an_agreement_ends_after_it_begins(cast, client):
    where = institution(cast.ana, cast.ZAC)
    sent = {"institution": str(where.pk), "title": "x", "state": "signed", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    answer = enter(client, cast.ana).post(reverse("agreement_create"), sent)
    assert answer.status_code == 200 and "anterior al primer día" in answer.content.decode()
    with acting_as(cast.ana.pk):
        assert not Agreement.objects.exists()


@pytest.mark.parametrize("name", ["agreement_list", "institution_list", "meeting_list", "stale_list", "proposal_list"])
def test_lists_cost_the_same_questions_whatever_their_length(cast, client, name):
    counts = []
    for batch in ("a", "b" * 3):
        for n in range(4 if batch == "a" else 30):
            where = institution(cast.ana, cast.ZAC, f"Institución {batch}{n}")
            agree(cast, where, f"Convenio {batch}{n}", ends=n)
            one = service(cast.ana, cast.ZAC, f"Servicio {batch}{n}", of=where)
            with acting_as(cast.ana.pk):
                actions.propose_service(one, by=cast.ana)
                meeting = actions.write_meeting(org=cast.ZAC, by=cast.ana, institutions=[where], held_on=today(), title=batch)
                actions.write_commitment(meeting, by=cast.ana, institution=where, what=batch, due_on=today())
        enter(client, cast.beto).get(reverse(name))
        with CaptureQueriesContext(connection) as spent:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(spent))
    assert counts[0] == counts[1], counts
