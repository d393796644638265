"""Signed figures of other installations: whose key it is, each file that came, and the signal made of a row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from izote.access.models import Organization
from izote.prevention.models.signals import Signal

USER = settings.AUTH_USER_MODEL


class FigureKey(models.Model):
    """The key of another office's installation; counts once a second person has compared it by telephone."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    office_code = models.CharField(max_length=3)
    office_name = models.CharField(max_length=160)
    public_key = models.CharField(max_length=64)
    registered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "public_key"], name="prevention_figurekey_once"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("registered_by")), name="prevention_figurekey_two_persons"),
        ]

    def __str__(self) -> str:
        return self.office_code

    @property
    def counts(self) -> bool:
        """Whether files signed with it are taken."""
        return self.confirmed_at is not None and self.revoked_at is None


class FigureFile(models.Model):
    """A file of signed figures as it came; the same one again changes nothing."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(FigureKey, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "digest"], name="prevention_figurefile_once"),
            models.UniqueConstraint(fields=["key", "number"], name="prevention_figurefile_number"),
        ]

    def __str__(self) -> str:
        return f"{self.key.office_code}-{self.number}"


class SignalFigure(models.Model):
    """The numbers behind a statistical signal: the row of the file it was made of."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    signal = models.OneToOneField(Signal, on_delete=models.PROTECT, related_name="figure")
    file = models.ForeignKey(FigureFile, on_delete=models.PROTECT, related_name="signals")
    row = models.JSONField()

    def __str__(self) -> str:
        return f"{self.signal_id}"
