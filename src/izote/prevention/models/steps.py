"""Every change of state: added, never changed, each chained to the one before."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from izote.access.models import Organization


class Moving(models.Model):
    """A noun with a state: which machine, since when, and by when something must happen. Its state changes by a Step alone."""

    MACHINE: ClassVar[str]
    org_id: int
    author_id: int

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    state = models.CharField(max_length=20)
    entered_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def pace(self) -> str:
        """Which of its machine's clocks runs: imminent, structural or normal."""
        return str(getattr(self, "kind", "") or "normal")


class Step(models.Model):
    """One move of one thing; number, moment and hash are the database's."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    machine = models.CharField(max_length=16)
    subject = models.BigIntegerField()
    label = models.CharField(max_length=24, blank=True)
    source = models.CharField(max_length=20)
    to = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # sealed words: why
    reason = models.TextField(blank=True, default="")
    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    transaction = models.BigIntegerField(default=0)
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "number"], name="prevention_step_number")]
        indexes = [
            models.Index(fields=["org", "machine", "subject", "number"], name="prevention_step_of"),
            models.Index(fields=["org", "-number"], name="prevention_step_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.source} → {self.to}"
