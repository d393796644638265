"""What may leave the room: counts that were made when a seminar was closed, and what changed between before and after."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.seminars.models.base import Owned, internal
from izote.seminars.models.seminars import Seminar

LEAST = 5


class Count(Owned):
    """One count; without a value it is withheld: no count of one to four is ever written here."""

    class Measure(models.TextChoices):
        YEAR = "year", _("participants of a year by kind of institution and department")
        SEMINAR = "seminar", _("participants of a seminar by kind of institution")
        GUESTS = "guests", _("organisations and observers of a seminar by kind")
        REACH = "reach", _("people of an institution who had a module")

    measure = models.CharField(max_length=8, choices=Measure)
    year = models.PositiveSmallIntegerField(default=0)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, null=True, related_name="counts")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    # a kind of institution, "*" for all of them; a module for `reach`
    key = models.CharField(max_length=24)
    # a department, "*" for all of them; who the guests were for `guests`
    part = models.CharField(max_length=16, blank=True)
    value = models.PositiveIntegerField(null=True)

    CLASSES = {**Owned.OWNED, **internal("measure", "year", "seminar", "institution", "key", "part", "value")}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value=0) | Q(value__gte=LEAST), name="seminars_no_small_count"),
            models.UniqueConstraint(
                fields=["org", "measure", "year", "seminar", "institution", "key", "part"],
                name="seminars_count_once",
                nulls_distinct=False,
            ),
        ]


class Effect(Owned):
    """What changed between before and after at a seminar; of fewer than five pairs nothing is said."""

    seminar = models.OneToOneField(Seminar, on_delete=models.CASCADE, related_name="effect")
    pairs = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField(default=dict)

    CLASSES = {**Owned.OWNED, **internal("seminar", "pairs", "facts")}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pairs__gte=LEAST) | Q(pairs__isnull=True, facts={}), name="seminars_no_effect_of_few")
        ]
