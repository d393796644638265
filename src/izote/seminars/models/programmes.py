"""What is taught: programmes, their modules with the risk factors that each should lower, whom they should reach, and questions."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.partners.models import Institution
from izote.seminars.models.base import Owned, internal


class Programme(Owned):
    """A course of modules that an office offers."""

    title = models.CharField(_("title"), max_length=160)
    about = models.TextField(_("what it is for"), max_length=2000, blank=True)
    active = models.BooleanField(_("it is being offered"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {**Owned.OWNED, **internal("title", "about", "active", "created_at")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "title"], name="seminars_programme_once")]

    def __str__(self) -> str:
        return self.title


class ProgrammeModule(Owned):
    """A module of a programme: its place in the order, its aim, and the factors of the Framework that it should lower."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    module = models.CharField(_("module"), max_length=24)
    position = models.PositiveSmallIntegerField(
        _("place in the order"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    aim = models.TextField(_("what participants can do afterwards"), max_length=1000, blank=True)
    factors = ArrayField(models.CharField(max_length=2), verbose_name=_("risk factors that it should lower"), default=list)

    CLASSES = {**Owned.OWNED, **internal("programme", "module", "position", "aim", "factors")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "module"], name="seminars_module_once"),
            models.CheckConstraint(condition=Q(factors__len__gt=0), name="seminars_module_lowers_something"),
        ]


class Target(Owned):
    """An institution that a programme should reach, and with how many of its people."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="+")
    wanted = models.PositiveSmallIntegerField(
        _("how many of its people"), default=5, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )

    CLASSES = {**Owned.OWNED, **internal("programme", "institution", "wanted")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "institution"], name="seminars_target_once"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="seminars_target_somebody"),
        ]


class Question(Owned):
    """A question of a module in both languages, its answers, and which is right; once asked it is only retired."""

    module = models.CharField(_("module"), max_length=24)
    es = models.CharField(_("question in Spanish"), max_length=300)
    en = models.CharField(_("question in English"), max_length=300)
    options = models.JSONField(default=list)
    correct = models.PositiveSmallIntegerField(_("the right answer"))
    # the entry of vocab/questions.csv from which it was taken, if any
    starter = models.CharField(max_length=24, blank=True)
    retired_on = models.DateField(null=True)

    CLASSES = {**Owned.OWNED, **internal("module", "es", "en", "options", "correct", "starter", "retired_on")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "starter"], condition=~Q(starter=""), name="seminars_starter_once")]
        indexes = [models.Index(fields=["org", "module"], name="seminars_question_by_module")]
