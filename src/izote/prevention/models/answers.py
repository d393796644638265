"""What an institution says and shows of a recommendation, and its narrow door."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.recommendations import Addressee, Recommendation
from izote.prevention.models.warnings import EarlyWarning


class Answer(models.Model):
    """One thing said about a recommendation, by the institution or to it; added, never changed."""

    class Side(models.TextChoices):
        INSTITUTION = "institution", _("the institution")
        OFFICE = "office", _("the ombuds office")

    class Via(models.TextChoices):
        ACCOUNT = "account", _("account")
        LINK = "link", _("link")
        PAPER = "paper", _("on paper or by telephone")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=12, choices=Side.choices)
    via = models.CharField(max_length=8, choices=Via.choices)
    # vocab/answers.csv
    kind = models.CharField(max_length=16)
    text = models.TextField(max_length=4000, blank=True, default="")
    late_days = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # one per form: sent twice, it is the same answer
    client_key = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "client_key"], name="prevention_answer_sent_once")]
        indexes = [models.Index(fields=["recommendation", "id"], name="prevention_answers_of")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.kind}"


class Evidence(models.Model):
    """A file that shows what was done, without what it knew of who made it and where; with the digest of what was sent."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="evidence")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    # what was taken out, by codes
    removed = models.CharField(max_length=80, blank=True, default="")
    # what whoever sent it says of persons in it: nobody, or officials alone
    shows = models.CharField(max_length=12, default="nobody")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "original_sha256"], name="prevention_evidence_once")]
        indexes = [models.Index(fields=["recommendation", "id"], name="prevention_rec_evidence_of")]

    def __str__(self) -> str:
        return self.name


class EvidenceBody(models.Model):
    """The sealed bytes of a file."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, primary_key=True, related_name="body")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)


class DoorKey(models.Model):
    """A link for one institution and one warning; only digests of its secrets are known here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64, blank=True, default="")
    failures = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    # somebody proved it in another browser: the link has leaked, or the institution changed its computer
    elsewhere_at = models.DateTimeField(null=True)
    # the transaction in which it was proven: only in that one is the door open
    transaction = models.BigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warning", "addressee"], condition=Q(revoked_at__isnull=True), name="prevention_one_living_key")
        ]
        indexes = [models.Index(fields=["transaction"], name="prevention_door_open")]

    def __str__(self) -> str:
        return str(self.pk)
