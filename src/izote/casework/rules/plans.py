"""When a plan may be written, and how its approval moves the case."""

from izote.casework.rules import moves

LIVE = ("draft", "returned", "submitted", "approved")
WRITABLE = ("draft", "returned")
DECIDED = {"approved": "approve", "unsampled": "approve", "returned": "return", "cancelled": "take_back"}
CARRIED_ON = ("", "not_yet", "partly")
UNASSESSED = ("registered",)


def planning(state: str) -> list[str]:
    """The events that bring a case to planning when its plan begins."""
    return ["plan"] if state in ("assessment", "reopened") and moves.can_move(moves.CASE, state, "plan") else []


def attending(state: str) -> list[str]:
    """The events that bring a case into attention when its plan is approved; a case that is further on stays there."""
    if state in ("attention", "followup"):
        return []
    if moves.can_move(moves.CASE, state, "attend"):
        return ["attend"]
    return ["plan", "attend"] if moves.can_move(moves.CASE, state, "plan") else []
