"""Institutions, their contacts, and contact lines."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.partners import rules
from izote.partners.models import ContactLine, ContactPerson, Institution, Service


@transaction.atomic
def write_institution(*, org: Organization, by: Any, institution: Institution | None = None, **fields: Any) -> Institution:
    """Add an institution to an office's directory, or correct it."""
    require(by, "partner.manage", institution.org_id if institution else org)
    added = institution is None
    row = institution or Institution(org=org)
    for name, value in fields.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    if not added:
        _rename(row)
    record(by, "institution.added" if added else "institution.corrected", org=row.org_id, kind="institution", key=row.pk)
    return row


def _check(row: Institution) -> None:
    same = Institution.objects.filter(org=row.org_id, name=row.name).exclude(pk=row.pk)
    if same.exists():
        raise Conflict(_("An institution of that name stands in the directory already."))
    seen, after = {row.pk}, row.successor
    while after is not None:
        if after.pk in seen:
            raise BadInput(_("An institution cannot be followed, in the end, by itself."))
        if after.org_id != row.org_id:
            raise BadInput(_("The successor stands in another office's directory."))
        seen.add(after.pk)
        after = after.successor


def _rename(row: Institution) -> None:
    """Services are found by the name of their institution too."""
    for service in Service.objects.filter(institution=row):
        service.search_text = search_text(service, row)
        service.save(update_fields=["search_text"])


def search_text(service: Service, institution: Institution) -> str:
    """What a free-text search looks into: names, words of needs in both languages, descriptions."""
    needs = [rules.words("needs")[code] for code in service.needs if code in rules.words("needs")]
    said = [service.name, institution.name, institution.short_name, service.description, service.eligibility]
    return rules.fold(" ".join([*said, *(f"{need.es} {need.en}" for need in needs)]))


@transaction.atomic
def add_contact(institution: Institution, *, by: Any, **fields: Any) -> ContactPerson:
    """Write down somebody who works at the institution."""
    require(by, "partner.manage", institution.org_id)
    row = ContactPerson.objects.create(org_id=institution.org_id, institution=institution, **fields)
    record(by, "institution.contact_added", org=row.org_id, kind="institution", key=institution.pk)
    return row


@transaction.atomic
def remove_contact(contact: ContactPerson, *, by: Any) -> None:
    """Forget somebody who worked at the institution."""
    require(by, "partner.manage", contact.org_id)
    contact.delete()
    record(by, "institution.contact_removed", org=contact.org_id, kind="institution", key=contact.institution_id)


@transaction.atomic
def save_line(
    *, org: Organization, number: str, name: str, use: str, confirmed: bool, verified_on: dt.date | None, source: str, by: Any
) -> ContactLine:
    """Keep what the office knows of a contact line; a confirmed one bears the day on which somebody made sure."""
    require(by, "partner.manage", org)
    if number in rules.NEVER_PRINTED:
        raise BadInput(_("This number is never given to the persons served."))
    if confirmed and verified_on is None:
        raise BadInput(_("Say on which day the line was confirmed."))
    if verified_on and verified_on > timezone.localdate():
        raise BadInput(_("This day lies in the future."))
    known = {"name": name, "use": use, "confirmed": confirmed, "verified_on": verified_on, "verified_by": by, "source": source}
    row, _created = ContactLine.objects.update_or_create(org=org, number=number, defaults=known)
    record(by, "line.saved", org=org, kind="line", key=number, confirmed=confirmed)
    return row
