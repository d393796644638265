"""The notebook door: figures that somebody takes along, sealed until they are fetched."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization


class Export(models.Model):
    """One domain's figures as Parquet files for whoever asked; gone when it expires or is thrown away."""

    class Copy(models.TextChoices):
        PUBLIC = "public", _("public copy: only what bulletins printed")
        INTERNAL = "internal", _("internal copy: what the office sees")

    class Domain(models.TextChoices):
        VIOLENCE = "violence", _("violence")
        RETURNS = "returns", _("returns")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=12, choices=Domain.choices)
    copy = models.CharField(max_length=8, choices=Copy.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()
    # name of each file → its rows
    rows = models.JSONField(default=dict)
    size = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    # who asked for what, and until when it is kept, is never rewritten; the database refuses it too
    MOVES: tuple[str, ...] = ("state", "moved_at", "rows", "size", "done", "total")

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="observatory_export_recent")]

    def __str__(self) -> str:
        return f"{self.domain} {self.copy}"

    @property
    def under_way(self) -> bool:
        """Whether a job still has it in hand."""
        return self.state in (self.State.WAITING, self.State.MAKING)


class ExportPiece(models.Model):
    """A sealed piece of one file of an export."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "name", "number"], name="observatory_exportpiece_once")]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.name}/{self.number}"
