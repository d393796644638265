"""What happened after: calls are planned once, an attempt is one tap, what is grave is sealed, and nobody is forgotten."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import after as actions
from izote.casework.actions.cases import move_case
from izote.casework.models import CallAttempt, ContactCall, SealedOutcome
from izote.casework.queries import after as queries
from izote.casework.queries.measures import Period, rows_of
from izote.casework.rules.after import closes, grave_outcomes, padded, planned_windows
from izote.casework.rules.words import words
from izote.casework.tests import builders
from izote.kit.errors import BadInput, Conflict
from izote.people.actions import add_contact, add_return, withdraw_person
from tests.builders import person

DAY = dt.timedelta(days=1)


def calls(case, by):
    """The calls of a case by wave."""
    with acting_as(by.pk):
        actions.plan_calls(case, by=by)
        return {call.wave: call for call in queries.calls_of(case)}


def aged(case, by, days):
    """The calls of a case as if it had begun so many days ago."""
    calls(case, by)
    with acting_as(by.pk):
        ContactCall.objects.filter(case=case).update(due_on=F("due_on") - days * DAY)
    return calls(case, by)


def failed(call, by, result="no_answer", means="phone", ago=0):
    with acting_as(by.pk):
        actions.log_try(call, means=means, result=result, at=timezone.now() - ago * DAY, by=by)


def outcome(call, by, code, told=False):
    with acting_as(by.pk):
        return actions.record_outcome(call, code, means="phone", told=told, at=timezone.now(), by=by)


def test_calls_count_from_a_recent_return_and_else_from_the_opening_of_the_case():
    opened = dt.date(2026, 3, 1)
    assert [w.due for w in planned_windows(None, opened)] == [opened + n * DAY for n in (30, 90, 180, 365)]
    returned = dt.date(2025, 12, 15)
    assert [(w.wave, w.due) for w in planned_windows(returned, opened)] == [
        ("90", returned + 90 * DAY),
        ("180", returned + 180 * DAY),
        ("365", returned + 365 * DAY),
    ], "the first call would lie before the case"
    assert planned_windows(dt.date(2020, 1, 1), opened) == planned_windows(None, opened), "too long ago to count from"
    assert planned_windows(opened + DAY, opened) == planned_windows(None, opened), "a return cannot lie ahead"


def test_a_case_begins_with_its_calls_counted_from_the_return_written_in_the_file(cast):
    subject, returned = person(cast.ana, cast.ZAC), timezone.localdate() - 20 * DAY
    with acting_as(cast.ana.pk):
        add_return(subject, by=cast.ana, returned_on=returned)
    case = builders.case(cast.ana, cast.ZAC, of=subject)
    with acting_as(cast.ana.pk):
        assert [call.due_on for call in queries.calls_of(case)] == [returned + n * DAY for n in (30, 90, 180, 365)]
        assert actions.plan_calls(case, by=cast.ana) == 0, "once"


def test_an_attempt_counts_and_only_the_person_is_a_contact(cast):
    case = builders.case(cast.ana, cast.ZAC)
    by_wave = aged(case, cast.ana, 30)
    failed(by_wave[30], cast.ana)
    told = outcome(by_wave[30], cast.ana, "safe", told=True)
    assert told.reached_at is None and told.outcome == "safe"
    with acting_as(cast.ana.pk):
        case.refresh_from_db()
        assert case.last_contact_at is None
        assert list(CallAttempt.objects.filter(case=case).order_by("at").values_list("result", flat=True)) == ["no_answer", "told"]
        with pytest.raises(Conflict):
            actions.log_try(by_wave[30], means="phone", result="no_answer", at=timezone.now(), by=cast.ana)
    outcome(by_wave[90], cast.ana, "left_choice")
    with acting_as(cast.ana.pk):
        case.refresh_from_db()
        assert case.last_contact_at is not None


@pytest.mark.parametrize("at", [dt.timedelta(hours=1), -90 * DAY])
def test_an_attempt_lies_neither_ahead_nor_long_ago(cast, at):
    case = builders.case(cast.ana, cast.ZAC)
    call = calls(case, cast.ana)[30]
    with acting_as(cast.ana.pk), pytest.raises(BadInput):
        actions.log_try(call, means="phone", result="no_answer", at=timezone.now() + at, by=cast.ana)


def test_nobody_knows_is_said_only_after_somebody_tried(cast):
    case = builders.case(cast.ana, cast.ZAC)
    call = calls(case, cast.ana)[30]
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        actions.record_outcome(call, "unknown", means="phone", told=False, at=timezone.now(), by=cast.ana)
    failed(call, cast.ana)
    assert outcome(call, cast.ana, "unknown").reached_at is None


def test_who_wishes_no_contact_is_not_called_again(cast):
    case = builders.case(cast.ana, cast.ZAC)
    by_wave = calls(case, cast.ana)
    outcome(by_wave[30], cast.ana, "no_contact")
    with acting_as(cast.ana.pk):
        assert [call.state for call in queries.calls_of(case)] == ["done", "ended", "ended", "ended"]
        assert not queries.calls_due(cast.ana, timezone.localdate() + 90 * DAY).filter(case=case).exists()


@pytest.mark.parametrize("code", sorted(grave_outcomes()))
def test_a_grave_outcome_is_sealed_and_read_by_whoever_leads_alone(cast, code):
    case = builders.case(cast.ana, cast.ZAC)
    call = outcome(calls(case, cast.ana)[30], cast.ana, code)
    assert call.outcome == "recorded" and call.reached_at is None
    with acting_as(cast.ana.pk):
        assert not SealedOutcome.objects.filter(pk=call.pk).exists(), "who entered it cannot read it back"
        assert queries.sealed_for(cast.ana) == []
        with pytest.raises(PermissionDenied):
            actions.read_sealed(call, by=cast.ana)
    with acting_as(cast.beto.pk):
        assert [row["call_id"] for row in queries.sealed_for(cast.beto)] == [call.pk]
        assert actions.read_sealed(call, by=cast.beto) == code
        assert queries.sealed_for(cast.beto)[0]["seen_by__display_name"] == cast.beto.display_name


def test_nothing_but_the_seal_knows_a_grave_outcome(cast, superuser, client):
    """Neither the row, the attempts, the trail nor the length of the ciphertext tells one grave outcome from another."""
    sizes, rows, details = set(), set(), set()
    for code in sorted(grave_outcomes()):
        case = builders.case(cast.ana, cast.ZAC)
        call = outcome(calls(case, cast.ana)[30], cast.ana, code)
        with acting_as(cast.beto.pk):
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("select access.open_outcome(%s)", [call.pk])
                sizes.add(len(cursor.fetchone()[0]))
                cursor.execute("select verb, details - 'case' - 'calls' from access.file_trail(%s, 50)", [case.person_id])
                details.add(str(sorted(cursor.fetchall())))
            rows.add(tuple(ContactCall.objects.filter(pk=call.pk).values_list("state", "outcome", "attempts").get()))
            rows.add(tuple(CallAttempt.objects.filter(call=call).values_list("means", "result").get()))
    assert len(sizes) == 1 and len(rows) == 2 and len(details) == 1
    assert len({len(padded(code)) for code in words("call_outcomes")}) == 1


def test_what_was_recorded_by_mistake_is_taken_back_by_whoever_leads(cast):
    case = builders.case(cast.ana, cast.ZAC)
    call = outcome(calls(case, cast.ana)[30], cast.ana, "detained")
    with acting_as(cast.ana.pk), pytest.raises(PermissionDenied):
        actions.take_back_sealed(call, by=cast.ana)
    with acting_as(cast.beto.pk):
        actions.take_back_sealed(call, by=cast.beto)
    assert outcome(call, cast.ana, "safe").outcome == "safe"


def test_those_never_reached_are_the_often_tried_and_the_never_tried_and_nobody_else(cast):
    tried, untried, reached, sealed, young = (builders.case(cast.ana, cast.ZAC) for _ in range(5))
    for n in (1, 2, 3):
        failed(aged(tried, cast.ana, 40)[30], cast.ana, ago=n)
    aged(untried, cast.ana, 60)
    outcome(aged(reached, cast.ana, 60)[30], cast.ana, "safe")
    outcome(aged(sealed, cast.ana, 60)[30], cast.ana, "dead")
    aged(young, cast.ana, 31)
    since, until = timezone.localdate() - 365 * DAY, timezone.localdate()
    with acting_as(cast.ana.pk):
        assert {call.case_id for call in queries.never_reached(cast.ana, since, until)} == {tried.pk, untried.pk}
        first = queries.waves_counted(cast.ana, since, until)[0]
        assert first == {"wave": 30, "due": 5, "reached": 1, "sealed": 1, "told": 0, "tried": 1, "untried": 1, "open": 1}
    with acting_as(cast.carla.pk):
        assert not queries.never_reached(cast.carla, since, until).exists()


def test_the_reports_count_as_never_reached_whom_the_list_shows(cast):
    cases = [builders.case(cast.ana, cast.ZAC) for _ in range(6)]
    waits, sealed, told, ended, _over, missed = (aged(case, cast.ana, 60 if n else 31)[30] for n, case in enumerate(cases))
    outcome(sealed, cast.ana, "detained")
    outcome(told, cast.ana, "safe", told=True)
    builders.agree(cases[4], "closure", asked=cast.ana, decided=cast.beto)
    with acting_as(cast.ana.pk):
        ContactCall.objects.filter(pk=ended.pk).update(state="ended")
        move_case(cases[4], "close", by=cast.ana, reason="reserved")
        period = Period(timezone.localdate() - 90 * DAY, timezone.localdate())
        by_wave = {code: {row.pk for row in rows_of(code, cast.ZAC.pk, period)} for code in ("calls_due", "calls_learnt", "calls_never")}
        assert by_wave["calls_never"] == {missed.pk} == {call.pk for call in queries.never_reached(cast.ana, *period)}
    assert by_wave["calls_due"] == {waits.pk, sealed.pk, told.pk, missed.pk} and by_wave["calls_learnt"] == {sealed.pk, told.pk}


def test_a_call_is_due_while_its_days_last(cast):
    case = builders.case(cast.ana, cast.ZAC)
    due = calls(case, cast.ana)[90].due_on
    with acting_as(cast.ana.pk):
        for day, waits in ((due - 15 * DAY, False), (due - 14 * DAY, True), (closes(90, due), True), (closes(90, due) + DAY, False)):
            assert queries.calls_due(cast.ana, day).filter(case=case, wave=90).exists() is waits, day


def test_after_grave_news_nobody_is_called_and_after_goals_met_the_year_is_still_asked(cast):
    for reason, stopped in (("reserved", True), ("goals_met", False)):
        case = builders.case(cast.ana, cast.ZAC)
        due = calls(case, cast.ana)[30].due_on
        builders.agree(case, "closure", asked=cast.ana, decided=cast.beto)
        with acting_as(cast.ana.pk):
            case = move_case(case, "close", by=cast.ana, reason=reason)
            assert queries.calls_stopped(case) is stopped
            assert queries.calls_due(cast.ana, due).filter(case=case).exists() is not stopped


def test_only_safe_contacts_are_shown_and_none_when_the_person_wants_none(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        add_contact(case.person, by=cast.ana, kind="phone", value="7000 1111", whose="own", may_call=True, hours="después de las 5")
        add_contact(case.person, by=cast.ana, kind="phone", value="7000 2222", whose="family", may_call=False)
        found = queries.reach_of(case, case.person)
        assert [(c.value, c.hours) for c in found.contacts] == [("7000 1111", "después de las 5")]
        withdraw_person(case.person, by=cast.ana)
        case.person.refresh_from_db()
        assert queries.reach_of(case, case.person).contacts == []
