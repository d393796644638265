"""How a referral moves: what the other side may say, which steps an answer stands for, when the next word is due."""

import datetime as dt
from itertools import product

from izote.casework.rules import clocks, moves
from izote.casework.rules.words import words

ANSWERS = ("accept", "schedule", "attend", "miss", "finish", "reject", "unavailable", "decline")
PARTNER = ("see", *ANSWERS)
OPEN = ("sent", "seen", "accepted", "scheduled", "attended", "no_show")
ENDED = ("done", "rejected", "withdrawn", "unavailable", "declined")
IMPLIED = ("accept", "attend")
KNOWN = {
    "see": ("accepted", "scheduled", "attended", "no_show", *ENDED),
    "accept": ("scheduled", "attended", "no_show", "done"),
    "attend": ("done",),
}
AFTER_APPOINTMENT = dt.timedelta(days=3)
REMIND_AGAIN = dt.timedelta(days=3)


def steps_to(state: str, event: str) -> list[str]:
    """The events that an answer stands for: whoever gives an appointment has accepted; raises the table's conflict when there is no way."""
    for length in range(len(IMPLIED) + 1):
        for before in product(IMPLIED, repeat=length):
            if _leads(state, [*before, event]):
                return [*before, event]
    moves.move(moves.REFERRAL, state, event)
    return [event]


def _leads(state: str, events: list[str]) -> bool:
    for event in events:
        if not moves.can_move(moves.REFERRAL, state, event):
            return False
        state = moves.move(moves.REFERRAL, state, event)
    return True


def answers(state: str) -> list[str]:
    """What the other side may answer now, in the order in which things happen."""
    if state not in OPEN:
        return []
    return [event for event in ANSWERS if _possible(state, event)]


def _possible(state: str, event: str) -> bool:
    return any(_leads(state, [*before, event]) for n in range(len(IMPLIED) + 1) for before in product(IMPLIED, repeat=n))


def says_nothing_new(state: str, event: str) -> bool:
    """Whether the answer says what is known already: the same again, or something that later answers include."""
    return state in KNOWN.get(event, ()) or state == next(out[event] for out in moves.REFERRAL.moves.values() if event in out)


def reasons(event: str) -> dict[str, str]:
    """The reasons that may stand with an answer."""
    return {code: str(word) for code, word in words("referral_reasons").items() if event in word.row["events"].split()}


def next_due(state: str, urgency: str, now: dt.datetime, appointment: dt.datetime | None = None) -> dt.datetime | None:
    """When the next word of the other side is awaited: by the urgency, or some days after the appointment; none where it is our turn."""
    if state in ("sent", "accepted"):
        return clocks.referral_due(urgency, now)
    if state == "scheduled" and appointment:
        return max(appointment, now) + AFTER_APPOINTMENT
    return None


def is_silent(state: str, moved_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether nothing has moved for too long."""
    return state in OPEN and moved_at is not None and moved_at <= clocks.silent_before(now)
