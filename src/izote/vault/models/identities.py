"""Who a source is, as ciphertext; and who asked to read it, who let them, who read it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from izote.access.models import Organization
from izote.vault.models.keys import Half, Key

USER = settings.AUTH_USER_MODEL


class Identity(models.Model):
    """One identity, encrypted to both halves of a key; whoever wrote it cannot read it."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    # the public part of a pair made for this identity alone
    once = models.BinaryField()
    sealed = models.BinaryField()
    kept_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    kept_on = models.DateField()
    CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "org": "internal",
        "code": "restricted",
        "key": "internal",
        "once": "internal",
        "sealed": "restricted",
        "kept_by": "internal",
        "kept_on": "internal",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="vault_identity_code")]

    def __str__(self) -> str:
        return self.code


class Opening(models.Model):
    """Somebody asked to read one identity, and why; a line that stays."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=24)
    # sealed words
    words = models.TextField()
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "asked_by", "asked_at", "reason"), "internal") | {
        "code": "restricted",
        "words": "restricted",
    }

    class Meta:
        indexes = [models.Index(fields=["org", "-id"], name="vault_opening_recent")]

    def __str__(self) -> str:
        return f"{self.code} {self.asked_at:%Y-%m-%d}"


class Share(models.Model):
    """What one half gave for one opening: it opens that identity and no other, lives a quarter of an hour, and goes when it was used."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="shares")
    half = models.ForeignKey(Half, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "opening", "half", "by", "at"), "internal") | {"sealed": "restricted"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "half"], name="vault_share_once")]

    def __str__(self) -> str:
        return f"{self.opening_id}/{self.half_id}"


class Shown(models.Model):
    """The one time an identity was read for an opening; a line that stays."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opening = models.OneToOneField(Opening, on_delete=models.PROTECT, related_name="shown")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "opening", "by", "at"), "internal")

    def __str__(self) -> str:
        return f"{self.opening_id} {self.at:%Y-%m-%d}"


class Seen(models.Model):
    """A holder has taken note of an opening."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="seen")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "opening", "by", "at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "by"], name="vault_seen_once")]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.by_id}"
