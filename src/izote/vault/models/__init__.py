"""Who told us, encrypted; the two halves of the key; every opening; the lockdown."""

from izote.vault.models.identities import Identity, Opening, Seen, Share, Shown
from izote.vault.models.keys import Box, Half, Key, Miss, Passage
from izote.vault.models.lockdowns import Lift, Lockdown

__all__ = ["Box", "Half", "Identity", "Key", "Lift", "Lockdown", "Miss", "Opening", "Passage", "Seen", "Share", "Shown"]
