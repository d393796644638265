"""What somebody noticed in a place, about a group; never a person."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.steps import Moving
from izote.territory.models import Place

USER = settings.AUTH_USER_MODEL


class Signal(Moving):
    """A signal: place, window, group, factors; never a person. Its words are sealed."""

    MACHINE = "signal"

    class Urgency(models.TextChoices):
        IMMINENT = "imminent", _("imminent")
        NORMAL = "normal", _("normal")

    origin = models.CharField(max_length=16)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    groups = ArrayField(models.CharField(max_length=32), default=list)
    signs = ArrayField(models.CharField(max_length=32), default=list)
    factors = ArrayField(models.CharField(max_length=8), default=list)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    # sealed words; with how many places of them could say who somebody is
    text = SealedTextField(blank=True, default="")
    hits = models.SmallIntegerField(default=0)
    justified_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    justification = models.CharField(max_length=24, blank=True, default="")
    erased_on = models.DateField(null=True)
    # one per form on the device that captured it: sent twice, it is the same signal
    client_key = models.UUIDField(null=True)
    captured_on = models.DateField(null=True)
    # what was wrong with the clock of that device, if anything
    clock = models.CharField(max_length=8, blank=True, default="")
    derived_to = models.CharField(max_length=24, blank=True, default="")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="duplicates", null=True)
    verified_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    grade = models.CharField(max_length=1, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_signal_code"),
            models.UniqueConstraint(fields=["author", "client_key"], name="prevention_signal_sent_once"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("author")), name="prevention_signal_verified_by_other"
            ),
            models.CheckConstraint(
                condition=Q(justified_by__isnull=True) | ~Q(justified_by=F("author")), name="prevention_signal_justified_by_other"
            ),
            models.CheckConstraint(condition=~Q(state="derived") | Q(text=""), name="prevention_signal_derived_empty"),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="prevention_signal_not_its_own_copy"),
        ]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_signal_of_place"),
            models.Index(fields=["org", "state", "due_at"], name="prevention_signal_due"),
            models.Index(
                fields=["org", "urgency", "due_at", "id"],
                condition=Q(state__in=("captured", "triage", "verifying")),
                name="prevention_signal_open",
            ),
            models.Index(fields=["org", "-id"], name="prevention_signal_recent"),
            models.Index(fields=["author", "-id"], name="prevention_signal_own"),
            models.Index(fields=["state", "entered_at"], condition=~Q(text=""), name="prevention_signal_to_erase"),
        ]

    @property
    def pace(self) -> str:
        """Its urgency says which clock runs."""
        return self.urgency


class Verification(models.Model):
    """How somebody else looked into a signal, and what came of it; added, never changed."""

    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(max_length=24)
    result = models.CharField(max_length=20)
    grade = models.CharField(max_length=1)
    origins = models.SmallIntegerField(default=0)
    conflicting = models.BooleanField(default=False)
    note = SealedTextField(blank=True, default="")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["signal", "-id"], name="prevention_verification_of")]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.result}"


class Feedback(models.Model):
    """What whoever reported a signal was told, how and when; added, never changed."""

    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="feedbacks")
    told = models.CharField(max_length=24)
    channel = models.CharField(max_length=16)
    on = models.DateField()
    words = SealedTextField(blank=True, default="")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["signal", "-id"], name="prevention_feedback_of")]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.told}"


class Desk(models.Model):
    """The municipality whose counts a desk may see."""

    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "user"], name="prevention_desk_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.place_id}"
