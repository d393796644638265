"""States: what may follow what, said in both languages, and documented as it is."""

import pytest
from django.utils.translation import override

from izote.casework.rules.moves import APPOINTMENT, APPROVAL, CASE, PLAN, REFERRAL, TRANSFER, TRANSITIONS, can_move, events, move
from izote.casework.rules.words import words
from izote.kit.errors import Conflict

TABLES = list(TRANSITIONS.values())


def walk(table, *path, start=None):
    state = start or table.start
    for event in path:
        state = move(table, state, event)
    return state


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_can_be_reached_and_every_move_ends_in_a_declared_state(table):
    reached, new = {table.start}, [table.start]
    while new:
        for after in table.moves[new.pop()].values():
            if after not in reached:
                reached.add(after)
                new.append(after)
    assert reached == set(table.moves)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_and_event_has_its_words_in_both_languages_and_no_words_are_left_over(table):
    states, happenings = words(f"{table.name}_states"), words(f"{table.name}_events")
    assert set(states) == set(table.moves)
    assert set(happenings) == {event for out in table.moves.values() for event in out}
    assert all(word.es and word.en for word in [*states.values(), *happenings.values(), words("state_nouns")[table.name]])
    assert all(bool(word.row["note_es"]) == bool(word.row["note_en"]) for word in happenings.values())


def test_a_case_goes_its_way_and_comes_back_from_closure_where_it_is_needed():
    assert walk(CASE, "register", "assess", "plan", "attend", "follow_up", "close") == "closed"
    for event, state in {"assess": "assessment", "plan": "plan", "attend": "attention", "follow_up": "followup"}.items():
        assert walk(CASE, "reopen", event, start="closed") == state
    assert CASE.ends == ["duplicate"]
    assert not {"identified", "closed"} & set(CASE.open) and "reopened" in CASE.open
    assert set(CASE.exits) == {"close", "mark_duplicate"}
    assert not can_move(CASE, "identified", "plan")
    assert not can_move(CASE, "closed", "attend")


def test_a_plan_is_returned_worked_on_approved_and_replaced():
    assert walk(PLAN, "submit", "return", "edit", "submit", "approve", "revise") == "revised"
    assert not can_move(PLAN, "draft", "approve")
    assert not can_move(PLAN, "approved", "edit")


def test_a_referral_needs_consent_before_it_is_sent_and_ends_in_every_way_it_may():
    assert walk(REFERRAL, "consent", "send", "see", "accept", "schedule", "miss", "schedule", "attend", "finish") == "done"
    assert not can_move(REFERRAL, "draft", "send")
    for state in REFERRAL.open:
        assert walk(REFERRAL, "withdraw", start=state) == "withdrawn"
        assert walk(REFERRAL, "decline", start=state) == "declined"
        assert walk(REFERRAL, "unavailable", start=state) == "unavailable"
    assert {state for state in REFERRAL.moves if can_move(REFERRAL, state, "reject")} == {"sent", "seen", "accepted"}
    assert set(REFERRAL.ends) == {"done", "rejected", "withdrawn", "unavailable", "declined"}


def test_who_came_late_came():
    assert walk(APPOINTMENT, "miss", "attend") == "attended"
    assert walk(REFERRAL, "attend", start="no_show") == "attended"


def test_answers_given_twice_are_refused():
    for table, event in ((TRANSFER, "accept"), (APPROVAL, "approve")):
        with pytest.raises(Conflict):
            walk(table, event, event)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "«Aprobar» no es posible ahora. Plan de acompañamiento: «Borrador». Lo que sí se puede: Enviar a aprobación."),
        ("en", "“Approve” is not possible now. Support plan: “Draft”. What is possible: Submit for approval."),
    ],
)
def test_a_move_that_may_not_be_says_why_and_what_may(language, sentence):
    with override(language), pytest.raises(Conflict, match=sentence):
        move(PLAN, "draft", "approve")


def test_an_unknown_state_or_event_is_a_conflict_and_no_crash():
    with pytest.raises(Conflict):
        move(CASE, "nonsense", "close")
    with pytest.raises(Conflict):
        move(CASE, "closed", "nonsense")
    assert events(CASE, "nonsense") == []
