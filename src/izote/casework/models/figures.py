"""Counts of casework that may leave the office: by quarter, with small cells withheld, written once."""

import uuid

from django.db import models

from izote.access.models import Organization


class CareFigure(models.Model):
    """One cell of one breakdown of one measure in a quarter that is over; null when it was withheld."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()
    measure = models.CharField(max_length=24)
    dimension = models.CharField(max_length=12, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    value = models.FloatField(null=True)
    computed_at = models.DateTimeField(auto_now_add=True)

    CLASSES = dict.fromkeys(("id", "org", "since", "until", "measure", "dimension", "cell", "value", "computed_at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "since", "measure", "dimension", "cell"], name="carefigure_once")]

    def __str__(self) -> str:
        return f"{self.since} {self.measure}"
