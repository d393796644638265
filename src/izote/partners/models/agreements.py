"""Agreements with institutions, meetings of the alliance, and what was promised there."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.partners.models.institutions import ROW, Institution


class Agreement(models.Model):
    """What was agreed with an institution, from when until when, and who signs on each side (roles, not names)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being negotiated")
        SIGNED = "signed", _("signed")
        ENDED = "ended", _("ended before its time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("what was agreed"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    signed_here = models.CharField(_("who signs for the office"), max_length=120, blank=True)
    signed_there = models.CharField(_("who signs for the institution"), max_length=120, blank=True)
    commitments = models.TextField(_("what each side undertakes"), max_length=4000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {
        **ROW,
        **dict.fromkeys(
            ("institution", "title", "state", "starts_on", "ends_on", "signed_here", "signed_there", "commitments"), "internal"
        ),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start")
        ]
        indexes = [
            models.Index(fields=["org", "ends_on"], name="agreement_by_end"),
            models.Index(fields=["institution", "ends_on"], name="agreement_by_institution"),
        ]

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """A meeting of the alliance."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("day"))
    title = models.CharField(_("subject"), max_length=160)
    summary = models.TextField(_("what was agreed, without names of persons served"), max_length=4000, blank=True)
    institutions: "models.ManyToManyField[Institution, MeetingInstitution]" = models.ManyToManyField(
        Institution, through="MeetingInstitution", related_name="meetings"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {**ROW, "held_on": "internal", "title": "internal", "summary": "internal"}

    class Meta:
        indexes = [models.Index(fields=["org", "-held_on", "-id"], name="meeting_by_day")]

    def __str__(self) -> str:
        return self.title


class MeetingInstitution(models.Model):
    """An institution that took part in a meeting."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    CLASSES = {"id": "internal", "org": "internal", "meeting": "internal", "institution": "internal"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "institution"], name="institution_once_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.institution_id}"


class Commitment(models.Model):
    """Who promised what by when at a meeting; without an institution it is the office's own."""

    class State(models.TextChoices):
        OPEN = "open", _("to be done")
        DONE = "done", _("fulfilled")
        DROPPED = "dropped", _("given up")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="commitments")
    institution = models.ForeignKey(
        Institution, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    what = models.CharField(_("what"), max_length=300)
    due_on = models.DateField(_("by when"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    result = models.CharField(_("result"), max_length=300, blank=True)
    closed_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {**ROW, **dict.fromkeys(("meeting", "institution", "what", "due_on", "state", "result", "closed_on"), "internal")}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="open") ^ Q(closed_on__isnull=False), name="commitment_closed_on_a_day"),
        ]
        indexes = [models.Index(fields=["org", "state", "due_on"], name="commitment_by_day")]

    def __str__(self) -> str:
        return self.what
