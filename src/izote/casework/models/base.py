"""What most rows of casework begin with."""

import uuid

from django.db import models

from izote.access.models import Organization
from izote.people.models import Person

OF_CASE = dict.fromkeys(("id", "case", "person", "org"), "internal")


class OfPerson(models.Model):
    """A row about a person whom an office serves; the program makes its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"


class OfCase(OfPerson):
    """A row of a case: it is seen by whoever sees the case."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
