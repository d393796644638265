"""What the worker does at night for seminars: erase the names whose day has come."""

import logging

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.queries.accounts import begun
from izote.seminars.actions.erasing import erase_due
from izote.seminars.permissions import orgs_with

logger = logging.getLogger("izote.seminars.jobs")


@app.periodic(cron="41 2 * * *")
@app.task(name="seminars.erase_names", queue="care", pass_context=False)
def erase_names(timestamp: int) -> None:
    """Erase, in each office, the names of seminars that ended thirty days ago."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-prevention") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "seminars.erase")
    for office in offices:
        with acting_as_service("service-prevention"):
            logger.info("names erased in office %s: of %s seminars", office, erase_due(office, by=user))
    close_old_connections()
