"""What could happen: a threat, whoever is vulnerable to it, and what can hold it back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from izote.prevention.models.assessments import OfAssessment, RiskAssessment
from izote.prevention.models.sealed import SealedTextField

STEPS = ("low", "medium", "high")
LEVELS = ("low", "medium", "high", "critical")


class Scenario(OfAssessment):
    """The scenario of an assessment: words sealed; a level out of a matrix that persons reason about, never a number."""

    assessment = models.OneToOneField(RiskAssessment, on_delete=models.CASCADE, related_name="scenario")
    threat = SealedTextField(blank=True, default="")
    vulnerability = SealedTextField(blank=True, default="")
    capacity = SealedTextField(blank=True, default="")
    # what protects: the people's own means, institutions that work
    protection = SealedTextField(blank=True, default="")
    threat_step = models.CharField(max_length=6, blank=True, default="")
    vulnerability_step = models.CharField(max_length=6, blank=True, default="")
    capacity_step = models.CharField(max_length=6, blank=True, default="")
    level = models.CharField(max_length=8, blank=True, default="")
    reason = SealedTextField(blank=True, default="")
    rights = ArrayField(models.CharField(max_length=24), default=list)
    conducts = ArrayField(models.CharField(max_length=24), default=list)
    # one for each group: {"group", "least", "most"}; a range, for nobody has counted them
    exposed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level="") | Q(level__in=LEVELS), name="prevention_scenario_level"),
            # a level without its reason is none
            models.CheckConstraint(condition=Q(level="") | ~Q(reason=""), name="prevention_scenario_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}"
