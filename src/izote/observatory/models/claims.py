"""What others say of the figures: kept with who said it, when and where, and never as our own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from izote.access.models import Organization
from izote.territory.models import Place


class Claim(models.Model):
    """A sentence such as "fell by 60 %", attributed to whoever said it."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=64)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_by = models.CharField(max_length=160)
    claimed_on = models.DateField(null=True)
    text = models.CharField(max_length=500)
    address = models.URLField(blank=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    # a change as a fraction: minus 60 % is -0.6
    said = models.FloatField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from__isnull=True) | Q(year_to__isnull=True) | Q(year_from__lt=F("year_to")),
                name="observatory_claim_years_in_order",
            ),
            models.CheckConstraint(condition=Q(said__isnull=True) | Q(said__gte=-1, said__lte=1000), name="observatory_claim_possible"),
        ]
        indexes = [models.Index(fields=["org", "indicator", "place"], name="observatory_claim_by_place")]

    def __str__(self) -> str:
        return f"{self.claimed_by}: {self.text[:60]}"
