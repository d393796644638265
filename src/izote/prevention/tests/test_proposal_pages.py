"""Pages of proposals as people use them: the way of a proposal, buttons, letters, and what is refused without being lost."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.prevention.models import Commitment, KeptFile, Proposal, ProposalAnswer, Tool
from izote.prevention.rules.machines import machine
from izote.prevention.tests.builders_proposals import captured, proposal, whole

HELD = {
    "tere": {"proposals.write"},
    "noemi": {"proposals.write"},
    "paula": {"proposals.decide"},
    "hugo": {"proposals.decide"},
    "sara": {"proposals.assist"},
    "raul": set(),
}


@pytest.mark.parametrize("state", machine("proposal").states)
def test_buttons_and_pages_are_those_of_role_and_state(cast, client, state):
    row, one = proposal(cast, state), machine("proposal")
    for who, rights in HELD.items():
        client.force_login(getattr(cast, who))
        page = client.get(reverse("proposal_page", args=[row.pk]))
        assert page.status_code == 200
        offered = {way.move.to for way in page.context["ways"]}
        may = {move.to for move in one.out_of(state) if rights & set(move.rights)}
        assert offered == may - {"taken_back"}, who
        for to in one.states:
            status = client.get(reverse("proposal_move", args=[row.pk, to])).status_code
            way = one.move(state, to)
            if to in ("merged", "taken_back"):
                assert status == 404
            elif way:
                assert status == (200 if to in may else 403), (who, to)
            else:
                assert status == (409 if rights & {"proposals.write", "proposals.decide"} else 403), (who, to)


@pytest.mark.parametrize("who", ["ana", "irma", "mina", "leo", "ines", "abel"])
def test_others_do_not_learn_that_it_exists(cast, client, who):
    row = proposal(cast, "postponed")
    with acting_as(cast.paula.pk):
        answer = ProposalAnswer.objects.filter(proposal=row).first()
    client.force_login(getattr(cast, who))
    for name, args in (("proposal_page", [row.pk]), ("answer_letter", [answer.pk]), ("answer_letter_pdf", [answer.pk, "es"])):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("proposal_move", args=[row.pk, "adopted"]), {"reason": "x"}).status_code == 404


def test_a_proposal_walks_from_a_form_to_a_tool_on_pages_alone(cast, client):
    day = timezone.localdate()
    client.force_login(cast.tere)
    said = whole(first_step_on=(day + dt.timedelta(days=9)).isoformat())
    made = client.post(reverse("proposal_new"), {**said, "title": "Guía de derechos", "groups_credited": "Mesa 1\nMesa 2"})
    here = made["Location"]
    pk = int(here.rstrip("/").rsplit("/", 1)[1])

    def move(to, **fields):
        return client.post(reverse("proposal_move", args=[pk, to]), fields)

    assert client.post(reverse("proposal_credit", args=[pk]), {"group": "Mesa 3"}).status_code == 302
    assert move("refined").status_code == 302
    answers = {f"{one}": "for" for one in ("rights", "harm", "law", "cost")} | {
        f"{one}_note": "Revisado" for one in ("rights", "harm", "law", "cost")
    }
    assert client.post(reverse("proposal_screen", args=[pk]), {**answers, "cost_note": ""}).status_code == 422
    assert client.post(reverse("proposal_screen", args=[pk]), answers).status_code == 302
    assert move("screened").status_code == 302
    client.force_login(cast.paula)
    assert move("deliberated").status_code == 302
    refused = move("adopted", reason="Por útil")
    assert refused.status_code == 422 and "Por útil" in refused.content.decode()
    assert move("adopted", said="Su propuesta fue adoptada.").status_code == 302
    client.force_login(cast.sara)
    client.post(reverse("assistance_write", args=[pk]), {"partner": "Socio", "request": "Guion", "plan": "Tres visitas"})
    with acting_as(cast.sara.pk):
        held = Proposal.objects.get(pk=pk).assistances.get()
    assert client.post(reverse("assistance_visit", args=[held.pk]), {"on": day, "hours": "2.5", "what": "Visita"}).status_code == 302
    assert move("assisted").status_code == 302 and move("designed").status_code == 302 and move("pilot").status_code == 403
    client.force_login(cast.tere)
    client.post(reverse("pilot_write", args=[pk]), {"site": "Casa comunal", "since": day, "place": "San Miguel Centro"})
    assert move("pilot").status_code == 302
    with acting_as(cast.tere.pk):
        pilot = Proposal.objects.get(pk=pk).pilots.get()
    assert client.post(reverse("evaluation_write", args=[pilot.pk]), {"verdict": "works", "on": day, "result": "Sí"}).status_code == 302
    assert move("evaluated").status_code == 302
    client.force_login(cast.hugo)
    done = move("institutional", name="Guía", number="1.0", said="Su propuesta es ya una herramienta.", link="https://example.org/guia")
    assert done.status_code == 302
    page = client.get(here).content.decode()
    for words in ("Mesa 3", "Socio", "Casa comunal", "Guía", "Su propuesta es ya una herramienta."):
        assert words in page
    with acting_as(cast.hugo.pk):
        assert Tool.objects.get(proposal=pk).version == "1.0"


def test_a_second_sending_of_a_proposal_makes_none(cast, client):
    client.force_login(cast.tere)
    said = {"title": "Ferias", "groups_credited": "Mesa 1", "once": "t" * 24}
    one, other = (client.post(reverse("proposal_new"), said)["Location"] for _ in range(2))
    assert one == other


def test_a_name_is_refused_where_it_was_typed_and_what_was_typed_stays(cast, client):
    client.force_login(cast.tere)
    said = {"title": "Que María Elena Rodríguez López dirija la mesa", "groups_credited": "Mesa 1", "measure": "Reuniones celebradas"}
    answer = client.post(reverse("proposal_new"), said, headers={"accept-language": "es"})
    assert answer.status_code == 422 and "Reuniones celebradas" in answer.content.decode()
    assert "pueden decir quién es una persona" in answer.content.decode()
    with acting_as(cast.tere.pk):
        assert not Proposal.objects.exists()


def test_an_edit_of_an_old_page_is_refused_and_kept(cast, client):
    row = captured(cast)
    client.force_login(cast.noemi)
    said = whole(first_step_on=timezone.localdate().isoformat()) | {"version": 1, "title": "Primera"}
    assert client.post(reverse("proposal_edit", args=[row.pk]), said).status_code == 302
    client.force_login(cast.tere)
    late = client.post(reverse("proposal_edit", args=[row.pk]), {**said, "title": "Segunda"})
    assert late.status_code == 409 and "Segunda" in late.content.decode()


def test_each_group_gets_its_letter_and_the_list_is_worked_off(cast, client):
    row = proposal(cast, "not_adopted")
    client.force_login(cast.tere)
    page = client.get(reverse("answers_to_tell"))
    mine = [one for one in page.context["page"] if one.proposal_id == row.pk]
    assert [one.credit.group for one in mine] == ["Mesa 1", "Mesa 2"]
    letter = client.get(reverse("answer_letter", args=[mine[0].pk])).content.decode()
    assert "Mesa 1" in letter and "Su propuesta fue conocida." in letter
    for language in ("es", "en"):
        content = client.get(reverse("answer_letter_pdf", args=[mine[0].pk, language]))
        assert content["Content-Type"] == "application/pdf" and content.content.startswith(b"%PDF")
    assert client.get(reverse("answer_letter_pdf", args=[mine[0].pk, "fr"])).status_code == 404
    today = timezone.localdate()
    tomorrow = client.post(reverse("answer_told", args=[mine[0].pk]), {"channel": "letter", "told_on": today + dt.timedelta(days=1)})
    assert tomorrow.status_code == 422
    assert client.post(reverse("answer_told", args=[mine[0].pk]), {"channel": "letter", "told_on": today}).status_code == 302
    assert len([one for one in client.get(reverse("answers_to_tell")).context["page"] if one.proposal_id == row.pk]) == 1
    assert client.post(reverse("answer_told", args=[mine[0].pk]), {"channel": "letter", "told_on": today}).status_code == 409


def test_a_tool_keeps_its_files_harmless_and_hands_them_to_readers_alone(cast, client):
    row = proposal(cast, "institutional")
    with acting_as(cast.tere.pk):
        tool = Tool.objects.get(proposal=row)
    client.force_login(cast.tere)
    said = {"number": "1.1", "on": timezone.localdate(), "changed": "Con dibujos"}
    bad = client.post(reverse("tool_version", args=[tool.pk]), {**said, "file": named(b"MZ\x90\x00" + b"\0" * 200, "guia.pdf")})
    assert bad.status_code == 422
    assert (
        client.post(reverse("tool_version", args=[tool.pk]), {**said, "file": named(b"Una guia en palabras.\n", "guia.txt")}).status_code
        == 302
    )
    with acting_as(cast.tere.pk):
        kept = KeptFile.objects.get()
        assert b"guia" not in bytes(kept.data)
    got = client.get(reverse("kept_file", args=[kept.pk]))
    assert got.content == b"Una guia en palabras.\n" and "attachment" in got["Content-Disposition"]
    client.force_login(cast.ines)
    assert client.get(reverse("kept_file", args=[kept.pk])).status_code == 404


def named(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_commitments_are_followed_up_with_evidence_and_counted_by_institution(cast, client):
    client.force_login(cast.tere)
    day = timezone.localdate() + dt.timedelta(days=5)
    for what in ("Abrir la ventanilla", "Nombrar un enlace"):
        said = {"who": "Alcaldía Municipal", "what": what, "due_on": day}
        assert client.post(reverse("commitment_new"), said).status_code == 302
    with acting_as(cast.tere.pk):
        one, other = Commitment.objects.order_by("pk")
    client.force_login(cast.sara)
    assert client.post(reverse("commitment_close", args=[one.pk]), {"state": "done", "evidence": "Acta"}).status_code == 403
    client.force_login(cast.raul)
    assert client.post(reverse("commitment_close", args=[one.pk]), {"state": "done", "evidence": " "}).status_code == 422
    assert client.post(reverse("commitment_close", args=[one.pk]), {"state": "done", "evidence": "Acta de apertura"}).status_code == 302
    assert client.post(reverse("commitment_close", args=[one.pk]), {"state": "dropped", "evidence": "No"}).status_code == 409
    page = client.get(reverse("commitments"))
    assert [row.pk for row, _may in page.context["lines"]] == [other.pk]
    (kept,) = page.context["counts"]
    assert (kept.who, kept.open, kept.overdue, kept.done, kept.dropped) == ("Alcaldía Municipal", 1, 0, 1, 0)
    assert "Acta de apertura" in client.get(reverse("commitments"), {"parte": "closed"}).content.decode()


def test_lists_cost_the_same_however_many_rows(cast, client, django_assert_max_num_queries):
    client.force_login(cast.tere)
    for n in range(6):
        proposal(cast, "postponed", title=f"Propuesta {n}")
    for name in ("proposals", "answers_to_tell", "commitments", "tools"):
        client.get(reverse(name))
        with django_assert_max_num_queries(14):
            assert client.get(reverse(name), {"parte": "all"}).status_code == 200
