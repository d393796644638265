"""A case begins, moves on, and is seen by those who work on it."""

import pytest

from izote.access.context import acting_as
from izote.casework.actions.cases import move_case, set_risk, start_case, touch
from izote.casework.actions.texts import write_text
from izote.casework.models import Case, CaseEvent
from izote.casework.queries.cases import case_for, cases_for, open_case
from izote.casework.tests import builders
from izote.kit.errors import Conflict


def test_a_case_begins_with_its_clocks_and_is_open_to_its_worker_and_the_supervisor_alone(cast):
    case = builders.case(cast.ana, cast.ZAC)
    assert case.code.endswith("/1") and case.next_due and case.plan_due
    for user, many in ((cast.ana, 1), (cast.beto, 1), (cast.tomas, 1), (cast.rosa, 0), (cast.carla, 0), (cast.delia, 0), (cast.pilar, 0)):
        with acting_as(user.pk):
            assert Case.objects.filter(pk=case.pk).count() == many, user
            assert cases_for(user).filter(pk=case.pk).count() == many, user


def test_what_was_written_is_read_only_by_opening_which_leaves_a_line(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        write_text(case, "note", "Marta quiere estudiar.", by=cast.ana)
        write_text(case, "note", "Solo para mí.", by=cast.ana, private=True)
        assert [t.body for t in open_case(case, "texts").about("note")] == ["Marta quiere estudiar.", "Solo para mí."]
    with acting_as(cast.beto.pk):
        assert [t.body for t in open_case(case_for(cast.beto, case.pk), "texts").texts] == ["Marta quiere estudiar."]


def test_one_open_case_a_person_and_the_table_of_states_is_kept(cast):
    case = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        with pytest.raises(Conflict):
            start_case(case.person, kind="reintegration", risk="low", by=cast.ana)
        case = move_case(case, "assess", by=cast.ana)
        with pytest.raises(Conflict):
            move_case(case, "reopen", by=cast.ana)
        before = case.plan_due
        case = set_risk(case, "high", by=cast.ana)
        touch(case, contact=True)
        assert case.plan_due < before and case.first_action_due is None
        assert list(CaseEvent.objects.filter(case=case).values_list("event", flat=True)) == ["register", "assess"]
