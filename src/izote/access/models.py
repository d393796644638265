"""Who is who here, and what was done."""

import datetime as dt
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A member of staff, or a service that acts for the program itself."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="es")
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    second_factor_reset_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    CLASSES = {
        "id": "internal",
        "password": "restricted",
        "last_login": "internal",
        "username": "personal",
        "display_name": "personal",
        "email": "personal",
        "language": "internal",
        "is_active": "internal",
        "is_service": "internal",
        "must_change_password": "internal",
        "second_factor_reset_at": "internal",
        "created_at": "internal",
    }
    objects = UserManager()

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name shown on pages."""
        return str(self)


class Organization(models.Model):
    """An office that keeps files or answers for them: the boundary of every query."""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("Municipal office")
        OMBUDS = "ombuds", _("Ombuds delegation")
        PARTNER = "partner", _("Partner")
        PLATFORM = "platform", _("Platform")

    id = models.AutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    place_code = models.CharField(_("place"), max_length=12, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in an organisation, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "org", "role"], condition=models.Q(ends_on__isnull=True), name="one_open_membership_per_role"
            ),
            models.CheckConstraint(
                # the day before its start ends a membership that was taken back on the day it was given
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on") - dt.timedelta(days=1)),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.org_id}"


class Cover(models.Model):
    """Who stands in for an absent colleague in an office, from a day until a day."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(absent=models.F("stand_in")), name="nobody_covers_oneself"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="cover_ends_after_start"),
        ]
        indexes = [models.Index(fields=["stand_in", "ends_on"], name="cover_by_stand_in")]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.absent_id}"


class Session(models.Model):
    """A signed-in browser; the key is kept as a hash, so that a copy of the table opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.session_key[:8]


class CacheEntry(models.Model):
    """A short-lived count, such as failed sign-ins: JSON, never a pickle."""

    cache_key = models.CharField(max_length=300, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_cache"

    def __str__(self) -> str:
        return self.cache_key


class Invitation(models.Model):
    """A one-time link by which a new member of staff sets a password; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d}"


class AuditEvent(models.Model):
    """One line of what was done or read: labels and keys as text, never a name, never free text."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_label = models.CharField(max_length=60)
    org_id = models.IntegerField(null=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["kind", "key", "-id"], name="audit_by_object"),
            models.Index(fields=["org_id", "-id"], name="audit_by_org"),
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
            models.Index(fields=["label", "-id"], name="audit_by_label"),
            BrinIndex(fields=["at"], name="audit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"


class AuditLink(models.Model):
    """The place of one audit line in the chain of hashes."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_link"

    def __str__(self) -> str:
        return str(self.position)


class AuditHead(models.Model):
    """The end of a sealed batch, signed with a key that is not in the database."""

    position = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    mac = models.BinaryField()

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return str(self.position)


class Mark(models.Model):
    """A fact about this database itself, set when it was created (for example, that it is a demo)."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
