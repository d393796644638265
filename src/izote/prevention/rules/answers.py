"""Which answers fit where a recommendation stands; pure."""

from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import words

FIRST_ACKNOWLEDGED = ("accept", "accept_partly", "reject")
NEEDS_WORDS = ("accept_partly", "reject", "progress", "report", "question", "reply")
WITH_FILES = ("report", "progress")
SHUT = ("formulated", "closed")


def way(state: str, kind: str) -> tuple[str, ...]:
    """The states to go through for an answer; to accept or reject is also to acknowledge. Empty where it does not lead anywhere."""
    goal = words("answers")[kind].row["state"]
    if not goal or goal == state:
        return ()
    if machine("recommendation").move(state, goal):
        return (goal,)
    if kind in FIRST_ACKNOWLEDGED and machine("recommendation").move(state, "acknowledged"):
        return ("acknowledged", goal)
    return ()


def fits(state: str, kind: str) -> bool:
    """Whether an answer can be given now; a second report adds evidence to the first."""
    if kind not in words("answers") or state in SHUT:
        return False
    goal = words("answers")[kind].row["state"]
    return not goal or bool(way(state, kind)) or (kind == "report" and state == "reported")


def fitting(state: str) -> list[str]:
    """The answers that can be given now, in the order of their vocabulary."""
    return [kind for kind in words("answers") if fits(state, kind)]
