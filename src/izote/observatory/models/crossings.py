"""What an observatory hands to the ombuds office: signed, with small counts withheld, let go by two persons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from izote.access.models import Organization


class Crossing(models.Model):
    """Alarms as figures for another installation; frozen when it is prepared, released by a second person."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="observatory_crossing_number"),
            models.CheckConstraint(condition=~Q(released_by=F("prepared_by")), name="observatory_crossing_two_persons"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True) | Q(released_by__isnull=False, released_at__isnull=False),
                name="observatory_crossing_released",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.number}"
