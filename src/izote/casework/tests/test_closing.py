"""A case is closed with few words, for a reason that holds, by somebody else; and reopened with all that was before."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import approvals
from izote.casework.actions.after import plan_calls, record_outcome
from izote.casework.actions.cases import start_case
from izote.casework.actions.closing import reopen_case, request_closure
from izote.casework.models import Approval, Assessment, Case, CaseEvent, Closure, ContactCall, OfficeRules
from izote.casework.queries.after import calls_of
from izote.casework.queries.cases import open_case
from izote.casework.queries.closing import standing, survey_colleagues, surveys_waiting, why_not
from izote.casework.queries.exports import Asked, chunks
from izote.casework.rules.closing import Attempt, missing_attempts
from izote.casework.tests import builders
from izote.kit.errors import BadInput, Conflict

DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 6, 15, 18, tzinfo=dt.UTC)
TOLD = {"safety_checked": True, "return_told": True}


def tries(*rows):
    return [Attempt(NOW + days * DAY, means, result) for days, means, result in rows]


def closed(cast, case, reason="goals_met", **more):
    """The case, closed by Beto at Ana's request."""
    with acting_as(cast.ana.pk):
        closure = request_closure(case, reason=reason, summary="Trabaja y está tranquila.", by=cast.ana, **{**TOLD, **more})
    with acting_as(cast.beto.pk):
        approvals.decide(Approval.objects.get(about_id=closure.pk), "approved", by=cast.beto)
        return Case.objects.get(pk=case.pk), Closure.objects.get(pk=closure.pk)


@pytest.mark.parametrize(
    ("attempts", "lost"),
    [
        (tries((0, "phone", "no_answer"), (15, "visit", "no_answer"), (30, "phone", "wrong_number")), True),
        (tries((0, "phone", "no_answer"), (15, "visit", "no_answer"), (29, "phone", "wrong_number")), False),
        (tries((0, "phone", "no_answer"), (15, "phone", "no_answer"), (30, "phone", "no_answer")), False),
        (tries((0, "phone", "no_answer"), (0, "visit", "no_answer"), (30, "phone", "no_answer")), False),
        (tries((0, "phone", "no_answer"), (15, "visit", "reached"), (30, "phone", "no_answer"), (46, "visit", "no_answer")), False),
        (tries((0, "phone", "no_answer"), (15, "visit", "told"), (30, "phone", "no_answer")), False),
        ([], False),
    ],
    ids=["enough", "a day too few", "one means", "two days", "reached between", "told between", "none"],
)
def test_contact_is_lost_after_three_days_two_means_and_thirty_days(attempts, lost):
    assert (missing_attempts(attempts) == "") is lost


def test_days_of_attempts_are_days_of_el_salvador():
    """Late in the evening here is tomorrow in universal time: two tries of one evening are one day."""
    evening = dt.datetime(2026, 6, 16, 1, 30, tzinfo=dt.UTC)
    same = [Attempt(evening - dt.timedelta(hours=2), "phone", "no_answer"), Attempt(evening, "visit", "no_answer")]
    assert missing_attempts([*same, Attempt(evening + 30 * DAY, "phone", "no_answer")]) != ""


def test_closing_is_asked_by_one_and_decided_by_another(cast):
    case, closure = closed(cast, builders.case(cast.ana, cast.ZAC))
    assert (case.state, case.closure_reason, case.closed_at is not None, closure.state) == ("closed", "goals_met", True, "approved")
    assert case.next_due is None
    with acting_as(cast.ana.pk):
        assert open_case(case, "texts").said("closure", closure.pk) == "Trabaja y está tranquila."


def test_whoever_asked_does_not_decide(cast):
    case = builders.case(cast.beto, cast.ZAC)
    with acting_as(cast.beto.pk):
        closure = request_closure(case, reason="goals_met", summary="", by=cast.beto, **TOLD)
        with pytest.raises(PermissionDenied):
            approvals.decide(Approval.objects.get(about_id=closure.pk), "approved", by=cast.beto)
    with acting_as(cast.tomas.pk):
        approvals.decide(Approval.objects.get(about_id=closure.pk), "approved", by=cast.tomas)
        assert Case.objects.get(pk=case.pk).state == "closed", "a stand-in of another institution can decide"


def test_what_is_given_back_or_taken_back_leaves_the_case_open(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        first = request_closure(case, reason="moved", summary="Se fue con su hermana.", by=cast.ana)
        with pytest.raises(Conflict):
            request_closure(case, reason="moved", summary="Otra vez.", by=cast.ana)
    with acting_as(cast.beto.pk):
        approvals.decide(Approval.objects.get(about_id=first.pk), "returned", "Falta llamar.", by=cast.beto)
    with acting_as(cast.ana.pk):
        second = request_closure(case, reason="moved", summary="Se llamó.", by=cast.ana)
        approvals.take_back(Approval.objects.get(about_id=second.pk), by=cast.ana)
        assert [c.state for c in Closure.objects.filter(case=case).order_by("requested_at")] == ["returned", "cancelled"]
        assert Case.objects.get(pk=case.pk).is_open


def test_low_risk_outside_the_sample_closes_at_once(cast):
    case = builders.case(cast.ana, cast.ZAC, risk="low")
    with acting_as(cast.beto.pk):
        OfficeRules.objects.create(org=cast.ZAC, approvals="sampling", sample_share=0)
    with acting_as(cast.ana.pk):
        closure = request_closure(case, reason="goals_met", summary="Listo.", by=cast.ana, **TOLD)
        assert closure.state == "approved" and Case.objects.get(pk=case.pk).state == "closed"


@pytest.mark.parametrize("reason", ["lost_contact", "transferred", "referred_out", "duplicate", "turned_18", "nonsense"])
def test_a_reason_that_does_not_hold_is_refused(cast, reason):
    case = builders.case(cast.ana, cast.ZAC, birth_year=timezone.localdate().year - 12)
    with acting_as(cast.ana.pk), pytest.raises(BadInput):
        request_closure(case, reason=reason, summary="…", by=cast.ana, **TOLD)


def test_safety_is_talked_about_where_it_can_be_and_the_survey_is_offered_by_somebody_else(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        with pytest.raises(BadInput):
            request_closure(case, reason="goals_met", summary="…", by=cast.ana)
        with pytest.raises(BadInput):
            request_closure(case, reason="goals_met", summary="…", by=cast.ana, survey_by=cast.ana, **TOLD)
        may = set(survey_colleagues(case, cast.ana))
        assert cast.delia in may and not may & {cast.ana, cast.rosa}, "who works on cases, but not on this one"
    with acting_as(cast.delia.pk):
        assert not survey_colleagues(case, cast.delia).exists(), "who does not carry the case lets nobody in"
    with acting_as(cast.ana.pk):
        assert request_closure(case, reason="reserved", summary="", by=cast.ana).state == "requested", "nothing more is asked then"


def test_who_offers_the_survey_finds_the_closed_case_until_somebody_asked_it(cast):
    case, closure = closed(cast, builders.case(cast.ana, cast.ZAC), survey_by=cast.delia)
    for who, reads in ((cast.ana, True), (cast.beto, True), (cast.delia, False)):
        with acting_as(who.pk):
            assert bool(open_case(case, "texts").said("closure", closure.pk)) == reads, "to ask is not to read"
    of_case = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "instrument": "satisfaction", "version": "1"}
    held = {"state": "complete", "held_on": timezone.localdate(), "completed_at": timezone.now()}
    with acting_as(cast.delia.pk):
        assert [row.case.code for row in surveys_waiting(cast.delia)] == [case.code]
        Assessment.objects.create(**of_case, **held, by=cast.delia)
        assert not surveys_waiting(cast.delia)
    other = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        asked = request_closure(other, reason="goals_met", summary="…", by=cast.ana, survey_by=cast.delia, **TOLD)
    with acting_as(cast.beto.pk):
        approvals.decide(Approval.objects.get(about_id=asked.pk), "returned", "Falta llamar.", by=cast.beto)
    with acting_as(cast.delia.pk):
        assert not Case.objects.filter(pk=other.pk).exists() and not surveys_waiting(cast.delia)


def test_no_row_and_no_export_says_that_somebody_died(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        plan_calls(case, by=cast.ana)
        record_outcome(calls_of(case)[0], "dead", means="phone", told=True, at=timezone.now(), by=cast.ana)
    case, _closure = closed(cast, case, "reserved")
    with acting_as(cast.beto.pk):
        asked = Asked(cast.ZAC.pk, "all", "", "", timezone.now().isoformat(), "en")
        rows = [
            list(chunks(asked, cast.beto)),
            *Case.objects.filter(pk=case.pk).values(),
            *CaseEvent.objects.filter(case=case).values(),
            *Closure.objects.filter(case=case).values(),
            *ContactCall.objects.filter(case=case).values(),
        ]
    said = str(rows).lower()
    assert "kept apart" in said and not any(word in said for word in ("death", "dead", "died", "fallec", "muert"))


def test_a_duplicate_points_to_the_case_that_goes_on(cast):
    double, kept = builders.case(cast.ana, cast.ZAC), builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        assert why_not(double, "duplicate", double) and not why_not(double, "duplicate", kept)
    case, closure = closed(cast, double, "duplicate", other_case=kept)
    assert case.state == "duplicate" and closure.other_case_id == kept.pk


def test_reopening_keeps_the_history_and_starts_the_clocks_anew(cast):
    case, _closure = closed(cast, builders.case(cast.ana, cast.ZAC))
    with acting_as(cast.ana.pk):
        case = reopen_case(case, "new_need", by=cast.ana)
        assert (case.state, case.closed_at, case.closure_reason, case.reopened) == ("reopened", None, "", 1)
        assert case.next_due > timezone.now()
        events = list(CaseEvent.objects.filter(case=case).order_by("at").values_list("event", "reason"))
        assert events == [("register", ""), ("close", "goals_met"), ("reopen", "new_need")]
        assert Closure.objects.get(case=case).state == "reopened"


def test_no_second_open_case_by_reopening(cast):
    case, _closure = closed(cast, builders.case(cast.ana, cast.ZAC))
    with acting_as(cast.ana.pk):
        start_case(case.person, kind="reintegration", risk="low", by=cast.ana)
        with pytest.raises(Conflict):
            reopen_case(case, "came_back", by=cast.ana)


def test_what_stands_open_is_said_before_closing(cast):
    from izote.casework.models import Appointment

    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        assert not standing(case)
        given = {"person_id": case.person_id, "org_id": case.org_id, "with_user": cast.ana, "by": cast.ana, "case": case}
        Appointment.objects.create(code="A1", starts_at=timezone.now() + DAY, **given)
        assert len(standing(case).appointments) == 1
