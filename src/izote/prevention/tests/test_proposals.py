"""Proposals from the workshop to the tool: what is needed, who decides, who is told, and what an attacker would try."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import proposals as actions
from izote.prevention.actions import tools, wording
from izote.prevention.models import Assistance, Proposal, ProposalAnswer, Step, Tool
from izote.prevention.queries.proposals import answers_for, credits_of, facts_of, groups_of, to_tell
from izote.prevention.rules.machines import machine
from izote.prevention.tests.builders_proposals import WAYS, captured, one_step, proposal, screened_fields, told_all, whole


@pytest.mark.parametrize("state", WAYS)
def test_every_state_is_reached_by_those_who_may(cast, state):
    row = proposal(cast, state)
    assert row.state == state
    with acting_as(cast.paula.pk):
        ways = list(Step.objects.filter(machine="proposal", subject=row.pk).order_by("number").values_list("to", flat=True))
    assert ways == list(WAYS[state])


def test_every_state_of_the_machine_is_tried():
    assert set(WAYS) == set(machine("proposal").states)


@pytest.mark.parametrize("name", ["factors", "stream", "groups", "owner", "first_step", "first_step_on", "measure"])
def test_nothing_is_screened_that_lacks_what_a_proposal_needs(cast, name):
    empty = [] if name in ("factors", "groups") else None if name == "first_step_on" else ""
    row = one_step(captured(cast, **{name: empty}), "refined", cast)
    with acting_as(cast.tere.pk), pytest.raises(Conflict, match="30"):
        actions.screen(row, by=cast.tere, answers=screened_fields())
        actions.step(row, "screened", by=cast.tere)


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_the_first_step_is_within_thirty_days_when_it_is_screened_and_when_it_is_adopted(cast, days):
    day = timezone.localdate() + dt.timedelta(days=days)
    row = one_step(captured(cast, **whole(first_step_on=day)), "refined", cast)
    with acting_as(cast.tere.pk), pytest.raises(Conflict):
        actions.screen(row, by=cast.tere, answers=screened_fields())
        actions.step(row, "screened", by=cast.tere)
    row = proposal(cast, "deliberated")
    with acting_as(cast.paula.pk):
        actions.write_proposal(row, by=cast.paula, version=row.version, first_step_on=day)
        with pytest.raises(Conflict):
            actions.step(row, "adopted", by=cast.paula, answers=told_all(row))


def test_what_speaks_against_it_is_adopted_with_changes_alone_and_not_known_is_an_answer(cast):
    row = one_step(captured(cast), "refined", cast)
    with acting_as(cast.tere.pk):
        actions.screen(row, by=cast.tere, answers=screened_fields("not_known"))
        actions.screen(row, by=cast.tere, answers={"harm": ("against", "Expondría a un grupo")})
        row = actions.step(row, "screened", by=cast.tere)
    row = one_step(row, "deliberated", cast)
    with acting_as(cast.paula.pk):
        assert facts_of(row)["against"] == 1
        with pytest.raises(Conflict, match=r"against|contra"):
            actions.step(row, "adopted", by=cast.paula, answers=told_all(row))
        row = actions.step(row, "adopted_changed", by=cast.paula, answers=told_all(row), reason="Sin lista de asistentes")
        assert row.state == "adopted_changed" and row.screenings.count() == 5


def test_a_screening_with_three_answers_or_without_a_note_is_none(cast):
    row = one_step(captured(cast), "refined", cast)
    with acting_as(cast.tere.pk):
        answers = screened_fields()
        del answers["cost"]
        actions.screen(row, by=cast.tere, answers=answers)
        with pytest.raises(Conflict):
            actions.step(row, "screened", by=cast.tere)
        with pytest.raises(BadInput):
            actions.screen(row, by=cast.tere, answers={"cost": ("for", "  ")})


@pytest.mark.parametrize("decision", ["adopted", "adopted_changed", "postponed", "not_adopted"])
def test_no_decision_without_an_answer_to_each_group_also_of_what_was_merged_into_it(cast, decision):
    one, other = captured(cast), captured(cast, title="Ferias", tables=("Mesa 3",))
    with acting_as(cast.tere.pk):
        actions.merge([other], one, by=cast.tere)
    for to in ("refined", "screened", "deliberated"):
        one = one_step(one, to, cast)
    with acting_as(cast.paula.pk):
        everybody = told_all(one)
        assert len(everybody) == 3
        for missing in everybody:
            short = {pk: text for pk, text in everybody.items() if pk != missing}
            with pytest.raises(Conflict):
                actions.step(one, decision, by=cast.paula, answers=short, reason="x")
            with pytest.raises(Conflict):
                actions.step(one, decision, by=cast.paula, answers={**short, missing: "  "}, reason="x")
        actions.step(one, decision, by=cast.paula, answers=everybody, reason="x")
        assert ProposalAnswer.objects.filter(proposal=one, decision=decision).count() == 3


def test_who_wrote_it_does_not_decide_on_it(cast, superuser):
    row = proposal(cast, "deliberated")
    member = (cast.tere.pk, cast.PDD.pk)
    superuser.execute(
        "insert into accounts.access_membership (user_id, org_id, role, starts_on) values (%s, %s, 'ombuds_delegate', '2020-01-01')", member
    )
    try:
        from izote.access.permissions import forget_memberships

        forget_memberships(cast.tere)
        for decision in ("adopted", "adopted_changed", "not_adopted"):
            with acting_as(cast.tere.pk), pytest.raises(Conflict):
                actions.step(row, decision, by=cast.tere, answers=told_all(row), reason="x")
    finally:
        superuser.execute("delete from accounts.access_membership where user_id = %s and org_id = %s and role = 'ombuds_delegate'", member)


def test_groups_are_told_once_with_how_and_when_and_the_list_empties(cast):
    row = proposal(cast, "postponed")
    with acting_as(cast.tere.pk):
        waiting = list(to_tell(answers_for(cast.tere)).filter(proposal=row))
        assert [one.credit.group for one in waiting] == ["Mesa 1", "Mesa 2"]
        today = timezone.localdate()
        for told_on, channel in ((today + dt.timedelta(days=1), "letter"), (today, "pigeon"), (today - dt.timedelta(days=400), "letter")):
            with pytest.raises(BadInput):
                actions.tell(waiting[0], by=cast.tere, told_on=told_on, channel=channel)
        actions.tell(waiting[0], by=cast.tere, told_on=today, channel="meeting")
        with pytest.raises(Conflict):
            actions.tell(waiting[0], by=cast.tere, told_on=today, channel="letter")
        assert to_tell(answers_for(cast.tere)).filter(proposal=row).count() == 1
    with acting_as(cast.sara.pk), pytest.raises(PermissionDenied):
        actions.tell(waiting[1], by=cast.sara, told_on=today, channel="letter")


def test_postponed_twice_each_group_is_told_twice(cast):
    row = proposal(cast, "postponed")
    row = one_step(row, "deliberated", cast)
    with acting_as(cast.paula.pk), pytest.raises(Conflict):
        actions.step(row, "postponed", by=cast.paula, reason="x")
    one_step(row, "postponed", cast)
    with acting_as(cast.paula.pk):
        assert ProposalAnswer.objects.filter(proposal=row).count() == 4
        assert to_tell(answers_for(cast.paula)).filter(proposal=row).count() == 2


def test_a_tool_has_a_version_and_whoever_keeps_it_and_goes_out_of_use_when_it_is_withdrawn(cast):
    row = proposal(cast, "institutional")
    with acting_as(cast.paula.pk):
        tool = Tool.objects.get(proposal=row)
        assert (tool.owner, tool.version, tool.versions.get().number) == ("Alcaldía Municipal", "1.0", "1.0")
    with acting_as(cast.tere.pk):
        today = timezone.localdate()
        with pytest.raises(BadInput):
            tools.new_version(tool, by=cast.tere, number="1.0", changed="Igual", on=today)
        tools.new_version(tool, by=cast.tere, number="1.1", changed="Más corto", on=today, owner="Unidad de la Mujer")
        tools.use_tool(tool, by=cast.tere, site="Sonsonate", since=today)
    with acting_as(cast.sara.pk), pytest.raises(PermissionDenied):
        tools.new_version(tool, by=cast.sara, number="1.2", changed="Mío", on=today)
    with acting_as(cast.paula.pk):
        tools.withdraw(row, by=cast.paula, reason="Ya no se usa", answers=told_all(row))
        tool = Tool.objects.get(proposal=row)
        assert (tool.version, tool.owner, tool.retired_on) == ("1.1", "Unidad de la Mujer", today)


def test_the_technical_partner_assists_and_nothing_else(cast):
    row = proposal(cast, "adopted")
    with acting_as(cast.sara.pk):
        with pytest.raises(Conflict):
            actions.step(row, "assisted", by=cast.sara)
        tools.assist(row, by=cast.sara, request="Guion", plan="Dos visitas", partner="Socio")
        row = actions.step(row, "assisted", by=cast.sara)
        for to in ("withdrawn", "pilot"):
            with pytest.raises((PermissionDenied, Conflict)):
                actions.step(row, to, by=cast.sara, reason="x", answers=told_all(row))
        with pytest.raises(PermissionDenied):
            actions.write_proposal(row, by=cast.sara, version=row.version, owner="Socio")
        with pytest.raises(PermissionDenied):
            actions.capture(org=cast.PDD, by=cast.sara, title="Otra", groups_credited=["Socio"])
        assert Assistance.objects.filter(proposal=row).count() == 1


def test_two_who_write_at_once_lose_nothing(cast):
    row = captured(cast)
    with acting_as(cast.noemi.pk):
        actions.write_proposal(row, by=cast.noemi, version=1, title="Otra redacción")
    with acting_as(cast.tere.pk):
        with pytest.raises(Conflict):
            actions.write_proposal(row, by=cast.tere, version=1, title="La mía")
        assert Proposal.objects.get(pk=row.pk).title == "Otra redacción"


def test_what_was_screened_is_not_rewritten_but_who_carries_it_may_change(cast):
    row = proposal(cast, "screened")
    with acting_as(cast.tere.pk):
        with pytest.raises(Conflict):
            actions.write_proposal(row, by=cast.tere, version=row.version, title="Otra cosa")
        row = actions.write_proposal(row, by=cast.tere, version=row.version, owner="Gobernación")
    assert row.owner == "Gobernación"


@pytest.mark.parametrize("text", ["Que llamen a Juan Carlos Pérez López al 7777-8888", "María Elena Rodríguez abrirá la ventanilla"])
def test_a_text_that_may_name_somebody_is_refused_until_two_persons_allow_it(cast, text):
    with acting_as(cast.tere.pk):
        with pytest.raises(wording.NamesSomebody) as refused:
            captured_at = actions.capture(org=cast.PDD, by=cast.tere, title=text, groups_credited=["Mesa 1"])
            assert captured_at is None
        asked = [
            wording.ask_for_name(org=cast.PDD, by=cast.tere, words=one, why="Nombre de un centro escolar") for one in refused.value.words
        ]
        with pytest.raises(Conflict):
            wording.allow_name(asked[0], by=cast.tere)
        with pytest.raises(wording.NamesSomebody):
            actions.capture(org=cast.PDD, by=cast.tere, title=text, groups_credited=["Mesa 1"])
    with acting_as(cast.raul.pk):
        for one in asked:
            wording.allow_name(one, by=cast.raul)
    with acting_as(cast.tere.pk):
        assert actions.capture(org=cast.PDD, by=cast.tere, title=text, groups_credited=["Mesa 1"]).pk


def test_groups_of_many_proposals_come_in_one_question(cast, django_assert_num_queries):
    one, two = captured(cast), captured(cast, title="Ferias", tables=("Mesa 3",))
    with acting_as(cast.tere.pk):
        actions.merge([two], one, by=cast.tere)
        with django_assert_num_queries(1):
            assert groups_of([one, two]) == {one.pk: ["Mesa 1", "Mesa 2", "Mesa 3"], two.pk: ["Mesa 3"]}
        assert [one.group for one in credits_of(one)] == ["Mesa 1", "Mesa 2", "Mesa 3"]
