"""Who may do what in prevention."""

from typing import Any

from izote.access.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.prevention.rules.machines import Move

__all__ = [
    "REVIEW",
    "has_somewhere",
    "may",
    "may_move",
    "may_rate",
    "may_review",
    "may_write_scenario",
    "office_of",
    "require",
    "require_somewhere",
]


def may_move(user: Any, move: Move, org_id: int) -> bool:
    """Whether the user has one of the rights that a move takes."""
    return any(may(user, right, org_id) for right in move.rights)


REVIEW = ("prevention.national", "prevention.direct")


def may_review(user: Any, row: Any) -> bool:
    """Whether the user is the third person for an assessment: neither its author nor one of its raters."""
    if user.pk in (row.author_id, *row.raters):
        return False
    return any(may(user, right, row.org_id) for right in REVIEW)


def may_rate(user: Any, row: Any) -> bool:
    """Whether the user is one of the two raters of an assessment."""
    return user.pk in row.raters and may(user, "prevention.rate", row.org_id)


def may_write_scenario(user: Any, row: Any) -> bool:
    """Whether the user writes the scenario of an assessment now: whoever began it, and its raters."""
    if row.state != "reconciling":
        return False
    return may_rate(user, row) or (user.pk == row.author_id and may(user, "prevention.analyse", row.org_id))
