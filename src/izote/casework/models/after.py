"""What happened after: contact calls and their outcomes; refusals met; the request to close."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase, OfPerson
from izote.partners.models import Service
from izote.people.models import Person
from izote.territory.models import Place


class ContactCall(OfCase):
    """A short call at 30, 90, 180 or 365 days. A grave outcome is sealed apart."""

    wave = models.PositiveSmallIntegerField(_("days after"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=10, default="planned")
    outcome = models.CharField(max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("wave", "due_on", "state", "attempts", "last_attempt_at", "reached_at", "by"), "internal"),
        "outcome": "sensitive",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "wave"], name="one_call_a_wave")]
        indexes = [models.Index(fields=["org", "due_on"], condition=Q(state="planned"), name="call_by_due")]


class CallAttempt(OfCase):
    """One try to reach the person."""

    call = models.ForeignKey(ContactCall, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    means = models.CharField(max_length=12)
    result = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    CLASSES = {**OF_CASE, **dict.fromkeys(("call", "at", "means", "result", "by"), "internal")}

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="attempt_by_case")]


class SealedOutcome(models.Model):
    """A grave outcome (deprived of liberty, disappeared, dead), without words; read by supervisors alone."""

    call = models.OneToOneField(ContactCall, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    CLASSES = {**dict.fromkeys(("call", "case", "person", "org", "seen_at", "seen_by"), "internal"), "sealed": "restricted"}

    def __str__(self) -> str:
        return f"{self.pk}"


class Refusal(OfPerson):
    """Access asked for, to health care, work, school or documents, and what came of it."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    sector = models.CharField(_("what was asked"), max_length=12)
    asked_for = models.CharField(_("what exactly"), max_length=30, blank=True)
    asked_on = models.DateField(_("asked on"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=12)
    reason = models.CharField(_("reason given"), max_length=24, blank=True)
    for_returning = models.BooleanField(_("for having been returned"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("asked_on", "by", "created_at"), "internal"),
        **dict.fromkeys(("sector", "asked_for", "service", "place", "answer", "reason", "for_returning"), "sensitive"),
    }

    class Meta:
        indexes = [models.Index(fields=["case"], name="refusal_by_case"), models.Index(fields=["org", "asked_on"], name="refusal_by_day")]


class Closure(OfCase):
    """A request to close a case: why, and what was made sure of before."""

    reason = models.CharField(_("reason"), max_length=20)
    safety_checked = models.BooleanField(_("safety was talked about"), default=False)
    return_told = models.BooleanField(_("told how to come back"), default=False)
    survey_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_case = models.ForeignKey("casework.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="requested")
    ended_at = models.DateTimeField(null=True, blank=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("safety_checked", "return_told", "survey_by", "other_case", "requested_by", "requested_at"), "internal"),
        **dict.fromkeys(("state", "ended_at"), "internal"),
        "reason": "sensitive",
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-requested_at"], name="closure_by_case"),
            models.Index(
                fields=["survey_by", "ended_at"], condition=Q(survey_by__isnull=False, state="approved"), name="closure_by_survey"
            ),
        ]
