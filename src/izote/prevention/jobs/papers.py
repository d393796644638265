"""The night of printed documents: those whose days are over are taken away."""

import logging

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.prevention.actions.papers import forget_papers as forget

logger = logging.getLogger("izote.prevention.jobs")
SERVICE = "service-prevention"


@app.periodic(cron="47 3 * * *")
@app.task(name="prevention.forget_papers", queue="care", pass_context=False)
def forget_papers(timestamp: int) -> None:
    """Take away documents that have had their time."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "prevention.clock")
    for office in offices:
        with acting_as_service(SERVICE):
            logger.info("documents of office %s: %s taken away", office, forget(Organization.objects.get(pk=office), by=user))
    close_old_connections()
