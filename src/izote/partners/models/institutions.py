"""Institutions, their people, and national contact lines."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from izote.access.models import Organization, User

ROW = {"id": "internal", "org": "internal", "created_at": "internal"}


class Institution(models.Model):
    """An institution in an office's directory; `national` names its entry in vocab/national.csv, which knows its former names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    national = models.CharField(_("national institution"), max_length=24, blank=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=16)
    description = models.TextField(_("what it does"), max_length=1000, blank=True)
    website = models.URLField(_("web page"), blank=True)
    valid_from = models.DateField(_("exists since"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name=_("successor"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    account_org = models.ForeignKey(
        Organization, verbose_name=_("accounts of the partner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    CLASSES = {
        **ROW,
        **dict.fromkeys(("national", "name", "short_name", "kind", "description", "website", "valid_from", "valid_to"), "internal"),
        **dict.fromkeys(("successor", "account_org", "updated_at"), "internal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="institution_once_per_office"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="institution_validity_in_order",
            ),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="institution_not_its_own_successor"),
        ]
        indexes = [models.Index(fields=["org", "name", "id"], name="institution_by_name")]

    def __str__(self) -> str:
        return self.name


class ContactPerson(models.Model):
    """Somebody who works at an institution and with whom the office speaks: never published."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {**ROW, "institution": "internal", **dict.fromkeys(("name", "position", "phone", "email", "note"), "personal")}

    def __str__(self) -> str:
        return str(self.pk)


class ContactLine(models.Model):
    """What an office knows better of a national line than vocab/contact_lines.csv, or a line of its own."""

    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("whose line it is"), max_length=120)
    use = models.CharField(_("what for"), max_length=200)
    confirmed = models.BooleanField(_("confirmed: it may be printed"), default=False)
    verified_on = models.DateField(_("last verified"), null=True, blank=True)
    verified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("who confirmed it, or where it is published"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    CLASSES = {
        **ROW,
        **dict.fromkeys(("number", "name", "use", "confirmed", "verified_on", "verified_by", "source"), "internal"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="contact_line_once_per_office"),
            # a line for denouncing others, and one that nobody could confirm, are never given to families
            models.CheckConstraint(condition=~Q(number__in=["123", "511"]), name="contact_line_never_printed"),
            models.CheckConstraint(condition=Q(confirmed=False) | Q(verified_on__isnull=False), name="contact_line_confirmed_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.number
