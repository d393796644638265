"""Who took part: a code, an office and a role; the name stands apart, sealed, until certificates are made."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.seminars.models.base import Owned, internal
from izote.seminars.models.programmes import Question
from izote.seminars.models.seminars import Seminar, Session

MOST = 999


class Participant(Owned):
    """Somebody at one seminar, known by a number that means nothing elsewhere: the same person at two seminars is two participants."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="participants")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("kind of institution"), max_length=16)
    department = models.CharField(_("department"), max_length=8, blank=True)
    role = models.CharField(_("role"), max_length=24)
    # on which day she or he was told that the name is erased once the certificate is made, and agreed
    informed_on = models.DateField()

    CLASSES = {**Owned.OWNED, **internal("seminar", "number", "institution", "kind", "department", "role", "informed_on")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "number"], name="seminars_participant_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST), name="seminars_participant_number"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands for the person: P-07."""
        return f"P-{self.number:02}"


class ParticipantName(models.Model):
    """The sealed name of a participant, for the certificate alone."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, primary_key=True, related_name="+")
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()

    CLASSES = {"participant": "internal", "seminar": "internal", "org": "internal", "sealed": "personal"}

    def __str__(self) -> str:
        return f"{self.pk}"


class Attendance(Owned):
    """A participant was at a session."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendance")

    CLASSES = {**Owned.OWNED, **internal("seminar", "session", "participant")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="seminars_attended_once")]


class Moment(models.TextChoices):
    """When questions are asked."""

    BEFORE = "before", _("before the seminar")
    AFTER = "after", _("after the seminar")


class Answer(Owned):
    """What a participant answered to a question, before or after."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment)
    choice = models.PositiveSmallIntegerField()

    CLASSES = {**Owned.OWNED, **internal("seminar", "participant", "question", "moment"), "choice": "personal"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "question", "moment"], name="seminars_answered_once")]
        indexes = [models.Index(fields=["seminar", "moment"], name="seminars_answers")]


class AnswerDoor(Owned):
    """An address at which questions are answered by code, on one telephone or on many, for some hours; its hash is kept."""

    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment)
    token_hash = models.CharField(max_length=64, unique=True)
    closes_at = models.DateTimeField()

    CLASSES = {**Owned.OWNED, **internal("seminar", "moment", "closes_at"), "token_hash": "restricted"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "moment"], name="seminars_one_door")]


class Certificate(Owned):
    """That somebody took part for so many hours, under a code that cannot be guessed; the name is on the paper alone."""

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="certificates")
    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=24, unique=True)
    minutes = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    role = models.CharField(max_length=24)
    issued_on = models.DateField()
    annulled_on = models.DateField(null=True)

    CLASSES = {**Owned.OWNED, **internal("seminar", "participant", "code", "minutes", "kind", "role", "issued_on", "annulled_on")}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=1), name="seminars_certificate_hours")]

    def __str__(self) -> str:
        return self.code
