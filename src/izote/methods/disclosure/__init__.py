"""Disclosure control of published tables: what must be hidden, the fewest cells that hide it, and the attacker who tries to undo it."""

from izote.methods.disclosure.attack import attack, recovered
from izote.methods.disclosure.protect import protect
from izote.methods.disclosure.table import Interval, Key, Protected, Table, cross
from izote.methods.disclosure.vintages import Differencing, Vintage, differencing, protect_after

__all__ = [
    "Differencing",
    "Interval",
    "Key",
    "Protected",
    "Table",
    "Vintage",
    "attack",
    "cross",
    "differencing",
    "protect",
    "protect_after",
    "recovered",
]
