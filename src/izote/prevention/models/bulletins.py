"""The monthly public bulletin of prevention: phases set by persons, counts that hide small ones, frozen editions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.sealed import SealedTextField
from izote.territory.models import Place

USER = settings.AUTH_USER_MODEL


class TerritoryPhase(models.Model):
    """In which phase a department or municipality stood in a month, said by a person with a reason; added, never changed."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    # the first day of the month
    month = models.DateField()
    # vocab/phases.csv, vocab/phase_reasons.csv
    phase = models.CharField(max_length=16)
    reason = models.CharField(max_length=16)
    words_es = models.CharField(max_length=300)
    words_en = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="prevention_phase_of_a_month"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(words_es="") & ~Q(words_en=""), name="prevention_phase_reasoned"),
        ]
        indexes = [models.Index(fields=["org", "place", "-month", "-id"], name="prevention_phase_of")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.month:%Y-%m} {self.phase}"


class MonthlyBulletin(models.Model):
    """A bulletin of one month while it is written; the public reads its edition alone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("waiting for a second person")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # who began it, wrote in it or handed it in; kept by the database, and none of them approves it
    hands = ArrayField(models.IntegerField(), default=list)
    approver = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    words_es = models.TextField(max_length=3000, blank=True, default="")
    words_en = models.TextField(max_length=3000, blank=True, default="")
    # what it says: counts (nothing where withheld), phases, warnings, recommendations overdue
    composed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="prevention_bulletin_of_a_month"),
            models.CheckConstraint(condition=Q(approver__isnull=True) | ~Q(approver=F("author")), name="prevention_bulletin_two_persons"),
            models.UniqueConstraint(
                fields=["org", "month"], condition=Q(state__in=["draft", "submitted"]), name="prevention_one_open_bulletin"
            ),
            models.UniqueConstraint(fields=["org", "month"], condition=Q(state="published"), name="prevention_one_standing_bulletin"),
        ]
        indexes = [models.Index(fields=["org", "-month", "-id"], name="prevention_bulletin_recent")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BulletinHarm(models.Model):
    """The ten do-no-harm questions of a bulletin, answered by another than its writers; added, never changed."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(MonthlyBulletin, on_delete=models.CASCADE, related_name="harm_checks")
    # what it said when the questions were answered
    version = models.PositiveIntegerField()
    # question → whether there is a danger; the words of all ten, sealed
    dangers = models.JSONField(default=dict)
    words = SealedTextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["bulletin", "-id"], name="prevention_bulletin_harm_of")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.at:%Y-%m-%d}"


class MonthlyEdition(models.Model):
    """What the public reads: frozen on the day, citable; only its withdrawal is added."""

    class Why(models.TextChoices):
        ERROR = "error", _("an error was found")
        HARM = "harm", _("it could harm somebody")
        OTHER = "other", _("another reason")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    bulletin = models.OneToOneField(MonthlyBulletin, on_delete=models.PROTECT, related_name="edition")
    code = models.CharField(max_length=24, unique=True)
    month = models.DateField()
    frozen = models.JSONField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=8, choices=Why.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-id"], name="prevention_edition_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="prevention_edition_why",
            )
        ]

    def __str__(self) -> str:
        return self.code


class ToldCell(models.Model):
    """One count that readers were told (nothing: withheld): said once, it is said so for ever, so that editions differ by nothing."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(MonthlyBulletin, on_delete=models.PROTECT, related_name="cells")
    month = models.DateField()
    # code of a department, or empty for the country
    place = models.CharField(max_length=12, blank=True, default="")
    value = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "month", "place"], name="prevention_told_once"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value=0) | Q(value__gte=5), name="prevention_told_nothing_small"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place}"
