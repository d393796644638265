"""Bulletins: composed, approved by a second person, frozen; and every figure that was ever published in one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.observatory.models.sources import Domain, Source


class Bulletin(models.Model):
    """Figures of one domain for the public, with an editor's words; violence and returns never in one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("waiting for a second person")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Kind(models.TextChoices):
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")
        YEAR = "year", _("yearly")

    DOMAINS = (Domain.VIOLENCE, Domain.RETURNS, Domain.CARE)

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    domain = models.CharField(max_length=12, choices=[(one.value, one.label) for one in DOMAINS])
    period = models.CharField(max_length=8)
    # the municipality of which it speaks, by country and code; nothing: the office's own
    place = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # who began it, wrote in it or handed it in; kept by the database, and none of them approves it
    hands = ArrayField(models.IntegerField(), default=list)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    # what is shown: indicator, source, breakdowns; and the editor's words by section and language
    items = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    # the tables as the office sees them, each cell with its fate, and from what they were made
    composed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)

    MOVES: tuple[str, ...] = ("state", "approver", "code", "items", "words", "composed", "version", "moved_at", "published_at", "replaces")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="observatory_bulletin_two_persons"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "withdrawn"])
                | (Q(approver__isnull=False) & Q(published_at__isnull=False) & ~Q(code="")),
                name="observatory_bulletin_approved",
            ),
            models.CheckConstraint(condition=Q(domain__in=["violence", "returns", "care"]), name="observatory_bulletin_domain"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="observatory_bulletin_code_once"),
        ]
        indexes = [models.Index(fields=["org", "-written_at"], name="observatory_bulletin_recent")]

    def __str__(self) -> str:
        return self.code or f"{self.get_kind_display()} {self.period}"


class Edition(models.Model):
    """What the public reads of a bulletin: frozen on the day, citable for ever; only its withdrawal is added."""

    class Why(models.TextChoices):
        ERROR = "error", _("an error was found")
        SOURCE = "source", _("the source corrected its data")
        DISCLOSURE = "disclosure", _("a figure could point to a person")
        OTHER = "other", _("another reason")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="edition")
    code = models.CharField(max_length=32, unique=True)
    domain = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    period = models.CharField(max_length=8)
    frozen = models.JSONField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=12, choices=Why.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="observatory_edition_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="observatory_edition_why",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_kind_display(self) -> str:
        """How often such a bulletin appears, in words."""
        return str(Bulletin.Kind(self.kind).label)


class PublishedCell(models.Model):
    """One cell of a published table (value empty: withheld): the registry of everything that readers were ever told."""

    class Why(models.TextChoices):
        SHOWN = "", _("shown")
        PRIMARY = "primary", _("small")
        SECONDARY = "secondary", _("withheld so that a small one cannot be worked out")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="cells")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    vintage = models.PositiveIntegerField(default=0)
    categories = models.CharField(max_length=200)
    place = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=8)
    part = models.CharField(max_length=16, blank=True)
    label = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "source", "vintage", "categories", "place", "period", "part", "label"],
                name="observatory_publishedcell_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["org", "source", "year"], name="observatory_cells_of_year")]

    def __str__(self) -> str:
        return f"{self.categories} {self.place} {self.period} {self.part} {self.label}"
