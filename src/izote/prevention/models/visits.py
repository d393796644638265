"""When somebody last looked at the screen of a territory, so that it can say what is new."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from izote.access.models import Organization


class TerritoryVisit(models.Model):
    """The last two visits of one user to one territory; no code: the whole country."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=12, blank=True, default="")
    before = models.DateTimeField(null=True)
    last = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "user", "place"], name="prevention_visit_once")]

    def __str__(self) -> str:
        return self.place
