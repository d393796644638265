"""What follows when a warning is issued: receipts, shares, follow-up, closing."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.recommendations import Addressee
from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.warnings import EarlyWarning


class Receipt(models.Model):
    """The copy of one institution: its number, how and when it was sent, and that it arrived."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="receipts")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField()
    # printed on every page of that copy: a copy that turns up elsewhere says whose it was
    mark = models.CharField(max_length=12)
    # an institution that gets it instead of one below that is possibly the threat
    instead = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_why = SealedTextField(blank=True, default="")
    channel = models.CharField(max_length=12, blank=True, default="")
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    letter = models.CharField(max_length=40, blank=True, default="")
    acknowledged_on = models.DateField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    reference = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warning", "addressee"], name="prevention_receipt_once"),
            models.UniqueConstraint(fields=["warning", "copy"], name="prevention_receipt_copy"),
            models.UniqueConstraint(fields=["org", "mark"], name="prevention_receipt_mark"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | (~Q(channel="") & ~Q(letter="") & Q(sent_by__isnull=False)),
                name="prevention_receipt_whole",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("sent_on")), name="prevention_receipt_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.mark


class Share(models.Model):
    """Something of a warning given to somebody outside: to whom, on which law, which parts; asked by one, approved by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="shares")
    kind = models.CharField(max_length=16)
    recipient = models.CharField(max_length=160)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+", null=True)
    legal_basis = SealedTextField()
    parts = ArrayField(models.CharField(max_length=16))
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(legal_basis="") & ~Q(recipient="") & Q(parts__len__gt=0), name="prevention_share_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="prevention_share_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="prevention_share_decided",
            ),
        ]
        indexes = [models.Index(fields=["org", "-id"], name="prevention_share_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class FollowUpReport(models.Model):
    """How the risk changed and how each recommendation stands, on one day: added, never changed."""

    class Risk(models.TextChoices):
        LOWER = "lower", _("lower")
        SAME = "same", _("the same")
        HIGHER = "higher", _("higher")
        NOT_ASSESSABLE = "not_assessable", _("not assessable")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    made_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    risk = models.CharField(max_length=16, choices=Risk.choices)
    why = SealedTextField()
    words = SealedTextField(blank=True, default="")
    field_visit_on = models.DateField(null=True)
    # code of each recommendation → its state on that day
    standings = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warning", "number"], name="prevention_followup_number"),
            models.CheckConstraint(condition=~Q(why=""), name="prevention_followup_reasoned"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Closing(models.Model):
    """How it ended and what was learned, without blame."""

    class Outcome(models.TextChoices):
        MITIGATED = "mitigated", _("mitigated")
        PERSISTS = "persists", _("persists")
        MATERIALISED = "materialised", _("materialised")
        REFUTED = "refuted", _("refuted")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.OneToOneField(EarlyWarning, on_delete=models.CASCADE, related_name="closing")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    happened_on = models.DateField(null=True)
    evidence = SealedTextField(blank=True, default="")
    # the day until which the lessons have to be written, after what was warned of happened
    due_on = models.DateField(null=True)
    worked = SealedTextField(blank=True, default="")
    did_not = SealedTextField(blank=True, default="")
    next_time = SealedTextField(blank=True, default="")
    field_visit_on = models.DateField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.outcome

    @property
    def whole(self) -> bool:
        """Whether all three lessons are written."""
        return bool(self.worked and self.did_not and self.next_time)
