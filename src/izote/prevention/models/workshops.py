"""A workshop in a room: votes, commitments, and every act, so that the last one can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.prevention.models.proposals import PartOfProposal, Proposal


class Ballot(PartOfProposal):
    """How a workshop votes: hands counted for each proposal, or dots by group; and how many may vote, when that is known."""

    class Kind(models.TextChoices):
        HANDS = "hands", _("hands counted for each proposal")
        DOTS = "dots", _("dots, by group")

    workshop = models.CharField(max_length=24)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    voters = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "workshop"], name="prevention_ballot_once"),
            models.CheckConstraint(condition=Q(voters__isnull=True) | Q(voters__gte=1, voters__lte=2000), name="prevention_voters"),
        ]

    def __str__(self) -> str:
        return self.workshop


class Vote(PartOfProposal):
    """How many hands, or dots of one group, a proposal got; no row means that nobody counted."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="votes")
    group = models.CharField(max_length=120, blank=True, default="")
    count = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "proposal", "group"], name="prevention_vote_once"),
            models.CheckConstraint(condition=Q(count__isnull=True) | Q(count__lte=5000), name="prevention_vote_count"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.count}"


class Commitment(PartOfProposal):
    """What an institution, office or role promised to do by a day, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", _("to be done")
        DONE = "done", _("fulfilled")
        DROPPED = "dropped", _("given up")
        UNDONE = "undone", _("taken back in the workshop")

    workshop = models.CharField(max_length=24, blank=True, default="")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="commitments", null=True)
    who = models.CharField(max_length=160)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", null=True)
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    evidence = models.CharField(max_length=500, blank=True, default="")
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True, closed_by__isnull=True)
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(evidence="") & ~Q(state="open")),
                name="prevention_commitment_closed_with_a_note",
            ),
            models.CheckConstraint(condition=~Q(who="") & ~Q(what=""), name="prevention_commitment_whole"),
        ]
        indexes = [
            models.Index(fields=["org", "state", "due_on", "id"], name="prevention_commitment_due"),
            models.Index(fields=["org", "workshop", "id"], name="prevention_commitment_in"),
        ]

    def __str__(self) -> str:
        return self.what


class WorkshopAct(PartOfProposal):
    """One act in the room, and what it takes to undo it."""

    workshop = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["org", "workshop", "-id"], name="prevention_act_in")]

    def __str__(self) -> str:
        return self.kind
