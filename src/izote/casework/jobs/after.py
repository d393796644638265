"""What the worker does at night for contact calls: plan those of cases that began without them."""

import datetime as dt
import logging

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.casework.actions.after import plan_missing

logger = logging.getLogger("izote.casework.jobs")
SETTLED = dt.timedelta(hours=12)


@app.periodic(cron="7 4 * * *")
@app.task(name="casework.plan_calls", queue="care", pass_context=False)
def plan_calls(timestamp: int) -> None:
    """Plan, in each office, the contact calls of cases that have none."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-care") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "case.team")
    for office in offices:
        with acting_as_service("service-care"):
            logger.info("calls planned in office %s: %s", office, plan_missing(office, timezone.now() - SETTLED, by=user))
    close_old_connections()
