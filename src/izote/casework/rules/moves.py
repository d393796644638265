"""What may follow what: the states of casework's nouns as tables; docs/states is generated from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from izote.casework.rules.words import label
from izote.kit.errors import Conflict

Moves = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class States:
    """The states of one noun: where it begins, the events that lead out of each, and those in which it rests though more may follow."""

    name: str
    start: str
    moves: Moves
    resting: tuple[str, ...] = ()

    @property
    def ends(self) -> list[str]:
        """States out of which nothing leads."""
        return [state for state, out in self.moves.items() if not out]

    @property
    def open(self) -> list[str]:
        """States in which something is still to be done."""
        return [state for state, out in self.moves.items() if out and state not in self.resting]

    @property
    def exits(self) -> dict[str, str]:
        """The events that every open state has, to the same state each."""
        first, *others = (self.moves[state] for state in self.open)
        return {event: after for event, after in first.items() if others and all(out.get(event) == after for out in others)}

    def choices(self) -> list[tuple[str, str]]:
        """Each state with its word, as a form or a model wants it."""
        return [(state, state_label(self, state)) for state in self.moves]


def _with_exits(moves: dict[str, dict[str, str]], exits: dict[str, str]) -> Moves:
    """The same moves, with these exits out of every state that has a way on; what they lead to are ends."""
    ends: dict[str, dict[str, str]] = {state: {} for state in exits.values() if state not in moves}
    return {state: out | exits if out else out for state, out in moves.items()} | ends


# Closing needs an approval by another person: see APPROVAL.
WORK = {"close": "closed", "mark_duplicate": "duplicate"}
CASE = States(
    "case",
    "identified",
    {
        "identified": {"register": "registered"},
        "registered": {"assess": "assessment"} | WORK,
        "assessment": {"plan": "plan"} | WORK,
        "plan": {"attend": "attention", "assess": "assessment"} | WORK,
        "attention": {"follow_up": "followup", "plan": "plan", "assess": "assessment"} | WORK,
        "followup": {"attend": "attention", "plan": "plan", "assess": "assessment"} | WORK,
        "closed": {"reopen": "reopened", "mark_duplicate": "duplicate"},
        "reopened": {"assess": "assessment", "plan": "plan", "attend": "attention", "follow_up": "followup"} | WORK,
        "duplicate": {},
    },
    resting=("identified", "closed"),
)

PLAN = States(
    "plan",
    "draft",
    {
        "draft": {"submit": "submitted"},
        "submitted": {"approve": "approved", "return": "returned", "take_back": "draft"},
        "returned": {"edit": "draft"},
        "approved": {"revise": "revised"},
        "revised": {},
    },
)

REFERRAL = States(
    "referral",
    "draft",
    _with_exits(
        {
            "draft": {"consent": "consented"},
            "consented": {"send": "sent"},
            "sent": {"see": "seen", "accept": "accepted", "reject": "rejected"},
            "seen": {"accept": "accepted", "reject": "rejected"},
            "accepted": {"schedule": "scheduled", "attend": "attended", "miss": "no_show", "reject": "rejected"},
            "scheduled": {"schedule": "scheduled", "attend": "attended", "miss": "no_show"},
            "attended": {"finish": "done", "schedule": "scheduled"},
            "no_show": {"schedule": "scheduled", "attend": "attended"},
            "done": {},
            "rejected": {},
        },
        {"withdraw": "withdrawn", "unavailable": "unavailable", "decline": "declined"},
    ),
)

TRANSFER = States(
    "transfer",
    "requested",
    {
        "requested": {"accept": "accepted", "refuse": "refused", "cancel": "cancelled"},
        "accepted": {},
        "refused": {},
        "cancelled": {},
    },
)

APPOINTMENT = States(
    "appointment",
    "booked",
    {
        "booked": {"attend": "attended", "miss": "no_show", "cancel": "cancelled", "move": "moved"},
        "no_show": {"attend": "attended", "move": "moved"},
        "attended": {},
        "cancelled": {},
        "moved": {},
    },
    resting=("no_show",),
)

APPROVAL = States(
    "approval",
    "requested",
    {
        "requested": {"approve": "approved", "return": "returned", "pass": "unsampled", "take_back": "cancelled"},
        "approved": {},
        "returned": {},
        "unsampled": {},
        "cancelled": {},
    },
)

TRANSITIONS = {table.name: table for table in (CASE, PLAN, REFERRAL, TRANSFER, APPOINTMENT, APPROVAL)}


def can_move(table: States, state: str, event: str) -> bool:
    """Whether the event may happen in this state."""
    return event in table.moves.get(state, {})


def move(table: States, state: str, event: str) -> str:
    """The state after the event; a conflict, in a sentence, when it may not happen now."""
    if can_move(table, state, event):
        return table.moves[state][event]
    said = {
        "noun": label("state_nouns", table.name),
        "state": state_label(table, state),
        "event": event_label(table, event),
        "events": ", ".join(event_label(table, other) for other in events(table, state)),
    }
    if said["events"]:
        raise Conflict(_("“%(event)s” is not possible now. %(noun)s: “%(state)s”. What is possible: %(events)s.") % said)
    raise Conflict(_("“%(event)s” is not possible now. %(noun)s: “%(state)s”, and nothing follows on that.") % said)


def events(table: States, state: str) -> list[str]:
    """What may happen in this state."""
    return list(table.moves.get(state, {}))


def state_label(table: States, state: str) -> str:
    """The word for a state in the language of the page."""
    return label(f"{table.name}_states", state)


def event_label(table: States, event: str) -> str:
    """The word for an event in the language of the page."""
    return label(f"{table.name}_events", event)
