"""Lists of arrivals: an upload, its rows, which are not persons, and the attempts to reach those who named this town."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.people.models.person import Person


class ImportProfile(models.Model):
    """What the columns of one source hold, kept for its next list: folded headers and fields, no content."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the source"), max_length=60)
    mapping = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    CLASSES = dict.fromkeys(("id", "org", "name", "mapping", "saved_by", "saved_at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="profile_name_once_per_office")]

    def __str__(self) -> str:
        return self.name


class ArrivalList(models.Model):
    """One list of the authority: under which agreement it came, what for, how far its reading is, and until when it is kept."""

    class Mode(models.TextChoices):
        COUNTER = "counter", _("Counter: they are here or about to come")
        CONTACT = "contact", _("To contact: they named this town")

    class State(models.TextChoices):
        DRAFT = "draft", _("columns to be confirmed")
        WAITING = "waiting", _("waiting to be read")
        READING = "reading", _("being read")
        READY = "ready", _("read")
        ABSORBED = "absorbed", _("merged into the list it corrects")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("destroyed")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(_("how you receive them"), max_length=8, choices=Mode, default=Mode.COUNTER)
    agreement = models.CharField(_("agreement"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    file_hash = models.CharField(max_length=64)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    keep_days = models.PositiveSmallIntegerField(_("days to keep"), default=60)
    expires_on = models.DateField(_("kept until"))
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    CLASSES = {
        **dict.fromkeys(
            ("id", "org", "mode", "agreement", "purpose", "state", "file_hash", "corrects", "uploaded_by", "uploaded_at"), "internal"
        ),
        **dict.fromkeys(("keep_days", "expires_on", "total", "done", "moved_at", "outcome"), "internal"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["org", "-id"], name="list_by_office"),
            models.Index(fields=["org", "file_hash"], name="list_by_file"),
        ]

    def __str__(self) -> str:
        return self.agreement

    @property
    def is_open(self) -> bool:
        """Whether its rows can be worked on."""
        return self.state == self.State.READY

    @property
    def under_way(self) -> bool:
        """Whether the job has not ended."""
        return self.state in (self.State.WAITING, self.State.READING)


class ListStaging(models.Model):
    """The screened rows of an upload and its columns, encrypted; gone when the list has been read."""

    list = models.OneToOneField(ArrivalList, on_delete=models.CASCADE, primary_key=True, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    CLASSES = {"list": "internal", "org": "internal", "sealed": "sensitive"}

    def __str__(self) -> str:
        return f"{self.list_id}"


class ListRow(models.Model):
    """One row of a list, encrypted: no person until she or he comes or agrees; destroyed after a period, leaving its count."""

    class Status(models.TextChoices):
        STAGED = "staged", _("being checked")
        LINKED = "linked", _("linked")
        NEW = "new", _("new")
        UNDECIDED = "undecided", _("undecided")
        REPEATED = "repeated", _("repeated")
        SET_ASIDE = "set_aside", _("set aside")
        EXPIRED = "expired", _("destroyed")

    class Verdict(models.TextChoices):
        CERTAIN = "certain", _("certain")
        PROBABLE = "probable", _("probable")
        POSSIBLE = "possible", _("possible")
        NEW = "new", _("new")

    class Family(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("not a family")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reasons = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    list = models.ForeignKey(ArrivalList, on_delete=models.CASCADE, related_name="rows")  # below the fields whose default is the builtin
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    line = models.IntegerField()
    row_key = models.CharField(max_length=90)
    content_key = models.CharField(max_length=64, blank=True)
    payload = models.BinaryField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.STAGED)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    probability = models.FloatField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    family = models.IntegerField(null=True)
    family_state = models.CharField(max_length=9, choices=Family, blank=True)
    first = models.BooleanField(default=False)
    came_at = models.DateTimeField(null=True)

    CLASSES = {
        **dict.fromkeys(
            ("id", "list", "org", "line", "status", "reasons", "decided_by", "decided_at", "family", "family_state"), "internal"
        ),
        **dict.fromkeys(("row_key", "content_key", "verdict", "probability", "person"), "internal"),
        **dict.fromkeys(("evidence", "came_at"), "personal"),
        **dict.fromkeys(("payload", "first"), "sensitive"),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "row_key"], name="row_once_in_a_list")]
        indexes = [
            models.Index(fields=["list", "status", "line"], name="row_by_status"),
            models.Index(fields=["person"], condition=models.Q(person__isnull=False), name="row_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class ContactAttempt(models.Model):
    """One try to reach somebody of a list, written by hand; the program sends nothing."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Telephone")
        WHATSAPP = "whatsapp", _("WhatsApp")
        VISIT = "visit", _("Visit")

    class Outcome(models.TextChoices):
        NOBODY = "nobody", _("nobody answered")
        SPOKE = "spoke", _("spoke with her or him")
        OTHER = "other", _("somebody else answered; nothing was said")
        WRONG = "wrong", _("wrong number or address")

    row = models.ForeignKey(ListRow, on_delete=models.CASCADE, related_name="attempts")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    outcome = models.CharField(_("what happened"), max_length=8, choices=Outcome)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    CLASSES = {**dict.fromkeys(("id", "row", "org", "at", "by"), "internal"), **dict.fromkeys(("channel", "outcome"), "personal")}

    def __str__(self) -> str:
        return self.channel
