"""What every row of this room has."""

from django.db import models

from izote.access.models import Organization


class Owned(models.Model):
    """A row of an office."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    OWNED = {"id": "internal", "org": "internal"}

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"


def internal(*names: str) -> dict[str, str]:
    """The classes of fields that say nothing of a person."""
    return dict.fromkeys(names, "internal")
