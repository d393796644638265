"""What the clock calls for the vault: what halves gave and nobody used is thrown away."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.vault.actions import drop_stale_shares

SERVICE = "service-prevention"


@app.periodic(cron="*/15 * * * *")
@app.task(name="vault.drop_stale_shares", queue="care", pass_context=False)
def drop_shares(timestamp: int) -> None:
    """Throw away what halves gave and nobody used."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        for office in orgs_with(user, "prevention.clock"):
            drop_stale_shares(Organization.objects.get(pk=office), by=user)
    close_old_connections()
