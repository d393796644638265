"""What the worker does at night for visits: forget about whom those of more than a year ago were."""

import logging

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.casework.actions.visits import blank_visits

logger = logging.getLogger("izote.casework.jobs")


@app.periodic(cron="23 4 * * *")
@app.task(name="casework.blank_visits", queue="care", pass_context=False)
def blank_old_visits(timestamp: int) -> None:
    """Keep, in each office, only the counts of visits older than twelve months."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-care") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "visit.count")
    for office in offices:
        with acting_as_service("service-care"):
            logger.info("visits blanked in office %s: %s", office, blank_visits(Organization.objects.get(pk=office), by=user))
    close_old_connections()
