"""Who gives figures, how their files are read, and what their words mean."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization


class Domain(models.TextChoices):
    """What a source speaks of; returns and violence never stand together."""

    VIOLENCE = "violence", _("violence")
    RETURNS = "returns", _("returns")
    CARE = "care", _("care and programmes")
    ECONOMY = "economy", _("competitiveness")
    POPULATION = "population", _("population")


class Source(models.Model):
    """An authority's series of files: police, prosecutors, forensic medicine, migration, health, municipal police, a survey."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=32)
    name = models.CharField(max_length=160)
    authority = models.CharField(max_length=160)
    domain = models.CharField(max_length=12, choices=Domain.choices)
    address = models.URLField(blank=True)
    every = models.CharField(max_length=8, default="month", choices=[("month", _("every month")), ("year", _("every year"))])
    country = models.CharField(max_length=2, default="sv")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="observatory_source_once")]
        ordering = ["domain", "name"]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """How a source's files are read; corrected by a new version, so that each load says by which it was read."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="profiles")
    version = models.PositiveIntegerField()
    plan = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "version"], name="observatory_profile_once")]

    def __str__(self) -> str:
        return f"{self.source_id} v{self.version}"


class Term(models.Model):
    """What a word of a source means: its category, sex, means, kind of place or country, or one of our places."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("category")
        SEX = "sex", _("sex")
        MEANS = "means", _("means used")
        SITE = "site", _("kind of place")
        COUNTRY = "country", _("country")
        PLACE = "place", _("place")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    code = models.CharField(max_length=32, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "text"], name="observatory_term_once")]

    def __str__(self) -> str:
        return f"{self.text} = {self.code}"
