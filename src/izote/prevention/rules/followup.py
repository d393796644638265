"""How a recommendation stands: answers and days late, and the ladder; pure functions of days."""

import datetime as dt
from collections.abc import Sequence

from izote.prevention.rules.words import words

ANSWERED = ("accepted", "partly_accepted", "rejected", "under_way", "reported", "complied", "partly_complied", "not_complied")
WAITING = ("notified", "acknowledged", "silent")
AT_WORK = ("accepted", "partly_accepted", "under_way", "partly_complied", "not_complied")
# where climbing is due: nobody answered, or what was promised is past its day
CLIMBS = ("silent", "not_complied", *AT_WORK)


def answer_overdue(state: str, answer_by: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an answer should have come and has not."""
    return state in WAITING and answer_by is not None and answer_by < now


def days_late(due_on: dt.date | None, done_on: dt.date | None, today: dt.date) -> int:
    """Whole days past the deadline: until it was reported as done, else until today; never less than none."""
    if due_on is None:
        return 0
    return max(((done_on or today) - due_on).days, 0)


def ladder() -> list[str]:
    """The rungs from the lowest to the highest."""
    return list(words("rungs"))


def above(rung: str) -> list[str]:
    """The rungs above one; all of them above none."""
    order = ladder()
    return order[order.index(rung) + 1 :] if rung else order


def next_rung(rung: str) -> str:
    """The rung above; nothing above the highest."""
    return next(iter(above(rung)), "")


def days_to(rung: str, kind: str) -> int:
    """How many days after the one below a rung is due, by how soon the threat is."""
    return int(words("rungs")[rung].row["imminent" if kind == "imminent" else "structural"])


def climb_due(rung: str, kind: str, since: dt.date) -> dt.date | None:
    """The day on which the next rung is due, counted from the last act; nothing at the top."""
    following = next_rung(rung)
    return since + dt.timedelta(days=days_to(following, kind)) if following else None


def skipped(rung: str, to: str) -> Sequence[str]:
    """The rungs left out between the one climbed last and another above it."""
    order = ladder()
    start = order.index(rung) + 1 if rung else 0
    return order[start : order.index(to)]
