"""What a child's case needs besides: caregiver and assent, two adults, best interests, the Junta's clock, school, birth abroad."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase
from izote.people.models import Person


class ChildFile(models.Model):
    """The child's part of a case."""

    case = models.OneToOneField("casework.Case", on_delete=models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    caregiver = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    relation = models.CharField(_("relation"), max_length=20, blank=True)
    care = models.CharField(_("with whom the child lives"), max_length=20, blank=True)
    caregiver_harms = models.BooleanField(_("the caregiver is the one the child fears"), default=False)
    caregiver_consents = models.CharField(_("caregiver's consent"), max_length=12, blank=True)
    assent = models.CharField(_("the child's assent"), max_length=12, blank=True)
    exception = models.CharField(_("why without the caregiver"), max_length=20, blank=True)
    school = models.CharField(_("school"), max_length=20, blank=True)
    school_papers = models.CharField(_("papers of school"), max_length=20, blank=True)
    born_abroad = models.BooleanField(_("born abroad"), null=True, blank=True)
    birth_country = models.CharField(_("country of birth"), max_length=2, blank=True)
    nationality_step = models.CharField(_("nationality"), max_length=20, blank=True)
    birth_entry_step = models.CharField(_("entry of birth"), max_length=20, blank=True)
    junta_due = models.DateTimeField(null=True, blank=True)
    junta_told_at = models.DateTimeField(null=True, blank=True)
    junta_child_told = models.BooleanField(_("the child and the caregiver were told"), default=False)
    junta_reason_not = models.CharField(_("why not"), max_length=20, blank=True)
    version = models.IntegerField(default=1, editable=False)

    CLASSES = {
        **dict.fromkeys(("case", "person", "org", "version", "junta_due", "junta_told_at", "junta_child_told"), "internal"),
        **dict.fromkeys(("caregiver", "relation", "care", "caregiver_harms", "caregiver_consents", "assent", "exception"), "sensitive"),
        **dict.fromkeys(("school", "school_papers", "born_abroad", "birth_country", "nationality_step"), "sensitive"),
        **dict.fromkeys(("birth_entry_step", "junta_reason_not"), "sensitive"),
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["org", "junta_due"],
                condition=Q(junta_due__isnull=False, junta_told_at__isnull=True, junta_reason_not=""),
                name="junta_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class FearedPerson(OfCase):
    """Somebody whom the child fears: stays through every change of caregiver, until whoever leads the case ends it."""

    feared = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    relation = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("since", "by", "ended_at", "ended_by"), "internal"),
        **dict.fromkeys(("feared", "relation"), "sensitive"),
    }

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="feared_by_person")]


class BestInterestStep(OfCase):
    """One step of the best-interests procedure; its words are texts of the case."""

    step = models.CharField(max_length=20)
    done_on = models.DateField()
    second_adult = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    next_review_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("done_on", "second_adult", "next_review_on", "by", "created_at"), "internal"),
        "step": "sensitive",
    }

    class Meta:
        indexes = [models.Index(fields=["case", "done_on"], name="beststep_by_case")]
