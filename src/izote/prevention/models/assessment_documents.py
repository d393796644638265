"""The printed assessment: asked for by somebody, made by a job, kept sealed for who asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.prevention.models.assessments import OfAssessment, RiskAssessment


class AssessmentDocument(OfAssessment):
    """One assessment in one language as a PDF; made once for the same content."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="documents")
    language = models.CharField(max_length=2)
    # of everything that it prints
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now=True)
    sealed = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)

    # what was asked for by whom is never rewritten
    MOVES: tuple[str, ...] = ("state", "done", "total", "moved_at", "sealed", "size")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "language", "digest", "by"], name="prevention_document_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.language}"

    @property
    def under_way(self) -> bool:
        """Whether a job still has it in hand."""
        return self.state in (self.State.WAITING, self.State.MAKING)
