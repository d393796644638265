"""What the public reads of a warning, and the papers that are printed of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.warning_after import Receipt
from izote.prevention.models.warnings import EarlyWarning


class PublicVersion(models.Model):
    """A public version, frozen when it is proposed; another person approves the difference, and only then the public reads it."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="public_versions")
    number = models.CharField(max_length=16)
    frozen = models.JSONField()
    # of everything that differs from the internal version, as it was shown to whoever approves
    difference = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")), name="prevention_public_second_person"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="prevention_public_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["-approved_at", "-id"], name="prevention_public_recent"),
            models.Index(fields=["number", "-id"], name="prevention_public_number"),
        ]

    def __str__(self) -> str:
        return self.number


class WarningPaper(models.Model):
    """A document asked for: a job makes it, it is kept sealed, whoever asked fetches it."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("internal document")
        PUBLIC = "public", _("public document")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="papers")
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="papers", null=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(auto_now=True)
    sealed = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"

    @property
    def under_way(self) -> bool:
        """Whether a job still has it in hand."""
        return self.state in (self.State.WAITING, self.State.MAKING)
