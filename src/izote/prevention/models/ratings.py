"""What two persons say of each factor, apart; and on what they settle. Not assessable is a value and is never written as zero."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from izote.access.models import Organization
from izote.prevention.models.assessments import OfAssessment, RiskAssessment
from izote.prevention.models.sealed import SealedTextField

GRADES = ("A", "B", "C", "D")
CONFIDENCE = ("high", "medium", "low")
TRENDS = ("rising", "steady", "falling", "unknown")
# the fourteen of the Framework, and what protects, which gets the same care
PROTECTION = "P"
FACTORS = (*(str(n) for n in range(1, 15)), PROTECTION)


def founded(value: str) -> Q:
    """A stated value has its grade, confidence and at least one piece of evidence; one that is not assessable has none of them."""
    return Q(**{f"{value}__isnull": True}) | Q(grade__in=GRADES, confidence__in=CONFIDENCE, items__len__gt=0)


class Rated(models.Model):
    """Something a rater says of an assessment."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class RaterSheet(Rated):
    """One rater's rating of one assessment; finished, it is locked."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="sheets")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "rater"], name="prevention_sheet_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.rater_id}"


class RatingDraft(Rated):
    """A page of a rating as it was left, to go on with later."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="+")
    factor = models.CharField(max_length=4)
    words = SealedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "rater", "factor"], name="prevention_draft_once"),
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="prevention_draft_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.factor}"


class FactorRating(Rated):
    """What one rater says of one factor: 0 to 4, or not assessable (null), with the reason; what the program suggested stands beside it."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="ratings")
    factor = models.CharField(max_length=4)
    value = models.PositiveSmallIntegerField(null=True)
    reason = SealedTextField()
    confidence = models.CharField(max_length=6, blank=True, default="")
    # the best grade among the evidence it rests on
    grade = models.CharField(max_length=1, blank=True, default="")
    items = ArrayField(models.BigIntegerField(), default=list)
    suggestion = models.PositiveSmallIntegerField(null=True)
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    trend = models.CharField(max_length=8, default="unknown")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="prevention_rating_factor"),
            models.UniqueConstraint(fields=["assessment", "rater", "factor"], name="prevention_rating_once"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__lte=4), name="prevention_rating_scale"),
            models.CheckConstraint(condition=~Q(reason="") & founded("value"), name="prevention_rating_founded"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {'—' if self.value is None else self.value}"


class IndicatorEvidence(Rated):
    """What one rater saw of one indicator, or of one protective factor: presence 0 to 3, or not assessable (null)."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="evidence")
    indicator = models.CharField(max_length=32)
    # "1" … "14", or "P" for what protects
    factor = models.CharField(max_length=4)
    presence = models.PositiveSmallIntegerField(null=True)
    trend = models.CharField(max_length=8, default="unknown")
    grade = models.CharField(max_length=1, blank=True, default="")
    confidence = models.CharField(max_length=6, blank=True, default="")
    scope = models.CharField(max_length=12, blank=True, default="")
    items = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="prevention_presence_factor"),
            models.UniqueConstraint(fields=["assessment", "rater", "indicator"], name="prevention_presence_once"),
            models.CheckConstraint(condition=Q(presence__isnull=True) | Q(presence__lte=3), name="prevention_presence_scale"),
            models.CheckConstraint(condition=Q(trend__in=TRENDS) & founded("presence"), name="prevention_presence_founded"),
        ]
        indexes = [models.Index(fields=["assessment", "rater", "factor"], name="prevention_presence_of")]

    def __str__(self) -> str:
        return f"{self.indicator}: {'—' if self.presence is None else self.presence}"


class Settled(OfAssessment):
    """On what the two raters settled for one factor, and why."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="settled")
    factor = models.CharField(max_length=4)
    value = models.PositiveSmallIntegerField(null=True)
    reason = SealedTextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="prevention_settled_factor"),
            models.UniqueConstraint(fields=["assessment", "factor"], name="prevention_settled_once"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__lte=4), name="prevention_settled_scale"),
            models.CheckConstraint(condition=~Q(reason=""), name="prevention_settled_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {'—' if self.value is None else self.value}"


class Stance(Rated):
    """A rater whose own rating was another: goes along with what was settled, or dissents in words that are kept and printed."""

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="stances")
    factor = models.CharField(max_length=4)
    agrees = models.BooleanField()
    # to what it was said: another settlement needs another stance
    value_then = models.PositiveSmallIntegerField(null=True)
    words = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="prevention_stance_factor"),
            models.UniqueConstraint(fields=["assessment", "factor", "rater"], name="prevention_stance_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(words=""), name="prevention_dissent_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.factor} {self.rater_id}"
