"""Assessments end by the clock; their documents are made for whoever asked."""

import logging

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from izote.access.context import DOORKEEPER, acting_as, acting_as_service
from izote.access.models import Organization, User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.prevention.actions.assessment_documents import make_document
from izote.prevention.actions.assessment_review import expire_all

logger = logging.getLogger("izote.prevention.jobs")
SERVICE = "service-prevention"


@app.periodic(cron="7 0 * * *")
@app.task(name="prevention.expire_assessments", queue="care", pass_context=False)
def expire_assessments(timestamp: int) -> None:
    """Just after midnight: what held until yesterday is expired."""
    close_old_connections()
    if not begun():
        return
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "prevention.clock")
    for office in offices:
        with acting_as_service(SERVICE):
            logger.info("assessments of office %s: %s expired", office, expire_all(Organization.objects.get(pk=office), by=user))
    close_old_connections()


@app.task(name="prevention.assessment_document", queue="analyses", retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def print_assessment(document_id: int, user_id: int) -> None:
    """Make one document for whoever asked."""
    close_old_connections()
    try:
        with acting_as(DOORKEEPER):
            user = User.objects.filter(pk=user_id, is_active=True).first()
        state = make_document(document_id, by=user) if user else "no such user"
        logger.info("document %s: %s", document_id, state)
    finally:
        close_old_connections()
