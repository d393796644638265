"""The key of an office: two halves, each with its holder; what is encrypted to both opens with both."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from izote.access.models import Organization

USER = settings.AUTH_USER_MODEL


class Key(models.Model):
    """A key by its number; it can be used once both halves are there, until the next one takes its place."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    live = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "number", "live", "made_at"), "internal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="vault_key_number"),
            models.UniqueConstraint(fields=["org"], condition=models.Q(live=True), name="vault_one_live_key"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id}/{self.number}"


class Half(models.Model):
    """The public part of one half, and who holds the other part."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="halves")
    seat = models.SmallIntegerField()
    holder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # held on paper by an outside body: nothing of it is kept here
    outside = models.BooleanField(default=False)
    public = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "key", "seat", "holder", "outside", "public", "made_at"), "internal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "seat"], name="vault_half_seat"),
            models.UniqueConstraint(fields=["key", "holder"], name="vault_half_two_holders"),
            models.CheckConstraint(condition=models.Q(seat__in=(1, 2)), name="vault_half_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.key_id}/{self.seat}"


class Box(models.Model):
    """The secret part of one half, sealed by the passphrase of its holder; read by the holder alone."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    half = models.OneToOneField(Half, on_delete=models.PROTECT, related_name="box")
    holder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "half", "holder"), "internal") | {"sealed": "restricted"}

    def __str__(self) -> str:
        return f"box of {self.half_id}"


class Passage(models.Model):
    """What one half gave so that one identity can pass from an old key to the new one; gone when it has."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    half = models.ForeignKey(Half, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    sealed = models.BinaryField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "half", "code", "by", "at"), "internal") | {"sealed": "restricted"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "half", "code"], name="vault_passage_once")]

    def __str__(self) -> str:
        return f"{self.half_id} {self.code}"


class Miss(models.Model):
    """Somebody gave something else than their half: five in an hour, and for an hour nothing more is tried."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "by", "at"), "internal")

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="vault_miss_recent")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at:%Y-%m-%d %H:%M}"
