"""The plan: goals in the person's words, and who does what by when. Its words are texts of the case."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import User
from izote.casework.models.base import OF_CASE, OfCase


class Plan(OfCase):
    """One version of what was agreed with the person."""

    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="draft")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    agreed_on = models.DateField(_("agreed with the person on"), null=True, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("number", "state", "by", "created_at", "agreed_on", "review_on", "approved_at", "version"), "internal"),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="plan_numbered_once")]


class Goal(OfCase):
    """One goal, in one dimension; its words and the two remarks are texts."""

    class Dimension(models.TextChoices):
        ECONOMIC = "economic", _("Economic")
        SOCIAL = "social", _("Social")
        PSYCHOSOCIAL = "psychosocial", _("Psychosocial")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension)
    position = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(_("result"), max_length=12, blank=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {**OF_CASE, **dict.fromkeys(("plan", "position", "version"), "internal"), "dimension": "sensitive", "result": "sensitive"}

    class Meta:
        indexes = [models.Index(fields=["case"], name="goal_by_case")]


class PlanAction(OfCase):
    """One thing that somebody does for a goal, by a day."""

    class Who(models.TextChoices):
        PERSON = "person", _("the person")
        WORKER = "worker", _("the office")
        PARTNER = "partner", _("a partner")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    need = models.CharField(_("what for"), max_length=30)
    who = models.CharField(_("who"), max_length=10, choices=Who)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=10, default="open")
    result = models.CharField(_("result"), max_length=12, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("goal", "who", "due_on", "state", "done_on", "version"), "internal"),
        "need": "sensitive",
        "result": "sensitive",
    }

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="action_by_case"),
            models.Index(fields=["org", "due_on"], condition=Q(state="open"), name="action_by_due"),
        ]
