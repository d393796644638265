"""Erasing one person's file takes nothing from another person."""

import pytest
from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions.children import save_care
from izote.casework.models import ChildFile, Closure, FearedPerson
from izote.casework.tests import builders
from izote.people.actions import delete_person, propose_deletion
from izote.people.models import DeletionRequest
from tests.builders import person


@pytest.fixture
def child(cast):
    return builders.case(cast.ana, cast.ZAC, kind="child", birth_year=timezone.localdate().year - 10)


def test_erasing_the_file_of_a_caregiver_leaves_the_childs_protection(cast, child):
    father = person(cast.ana, cast.ZAC, first_name="Raúl", birth_year=1980)
    with acting_as(cast.ana.pk):
        save_care(child, seen=1, by=cast.ana, care="father", relation="father", caregiver=father, caregiver_harms=True, exception="")
    with acting_as(cast.ana.pk):
        propose_deletion(father, reason="mistake", by=cast.ana)
        request = DeletionRequest.objects.get()
    with acting_as(cast.beto.pk):
        delete_person(request, by=cast.beto)
    with acting_as(cast.ana.pk):
        kept, feared = ChildFile.objects.get(pk=child.pk), FearedPerson.objects.get(case=child)
    assert (kept.caregiver_id, kept.caregiver_harms, kept.exception) == (None, True, "harm") and kept.junta_due
    assert (feared.feared_id, feared.relation, feared.ended_at) == (None, "father", None)


def test_a_case_named_by_another_ones_closing_can_be_erased(cast, child):
    twin = builders.case(cast.ana, cast.ZAC)
    with acting_as(cast.ana.pk):
        keys = {"case": child, "person_id": child.person_id, "org_id": child.org_id}
        Closure(**keys, reason="duplicate", other_case=twin, requested_by=cast.ana, requested_at=timezone.now()).save(force_insert=True)
        propose_deletion(twin.person, reason="mistake", by=cast.ana)
        request = DeletionRequest.objects.get()
    with acting_as(cast.beto.pk):
        delete_person(request, by=cast.beto)
        assert Closure.objects.get(case=child).other_case_id is None
