"""Builders of this room's tests."""

from typing import Any

from izote.access.context import acting_as
from izote.casework.actions.cases import start_case
from izote.casework.models import Case
from tests.builders import person


def case(by: Any, org: Any, *, kind: str = "reintegration", risk: str = "medium", of: Any = None, **fields: Any) -> Case:
    """A case that somebody opened, for a new person or a given one."""
    subject = of or person(by, org, **fields)
    with acting_as(by.pk):
        return start_case(subject, kind=kind, risk=risk, by=by)
