"""Questions put to authorities, and tables typed from paper."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.observatory.models.loads import Load
from izote.observatory.models.sources import Source
from izote.territory.models import Place


class InformationRequest(models.Model):
    """What was asked of an authority and what became of it: a refusal and a silence are facts, and print as gaps."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked, within its time")
        ANSWERED = "answered", _("answered")
        PARTLY = "partly", _("answered in part")
        REFUSED = "refused", _("refused")
        SILENT = "silent", _("no answer: silence")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=160)
    what = models.CharField(max_length=500)
    categories = ArrayField(models.CharField(max_length=32), default=list)
    covers_from = models.DateField(null=True)
    covers_to = models.DateField(null=True)
    asked_on = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answered_on = models.DateField(null=True)
    legal = models.CharField(max_length=300, blank=True)
    notes = ArrayField(models.CharField(max_length=32), default=list)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")), name="observatory_request_answer_after"
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True) | Q(covers_to__isnull=True) | Q(covers_from__lte=F("covers_to")),
                name="observatory_request_months_in_order",
            ),
        ]
        indexes = [models.Index(fields=["org", "-asked_on", "-id"], name="observatory_request_recent")]

    def __str__(self) -> str:
        return f"{self.authority} {self.asked_on}"


class TypedTable(models.Model):
    """A table on paper or in a PDF, typed cell by cell with the totals that it states; once it is a load it is not changed."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32)
    level = models.CharField(max_length=16)
    within = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    # the whole year in one column, or twelve months
    months = models.BooleanField(default=True)
    status = models.CharField(max_length=12, choices=Load.Status.choices, default=Load.Status.PROVISIONAL)
    # as they were typed: {place code: [text of each column]}, the totals that the paper states likewise
    cells = models.JSONField(default=dict)
    row_totals = models.JSONField(default=dict)
    column_totals = models.JSONField(default=list)
    load = models.OneToOneField(Load, on_delete=models.PROTECT, null=True, related_name="typed_table")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-written_at", "-id"], name="observatory_typed_recent")]

    def __str__(self) -> str:
        return f"{self.category} {self.year}"
