"""Approvals: asked by one, decided by another, sampled where the office says so; walkable by two people and a stand-in."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions import approvals
from izote.casework.actions.cases import move_case, set_risk
from izote.casework.actions.closing import request_closure
from izote.casework.models import Approval, Case, OfficeRules
from izote.casework.queries.approvals import deciders, passes_unsampled, sample_of
from izote.casework.queries.cases import open_case
from izote.casework.tests import builders
from izote.kit.errors import BadInput, Conflict
from izote.people.tests.builders import enter


def closure(case, by):
    """A closure that somebody asks for, with its approval."""
    with acting_as(by.pk):
        case = Case.objects.get(pk=case.pk)
        if case.state == "registered":
            case = move_case(case, "assess", by=by)
        asked = request_closure(case, reason="goals_met", summary="Logró lo que quería.", by=by, safety_checked=True, return_told=True)
        return Approval.objects.get(about_id=asked.pk)


def state_of(case, by):
    with acting_as(by.pk):
        return Case.objects.get(pk=case.pk).state


def test_ana_asks_and_beto_approves(cast, client):
    case = builders.case(cast.ana, cast.ZAC, risk="medium")
    approval = closure(case, cast.ana)
    assert state_of(case, cast.ana) == "assessment"
    page = enter(client, cast.beto).get(reverse("approval_list")).content.decode()
    assert case.code in page and "Hernández" not in page
    client.post(reverse("approval_detail", args=[approval.pk]), {"decision": "approved", "remark": ""})
    assert state_of(case, cast.ana) == "closed"
    with acting_as(cast.ana.pk):
        approval = Approval.objects.get(pk=approval.pk)
    assert (approval.decision, approval.decided_by_id) == ("approved", cast.beto.pk)


def test_giving_back_needs_a_remark_which_the_asker_reads(cast, client):
    case = builders.case(cast.ana, cast.ZAC, risk="medium")
    approval = closure(case, cast.ana)
    with acting_as(cast.tomas.pk):
        with pytest.raises(BadInput):
            approvals.decide(approval, "returned", " ", by=cast.tomas)
        approvals.decide(approval, "returned", "Falta la fecha de la última visita.", by=cast.tomas)
    assert state_of(case, cast.ana) == "assessment"
    page = enter(client, cast.ana).get(reverse("approval_detail", args=[approval.pk])).content.decode()
    assert "Falta la fecha" in page and "Tomás" in page
    with acting_as(cast.ana.pk):
        assert [t.author_id for t in open_case(case, "texts").about("approval")] == [cast.tomas.pk]


def test_nobody_decides_an_own_request_nor_twice_nor_without_the_right(cast, client):
    case = builders.case(cast.beto, cast.ZAC, risk="medium")
    approval = closure(case, cast.beto)
    for user, error in ((cast.beto, PermissionDenied), (cast.ana, PermissionDenied)):
        with acting_as(user.pk), pytest.raises(error):
            approvals.decide(approval, "approved", by=user)
    page = enter(client, cast.beto).get(reverse("approval_detail", args=[approval.pk])).content.decode()
    assert "suplente de otra institución" in page and "Tomás" in page and 'name="decision"' not in page
    with acting_as(cast.tomas.pk):
        approvals.decide(approval, "approved", by=cast.tomas)
        with pytest.raises(Conflict):
            approvals.decide(approval, "returned", "tarde", by=cast.tomas)
    assert state_of(case, cast.beto) == "closed"


def test_whoever_asked_may_take_it_back_and_ask_again(cast, client):
    case = builders.case(cast.ana, cast.ZAC, risk="high")
    approval = closure(case, cast.ana)
    with acting_as(cast.ana.pk), pytest.raises(Conflict):
        approvals.request_approval(case, "closure", uuid.uuid4(), by=cast.ana)
    assert enter(client, cast.beto).post(reverse("approval_take_back", args=[approval.pk])).status_code == 403
    enter(client, cast.ana).post(reverse("approval_take_back", args=[approval.pk]))
    with acting_as(cast.ana.pk):
        assert Approval.objects.get(pk=approval.pk).decision == "cancelled"
    closure(case, cast.ana)


def test_low_risk_passes_unless_it_is_drawn_and_the_draw_does_not_change(cast, client):
    with acting_as(cast.beto.pk):
        OfficeRules(org=cast.ZAC, approvals="sampling", sample_share=50).save()
    decisions = {}
    for _ in range(12):
        case = builders.case(cast.ana, cast.ZAC, risk="low")
        approval = closure(case, cast.ana)
        decisions[case.pk] = approval.decision
        with acting_as(cast.ana.pk):
            assert passes_unsampled(case, "closure") == (approval.decision == "unsampled")
        assert state_of(case, cast.ana) == ("assessment" if approval.decision == "" else "closed")
    assert set(decisions.values()) == {"", "unsampled"}, "one in 4096 runs ends here without a fault"
    with acting_as(cast.beto.pk):
        sample = sample_of([cast.ZAC.pk])
    assert (sample.passed, sample.looked_at) == tuple(list(decisions.values()).count(d) for d in ("unsampled", ""))
    assert "50 de cada 100" in enter(client, cast.beto).get(reverse("approval_list")).content.decode()


def test_the_page_of_what_one_asked_for_costs_the_same_for_one_and_for_four(cast, client):
    counts = []
    for many in (1, 3):
        for _n in range(many):
            closure(builders.case(cast.beto, cast.ZAC), cast.beto)
        enter(client, cast.beto).get(reverse("approval_list"))
        with CaptureQueriesContext(connection) as queries:
            assert "Tomás" in client.get(reverse("approval_list")).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_more_than_low_risk_is_always_looked_at(cast):
    with acting_as(cast.beto.pk):
        OfficeRules(org=cast.ZAC, approvals="sampling", sample_share=1).save()
    assert {closure(builders.case(cast.ana, cast.ZAC, risk=risk), cast.ana).decision for risk in ("medium", "high", "immediate")} == {""}


def test_only_a_risk_that_is_low_since_the_opening_or_for_a_week_may_pass(cast):
    low, lowered = builders.case(cast.ana, cast.ZAC, risk="low"), builders.case(cast.ana, cast.ZAC, risk="high")

    def passes(case):
        with acting_as(cast.ana.pk):
            return passes_unsampled(case, "plan")

    for mode, share, said in (("always", 0, False), ("sampling", 100, False), ("sampling", 0, True)):
        with acting_as(cast.beto.pk):
            OfficeRules(org=cast.ZAC, approvals=mode, sample_share=share).save()
        assert passes(low) is said
    with acting_as(cast.ana.pk):
        set_risk(lowered, "low", by=cast.ana)
    assert not passes(lowered), "it was lowered just now"
    with acting_as(cast.ana.pk):
        Case.objects.filter(pk=lowered.pk).update(risk_set_at=timezone.now() - dt.timedelta(days=8))
    assert passes(lowered)


def test_the_page_names_who_may_decide_and_never_the_asker(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        found = deciders(case, cast.ana.pk)
        assert ([u.username for u in found.colleagues], [u.username for u in found.stand_ins]) == (["beto"], ["tomas"])
        assert [u.username for u in deciders(case, cast.beto.pk).colleagues] == []
