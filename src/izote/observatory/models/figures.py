"""Figures in use, and what they said before: nothing is overwritten."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from izote.access.models import Organization
from izote.observatory.models.loads import Load
from izote.observatory.models.sources import Source
from izote.territory.models import Place


class Vintage(models.Model):
    """The figures of a source as they stood from the signing of a load on."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="vintages")
    number = models.PositiveIntegerField()
    load = models.OneToOneField(Load, on_delete=models.PROTECT, related_name="vintage")
    cut_off = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="observatory_vintage_once")]

    def __str__(self) -> str:
        return f"{self.source_id} #{self.number}"


class Coverage(models.Model):
    """Which load speaks for a month, a territory and a category of a source."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32)
    scope = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField()
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "category", "scope", "month"], name="observatory_coverage_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.month:%Y-%m}"


class Tally(models.Model):
    """The counts of one category in one place (none: the whole country) and year.

    `months` holds numbers where a source spoke, else nothing: a gap is not a zero. `total` adds up what is known; `whole` says that this
    is the whole year. `days` has a number (uint16) for each day of the year; `clock` is 7 × 24 (int32) from Monday 0 h; `who` is 3 sexes
    (F, M, not known) × 19 five-year age groups (int32; the last: not known). They are little-endian bytes, so that thousands of rows are
    added up at once; no bytes at all are zeros throughout. `parts` counts means, kinds of place and countries. A row is in use while
    `until` is empty.
    """

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    months = ArrayField(models.IntegerField(null=True), size=12)
    total = models.IntegerField()
    whole = models.BooleanField()
    days = models.BinaryField(null=True)
    clock = models.BinaryField(null=True)
    who = models.BinaryField(null=True)
    parts = models.JSONField(default=dict)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "category", "place", "year", "since"], name="observatory_tally_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["source", "category", "place", "year"],
                condition=Q(until__isnull=True),
                name="observatory_tally_in_use",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "category", "level", "year"], name="observatory_tally_by_level", condition=Q(until__isnull=True)
            ),
            models.Index(fields=["place", "category", "year"], name="observatory_tally_by_place", condition=Q(until__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.place_id} {self.year}: {self.total}"
