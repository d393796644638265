"""What somebody noticed in a place, about a group; and how good the sources are, without who they are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.prevention.models.steps import Moving
from izote.territory.models import Place


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
    factors = ArrayField(models.CharField(max_length=8), default=list)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    text = models.TextField(blank=True, default="")
    # one per form on the device that captured it: sent twice, it is the same signal
    client_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_signal_code"),
            models.UniqueConstraint(fields=["author", "client_key"], name="prevention_signal_sent_once"),
        ]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_signal_of_place"),
            models.Index(fields=["org", "state", "due_at"], name="prevention_signal_due"),
        ]

    @property
    def pace(self) -> str:
        """Its urgency says which clock runs."""
        return self.urgency
