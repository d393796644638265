"""Visits without a file, cases, their history, transfers, approvals, and all their words."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase, OfPerson
from izote.territory.models import Place

ENDED = ("closed", "duplicate")
GRAVE = ("immediate", "high")


class Visit(models.Model):
    """Advice given to somebody without a file: counted, never named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=20)
    topics = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("what it was about"))
    outcome = models.CharField(_("outcome"), max_length=20)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    age_band = models.CharField(_("age"), max_length=10, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district"))
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **dict.fromkeys(("id", "org", "day", "channel", "outcome", "created_at"), "internal"),
        **dict.fromkeys(("topics", "sex", "age_band", "place"), "personal"),
    }

    class Meta:
        indexes = [models.Index(fields=["org", "-day"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class OfficeRules(models.Model):
    """How an office works: its clocks, and which approvals are looked at."""

    class Approvals(models.TextChoices):
        ALWAYS = "always", _("every plan and closure")
        SAMPLING = "sampling", _("low risk by sampling")

    org = models.OneToOneField(Organization, on_delete=models.CASCADE, primary_key=True, related_name="+")
    clocks = models.JSONField(default=dict, verbose_name=_("clocks"))
    approvals = models.CharField(_("approvals"), max_length=10, choices=Approvals, default=Approvals.ALWAYS)
    sample_share = models.PositiveSmallIntegerField(_("share looked at (%)"), default=20)
    caseload = models.PositiveSmallIntegerField(_("most weighted cases a worker carries"), default=25)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = dict.fromkeys(("org", "clocks", "approvals", "sample_share", "caseload", "version"), "internal")

    def __str__(self) -> str:
        return f"{self.org_id}"


class Case(OfPerson):
    """What an office and a person do together, from listening to closing."""

    class Risk(models.TextChoices):
        IMMEDIATE = "immediate", _("Immediate")
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    number = models.PositiveSmallIntegerField(_("number"), default=1)
    code = models.CharField(_("code"), max_length=18, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    risk = models.CharField(_("risk level"), max_length=10, choices=Risk)
    state = models.CharField(_("state"), max_length=16, default="registered")
    is_child = models.BooleanField(_("child or adolescent"), default=False)
    responsible = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case worker"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    risk_set_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    first_service_at = models.DateTimeField(null=True, blank=True)
    first_action_due = models.DateTimeField(null=True, blank=True)
    assessment_due = models.DateTimeField(null=True, blank=True)
    plan_due = models.DateTimeField(null=True, blank=True)
    contact_due = models.DateTimeField(null=True, blank=True)
    review_due = models.DateTimeField(null=True, blank=True)
    next_due = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closure_reason = models.CharField(_("reason of closure"), max_length=20, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **dict.fromkeys(("id", "person", "org", "number", "code", "state", "responsible", "opened_by", "opened_at"), "internal"),
        **dict.fromkeys(("assigned_at", "risk_set_at", "touched_at", "last_contact_at", "first_service_at", "next_due"), "internal"),
        **dict.fromkeys(("first_action_due", "assessment_due", "plan_due", "contact_due", "review_due"), "internal"),
        **dict.fromkeys(("closed_at", "reopened", "version"), "internal"),
        **dict.fromkeys(("kind", "risk", "is_child", "closure_reason"), "sensitive"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~Q(state__in=ENDED), name="one_open_case"),
            models.UniqueConstraint(fields=["person", "number"], name="case_numbered_once"),
            models.CheckConstraint(condition=Q(risk__in=["immediate", "high", "medium", "low"]), name="case_risk_known"),
        ]
        indexes = [
            models.Index(fields=["org", "-opened_at", "id"], name="case_by_opening"),
            models.Index(fields=["org", "next_due"], condition=~Q(state__in=ENDED), name="case_by_due"),
            models.Index(fields=["responsible", "next_due"], condition=~Q(state__in=ENDED), name="case_by_worker_due"),
            models.Index(fields=["org", "-closed_at"], condition=Q(closed_at__isnull=False), name="case_by_closing"),
            models.Index(fields=["org", "opened_at"], condition=Q(responsible__isnull=True), name="case_untaken"),
            models.Index(
                fields=["responsible"],
                include=["org", "person", "risk", "touched_at", "next_due"],
                condition=~Q(state__in=ENDED),
                name="case_load",
            ),
            models.Index(
                fields=["org", "first_action_due"], condition=~Q(state__in=ENDED) & Q(touched_at__isnull=True), name="case_untouched"
            ),
            models.Index(fields=["org", "contact_due"], condition=~Q(state__in=ENDED) & Q(risk__in=GRAVE), name="case_grave_contact"),
            models.Index(fields=["org", "risk", "-opened_at", "id"], condition=~Q(state__in=ENDED), name="case_by_risk"),
            models.Index(fields=["org", "state", "-opened_at", "id"], name="case_by_state"),
            models.Index(fields=["responsible", "-closed_at"], condition=Q(closed_at__isnull=False), name="case_by_worker_closing"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether the case has not ended."""
        return self.state not in ENDED


class CaseEvent(OfCase):
    """One step in the life of a case."""

    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    reason = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    CLASSES = {**OF_CASE, **dict.fromkeys(("event", "from_state", "to_state", "by", "at"), "internal"), "reason": "sensitive"}

    class Meta:
        indexes = [
            models.Index(fields=["case", "at"], name="caseevent_by_case"),
            models.Index(fields=["org", "at"], name="caseevent_by_day"),
        ]


class Transfer(OfCase):
    """A case offered to a colleague, who accepts it or not."""

    from_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("from_user", "to_user", "state", "requested_by", "requested_at", "answered_at"), "internal"),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(state="requested"), name="one_open_transfer")]
        indexes = [models.Index(fields=["to_user"], condition=Q(state="requested"), name="transfer_waiting")]


class CaseShare(OfCase):
    """A colleague who may work on somebody else's case, for a reason and until a day."""

    class Why(models.TextChoices):
        PROFESSIONAL = "professional", _("psychologist, lawyer or other professional")
        SECOND = "second", _("works on it together")
        SURVEY = "survey", _("asks the satisfaction survey")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("why"), max_length=12, choices=Why)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    CLASSES = {**OF_CASE, **dict.fromkeys(("user", "why", "starts_on", "ends_on", "by"), "internal")}

    class Meta:
        indexes = [models.Index(fields=["user"], name="share_by_user")]


class Approval(OfCase):
    """A plan or a closure that waits for somebody else's decision."""

    class Subject(models.TextChoices):
        PLAN = "plan", _("plan")
        CLOSURE = "closure", _("closure")

    class Decision(models.TextChoices):
        WAITING = "", _("waits")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("given back")
        UNSAMPLED = "unsampled", _("low risk, not in the sample")
        CANCELLED = "cancelled", _("taken back")

    subject = models.CharField(max_length=10, choices=Subject)
    about_id = models.UUIDField(null=True, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("subject", "about_id", "requested_by", "requested_at", "decision", "decided_by", "decided_at"), "internal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "subject"], condition=Q(decision=""), name="one_approval_waits"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("requested_by")), name="nobody_approves_oneself"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "requested_at"], condition=Q(decision=""), name="approval_waiting"),
            models.Index(fields=["org", "-requested_at"], name="approval_by_day"),
            models.Index(fields=["requested_by", "-requested_at"], name="approval_by_asker"),
        ]


class Text(OfCase):
    """All words written about a case: notes, goals, remarks. Read only by opening the case, which leaves a trace."""

    about = models.CharField(max_length=20)
    about_id = models.UUIDField(null=True, blank=True)
    body = models.TextField()
    private = models.BooleanField(_("for the author alone"), default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("about", "about_id", "private", "author", "created_at", "updated_at", "version"), "internal"),
        "body": "sensitive",
    }

    class Meta:
        indexes = [models.Index(fields=["case", "about"], name="text_by_case")]
