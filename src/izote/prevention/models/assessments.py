"""What could happen in a place to a group, judged by two persons apart."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.steps import Moving
from izote.territory.models import Place


class Kind(models.TextChoices):
    """How soon: what is coming now, or what stays as it is."""

    IMMINENT = "imminent", _("imminent")
    STRUCTURAL = "structural", _("structural")


class RiskAssessment(Moving):
    """A profile of fourteen factors and a scenario for a place and a group; it expires."""

    MACHINE = "assessment"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    groups = ArrayField(models.CharField(max_length=32), default=list)
    # why it is about everybody, where it is
    groups_reason = SealedTextField(blank=True, default="")
    # the horizon: the time it looks at
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    rater_one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    rater_two = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    # the last day on which it may back a warning; the database lets it be no later than its kind allows
    expires_on = models.DateField(null=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_riskassessment_code"),
            models.CheckConstraint(
                condition=Q(rater_one__isnull=True) | Q(rater_two__isnull=True) | ~Q(rater_one=F("rater_two")), name="prevention_two_raters"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="prevention_assessment_horizon",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_assessment_of_place"),
            models.Index(fields=["org", "state", "expires_on"], name="prevention_assessment_expiry"),
        ]

    @property
    def raters(self) -> tuple[int | None, int | None]:
        """The two who rate, by key."""
        return self.rater_one_id, self.rater_two_id


class OfAssessment(models.Model):
    """A row of an assessment, written by somebody at some moment."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class EvidenceItem(OfAssessment):
    """Something on which ratings rest: a signal, a document, a memory date. What a rater brings stays theirs until both have finished."""

    class Sort(models.TextChoices):
        SIGNAL = "signal", _("signal")
        DOCUMENT = "document", _("document")
        MEMORY = "memory", _("memory date")

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="items")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    signal = models.ForeignKey("prevention.Signal", on_delete=models.PROTECT, related_name="+", null=True)
    # what it is and who published it; of a signal its code says it
    title = SealedTextField(blank=True, default="")
    dated_on = models.DateField(null=True)
    # brought by the author before the rating began: both raters see it
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "signal"], condition=Q(shared=True), name="prevention_evidence_signal_once"),
            models.CheckConstraint(
                condition=Q(sort="signal", signal__isnull=False) | (~Q(sort="signal") & Q(signal__isnull=True) & ~Q(title="")),
                name="prevention_evidence_is_something",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "id"], name="prevention_evidence_of")]

    def __str__(self) -> str:
        return self.signal.code if self.signal else self.title


class Agreement(OfAssessment):
    """How far the two ratings agree, computed once when both had finished; and marks for whoever reviews them."""

    assessment = models.OneToOneField(RiskAssessment, on_delete=models.CASCADE, related_name="agreement")
    # Krippendorff's alpha with its interval: {"alpha", "low", "high", "units"}; alpha is null where there is nothing to compare
    factors = models.JSONField(default=dict)
    indicators = models.JSONField(default=dict)
    # codes of vocab/copy_marks.csv
    marks = ArrayField(models.CharField(max_length=24), default=list)

    def __str__(self) -> str:
        return f"{self.assessment_id}"


class ReviewNote(OfAssessment):
    """What the national review says, of one factor or of the whole."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="notes")
    factor = models.CharField(max_length=4, blank=True, default="")
    words = SealedTextField()

    class Meta:
        indexes = [models.Index(fields=["assessment", "id"], name="prevention_note_of")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.factor}"
