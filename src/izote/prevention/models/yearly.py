"""The yearly report for the focal point of the Latin American Network: words kept by year, and the report as it was made."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization

USER = settings.AUTH_USER_MODEL


class MandateWords(models.Model):
    """What a year's report says of mandate and mechanism; the latest entry of a year counts, the earlier ones stay."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    words_es = models.TextField(max_length=4000)
    words_en = models.TextField(max_length=4000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["org", "year", "-id"], name="prevention_mandate_of")]

    def __str__(self) -> str:
        return str(self.year)


class YearlyReport(models.Model):
    """A report of one year in one language: asked for, made by a job, kept sealed for whoever asked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=10)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(auto_now=True)
    # the day until which it counts
    cut_off = models.DateField(null=True)
    pdf = models.BinaryField(default=b"")
    csv = models.BinaryField(default=b"")

    MOVES: tuple[str, ...] = ("state", "done", "moved_at", "cut_off", "pdf", "csv")

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="prevention_yearly_own")]

    def __str__(self) -> str:
        return f"{self.year} {self.language}"

    @property
    def under_way(self) -> bool:
        """Whether a job still has it in hand."""
        return self.state in (self.State.WAITING, self.State.MAKING)
