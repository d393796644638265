"""The yearly report, made for whoever asked."""

import logging

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import User
from izote.prevention.actions.yearly import make_yearly

logger = logging.getLogger("izote.prevention.jobs")


@app.task(name="prevention.yearly_report", queue="analyses", retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def print_yearly(report_id: int, user_id: int) -> None:
    """Make one report."""
    close_old_connections()
    try:
        with acting_as(DOORKEEPER):
            user = User.objects.filter(pk=user_id, is_active=True).first()
        logger.info("yearly report %s: %s", report_id, make_yearly(report_id, by=user) if user else "no such user")
    finally:
        close_old_connections()
