"""Who told us, encrypted; the two halves of the key; every opening; the lockdown."""

from izote.vault.models.identities import Identity, Opening, Seen, Share, Shown
from izote.vault.models.keys import Box, Half, Key, Passage
from izote.vault.models.lockdowns import Lift, Lockdown

__all__ = ["Box", "Half", "Identity", "Key", "Lift", "Lockdown", "Opening", "Passage", "Seen", "Share", "Shown"]
