"""Instruments applied to a person: when, by whom, with which version; answers apart; scores for comparison."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase
from izote.people.models import Person


class Assessment(OfCase):
    """An instrument applied to a person in a case; raw answers lie apart. How many protocols its answers opened stands here alone."""

    class Mode(models.TextChoices):
        PERSON = "person", _("in person")
        PHONE = "phone", _("by telephone")
        VIDEO = "video", _("by video")
        PAPER = "paper", _("on paper, typed in later")
        HOME = "home", _("home visit")

    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    weights_version = models.CharField(max_length=20, blank=True)
    klass = models.CharField(max_length=10, default="ordinary")
    wave = models.CharField(max_length=10, blank=True)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.PERSON)
    state = models.CharField(max_length=10, default="draft")
    critical = models.PositiveSmallIntegerField(default=0)
    critical_seen_at = models.DateTimeField(null=True, blank=True)
    paper_code = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_adult = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    held_on = models.DateField(_("day"), null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    edit = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("instrument", "version", "weights_version", "klass", "wave", "mode", "state", "paper_code"), "internal"),
        **dict.fromkeys(("critical", "critical_seen_at", "by", "second_adult"), "internal"),
        **dict.fromkeys(("started_at", "held_on", "completed_at", "edit"), "internal"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-started_at"], name="assessment_by_case"),
            models.Index(fields=["org", "instrument", "held_on"], condition=Q(state="complete"), name="assessment_by_day"),
            models.Index(fields=["org", "case"], condition=Q(critical__gt=0, critical_seen_at__isnull=True), name="assessment_critical"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["org", "paper_code"], condition=~Q(paper_code=""), name="paper_code_once"),
        ]


class Answers(models.Model):
    """What was answered and what it amounted to; read only by opening the case."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    klass = models.CharField(max_length=10, default="ordinary")
    critical = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    CLASSES = {
        **dict.fromkeys(("assessment", "case", "person", "org", "klass", "updated_at"), "internal"),
        **dict.fromkeys(("answers", "result", "critical"), "sensitive"),
    }

    def __str__(self) -> str:
        return f"{self.pk}"


class Score(OfCase):
    """One dimension of one complete assessment, unrounded; null when too little was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=40)
    wave = models.CharField(max_length=10, blank=True)
    klass = models.CharField(max_length=10, default="ordinary")
    dimension = models.CharField(max_length=20)
    value = models.FloatField(null=True)
    version = models.CharField(max_length=20)
    weights_version = models.CharField(max_length=20, blank=True)
    held_on = models.DateField()
    computed_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("assessment", "instrument", "wave", "klass", "dimension", "version", "weights_version"), "internal"),
        "held_on": "internal",
        "computed_at": "internal",
        "value": "sensitive",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "dimension", "weights_version"], name="score_once")]
        indexes = [
            models.Index(fields=["org", "instrument", "wave"], name="score_by_wave"),
            models.Index(fields=["case"], name="score_by_case"),
        ]


class PaperForm(models.Model):
    """A blank form that was printed with a code, before anybody knew for whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, editable=False)
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    CLASSES = dict.fromkeys(("id", "org", "code", "instrument", "version", "printed_by", "printed_at", "used_at"), "internal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="blank_code_once")]

    def __str__(self) -> str:
        return self.code
