"""A file on its way: kept whole, read, checked, signed by a second person; its rows and what was set aside."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.observatory.models.sources import Profile, Source
from izote.territory.models import Place


class Load(models.Model):
    """One file of a source, or one typed table."""

    class State(models.TextChoices):
        DRAFT = "draft", _("columns to confirm")
        WAITING = "waiting", _("waiting to be read")
        READING = "reading", _("being read")
        CHECKED = "checked", _("read; waiting for a second person")
        SIGNED = "signed", _("signed; figures being made")
        PUBLISHED = "published", _("in use")
        FAILED = "failed", _("could not be read")
        CANCELLED = "cancelled", _("given up")

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional")
        FINAL = "final", _("final")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="loads")
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROVISIONAL)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    # What the file covers: inside it a month without rows is a zero, outside it nothing is known.
    covers_from = models.DateField(null=True)
    covers_to = models.DateField(null=True)
    scope = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    categories = models.JSONField(default=list)
    cut_off = models.DateField(null=True)
    control_total = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    set_aside = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    plan = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    # how often the worker has taken it up since a person last sent it
    attempts = models.PositiveSmallIntegerField(default=0)
    # words without a meaning yet: {kind: {text: rows}}
    unknown = models.JSONField(default=dict)
    stop_asked = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    MOST_ATTEMPTS = 3
    # who loaded it, and what file it was, is never rewritten; the database refuses it too
    MOVES: tuple[str, ...] = (
        "profile", "state", "status", "covers_from", "covers_to", "scope", "categories", "cut_off", "control_total", "rows", "kept",
        "set_aside", "events", "plan", "preview", "unknown", "done", "total", "stop_asked", "moved_at", "signed_by", "signed_at",
        "attempts",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("uploaded_by")), name="observatory_load_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "published"]) | Q(signed_by__isnull=False), name="observatory_load_signed"
            ),
        ]
        indexes = [models.Index(fields=["org", "-uploaded_at"], name="observatory_load_recent")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.file_name}"

    @property
    def under_way(self) -> bool:
        """Whether a job still has it in hand."""
        return self.state in (self.State.WAITING, self.State.READING, self.State.SIGNED)

    @property
    def stuck(self) -> bool:
        """Whether its figures were begun as often as they are and never came to their end."""
        return self.state == self.State.SIGNED and self.attempts >= self.MOST_ATTEMPTS

    @property
    def silent(self) -> int:
        """Rows that name a place and a time and say nothing of them: gaps."""
        return max(self.rows - self.kept - self.set_aside, 0)


class Piece(models.Model):
    """A sealed piece of the file as it came."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="observatory_piece_once")]

    def __str__(self) -> str:
        return f"{self.load_id}/{self.number}"


class Chunk(models.Model):
    """The rows of one year of a load, as a sealed Parquet file: they are counted together, never looked up one by one."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="chunks")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "year", "number"], name="observatory_chunk_once")]

    def __str__(self) -> str:
        return f"{self.load_id}/{self.year}"


class SetAside(models.Model):
    """A row that could not be read: where it stood, what it said, why; once corrected and understood it has no reason left."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="rows_set_aside")
    number = models.BigIntegerField()
    line = models.BigIntegerField()
    why = models.CharField(max_length=32, blank=True)
    field = models.CharField(max_length=32, blank=True)
    value = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(default=list)
    mended = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="observatory_aside_once")]
        indexes = [models.Index(fields=["load", "why", "number"], name="observatory_aside_by_reason")]

    def __str__(self) -> str:
        return f"{self.load_id}:{self.line} {self.why}"


class Finding(models.Model):
    """Something that a check saw in a load: an error stops it, a warning is read by whoever signs."""

    class Weight(models.TextChoices):
        ERROR = "error", _("error")
        WARNING = "warning", _("to look at")
        FACT = "fact", _("to know")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=32)
    weight = models.CharField(max_length=8, choices=Weight.choices)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.load_id} {self.code}"
