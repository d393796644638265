"""Services as Open Referral's HSDS describes them, and what of them has been published."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.partners.models.institutions import ROW, Institution
from izote.territory.models import Place


def _codes(label: Any) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=24), verbose_name=label, default=list, blank=True)


class Service(models.Model):
    """What an institution offers, to whom, and what is needed to get it; all free text is about the service, never about a person."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("offered")
        PAUSED = "temporarily closed", _("closed for a time")
        INACTIVE = "inactive", _("not offered at present")
        DEFUNCT = "defunct", _("no longer exists")

    class Gender(models.TextChoices):
        ALL = "", _("everybody")
        FEMALE = "F", _("women and girls")
        MALE = "M", _("men and boys")

    class Known(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("yes")
        NO = "no", _("no")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="services")
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what is offered"), max_length=2000, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.ACTIVE)
    alert = models.CharField(_("notice for now"), max_length=200, blank=True)
    needs = _codes(_("needs it answers"))
    minimum_age = models.PositiveSmallIntegerField(_("from what age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("up to what age"), null=True, blank=True)
    gender = models.CharField(_("for whom"), max_length=1, choices=Gender, default=Gender.ALL, blank=True)
    eligibility = models.TextField(_("who may have it"), max_length=1000, blank=True)
    application = models.TextField(_("how to get it"), max_length=1000, blank=True)
    documents = _codes(_("documents asked for"))
    documents_note = models.CharField(_("more about documents"), max_length=200, blank=True)
    fees = models.CharField(_("what it costs"), max_length=200, blank=True)
    wait_time = models.CharField(_("waiting time"), max_length=100, blank=True)
    languages = _codes(_("languages"))
    accessibility = _codes(_("access for persons with disabilities"))
    transport = models.CharField(_("how to get there"), max_length=300, blank=True)
    walk_in = models.CharField(_("attends without an appointment"), max_length=3, choices=Known, default=Known.UNKNOWN, blank=True)
    survivors = models.CharField(_("safe for survivors of violence"), max_length=3, choices=Known, default=Known.UNKNOWN, blank=True)
    capacity_unit = models.CharField(_("counted in"), max_length=40, blank=True)
    capacity_available = models.PositiveIntegerField(_("places free"), null=True, blank=True)
    capacity_maximum = models.PositiveIntegerField(_("places in all"), null=True, blank=True)
    capacity_updated_at = models.DateTimeField(null=True)
    health_unit = models.BooleanField(_("public health unit"), default=False)
    nationwide = models.BooleanField(_("for the whole country"), default=False)
    phones = ArrayField(models.CharField(max_length=120), verbose_name=_("telephones"), default=list, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("web page"), blank=True)
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()
    CLASSES = {
        **ROW,
        **dict.fromkeys(("institution", "name", "description", "status", "alert", "needs", "minimum_age", "maximum_age"), "internal"),
        **dict.fromkeys(("gender", "eligibility", "application", "documents", "documents_note", "fees", "wait_time"), "internal"),
        **dict.fromkeys(("languages", "accessibility", "transport", "walk_in", "survivors", "health_unit", "nationwide"), "internal"),
        **dict.fromkeys(("capacity_unit", "capacity_available", "capacity_maximum", "capacity_updated_at", "phones"), "internal"),
        **dict.fromkeys(("email", "url", "verified_on", "verified_by", "edited_by", "proposed_by", "proposed_at"), "internal"),
        **dict.fromkeys(("search_text", "version", "updated_at"), "internal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="service_once_per_institution"),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(maximum_age__isnull=True) | Q(minimum_age__lte=F("maximum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) ^ Q(proposed_at__isnull=False), name="service_proposed_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "status", "name"], name="service_by_office"),
            GinIndex(fields=["needs"], name="service_by_need"),
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """Where a service is given; of a confidential one nothing but its existence stands here."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("a place to go to")
        VIRTUAL = "virtual", _("by telephone or internet")
        POSTAL = "postal", _("by mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="locations")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PHYSICAL)
    name = models.CharField(_("name of the place"), max_length=120, blank=True)
    place = models.ForeignKey(Place, verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=240, blank=True)
    confidential = models.BooleanField(_("the address is confidential"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {**ROW, **dict.fromkeys(("service", "kind", "name", "place", "address", "confidential"), "internal")}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(address="", place__isnull=True, name=""), name="confidential_address_stands_elsewhere"
            )
        ]

    def __str__(self) -> str:
        return self.address


class ConfidentialAddress(models.Model):
    """The address of a shelter and the like: read only by those who keep the directory."""

    location = models.OneToOneField(Location, primary_key=True, on_delete=models.CASCADE, related_name="secret")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=240, blank=True)
    CLASSES = {"location": "internal", "org": "internal", **dict.fromkeys(("name", "place", "address"), "restricted")}

    def __str__(self) -> str:
        return str(self.pk)


class Schedule(models.Model):
    """When a service is open: every week on some days, or in one week of the month."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="schedules")
    days = ArrayField(models.CharField(max_length=2), verbose_name=_("days"))
    week = models.SmallIntegerField(_("which week of the month"), null=True, blank=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    CLASSES = {
        "id": "internal",
        "org": "internal",
        **dict.fromkeys(("service", "days", "week", "opens_at", "closes_at", "valid_from", "valid_to"), "internal"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__len__gt=0, days__contained_by=["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), name="schedule_has_days"
            ),
            models.CheckConstraint(condition=Q(week__isnull=True) | Q(week__in=[1, 2, 3, 4, -1]), name="schedule_week_of_month"),
        ]

    def __str__(self) -> str:
        return ",".join(self.days)


class ServiceArea(models.Model):
    """A district, municipality or department whose people a service attends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    CLASSES = {"id": "internal", "org": "internal", "service": "internal", "place": "internal"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "place"], name="service_area_once")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.place_id}"


class Publication(models.Model):
    """What the public reads of a service: the document that two persons let go, unchanged by later edits until they do so again."""

    service = models.OneToOneField(Service, primary_key=True, on_delete=models.CASCADE, related_name="publication")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=160)
    needs = _codes(_("needs it answers"))
    text = models.TextField()
    document = models.JSONField()
    of_version = models.PositiveIntegerField()
    assured_on = models.DateField(null=True)
    proposed_by_id = models.BigIntegerField()
    approved_by_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    CLASSES = {
        **dict.fromkeys(("service", "org", "institution_id", "name", "needs", "text", "document", "of_version"), "internal"),
        **dict.fromkeys(("assured_on", "proposed_by_id", "approved_by_id", "published_at"), "internal"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by_id=F("approved_by_id")), name="publication_needs_two"),
        ]
        indexes = [models.Index(fields=["name", "service"], name="publication_by_name")]

    def __str__(self) -> str:
        return self.name
