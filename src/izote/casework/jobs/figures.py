"""The clock's part in the figures: once a night, the quarter that is over."""

import logging

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.casework.figures import quarter_over, write_quarter

logger = logging.getLogger("izote.casework.jobs")


@app.periodic(cron="11 4 * * *")
@app.task(name="casework.write_figures", queue="lists", pass_context=False)
def write_figures(timestamp: int) -> None:
    """Write, in each office, the figures of the last quarter that is over, once."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-figures") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "figures.write")
    for office in offices:
        with acting_as_service("service-figures"):
            written = write_quarter(Organization.objects.get(pk=office), quarter_over(timezone.localdate()), by=user)
            logger.info("figures of office %s: %s cells", office, written)
    close_old_connections()
