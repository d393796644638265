"""Who looked at a warning before it was issued: reviews, the do-no-harm questions, signatures."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.recommendations import Addressee
from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.warnings import EarlyWarning


class Looked(models.Model):
    """Somebody's look at a warning, of one revision: added, never changed."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # the revision looked at: the database writes it
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Review(Looked):
    """What a reviewer found: method or law; given back with reasons, or held."""

    class Kind(models.TextChoices):
        METHOD = "method", _("methodological")
        LEGAL = "legal", _("legal")

    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    holds = models.BooleanField()
    words = SealedTextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["warning", "-id"], name="prevention_review_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"


class HarmCheck(Looked):
    """The ten do-no-harm questions, answered by somebody other than the author on one day."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="harm_checks")

    class Meta:
        indexes = [models.Index(fields=["warning", "-id"], name="prevention_harm_of")]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def on(self) -> dt.date:
        """The day in El Salvador."""
        return timezone.localdate(self.at)


class HarmAnswer(models.Model):
    """One answer: whether there is a danger, why, what lessens it, and who sees to that."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    check_of = models.ForeignKey(HarmCheck, on_delete=models.CASCADE, related_name="answers")
    question = models.PositiveSmallIntegerField()
    danger = models.BooleanField()
    words = SealedTextField()
    mitigation = SealedTextField(blank=True, default="")
    carrier = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "question"], name="prevention_harm_answer_once"),
            models.CheckConstraint(condition=Q(question__gte=1, question__lte=10), name="prevention_harm_ten_questions"),
            # a danger that nothing lessens is no answer
            models.CheckConstraint(
                condition=~Q(words="") & (Q(danger=False) | (~Q(mitigation="") & ~Q(carrier=""))), name="prevention_harm_mitigated"
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)


class HarmThreat(models.Model):
    """An institution that is possibly the threat: it gets no receipt."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    check_of = models.ForeignKey(HarmCheck, on_delete=models.CASCADE, related_name="threats")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "addressee"], name="prevention_harm_threat_once")]

    def __str__(self) -> str:
        return str(self.addressee_id)


class Signature(Looked):
    """A signature over the digest of what a warning says; it may be withdrawn until the warning is issued."""

    class Capacity(models.TextChoices):
        ANALYST = "analyst", _("analyst who wrote it")
        SIGNATORY = "signatory", _("ombudsperson or delegate")

    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="signatures")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    digest = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "revision", "by"], condition=Q(withdrawn_at__isnull=True), name="prevention_signature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.digest[:12]}"
