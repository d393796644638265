"""Figures of our own offices, as they let them go: frozen once, never counted anew."""

from django.db import models

from izote.access.models import Organization


class OfficeFigure(models.Model):
    """One cell of an office's quarter (value empty: withheld); written once, so that no two versions can be compared."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    measure = models.CharField(max_length=40)
    dimension = models.CharField(max_length=20, blank=True)
    cell = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "since", "measure", "dimension", "cell"], name="observatory_officefigure_once")
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m} {self.measure} {self.dimension} {self.cell}"
