"""The key of the demo's ombuds office: two halves, whose passphrases are as public as its passwords."""

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Organization, User
from izote.vault import actions
from izote.vault.queries import live_key

HALVES = {"raul": "demostracion maiz piedra rio", "paula": "demostracion volcan barro luz"}


def fill() -> bool:
    """Let both holders take their half; an office that has a key is left alone."""
    with acting_as(DOORKEEPER):
        org = Organization.objects.filter(code="PDD").first()
        holders = {user.username: user for user in User.objects.filter(username__in=HALVES)}
    if org is None or len(holders) < 2:
        return False
    for name, passphrase in HALVES.items():
        by = holders[name]
        with acting_as(by.pk):
            if live_key(org.pk):
                return False
            actions.take_half(org, by=by, passphrase=passphrase)
    return True
