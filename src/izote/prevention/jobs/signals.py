"""The night of signals: words whose time is over are erased."""

import logging

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.prevention.actions import telling

logger = logging.getLogger("izote.prevention.jobs")
SERVICE = "service-prevention"


@app.periodic(cron="37 3 * * *")
@app.task(name="prevention.forget_words", queue="care", pass_context=False)
def forget_words(timestamp: int) -> None:
    """Erase the words of signals whose time is over."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        for office in orgs_with(user, "prevention.clock"):
            gone = telling.forget_words(Organization.objects.get(pk=office), by=user)
            logger.info("words of office %s: %s signals", office, gone)
    close_old_connections()
