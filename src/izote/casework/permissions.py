"""Who may do what with a case."""

from typing import Any

from izote.access.permissions import may, require
from izote.casework.models import Approval, Case


def may_work(user: Any, case: Case) -> bool:
    """Whether the user works on this case; whoever cannot see it never comes this far."""
    return may(user, "case.own", case.org_id)


def may_lead(user: Any, case: Case) -> bool:
    """Whether the user gives cases to colleagues here."""
    return may(user, "case.assign", case.org_id)


def may_approve(user: Any, approval: Approval) -> bool:
    """Whether the user decides this request: somebody else's, in an office where she or he approves."""
    return approval.decision == "" and approval.requested_by_id != user.pk and may(user, "case.approve", approval.org_id)


def may_read_sealed(user: Any, case: Case) -> bool:
    """Whether the user reads sealed outcomes of contact calls."""
    return may(user, "case.sealed", case.org_id)


__all__ = ["may", "may_approve", "may_lead", "may_read_sealed", "may_work", "require"]
