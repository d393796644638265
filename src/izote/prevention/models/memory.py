"""The memory calendar and the library."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from izote.access.models import Organization
from izote.prevention.models.tools import KeptFile
from izote.territory.models import Place


class Checked(models.Model):
    """Written by one person, checked by another before it is used outside."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    checked_at = models.DateTimeField(null=True)
    # known from vocab/: brought once
    seed = models.CharField(max_length=40, blank=True, default="")
    retired_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class MemoryDate(Checked):
    """A day that a place or group remembers or awaits: once, every year, or a season."""

    kind = models.CharField(max_length=16)
    title_es = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    # once on this day; or every year, month and day
    on = models.DateField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)
    until_month = models.PositiveSmallIntegerField(null=True)
    until_day = models.PositiveSmallIntegerField(null=True)
    since_year = models.PositiveSmallIntegerField(null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    where = models.CharField(max_length=160, blank=True, default="")
    groups = ArrayField(models.CharField(max_length=32), default=list)
    indicators = ArrayField(models.CharField(max_length=8), default=list)
    source = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "seed"], condition=~Q(seed=""), name="prevention_memory_seed"),
            models.CheckConstraint(
                condition=Q(on__isnull=False, month__isnull=True, day__isnull=True)
                | Q(on__isnull=True, month__gte=1, month__lte=12, day__gte=1, day__lte=31),
                name="prevention_memory_once_or_yearly",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(checked_by=F("by")) & ~Q(source="")),
                name="prevention_memory_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.title_es


class Resource(Checked):
    """Something worth reading: how it is cited, in which languages it exists, where it is found."""

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    # as the work itself is signed
    authors = models.CharField(max_length=300, blank=True, default="")
    publisher = models.CharField(max_length=200, blank=True, default="")
    year = models.PositiveSmallIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=3), default=list)
    link = models.URLField(max_length=500, blank=True, default="")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+", null=True)
    topics = ArrayField(models.CharField(max_length=32), default=list)
    factors = ArrayField(models.CharField(max_length=8), default=list)
    summary_es = models.TextField(max_length=1000, blank=True, default="")
    summary_en = models.TextField(max_length=1000, blank=True, default="")
    # without accents, small letters
    searched = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "seed"], condition=~Q(seed=""), name="prevention_resource_seed"),
            models.CheckConstraint(condition=Q(year__isnull=True) | Q(year__gte=1500, year__lte=2200), name="prevention_resource_year"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(checked_by=F("by"))),
                name="prevention_resource_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["org", "title", "id"], name="prevention_resource_title")]

    def __str__(self) -> str:
        return self.title
