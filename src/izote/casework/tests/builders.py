"""Builders of this room's tests."""

from typing import Any

from django.utils import timezone

from izote.access.context import acting_as
from izote.casework.actions.cases import start_case
from izote.casework.models import Approval, Case
from tests.builders import person


def agree(case: Case, subject: str, *, asked: Any, decided: Any, about: Any = None) -> None:
    """That somebody asked for a closure or a plan and somebody else approved it; what follows is the test's."""
    with acting_as(asked.pk):
        row = Approval(case_id=case.pk, person_id=case.person_id, org_id=case.org_id, subject=subject, about_id=about, requested_by=asked)
        row.requested_at = timezone.now()
        row.save(force_insert=True)
    with acting_as(decided.pk):
        Approval.objects.filter(pk=row.pk).update(decision="approved", decided_by=decided, decided_at=timezone.now())


def case(by: Any, org: Any, *, kind: str = "reintegration", risk: str = "medium", of: Any = None, **fields: Any) -> Case:
    """A case that somebody opened, for a new person or a given one."""
    subject = of or person(by, org, **fields)
    with acting_as(by.pk):
        return start_case(subject, kind=kind, risk=risk, by=by)
