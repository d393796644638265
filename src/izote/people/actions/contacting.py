"""Reaching those who named this town: attempts are written by hand, and a wish not to be contacted ends it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.people.actions.arrivals import trace_list
from izote.people.actions.receiving import empty_row, entry_of
from izote.people.models import Contact, ContactAttempt, ListRow

Channel = ContactAttempt.Channel


def channels(row: ListRow, contacts: list[Contact]) -> set[str]:
    """The ways that may be tried: what a known person forbade is not offered, and nobody unknown is written to."""
    phones = [contact for contact in contacts if contact.kind == Contact.Kind.PHONE]
    entry = entry_of(row)
    allowed = {str(Channel.VISIT)}
    if any(contact.may_call for contact in phones) or (not phones and entry and entry.phone):
        allowed.add(Channel.PHONE)
    if any(contact.may_whatsapp for contact in phones):
        allowed.add(Channel.WHATSAPP)
    return allowed


@transaction.atomic
def log_attempt(row: ListRow, *, channel: str, outcome: str, by: Any) -> ContactAttempt:
    """Write down one try to reach somebody."""
    require(by, "contact.attempt", row.org_id)
    found = ListRow.objects.select_for_update().select_related("list").get(pk=row.pk)
    if found.payload is None or found.came_at:
        raise Conflict(_("She or he was received already, or the row was destroyed."))
    contacts = list(Contact.objects.filter(person_id=found.person_id)) if found.person_id and found.status == "linked" else []
    if channel not in channels(found, contacts):
        raise Conflict(_("She or he must not be reached in this way."))
    attempt = ContactAttempt.objects.create(row=found, org_id=found.org_id, channel=channel, outcome=outcome, at=timezone.now(), by=by)
    trace_list(by, "list.contact_tried", found.list, row=str(found.pk), channel=channel, outcome=outcome)
    return attempt


@transaction.atomic
def wish_no_contact(row: ListRow, *, by: Any) -> None:
    """She or he wishes no contact: what the row says is destroyed at once, the count stays."""
    require(by, "contact.attempt", row.org_id)
    found = ListRow.objects.select_for_update().select_related("list").get(pk=row.pk)
    if found.payload is None or found.came_at:
        raise Conflict(_("She or he was received already, or the row was destroyed."))
    empty_row(found, reason="no_contact")
    trace_list(by, "list.no_contact", found.list, row=str(found.pk))
