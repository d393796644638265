"""Values that are typed, not counted: surveys and the sub-indices of competitiveness, with their interval and number of interviews."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from izote.access.models import Organization
from izote.territory.models import Place


class SurveyValue(models.Model):
    """What a survey found, in use once a second person has signed it; a correction is a new version, the old one stays."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=64)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    survey = models.CharField(max_length=160)
    version = models.PositiveSmallIntegerField(default=1)
    value = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    interviews = models.PositiveIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "indicator", "place", "year", "survey", "version"], name="observatory_value_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("written_by")), name="observatory_value_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True) | Q(low__lte=F("value"), high__gte=F("value")),
                name="observatory_value_inside_its_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place_id} {self.year}: {self.value}"


class IndexWeight(models.Model):
    """How much a sub-index weighs in this office's own reckoning; the last one written counts. They are no official weights."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=64)
    weight = models.FloatField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="observatory_weight_possible")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.weight}"
