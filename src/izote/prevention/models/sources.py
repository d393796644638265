"""What prevention knows of a source: how good it is and what it agreed to, never who it is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.signals import Signal

USER = settings.AUTH_USER_MODEL


class Source(models.Model):
    """A source by its code; who it is lies in the vault, if anywhere."""

    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    reliability = models.CharField(max_length=1)
    # the source that this one repeats, if it does not speak for itself
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, related_name="repeated_by", null=True)
    purpose = models.CharField(max_length=24, blank=True, default="")
    scope = models.CharField(max_length=24, blank=True, default="")
    consent_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_source_code"),
            models.CheckConstraint(condition=~Q(repeats=F("id")), name="prevention_source_not_its_own_echo"),
        ]
        indexes = [models.Index(fields=["org", "-id"], name="prevention_source_recent")]

    def __str__(self) -> str:
        return self.code


class Statement(models.Model):
    """What one source says to one signal; added, never changed, and kept when its source withdraws."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports"
        CONTRADICTS = "contradicts"

    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="statements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="statements")
    heard_from = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", null=True)
    stance = models.CharField(max_length=12, choices=Stance.choices, default=Stance.SUPPORTS)
    reliability = models.CharField(max_length=1)
    credibility = models.SmallIntegerField()
    directness = models.CharField(max_length=10)
    document = models.BooleanField(default=False)
    said_on = models.DateField()
    words = SealedTextField(blank=True, default="")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(credibility__gte=1, credibility__lte=6), name="prevention_statement_credibility"),
            models.CheckConstraint(condition=~Q(heard_from=F("source")), name="prevention_statement_not_its_own_echo"),
        ]
        indexes = [models.Index(fields=["signal", "id"], name="prevention_statement_of")]

    def __str__(self) -> str:
        return f"{self.source_id} on {self.signal_id}"
