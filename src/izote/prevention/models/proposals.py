"""What a workshop proposed, until it is a tool that stays; who proposed it, and what each group was told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from izote.access.models import Organization
from izote.partners.models import Institution
from izote.prevention.models.steps import Moving
from izote.territory.models import Place

# states in which what it needs may still be missing
OPEN = ("captured", "refined", "merged", "taken_back")
WHOLE = (
    Q(factors__len__gt=0)
    & Q(groups__len__gt=0)
    & ~Q(stream="")
    & ~Q(owner="")
    & ~Q(first_step="")
    & Q(first_step_on__isnull=False)
    & ~Q(measure="")
)


class Proposal(Moving):
    """A proposal of a workshop, with credit to the groups that made it."""

    MACHINE = "proposal"

    # the workshop's code in `seminars`, which knows who was there
    workshop = models.CharField(max_length=24, blank=True, default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=2000, blank=True, default="")
    factors = ArrayField(models.CharField(max_length=8), default=list)
    stream = models.CharField(max_length=12, blank=True, default="")
    groups = ArrayField(models.CharField(max_length=32), default=list)
    # an institution, an office or a role, as it was called: never a person
    owner = models.CharField(max_length=160, blank=True, default="")
    owner_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", null=True)
    first_step = models.CharField(max_length=200, blank=True, default="")
    first_step_on = models.DateField(null=True)
    measure = models.CharField(max_length=300, blank=True, default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_proposal_code"),
            models.CheckConstraint(condition=Q(state__in=OPEN) | WHOLE, name="prevention_proposal_whole"),
            models.CheckConstraint(condition=Q(state="merged") ^ Q(merged_into__isnull=True), name="prevention_merged_into_another"),
        ]
        indexes = [
            models.Index(fields=["org", "state", "-id"], name="prevention_proposal_state"),
            models.Index(fields=["org", "workshop", "id"], name="prevention_proposal_workshop"),
        ]


class PartOfProposal(models.Model):
    """Whatever is written down about a proposal: by whom and when."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class ProposalCredit(PartOfProposal):
    """A group that proposed it; stays with what it proposed, whatever that is merged into."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="own_credits")
    group = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "group"], name="prevention_credit_once")]

    def __str__(self) -> str:
        return self.group


class ProposalAnswer(PartOfProposal):
    """What one group is told of one decision, and how and on which day it was told."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    credit = models.ForeignKey(ProposalCredit, on_delete=models.PROTECT, related_name="answers")
    decision = models.CharField(max_length=20)
    text = models.TextField(max_length=2000)
    # the database's: an answer counts for the decision of its own transaction
    transaction = models.BigIntegerField(default=0)
    told_on = models.DateField(null=True)
    channel = models.CharField(max_length=16, blank=True, default="")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="prevention_answer_says_something"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, channel="", told_by__isnull=True)
                | (Q(told_on__isnull=False, told_by__isnull=False) & ~Q(channel="")),
                name="prevention_told_how_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "id"], condition=Q(told_on__isnull=True), name="prevention_answer_untold"),
            models.Index(fields=["proposal", "id"], name="prevention_answer_of"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.decision}"


class Screening(PartOfProposal):
    """One of the four questions answered; a later answer takes its place, the earlier one stays."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="screenings")
    question = models.CharField(max_length=12)
    answer = models.CharField(max_length=16)
    note = models.CharField(max_length=500)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="prevention_screening_has_a_note")]
        indexes = [models.Index(fields=["proposal", "id"], name="prevention_screening_of")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class AllowedName(PartOfProposal):
    """Words that look like somebody's name and are the name of an institution, a place or a work, as a second person found."""

    words = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    allowed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "words"], name="prevention_allowed_name_once"),
            models.CheckConstraint(
                condition=Q(allowed_by__isnull=True, allowed_at__isnull=True)
                | (Q(allowed_by__isnull=False, allowed_at__isnull=False) & ~Q(allowed_by=F("by")) & ~Q(why="")),
                name="prevention_allowed_name_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.words
