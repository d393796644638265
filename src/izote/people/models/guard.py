"""What protects a file: exclusions, emergency openings, deletion by two people, history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.people.models.person import Person


class Exclusion(models.Model):
    """A member of staff for whom the file does not exist."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("the person asked that she or he must not know")
        RELATIVE = "relative", _("relative")
        CONFLICT = "conflict", _("conflict of interest")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {**dict.fromkeys(("id", "person", "org", "user", "created_at"), "internal"), "reason": "sensitive"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="excluded_once")]
        indexes = [models.Index(fields=["user"], name="exclusion_by_user")]

    def __str__(self) -> str:
        return f"{self.pk}"


class BreakGlass(models.Model):
    """A colleague's file opened in an emergency: who, why, until when, and who was told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=14)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    told = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    CLASSES = {
        **dict.fromkeys(("id", "person", "org", "code", "user", "told", "seen_at", "opened_at", "until"), "internal"),
        "reason": "sensitive",
    }

    class Meta:
        indexes = [models.Index(fields=["user", "until"], name="breakglass_open")]

    def __str__(self) -> str:
        return f"{self.pk}"


class DeletionRequest(models.Model):
    """A deletion that waits for a second person."""

    class Reason(models.TextChoices):
        WITHDRAWN = "withdrawn", _("the person asked for it")
        MISTAKE = "mistake", _("registered by mistake")
        EXPIRED = "expired", _("the time for keeping it is over")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=14)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)

    CLASSES = dict.fromkeys(("id", "person", "org", "code", "reason", "requested_by", "requested_at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="one_deletion_request")]

    def __str__(self) -> str:
        return f"{self.pk}"


class History(models.Model):
    """What a row held before it was changed; written by the database itself, erased with the person."""

    person_id = models.BigIntegerField(db_index=True)
    org_id = models.IntegerField()
    table = models.CharField(max_length=40)
    row_id = models.CharField(max_length=40)
    level = models.SmallIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    before = models.JSONField()

    CLASSES = {
        **dict.fromkeys(("id", "person_id", "org_id", "table", "row_id", "level", "at", "actor_id"), "internal"),
        "before": "sensitive",
    }

    class Meta:
        verbose_name_plural = "history"

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
