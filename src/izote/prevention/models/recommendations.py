"""What one institution is asked to do."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.partners.models import Institution
from izote.prevention.models.assessments import Kind
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
    # vocab/recipient_kinds.csv: police, military, migration, consulate get nothing by default; what is marked so once stays so
    guarded = models.CharField(max_length=16, blank=True, default="")
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="inferiors")
    powers = models.TextField(max_length=1000, blank=True, default="")
    # vocab/capacities.csv: low, medium, high; empty when nobody has judged it
    capacity = models.CharField(max_length=8, blank=True, default="")
    capacity_words = models.TextField(max_length=600, blank=True, default="")
    # the post that answers, never who holds it
    focal = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "institution"], name="prevention_addressee_once"),
            models.CheckConstraint(condition=Q(superior__isnull=True) | ~Q(superior=F("id")), name="prevention_addressee_not_its_superior"),
            models.CheckConstraint(
                condition=Q(guarded__in=["", "police", "military", "migration", "consulate"]), name="prevention_addressee_guarded"
            ),
        ]

    def __str__(self) -> str:
        return self.institution.name


class Recommendation(Moving):
    """One action asked of one institution, until the ombuds office says what became of it."""

    MACHINE = "recommendation"

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="recommendations")
    # the warning's own, kept here: the institution reads this row and not the warning's
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=1)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=16, blank=True, default="")
    stream = models.CharField(max_length=12, blank=True, default="")
    verb = models.CharField(max_length=24, blank=True, default="")
    action = models.TextField(max_length=2000, blank=True, default="")
    due_on = models.DateField(null=True)
    means = models.TextField(max_length=1000, blank=True, default="")
    indicator = models.TextField(max_length=1000, blank=True, default="")
    evidence_required = models.TextField(max_length=1000, blank=True, default="")
    legal_basis = models.TextField(max_length=1000, blank=True, default="")
    basis_checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    basis_checked_at = models.DateTimeField(null=True)
    above_capacity = models.BooleanField(default=False)
    co_responsible = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+", null=True)
    assistance = models.TextField(max_length=1000, blank=True, default="")
    template = models.CharField(max_length=32, blank=True, default="")
    # who was told, and what the institution was called that day; above an institution that may be the threat, its superior
    told = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+", null=True)
    institution_name = models.CharField(max_length=200, blank=True, default="")
    notified_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    # the database writes these as the state changes
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    verdict_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    # the highest step of the ladder so far, and when the next is due
    rung = models.CharField(max_length=16, blank=True, default="")
    climb_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_recommendation_code"),
            models.UniqueConstraint(fields=["warning", "position"], name="prevention_recommendation_place_in_warning"),
            models.CheckConstraint(
                condition=Q(basis_checked_by__isnull=True) | ~Q(basis_checked_by=F("author")), name="prevention_basis_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(co_responsible__isnull=True) | ~Q(co_responsible=F("addressee")), name="prevention_co_responsible_is_another"
            ),
            models.CheckConstraint(
                condition=Q(state="formulated", told__isnull=True, notified_at__isnull=True)
                | (~Q(state="formulated") & Q(told__isnull=False, notified_at__isnull=False, answer_by__isnull=False)),
                name="prevention_recommendation_told",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_rec_of_place"),
            models.Index(fields=["org", "state", "due_on"], name="prevention_rec_due"),
            models.Index(fields=["org", "-notified_at", "-id"], name="prevention_rec_table"),
            models.Index(fields=["org", "addressee", "-notified_at", "-id"], name="prevention_rec_of_institution"),
            models.Index(fields=["told", "-notified_at", "-id"], name="prevention_rec_told"),
            models.Index(fields=["org", "climb_on"], name="prevention_rec_climb", condition=Q(climb_on__isnull=False)),
            models.Index(fields=["org", "answer_by"], name="prevention_rec_answer_by", condition=Q(state__in=["notified", "acknowledged"])),
        ]


class Support(models.Model):
    """An institution that supports the one responsible."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="supports")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "addressee"], name="prevention_support_once")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} + {self.addressee_id}"


class Verdict(models.Model):
    """What the ombuds office says became of a recommendation, after looking at the evidence."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="verdicts")
    # the state of the machine that it leads to
    verdict = models.CharField(max_length=20)
    reason = models.TextField(max_length=2000)
    field_visit = models.BooleanField(default=False)
    visited_on = models.DateField(null=True)
    # the evidence that was looked at, by its keys
    looked_at = ArrayField(models.BigIntegerField(), default=list)
    days_late = models.IntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["complied", "partly_complied", "not_complied"]) & ~Q(reason=""), name="prevention_verdict_reasoned"
            ),
            models.CheckConstraint(condition=Q(field_visit=False) | Q(visited_on__isnull=False), name="prevention_verdict_visit_has_day"),
        ]
        indexes = [models.Index(fields=["recommendation", "-id"], name="prevention_verdict_latest")]

    def __str__(self) -> str:
        return self.verdict


class Rung(models.Model):
    """One step of the ladder, climbed by a person, with the letter as it was sent."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="rungs")
    code = models.CharField(max_length=32)
    rung = models.CharField(max_length=16)
    skipped = ArrayField(models.CharField(max_length=16), default=list)
    why = models.TextField(max_length=1000, blank=True, default="")
    letter = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_rung_code"),
            models.UniqueConstraint(fields=["recommendation", "rung"], name="prevention_rung_once"),
            models.CheckConstraint(condition=Q(skipped=[]) | ~Q(why=""), name="prevention_rung_skipped_with_reason"),
        ]

    def __str__(self) -> str:
        return self.code
