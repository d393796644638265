"""What took place: seminars and workshops, their sessions, what was handed out, and who came only as a count."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.seminars.models.base import Owned, internal
from izote.seminars.models.programmes import Programme, Question
from izote.territory.models import Place

KEPT_DAYS = 30
PREFIXES = {"seminar": "SE", "workshop": "TA"}


class Seminar(Owned):
    """A seminar or a workshop: its code, its days and its place; names of those who come are erased by `erase_on` at the latest."""

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("seminar")
        WORKSHOP = "workshop", _("workshop")

    class State(models.TextChoices):
        PLANNED = "planned", _("open for registration")
        CLOSED = "closed", _("closed and counted")
        CANCELLED = "cancelled", _("called off")

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="seminars")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SEMINAR)
    code = models.CharField(max_length=12)
    title = models.CharField(_("title"), max_length=160)
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+")
    venue = models.CharField(_("where exactly"), max_length=160, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    least_share = models.PositiveSmallIntegerField(
        _("per cent of the hours that a certificate takes"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    # the kinds of institutions that take part, without how many
    groups = ArrayField(models.CharField(max_length=16), default=list)
    erase_on = models.DateField()
    names_erased_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # everything but the mark of erasure, which the database alone sets
    MOVES = (
        "programme", "kind", "title", "place", "venue", "starts_on", "ends_on", "least_share", "state", "groups", "erase_on", "closed_at",
    )  # fmt: skip
    CLASSES = {**Owned.OWNED, **internal(*MOVES, "code", "names_erased_at", "created_at")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="seminars_code_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="seminars_days_in_order"),
            models.CheckConstraint(
                condition=Q(erase_on__gt=F("ends_on")) & Q(erase_on__lte=F("ends_on") + dt.timedelta(days=KEPT_DAYS)),
                name="seminars_names_not_for_long",
            ),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(closed_at__isnull=True), name="seminars_closed_at_an_hour"),
            models.CheckConstraint(condition=Q(least_share__gte=1, least_share__lte=100), name="seminars_share"),
        ]
        indexes = [models.Index(fields=["org", "-starts_on", "-id"], name="seminars_by_day")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether its lists may still be written."""
        return self.state == self.State.PLANNED


class Session(Owned):
    """An hour of a seminar in which a module is taught."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="sessions")
    module = models.CharField(_("module"), max_length=24)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("hour"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(600)])
    topic = models.CharField(_("subject"), max_length=160, blank=True)

    CLASSES = {**Owned.OWNED, **internal("seminar", "module", "day", "starts_at", "minutes", "topic")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "day", "starts_at"], name="seminars_session_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=600), name="seminars_session_length"),
        ]


class Guests(Owned):
    """How many organisations, or observers, of a kind were there: a count, never who."""

    class Standing(models.TextChoices):
        ORGANISATION = "organisation", _("organisations")
        OBSERVER = "observer", _("observers")

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="guests")
    standing = models.CharField(_("who they were"), max_length=12, choices=Standing)
    kind = models.CharField(_("kind of institution"), max_length=16)
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MaxValueValidator(5000)])

    CLASSES = {**Owned.OWNED, **internal("seminar", "standing", "kind", "count")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "standing", "kind"], name="seminars_guests_once")]


class SeminarQuestion(Owned):
    """A question that is asked before and after a seminar."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="asked")
    position = models.PositiveSmallIntegerField()

    CLASSES = {**Owned.OWNED, **internal("seminar", "question", "position")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "question"], name="seminars_asked_once")]


class Material(Owned):
    """What is handed out: a file in its harmless form, or a link; with its language and how to cite it."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="materials")
    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=8)
    citation = models.CharField(_("how to cite it: author, year, where it was published"), max_length=400, blank=True)
    url = models.URLField(_("address on the web"), max_length=500, blank=True)
    mime = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    download_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **Owned.OWNED,
        **internal("seminar", "session", "title", "language", "citation", "url", "mime", "size", "download_only", "created_at"),
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(url="") ^ Q(mime=""), name="seminars_material_file_or_link")]


class MaterialBody(models.Model):
    """The sealed bytes of a file that is handed out, and its sealed name."""

    material = models.OneToOneField(Material, on_delete=models.CASCADE, primary_key=True, related_name="+")
    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    data = models.BinaryField()

    CLASSES = {"material": "internal", "org": "internal", "name": "internal", "data": "internal"}

    class Meta:
        verbose_name_plural = "material bodies"

    def __str__(self) -> str:
        return f"{self.pk}"
