"""Who may do what in prevention."""

from typing import Any

from izote.access.permissions import has_somewhere, may, office_of, require, require_somewhere
from izote.prevention.rules.machines import Move

__all__ = ["has_somewhere", "may", "may_move", "office_of", "require", "require_somewhere"]


def may_move(user: Any, move: Move, org_id: int) -> bool:
    """Whether the user has one of the rights that a move takes."""
    return any(may(user, right, org_id) for right in move.rights)
