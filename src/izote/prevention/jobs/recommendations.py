"""Every night: who did not answer in time is written down as silent, and rungs that are due are proposed; people climb them."""

import logging

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.prevention.actions.verdicts import fall_silent, propose_climb
from izote.prevention.models import Recommendation
from izote.prevention.rules.followup import AT_WORK

logger = logging.getLogger("izote.prevention.jobs")
SERVICE = "service-prevention"
MOST = 2000


@app.periodic(cron="10 5 * * *")
@app.task(name="prevention.keep_clocks", queue="care", pass_context=False)
def keep_clocks(timestamp: int) -> None:
    """Look at the clocks of every ombuds office."""
    close_old_connections()
    if begun():
        silent, due = run_clocks()
        logger.info("recommendations without an answer: %s; rungs proposed: %s", silent, due)
    close_old_connections()


def run_clocks() -> tuple[int, int]:
    """How many fell silent, and for how many a rung was proposed; each in its own transaction, so that one stops no other."""
    with acting_as_service(SERVICE) as service:
        user = User.objects.get(pk=service)
        rows = Recommendation.objects.filter(org__in=orgs_with(user, "prevention.clock"))
        unanswered = list(rows.filter(state__in=("notified", "acknowledged"), answer_by__lt=timezone.now())[:MOST])
        undone = list(
            rows.filter(state__in=AT_WORK, climb_on__isnull=True, due_on__lt=timezone.localdate()).exclude(rung="international")[:MOST]
        )
    for row in unanswered:
        with acting_as_service(SERVICE):
            fall_silent(row, by=user)
    for row in undone:
        with acting_as_service(SERVICE):
            propose_climb(row, by=user)
    return len(unanswered), len(undone)
