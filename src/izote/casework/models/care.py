"""Services delivered, appointments, documents, calendar feeds."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User
from izote.casework.models.base import OF_CASE, OfCase, OfPerson
from izote.people.models import Person


class ServiceDelivered(OfCase):
    """Something given to the person, in kind, in cash or in time, with its receipt."""

    kind = models.CharField(_("what"), max_length=30)
    programme = models.CharField(_("programme"), max_length=30, blank=True)
    delivered_on = models.DateField(_("on"))
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    amount_usd = models.DecimalField(_("amount (USD)"), max_digits=9, decimal_places=2, null=True, blank=True)
    receipt = models.CharField(_("receipt number"), max_length=20, blank=True)
    action = models.ForeignKey("casework.PlanAction", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    double_reason = models.CharField(_("why twice"), max_length=20, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("delivered_on", "receipt", "action", "double_reason", "cancelled_at", "by", "created_at"), "internal"),
        **dict.fromkeys(("kind", "programme", "quantity", "unit", "amount_usd"), "sensitive"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-delivered_on"], name="service_by_case"),
            models.Index(fields=["person", "kind", "-delivered_on"], name="service_by_person"),
            models.Index(fields=["org", "-delivered_on"], name="service_by_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["org", "receipt"], condition=~Q(receipt=""), name="receipt_numbered_once")]


class Appointment(OfPerson):
    """A time and a room; what it is for is a text of the case."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    code = models.CharField(_("code"), max_length=8)
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    room = models.CharField(_("room or place"), max_length=40, blank=True)
    with_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("with"))
    state = models.CharField(max_length=10, default="booked")
    moved_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("code", "starts_at", "minutes", "room", "state", "moved_to", "by", "created_at"), "internal"),
        "with_user": "sensitive",
    }

    class Meta:
        indexes = [
            models.Index(fields=["org", "starts_at"], name="appointment_by_day"),
            models.Index(fields=["with_user", "starts_at"], name="appointment_by_user"),
            models.Index(fields=["case"], name="appointment_by_case"),
        ]


class CalendarFeed(models.Model):
    """The secret address of a worker's calendar: codes and rooms only; its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {**dict.fromkeys(("id", "user", "org", "created_at"), "internal"), "token_hash": "restricted"}

    def __str__(self) -> str:
        return f"{self.pk}"


class Document(OfCase):
    """A file kept with the case: what kind, how large; its name and content are opened with the case."""

    kind = models.CharField(_("kind"), max_length=20)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    preview = models.BooleanField(default=False)
    download_only = models.BooleanField(default=False)
    expires_on = models.DateField(_("kept until"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    CLASSES = {
        **OF_CASE,
        **dict.fromkeys(("mime", "size", "sha256", "preview", "download_only", "expires_on", "by", "created_at"), "internal"),
        "kind": "sensitive",
    }

    class Meta:
        indexes = [models.Index(fields=["case", "-created_at"], name="document_by_case")]


class DocumentBody(models.Model):
    """The sealed bytes of a document, of its preview, and its sealed name."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    data = models.BinaryField()
    preview = models.BinaryField(null=True)

    CLASSES = {
        **dict.fromkeys(("document", "case", "person", "org"), "internal"),
        **dict.fromkeys(("name", "data", "preview"), "sensitive"),
    }

    class Meta:
        verbose_name_plural = "document bodies"

    def __str__(self) -> str:
        return f"{self.pk}"
