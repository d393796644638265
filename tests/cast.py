"""The cast: who appears in tests; the same people as in the demo."""

from types import SimpleNamespace

from izote.config.demo.cast import PASSWORD, PEOPLE, settle

__all__ = ["PASSWORD", "everyone", "settle"]


def everyone() -> SimpleNamespace:
    """The cast by name, and the offices by code."""
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import Organization, User

    with acting_as(DOORKEEPER):
        users = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
        orgs = {org.code: org for org in Organization.objects.all()}
    return SimpleNamespace(**users, **orgs)
