"""The verbs of the vault."""

from izote.vault.actions.identities import ask_opening, drop_stale_shares, forget, give_half, keep, show_identity, take_note
from izote.vault.actions.keys import pass_half, take_half
from izote.vault.actions.lockdowns import lift, lock_down

__all__ = [
    "ask_opening",
    "drop_stale_shares",
    "forget",
    "give_half",
    "keep",
    "lift",
    "lock_down",
    "pass_half",
    "show_identity",
    "take_half",
    "take_note",
]
