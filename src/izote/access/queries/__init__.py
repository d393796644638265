"""Questions about accounts, offices and the trail."""

from izote.access.queries.accounts import (
    account_of,
    explained_for,
    holds,
    in_force,
    members_of,
    office_for,
    offices_for,
    user_for,
    users_for,
)
from izote.access.queries.explaining import explain
from izote.access.queries.trail import events_for, verb_choices, verb_label, verbs

__all__ = [
    "account_of",
    "events_for",
    "explain",
    "explained_for",
    "holds",
    "in_force",
    "members_of",
    "office_for",
    "offices_for",
    "user_for",
    "users_for",
    "verb_choices",
    "verb_label",
    "verbs",
]
