"""A workshop in front of a room: propose, merge, vote, assign, undo, print; two facilitators, a dropped connection, ties."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import commitments
from izote.prevention.actions import workshops as actions
from izote.prevention.models import Commitment, Proposal, WorkshopAct
from izote.prevention.queries import workshops as queries
from izote.prevention.rules.votes import LEAST_FOR_SHARES, results, share
from izote.seminars.models import Programme
from izote.seminars.tests.builders import seminar


@pytest.fixture
def room(cast, client):
    """A workshop of seminars, with Tere in front of it; a function that posts to its pages."""
    with acting_as(cast.tere.pk):
        code = seminar(cast, kind="workshop").code
    client.force_login(cast.tere)

    def post(name, **said):
        return client.post(reverse(name, args=[code]), said)

    post.code, post.client, post.cast = code, client, cast
    return post


def wall(room):
    with acting_as(room.cast.tere.pk):
        of = queries.workshop_for(room.cast.tere, room.code)
        return queries.with_groups(queries.wall(of))


def of_room(room):
    return queries.workshop_for(room.cast.tere, room.code)


def last(room):
    with acting_as(room.cast.tere.pk):
        return queries.last_act(of_room(room)).pk


def proposed(room, *lines):
    for line in lines:
        group = "Mesa 2" if "2" in line else "Mesa 1"
        assert room("workshop", line=line, group=group).status_code == 302
    return wall(room)


def test_a_workshop_from_the_first_line_to_the_printed_commitments(room):
    rows = proposed(room, "Guía de derechos", "Guía 2 de derechos", "Ferias de empleo", "Radio comunitaria 2")
    assert room("workshop_merge", keys=[rows[0].pk, rows[1].pk]).status_code == 302
    rows = wall(room)
    assert [row.title for row in rows] == ["Guía de derechos", "Ferias de empleo", "Radio comunitaria 2"]
    assert rows[0].credit == ["Mesa 1", "Mesa 2"]
    assert room("workshop_vote", act="ballot", kind="hands", voters="30").status_code == 302
    counts = {f"n-{row.pk}-0": n for row, n in zip(rows, ("12", "7", "12"), strict=True)}
    assert room("workshop_vote", act="count", **counts).status_code == 302
    page = room.client.get(reverse("workshop_vote", args=[room.code]))
    assert [(line.key.title, line.place, line.tied) for line in page.context["voting"].lines] == [
        ("Guía de derechos", 1, True),
        ("Radio comunitaria 2", 1, True),
        ("Ferias de empleo", 3, False),
    ]
    assert "12 de 30 (40\N{NO-BREAK SPACE}%)" in page.content.decode() and "empate" in page.content.decode()
    day = timezone.localdate() + dt.timedelta(days=30)
    said = {"proposal": rows[0].pk, "who": "Alcaldía Municipal", "what": "Convocar la mesa", "due_on": day}
    assert room("workshop_assign", **said | {"due_on": day + dt.timedelta(days=1)}).status_code == 422
    assert room("workshop_assign", **said).status_code == 302
    for who in ("tere", "paula", "sara"):
        room.client.force_login(getattr(room.cast, who))
        paper = room.client.get(reverse("workshop_paper", args=[room.code])).content.decode()
        for words in ("Alcaldía Municipal", "Convocar la mesa", "12 de 30 (40\N{NO-BREAK SPACE}%)", "empate", "Por los grupos (cargo)"):
            assert words in paper, who
        for language in ("es", "en"):
            assert room.client.get(reverse("workshop_pdf", args=[room.code, language])).content.startswith(b"%PDF")
    assert room.client.get(reverse("workshop", args=[room.code])).status_code == 403


def test_dots_are_counted_by_group_and_nobody_counted_is_not_zero(room):
    rows = proposed(room, "Guía", "Ferias 2", "Radio")
    room("workshop_vote", act="ballot", kind="dots")
    assert (
        room("workshop_vote", act="count", **{f"n-{rows[0].pk}-0": "3", f"n-{rows[0].pk}-1": "4", f"n-{rows[1].pk}-0": "0"}).status_code
        == 302
    )
    with acting_as(room.cast.tere.pk):
        lines = queries.voting(of_room(room), rows).lines
        assert [(line.key.title, line.got, line.place) for line in lines] == [("Guía", 7, 1), ("Ferias 2", 0, 2), ("Radio", None, None)]
        assert share(lines[2]) in ("no se contó", "not counted")


def test_two_facilitators_who_count_at_once_lose_nothing(room):
    rows = proposed(room, "Guía", "Ferias 2")
    room("workshop_vote", act="ballot", kind="hands")
    one, other = f"n-{rows[0].pk}-0", f"n-{rows[1].pk}-0"
    assert room("workshop_vote", act="count", **{one: "5"}).status_code == 302
    # the other facilitator's page still shows nothing counted
    late = room("workshop_vote", act="count", **{one: "6", f"was-{one}": "", other: "9", f"was-{other}": ""})
    assert late.status_code == 409
    cells = {cell.name: cell for _row, cells in late.context["grid"] for _group, cell in cells}
    assert (cells[one].value, cells[one].torn, cells[one].seen) == ("6", 5, 5)
    # what nobody else touched is kept
    again = room("workshop_vote", act="count", **{one: "6", f"was-{one}": "5", other: "9", f"was-{other}": "9"})
    assert again.status_code == 302
    with acting_as(room.cast.tere.pk):
        assert [line.got for line in queries.voting(of_room(room), rows).lines] == [9, 6]


@pytest.mark.parametrize("typed", ["doce", "-1", "1e3", "99999", "٣"])
def test_a_count_that_is_none_is_refused_and_stays_on_the_page(room, typed):
    rows = proposed(room, "Guía")
    room("workshop_vote", act="ballot", kind="hands", voters="10")
    answer = room("workshop_vote", act="count", **{f"n-{rows[0].pk}-0": typed})
    assert answer.status_code == 422 and typed in answer.content.decode()


def test_more_hands_than_persons_are_refused(room):
    rows = proposed(room, "Guía")
    room("workshop_vote", act="ballot", kind="hands", voters="10")
    assert room("workshop_vote", act="count", **{f"n-{rows[0].pk}-0": "11"}).status_code == 422
    assert room("workshop_vote", act="count", **{f"n-{rows[0].pk}-0": "10"}).status_code == 302
    assert room("workshop_vote", act="ballot", kind="hands", voters="9").status_code == 422
    assert room("workshop_vote", act="ballot", kind="dots").status_code == 409


def test_every_last_act_is_undone_in_its_order_and_the_room_stands_as_before(room):
    rows = proposed(room, "Guía", "Guía 2", "Ferias")
    room("workshop_merge", keys=[rows[0].pk, rows[1].pk], into=rows[1].pk)
    room("workshop_vote", act="ballot", kind="hands")
    room("workshop_vote", act="count", **{f"n-{rows[1].pk}-0": "4"})
    room("workshop_vote", act="count", **{f"n-{rows[1].pk}-0": "6", f"was-n-{rows[1].pk}-0": "4"})
    day = timezone.localdate() + dt.timedelta(days=3)
    room("workshop_assign", proposal=rows[1].pk, who="Unidad de Salud", what="Llamar", due_on=day)

    def state():
        now = wall(room)
        with acting_as(room.cast.tere.pk):
            row = Proposal.objects.get(pk=rows[1].pk)
            return [one.pk for one in now], [line.got for line in queries.voting(of_room(room), now).lines], row.owner

    assert state() == ([rows[1].pk, rows[2].pk], [6, None], "Unidad de Salud")
    for expected in (
        ([rows[1].pk, rows[2].pk], [6, None], ""),
        ([rows[1].pk, rows[2].pk], [4, None], ""),
        ([rows[1].pk, rows[2].pk], [None, None], ""),
        ([rows[0].pk, rows[1].pk, rows[2].pk], [None, None, None], ""),
        ([rows[0].pk, rows[1].pk], [None, None], ""),
    ):
        assert room("workshop_undo", act=last(room), back="workshop").status_code == 302
        assert state() == expected
    with acting_as(room.cast.tere.pk):
        assert Commitment.objects.get().state == "undone"
        assert not queries.promises(of_room(room))
        assert Proposal.objects.get(pk=rows[2].pk).state == "taken_back"


def test_what_somebody_else_did_meanwhile_is_not_undone(room):
    proposed(room, "Guía")
    seen = last(room)
    proposed(room, "Ferias 2")
    room("workshop_undo", act=seen)
    room("workshop_undo", act=999999)
    assert [row.title for row in wall(room)] == ["Guía", "Ferias 2"]


def test_a_commitment_that_was_followed_up_is_not_undone(room):
    rows = proposed(room, "Guía")
    room("workshop_assign", proposal=rows[0].pk, who="Alcaldía", what="Llamar", due_on=timezone.localdate())
    seen = last(room)
    with acting_as(room.cast.tere.pk):
        commitments.close_commitment(Commitment.objects.get(), by=room.cast.tere, state="done", evidence="Acta")
        with pytest.raises(Conflict):
            actions.undo(of_room(room), by=room.cast.tere, act=seen)


def test_a_line_sent_twice_over_a_dropped_connection_stands_once(room):
    said = {"line": "Guía", "group": "Mesa 1", "once": "s" * 24}
    for _ in range(3):
        assert room("workshop", **said).status_code == 302
    assert len(wall(room)) == 1


def test_the_same_line_of_two_groups_stands_twice_until_it_is_merged(room):
    proposed(room, "Guía", "Guía")
    assert len(wall(room)) == 2


@pytest.mark.parametrize("line", ["", "   ", "Llamar a Juan Carlos Pérez López al 7777-8888"])
def test_an_empty_line_or_one_that_names_somebody_is_refused_and_stays_typed(room, line):
    answer = room("workshop", line=line, group="Mesa 1")
    assert answer.status_code == 422 and "Mesa 1" in answer.content.decode() and not wall(room)


def test_a_person_is_no_owner_in_a_workshop(room):
    rows = proposed(room, "Guía")
    said = {"proposal": rows[0].pk, "what": "Llamar", "due_on": timezone.localdate()}
    assert room("workshop_assign", who="María Elena Rodríguez López", **said).status_code == 422
    assert room("workshop_assign", who="", **said).status_code == 422
    assert room("workshop_assign", who="Unidad de la Mujer", **said).status_code == 302


@pytest.mark.parametrize("keys", [[], ["uno"], [0], [10**17]])
def test_merging_nothing_or_what_is_not_there_is_refused(room, keys):
    proposed(room, "Guía", "Ferias 2")
    assert room("workshop_merge", keys=keys).status_code == 422
    assert len(wall(room)) == 2


def test_what_stands_in_another_workshop_is_out_of_reach(room):
    rows, seen = proposed(room, "Guía"), last(room)
    with acting_as(room.cast.tere.pk):
        other = seminar(room.cast, kind="workshop", title="Otro", of=Programme.objects.get()).code
        of = queries.workshop_for(room.cast.tere, other)
        mine = actions.propose(of, by=room.cast.tere, line="Ajena", group="Mesa 9")
        with pytest.raises(BadInput):
            actions.merge_on_wall(of_room(room), by=room.cast.tere, keys=[mine.pk], into=rows[0].pk)
        with pytest.raises(Conflict):
            actions.undo(of, by=room.cast.tere, act=seen)
        assert WorkshopAct.objects.filter(undone_at=None).count() == 2


def test_a_code_that_no_seminar_has_is_not_there(room):
    for code in ("NADA-9", "x" * 30, "a b", "%00"):
        assert room.client.get(f"/prevencion/taller/{code}/").status_code == 404


def test_it_is_read_without_script_and_by_keyboard(room):
    proposed(room, "Guía", "Ferias 2")
    for name in ("workshop", "workshop_merge", "workshop_vote", "workshop_assign", "workshop_paper"):
        page = room.client.get(reverse(name, args=[room.code])).content.decode()
        assert all(f'accesskey="{n}"' in page for n in "12345") and "onclick" not in page and "<script>" not in page
        assert "prevention/room" in page
    assert "autofocus" in room.client.get(reverse("workshop", args=[room.code])).content.decode()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(), st.none() | st.integers(0, 500), max_size=12), st.none() | st.integers(1, 500))
def test_results_keep_every_proposal_share_places_and_say_no_more_than_was_counted(counts, of):
    lines = results(counts, of=of)
    assert sorted(line.key for line in lines) == sorted(counts)
    known = [line for line in lines if line.got is not None]
    assert [line.got for line in known] == sorted((line.got for line in known), reverse=True)
    for line in lines:
        assert (line.place is None) == (line.got is None)
        assert line.tied == (line.got is not None and [one.got for one in lines].count(line.got) > 1)
        if line.share is not None:
            assert of >= LEAST_FOR_SHARES and abs(line.share - 100 * line.got / of) <= 0.5
    for one in known:
        assert one.place == 1 + sum(other.got > one.got for other in known)
