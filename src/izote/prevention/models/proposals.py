"""What a workshop proposed, until it is a tool that stays."""

from django.db import models

from izote.prevention.models.steps import Moving
from izote.territory.models import Place


class Proposal(Moving):
    """A proposal of a workshop, with credit to the groups that made it."""

    MACHINE = "proposal"

    # the workshop's code in `seminars`, which knows who was there
    workshop = models.CharField(max_length=24, blank=True, default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="prevention_proposal_code")]
        indexes = [models.Index(fields=["org", "state", "-id"], name="prevention_proposal_state")]
