"""What one institution is asked to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.partners.models import Institution
from izote.prevention.models.steps import Moving
from izote.prevention.models.warnings import EarlyWarning
from izote.territory.models import Place


class Addressee(models.Model):
    """An institution as one whom the ombuds office addresses: its level, who stands above it, what it may and can do."""

    class Level(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal")
        DEPARTMENTAL = "departmental", _("departmental")
        NATIONAL = "national", _("national")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="inferiors")
    powers = models.TextField(blank=True, default="")
    capacity = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "institution"], name="prevention_addressee_once")]

    def __str__(self) -> str:
        return self.institution.name


class Recommendation(Moving):
    """One action asked of one institution, until the ombuds office says what became of it."""

    MACHINE = "recommendation"

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="recommendations")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=12)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="prevention_recommendation_code")]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_rec_of_place"),
            models.Index(fields=["org", "state", "due_on"], name="prevention_rec_due"),
        ]

    @property
    def pace(self) -> str:
        """The warning's kind says which clock runs."""
        return self.warning.kind
