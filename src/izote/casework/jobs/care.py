"""What the worker does at night for what is stored: delete it when its time has passed."""

import logging

from django.db import close_old_connections
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.casework.actions.documents import forget_documents
from izote.casework.actions.expiry import forget_care

logger = logging.getLogger("izote.casework.jobs")


@app.periodic(cron="23 3 * * *")
@app.task(name="casework.forget_expired", queue="care", pass_context=False)
def forget_expired(timestamp: int) -> None:
    """Delete, in each office, documents and the rest whose time has passed."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service("service-care") as service:
        offices = orgs_with(User.objects.get(pk=service), "case.team")
    for office in offices:
        with acting_as_service("service-care"):
            logger.info("documents expired in office %s: %s", office, forget_documents(office))
        with acting_as_service("service-care"):
            logger.info("expired in office %s: %s", office, forget_care(office))
    close_old_connections()
