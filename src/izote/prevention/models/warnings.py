"""Numbered warnings to the State."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.prevention.models.assessments import Kind, RiskAssessment
from izote.prevention.models.sealed import SealedTextField
from izote.prevention.models.signals import Signal
from izote.prevention.models.steps import Moving
from izote.territory.models import Place


class EarlyWarning(Moving):
    """A warning built from the record of an assessment; its place and kind are the assessment's."""

    MACHINE = "warning"

    class Publication(models.TextChoices):
        PUBLISH = "publish", _("publish it")
        RESERVE = "reserve", _("keep it reserved, with the reason")
        LATER = "later", _("publish it later, on a day")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="warnings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    groups = ArrayField(models.CharField(max_length=32), default=list)
    # why it speaks of the general population alone
    general_why = SealedTextField(blank=True, default="")
    # the older warning whose place this one takes
    updates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="newer")
    # grows with every change of what it says; signatures and reviews are of one revision
    revision = models.PositiveIntegerField(default=1)
    publication = models.CharField(max_length=8, choices=Publication.choices, blank=True, default="")
    publication_why = SealedTextField(blank=True, default="")
    publish_on = models.DateField(null=True)
    # PAT-001-26: given when it is issued, together with what it says and its digest
    number = models.CharField(max_length=16, blank=True, default="")
    issued_at = models.DateTimeField(null=True)
    content = SealedTextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="prevention_earlywarning_code"),
            models.UniqueConstraint(fields=["org", "number"], condition=~models.Q(number=""), name="prevention_warning_number"),
        ]
        indexes = [
            models.Index(fields=["org", "place", "-id"], name="prevention_warning_of_place"),
            models.Index(fields=["org", "-id"], name="prevention_warning_recent"),
            models.Index(fields=["org", "state", "due_at"], name="prevention_warning_due"),
        ]

    @property
    def name(self) -> str:
        """Its number once it is issued, its code before."""
        return self.number or self.code

    @property
    def last_day(self) -> dt.date | None:
        """The last whole day before the next step is due."""
        return timezone.localdate(self.due_at - dt.timedelta(seconds=1)) if self.due_at else None

    @property
    def may_be_written(self) -> bool:
        """Whether its words may change: before the reviews, and after it was given back."""
        return self.state in ("draft", "returned")


class WarningSignal(models.Model):
    """A signal on which a warning stands."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="stands_on")
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning", "signal"], name="prevention_warning_signal_once")]

    def __str__(self) -> str:
        return str(self.signal_id)


class WarningSection(models.Model):
    """The editor's words of one section, and what the public reads of it; sealed."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=16)
    es = SealedTextField(blank=True, default="")
    en = SealedTextField(blank=True, default="")
    # left out of the public version as a whole
    reserved = models.BooleanField(default=False)
    public_es = SealedTextField(blank=True, default="")
    public_en = SealedTextField(blank=True, default="")
    # how many words may name a person; a second person says why they stay
    hits = models.PositiveSmallIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)
    justified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    justified_why = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warning", "code"], name="prevention_section_once"),
            models.CheckConstraint(
                condition=models.Q(justified_by__isnull=True) | ~models.Q(justified_by=models.F("written_by")),
                name="prevention_section_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.code
