"""Signals for a person to look at, and what longer computations found; made by the service, judged by people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization
from izote.observatory.models.figures import Vintage
from izote.observatory.models.sources import Source
from izote.territory.models import Place


class Alarm(models.Model):
    """A week of a series that lies outside what was expected: a signal for a person to look, nothing more.

    `week` is the Monday of the (last) week, `span` how many weeks were added up. `track` keeps the weeks before with what was expected, as
    they stood then. Numbers never change afterwards: later versions of the figures are `AlarmRevision`s.
    """

    class State(models.TextChoices):
        NEW = "new", _("not looked at")
        LOOKED_AT = "looked_at", _("being looked at")
        VERIFIED = "verified", _("verified: a real change")
        EXPLAINED = "explained", _("explained")
        FALSE = "false", _("false alarm")

    class Side(models.TextChoices):
        RISE = "rise", _("more than expected")
        FALL = "fall", _("fewer than expected")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=64)
    categories = models.JSONField(default=list)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=16)
    week = models.DateField()
    span = models.PositiveSmallIntegerField(default=1)
    side = models.CharField(max_length=4, choices=Side.choices, default=Side.RISE)
    detector = models.CharField(max_length=24)
    also = models.JSONField(default=list)
    reason = models.CharField(max_length=32, blank=True)
    observed = models.IntegerField()
    expected = models.FloatField()
    threshold = models.FloatField()
    smallest = models.IntegerField(null=True)
    score = models.FloatField()
    # adjusted by Benjamini and Hochberg over everything that was tested together
    q = models.FloatField(null=True)
    vintage = models.PositiveIntegerField()
    track = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    outcome = models.CharField(max_length=32, blank=True)
    steps = models.JSONField(default=list)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    MOVES: tuple[str, ...] = ("state", "outcome", "steps", "judged_by", "judged_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "indicator", "place", "week", "side"], name="observatory_alarm_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(state="new") | Q(judged_by__isnull=False), name="observatory_alarm_somebody_looked"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "looked_at"], outcome="") | (~Q(state__in=["new", "looked_at"]) & ~Q(outcome="")),
                name="observatory_alarm_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "-week", "-id"], name="observatory_alarm_recent"),
            models.Index(fields=["org", "-state", "-week"], name="observatory_alarm_open", condition=Q(state__in=["new", "looked_at"])),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place_id} {self.week}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what it was."""
        return self.state in (self.State.NEW, self.State.LOOKED_AT)


class AlarmRevision(models.Model):
    """What a later version of the figures says of the weeks of an alarm; nothing where it says nothing any more."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="revisions")
    vintage = models.PositiveIntegerField()
    observed = models.IntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "vintage"], name="observatory_alarm_revised_once")]
        ordering = ["vintage"]

    def __str__(self) -> str:
        return f"{self.alarm_id} #{self.vintage}: {self.observed}"


class Analysis(models.Model):
    """What a longer computation found in one version of a source's figures."""

    class Kind(models.TextChoices):
        WATCH = "watch", _("weeks looked through")
        HOTSPOTS = "hotspots", _("groups of places")
        SCAN = "scan", _("clusters in place and time")
        FORECAST = "forecast", _("forecast")
        NOWCAST = "nowcast", _("what is still to be reported")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    indicator = models.CharField(max_length=64, blank=True)
    level = models.CharField(max_length=16, blank=True)
    period = models.CharField(max_length=24, blank=True)
    payload = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "vintage", "kind", "indicator", "level", "period"], name="observatory_analysis_once")
        ]
        indexes = [models.Index(fields=["org", "kind", "-id"], name="observatory_analysis_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator} {self.level} {self.period}"
