"""The person, in two tables by sensitivity, with contacts, documents, consents, journeys and returns."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.territory.models import Place

ROW = {"id": "internal", "person": "internal", "org": "internal", "created_at": "internal"}


class Person(models.Model):
    """Someone whom an office serves: what is needed to recognise and to reach them (contact level)."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("Female")
        MALE = "M", _("Male")
        OTHER = "X", _("Other")
        UNKNOWN = "", _("Not said")

    class Precision(models.TextChoices):
        DAY = "day", _("exact")
        MONTH = "month", _("month known")
        YEAR = "year", _("year known")
        AGE = "age", _("from an age, estimated")
        NONE = "", _("not known")

    class ServedAs(models.TextChoices):
        RETURNED = "returned", _("Returned person")
        RELATIVE = "relative", _("Relative who stayed")

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=14, unique=True, editable=False)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    middle_names = models.CharField(_("other given names"), max_length=100, blank=True)
    first_surname = models.CharField(_("first surname"), max_length=100, blank=True)
    second_surname = models.CharField(_("second surname"), max_length=100, blank=True)
    married_surname = models.CharField(_("married surname"), max_length=100, blank=True)
    nicknames = models.CharField(_("known as"), max_length=160, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.SmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_precision = models.CharField(_("how exact"), max_length=5, choices=Precision, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district"))
    served_as = models.CharField(_("served as"), max_length=8, choices=ServedAs, default=ServedAs.RETURNED)
    language = models.CharField(_("language"), max_length=20, blank=True)
    responsible = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case worker"))
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_on = models.DateField(_("kept until"), null=True, blank=True)
    version = models.IntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    CLASSES = {
        **dict.fromkeys(
            ("id", "org", "code", "served_as", "responsible", "merged_into", "withdrawn_at", "expires_on", "version"), "internal"
        ),
        **dict.fromkeys(("first_name", "middle_names", "first_surname", "second_surname", "married_surname", "nicknames"), "personal"),
        **dict.fromkeys(("sex", "birth_date", "birth_year", "birth_precision", "place", "language"), "personal"),
        **dict.fromkeys(("created_at", "updated_at"), "internal"),
    }

    class Meta:
        verbose_name = _("person")
        indexes = [
            models.Index(fields=["org", "-id"], name="person_by_org"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="person_merged"),
            models.Index(fields=["responsible", "-id"], condition=models.Q(responsible__isnull=False), name="person_by_responsible"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(sex__in=["F", "M", "X", ""]), name="person_sex_known"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="person_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def full_name(self) -> str:
        """The name as it is said: given names, surnames, married surname."""
        parts = (self.first_name, self.middle_names, self.first_surname, self.second_surname, self.married_surname)
        return " ".join(part for part in parts if part) or "—"


class PersonSensitive(models.Model):
    """Health, address, family situation: never selected directly, only opened by a function that leaves a trace."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", primary_key=True)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address or landmark"), max_length=300, blank=True)
    canton = models.CharField(_("canton or neighbourhood"), max_length=120, blank=True)
    gender_identity = models.CharField(_("gender identity, if she or he wishes to say it"), max_length=60, blank=True)
    nationalities = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("nationalities"))
    marital_status = models.CharField(_("marital status"), max_length=20, blank=True)
    education = models.CharField(_("education"), max_length=20, blank=True)
    ethnicity = models.CharField(_("ethnic group, self-declared"), max_length=60, blank=True)
    disability = models.CharField(_("difficulties seeing, hearing, walking, remembering"), max_length=20, blank=True)
    pregnancy = models.CharField(_("pregnant or breastfeeding"), max_length=12, blank=True)
    health_need = models.CharField(_("health need today"), max_length=300, blank=True)
    needs = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("what is needed today"))
    emergency_name = models.CharField(_("whom to call in an emergency"), max_length=120, blank=True)
    emergency_relation = models.CharField(_("relation"), max_length=60, blank=True)
    emergency_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    emergency_may_tell = models.CharField(_("what we may tell them"), max_length=20, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    CLASSES = {
        **dict.fromkeys(("person", "org", "updated_at"), "internal"),
        **dict.fromkeys(("address", "canton", "gender_identity", "nationalities", "marital_status", "education", "ethnicity"), "sensitive"),
        **dict.fromkeys(("disability", "pregnancy", "health_need", "needs"), "sensitive"),
        **dict.fromkeys(("emergency_name", "emergency_relation", "emergency_phone", "emergency_may_tell"), "sensitive"),
    }

    def __str__(self) -> str:
        return f"{self.person_id}"


class Identifier(models.Model):
    """A document's number; never unique, for a collision with a hidden file would give it away."""

    class Kind(models.TextChoices):
        DUI = "dui", _("DUI")
        PASSPORT = "passport", _("Passport")
        BIRTH = "birth", _("Birth certificate")
        MINOR = "minor", _("Minor's card")
        SOURCE = "source", _("Number in the authority's list")
        OTHER = "other", _("Other document")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("number"), max_length=40)
    normalized = models.CharField(max_length=40, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {**ROW, **dict.fromkeys(("kind", "value", "normalized"), "personal")}

    class Meta:
        indexes = [models.Index(fields=["org", "normalized"], name="identifier_lookup")]

    def __str__(self) -> str:
        return self.kind


class Contact(models.Model):
    """One way to reach the person, with what is safe on it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")

    class Whose(models.TextChoices):
        OWN = "own", _("her or his own")
        FAMILY = "family", _("a relative's")
        NEIGHBOUR = "neighbour", _("a neighbour's")
        OTHER = "other", _("somebody else's")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PHONE)
    value = models.CharField(_("number or address"), max_length=120)
    normalized = models.CharField(max_length=120, editable=False)
    whose = models.CharField(_("whose"), max_length=10, choices=Whose, default=Whose.OWN)
    may_call = models.BooleanField(_("it is safe to call"), default=True)
    may_message = models.BooleanField(_("it is safe to leave a message"), default=False)
    may_whatsapp = models.BooleanField(_("it is safe to write on WhatsApp"), default=False)
    hours = models.CharField(_("safe hours"), max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **ROW,
        **dict.fromkeys(("kind", "value", "normalized", "whose", "may_call", "may_message", "may_whatsapp", "hours"), "personal"),
    }

    class Meta:
        indexes = [models.Index(fields=["org", "normalized"], name="contact_lookup")]

    def __str__(self) -> str:
        return self.kind


class Consent(models.Model):
    """What the person agreed to: for what, for whom, by which notice, how, until when, and its withdrawal."""

    class Mode(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        VOICE = "voice", _("spoken")
        THUMB = "thumb", _("thumbprint on paper")

    class GivenBy(models.TextChoices):
        PERSON = "person", _("the person")
        CAREGIVER = "caregiver", _("the caregiver, with the child's assent")
        OTHER = "other", _("somebody else")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=30)
    recipient = models.CharField(_("recipient"), max_length=80, blank=True)
    withheld = models.CharField(_("what must not be shared"), max_length=160, blank=True)
    notice_version = models.CharField(_("version of the notice"), max_length=20)
    language = models.CharField(_("language"), max_length=20, default="es")
    mode = models.CharField(_("how"), max_length=10, choices=Mode)
    given_by = models.CharField(_("given by"), max_length=10, choices=GivenBy, default=GivenBy.PERSON)
    given_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **ROW,
        **dict.fromkeys(("purpose", "recipient", "withheld", "notice_version", "language", "mode", "given_by"), "personal"),
        **dict.fromkeys(("given_on", "expires_on", "withdrawn_on"), "personal"),
    }

    def __str__(self) -> str:
        return self.purpose


class Journey(models.Model):
    """One departure: why, how, with which debt, where, and what was left behind (case level)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    departed_on = models.DateField(_("left on"), null=True, blank=True)
    departed_precision = models.CharField(_("how exact"), max_length=5, choices=Person.Precision, blank=True)
    main_reason = models.CharField(_("main reason"), max_length=30, blank=True)
    reasons = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("reasons"))
    mode = models.CharField(_("how"), max_length=20, blank=True)
    financing = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("how it was paid"))
    debt_usd = models.DecimalField(_("debt still owed (USD)"), max_digits=10, decimal_places=2, null=True, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries"))
    months_abroad = models.PositiveSmallIntegerField(_("months abroad"), null=True, blank=True)
    work_abroad = models.CharField(_("work abroad"), max_length=160, blank=True)
    family_separated = models.BooleanField(_("family left abroad"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **ROW,
        **dict.fromkeys(("departed_on", "departed_precision", "main_reason", "reasons"), "sensitive"),
        **dict.fromkeys(("mode", "financing", "debt_usd", "countries"), "sensitive"),
        **dict.fromkeys(("months_abroad", "work_abroad", "family_separated"), "sensitive"),
    }

    def __str__(self) -> str:
        return f"{self.pk}"


class Return(models.Model):
    """One return to the country (case level)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    return_type = models.CharField(_("kind of return"), max_length=20, blank=True)
    country_from = models.CharField(_("from which country"), max_length=2, blank=True)
    means = models.CharField(_("means"), max_length=10, blank=True)
    flight = models.CharField(_("flight or bus"), max_length=40, blank=True)
    belongings_left = models.BooleanField(_("belongings, wages or documents left abroad"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **ROW,
        **dict.fromkeys(("returned_on", "return_type", "country_from", "means", "flight", "belongings_left"), "sensitive"),
    }

    def __str__(self) -> str:
        return f"{self.pk}"
