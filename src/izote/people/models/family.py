"""Households and typed relations between persons."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.people.models.person import Person


class Household(models.Model):
    """People who live or came together, known by a code of its own."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=14, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {"id": "internal", "org": "internal", "code": "internal", "created_at": "internal"}

    def __str__(self) -> str:
        return self.code


class HouseholdMember(models.Model):
    """A person's place in a household."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("place in the household"), max_length=20, blank=True)
    is_caregiver = models.BooleanField(_("takes care of the children"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **dict.fromkeys(("id", "household", "person", "org", "created_at"), "internal"),
        **dict.fromkeys(("role", "is_caregiver"), "personal"),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "person"], name="once_in_a_household")]

    def __str__(self) -> str:
        return self.role


class Relation(models.Model):
    """`person` is the `kind` of `other`; the inverse row stands beside it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("relation"), max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {**dict.fromkeys(("id", "person", "other", "org", "created_at"), "internal"), "kind": "personal"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other", "kind"], name="one_relation_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="no_relation_to_oneself"),
        ]

    def __str__(self) -> str:
        return self.kind
