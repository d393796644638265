"""What could happen in a place to a group, judged by two persons apart."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    rater_one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    rater_two = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    expires_on = models.DateField(null=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_riskassessment_code"),
            models.CheckConstraint(
                condition=Q(rater_one__isnull=True) | Q(rater_two__isnull=True) | ~Q(rater_one=F("rater_two")), name="prevention_two_raters"
            ),
        ]
        indexes = [models.Index(fields=["org", "place", "-id"], name="prevention_assessment_of_place")]
