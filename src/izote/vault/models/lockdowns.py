"""The emergency: everything shut at once by one, opened again by two."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from izote.access.models import Organization

USER = settings.AUTH_USER_MODEL


class Lockdown(models.Model):
    """From here on the vault is shut and nothing is exported, until two persons lift it."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "by", "at"), "internal")

    def __str__(self) -> str:
        return f"{self.org_id} {self.at:%Y-%m-%d}"


class Lift(models.Model):
    """One of the two who lift it."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    lockdown = models.ForeignKey(Lockdown, on_delete=models.PROTECT, related_name="lifts")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    CLASSES: ClassVar[dict[str, str]] = dict.fromkeys(("id", "org", "lockdown", "by", "at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lockdown", "by"], name="vault_lift_two_persons")]

    def __str__(self) -> str:
        return f"{self.lockdown_id} {self.by_id}"
