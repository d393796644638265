"""Numbered warnings to the State."""

from django.db import models

from izote.prevention.models.assessments import Kind, RiskAssessment
from izote.prevention.models.steps import Moving
from izote.territory.models import Place


class EarlyWarning(Moving):
    """A warning built from the record of an assessment; its place and kind are the assessment's."""

    MACHINE = "warning"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="warnings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    # PAT-001-26: given when it is issued
    number = models.CharField(max_length=16, blank=True, default="")
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_earlywarning_code"),
            models.UniqueConstraint(fields=["org", "number"], condition=~models.Q(number=""), name="prevention_warning_number"),
        ]
        indexes = [models.Index(fields=["org", "place", "-id"], name="prevention_warning_of_place")]
