"""Files that may be one person, and files that were united."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.people.models.person import Person


class MatchCandidate(models.Model):
    """Two files that may be the same person, with the evidence, until somebody decides."""

    class Status(models.TextChoices):
        OPEN = "open", _("to decide")
        DIFFERENT = "different", _("different persons")
        MERGED = "merged", _("the same person")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    left = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField(_("probability"))
    evidence = models.JSONField(default=list)
    status = models.CharField(_("decision"), max_length=10, choices=Status, default=Status.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    CLASSES = {
        **dict.fromkeys(("id", "org", "left", "right", "status", "found_at", "decided_by", "decided_at"), "internal"),
        **dict.fromkeys(("probability", "evidence"), "personal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="one_candidate_of_a_pair"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="candidate_in_order"),
            models.CheckConstraint(condition=models.Q(status__in=["open", "different", "merged"]), name="candidate_status_known"),
        ]
        indexes = [models.Index(fields=["org", "-probability", "-id"], condition=models.Q(status="open"), name="candidate_open")]

    def __str__(self) -> str:
        return f"{self.left_id}–{self.right_id}"


class MergeRecord(models.Model):
    """One file went into another: what was chosen, what stood there before, and which pointers moved."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    choices = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    moved = ArrayField(models.BigIntegerField(), default=list)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    CLASSES = {
        **dict.fromkeys(
            ("id", "org", "kept", "merged", "choices", "moved", "merged_by", "merged_at", "undone_by", "undone_at"), "internal"
        ),
        **dict.fromkeys(("before", "written"), "personal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=models.Q(undone_at__isnull=True), name="merged_once_at_a_time"),
            models.CheckConstraint(condition=~models.Q(kept=models.F("merged")), name="not_merged_with_itself"),
        ]
        indexes = [models.Index(fields=["kept"], condition=models.Q(undone_at__isnull=True), name="merges_in_force")]

    def __str__(self) -> str:
        return f"{self.merged_id}→{self.kept_id}"
