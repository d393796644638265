"""Referrals that close the loop: what the person agreed to share, with whom, and what came of it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase
from izote.partners.models import Service
from izote.people.models import Consent, Person

REFERRAL_ENDED = ("done", "rejected", "withdrawn", "unavailable", "declined")


class Referral(OfCase):
    """A person sent to a service that somebody else runs, and the way back of its outcome."""

    class Channel(models.TextChoices):
        ACCOUNT = "account", _("the partner has accounts here")
        LINK = "link", _("one link, and a code told by telephone")
        PAPER = "paper", _("on paper")

    class Urgency(models.TextChoices):
        HOUR = "hour", _("within an hour")
        HOURS = "hours", _("within three hours")
        DAY = "day", _("within a day")
        DAYS = "days", _("within three days")
        WEEKS = "weeks", _("within two weeks")

    code = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    action = models.ForeignKey("casework.PlanAction", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service"))
    to_label = models.CharField(_("to"), max_length=160)
    to_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    to_email = models.EmailField(_("e-mail"), blank=True)
    to_org = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.CharField(_("what for"), max_length=30)
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency)
    state = models.CharField(max_length=12, default="draft")
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    accompanied = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("what the person needs to get there")
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reply_seen_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("code", "action", "to_org", "channel", "urgency", "state", "by", "created_at", "sent_at", "due_at"), "internal"),
        **dict.fromkeys(("moved_at", "seen_at", "appointment_at", "attended_at", "ended_at", "reply_seen_at", "version"), "internal"),
        **dict.fromkeys(("service", "to_label", "to_phone", "to_email", "need", "reason", "accompanied"), "sensitive"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-created_at"], name="referral_by_case"),
            models.Index(fields=["org", "moved_at"], condition=~Q(state__in=REFERRAL_ENDED), name="referral_open"),
            models.Index(fields=["to_org", "-sent_at"], condition=Q(to_org__isnull=False), name="referral_received"),
            models.Index(fields=["org", "due_at"], condition=Q(due_at__isnull=False), name="referral_by_due"),
            models.Index(
                fields=["org", "moved_at"], condition=Q(reply_seen_at__isnull=True, sent_at__isnull=False), name="referral_reply_waiting"
            ),
            models.Index(fields=["org", "-created_at", "id"], name="referral_by_day"),
        ]

    @property
    def addressee(self) -> str:
        """To whom it goes, as the person is told: the service, and whoever reads it with an account where that is another name."""
        reader = self.to_org.name if self.to_org and self.channel == self.Channel.ACCOUNT else ""
        return self.to_label if reader in self.to_label else f"{self.to_label} – {reader}"

    def __str__(self) -> str:
        return self.code


class ReferralConsent(models.Model):
    """What the person agreed to for one referral: which fields, to whom, until when, signed how; and its withdrawal."""

    class Mode(models.TextChoices):
        SCREEN = "screen", _("signed on the screen")
        PAPER = "paper", _("signed on paper")
        VOICE = "voice", _("spoken, with a witness")
        THUMB = "thumb", _("thumbprint on paper")

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, related_name="+")
    override = models.CharField(_("why without consent"), max_length=20, blank=True)
    receipt = models.CharField(_("receipt"), max_length=12, unique=True, editable=False)
    fields = ArrayField(models.CharField(max_length=24), default=list)
    notice_version = models.CharField(max_length=20)
    language = models.CharField(max_length=20, default="es")
    mode = models.CharField(_("how"), max_length=8, choices=Mode)
    given_by = models.CharField(_("given by"), max_length=10, default="person")
    assent = models.CharField(_("the child's assent"), max_length=12, blank=True)
    witness = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signature = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    until = models.DateField(_("until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    CLASSES = {
        **dict.fromkeys(("referral", "case", "person", "org", "consent", "receipt", "notice_version", "by", "witness"), "internal"),
        **dict.fromkeys(("fields", "override", "language", "mode", "given_by", "assent", "given_at", "until", "withdrawn_at"), "personal"),
        "signature": "sensitive",
    }

    def __str__(self) -> str:
        return self.receipt


class ReferralSheet(models.Model):
    """The consented minimum, sealed: all that the receiving organisation ever sees."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()

    CLASSES = {**dict.fromkeys(("referral", "case", "person", "org"), "internal"), "sealed": "sensitive"}

    def __str__(self) -> str:
        return f"{self.pk}"


class ReferralLink(models.Model):
    """A one-time expiring address for one organisation without accounts; only hashes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    elsewhere_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("referral", "created_at", "expires_at", "failures", "opened_at", "proven_at"), "internal"),
        **dict.fromkeys(("elsewhere_at", "revoked_at", "by"), "internal"),
        **dict.fromkeys(("token_hash", "pin_hash", "browser_hash"), "restricted"),
    }

    def __str__(self) -> str:
        return f"{self.pk}"


class ReferralEvent(OfCase):
    """One step of a referral, said by whom and through which door."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=16)
    to_state = models.CharField(max_length=12)
    via = models.CharField(max_length=8)
    reason = models.CharField(max_length=20, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("referral", "event", "to_state", "via", "appointment_at", "by", "at"), "internal"),
        "reason": "sensitive",
    }

    class Meta:
        indexes = [models.Index(fields=["referral", "at"], name="referralevent_by_referral")]


class ReferralReminder(OfCase):
    """Somebody was reminded of a referral: which delay, and by what means; the words said are nowhere."""

    class Kind(models.TextChoices):
        LATE = "late", _("an answer was due")
        SILENT = "silent", _("nothing moved for a long time")

    class Way(models.TextChoices):
        EMAIL = "email", _("by e-mail, without content")
        PHONE = "phone", _("by telephone")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    way = models.CharField(max_length=8, choices=Way)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    CLASSES = {**OF_CASE, **dict.fromkeys(("referral", "kind", "way", "by", "at"), "internal")}

    class Meta:
        indexes = [models.Index(fields=["referral", "-at"], name="reminder_by_referral")]
