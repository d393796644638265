"""How a proposal becomes a tool: assistance, pilots, evaluations; then the tool, its versions, and where it is used."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from izote.partners.models import Institution
from izote.prevention.models.proposals import PartOfProposal, Proposal
from izote.territory.models import Place


class KeptFile(PartOfProposal):
    """A file that was found harmless; its bytes are sealed."""

    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class Assistance(PartOfProposal):
    """Technical assistance to a proposal: what was asked for, the plan, and which partner gives it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="assistances")
    request = models.TextField(max_length=1000)
    plan = models.TextField(max_length=2000, blank=True, default="")
    partner = models.CharField(max_length=160)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(request="") & ~Q(partner=""), name="prevention_assistance_whole")]
        indexes = [models.Index(fields=["proposal", "id"], name="prevention_assistance_of")]

    def __str__(self) -> str:
        return self.partner


class AssistanceVisit(PartOfProposal):
    """One visit of the assistance: day, hours, what was done."""

    assistance = models.ForeignKey(Assistance, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    what = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0) & Q(hours__lte=200), name="prevention_visit_hours")]
        indexes = [models.Index(fields=["assistance", "on", "id"], name="prevention_visit_of")]

    def __str__(self) -> str:
        return f"{self.on} {self.hours}"


class Pilot(PartOfProposal):
    """Where a proposal is tried out, since when, and how it is used there."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="pilots")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    site = models.CharField(max_length=160)
    since = models.DateField()
    until = models.DateField(null=True)
    use = models.TextField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(site="") & (Q(until__isnull=True) | Q(until__gte=F("since"))), name="prevention_pilot_in_order"
            )
        ]
        indexes = [models.Index(fields=["proposal", "id"], name="prevention_pilot_of")]

    def __str__(self) -> str:
        return self.site


class Evaluation(PartOfProposal):
    """What a trial showed, against the measure of success."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="evaluations")
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="evaluations")
    verdict = models.CharField(max_length=16)
    result = models.TextField(max_length=2000)
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(result=""), name="prevention_evaluation_says_something")]
        indexes = [models.Index(fields=["proposal", "id"], name="prevention_evaluation_of")]

    def __str__(self) -> str:
        return self.verdict


class Tool(PartOfProposal):
    """A tool that stays: what it is, who keeps it, in which version."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="tool")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    summary = models.TextField(max_length=1000, blank=True, default="")
    owner = models.CharField(max_length=160)
    owner_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", null=True)
    factors = ArrayField(models.CharField(max_length=8), default=list)
    version = models.CharField(max_length=12)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_tool_code"),
            models.CheckConstraint(condition=~Q(owner="") & ~Q(version=""), name="prevention_tool_owned"),
        ]

    def __str__(self) -> str:
        return self.name


class ToolVersion(PartOfProposal):
    """One version of a tool: since which day, what changed, where it is found."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=12)
    on = models.DateField()
    changed = models.CharField(max_length=500, blank=True, default="")
    link = models.URLField(blank=True, default="")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "number"], name="prevention_tool_version_once")]

    def __str__(self) -> str:
        return self.number


class ToolUse(PartOfProposal):
    """Where a tool is used, and since when."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="uses")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    site = models.CharField(max_length=160)
    since = models.DateField()
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["tool", "-since", "id"], name="prevention_use_of")]

    def __str__(self) -> str:
        return self.site
