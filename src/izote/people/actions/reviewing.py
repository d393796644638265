"""What a person decides about the rows of a list: whom a row is about, and who belongs together."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import may, require
from izote.kit.errors import Conflict
from izote.people.actions.arrivals import trace_list
from izote.people.models import ArrivalList, ListRow, Person

Status = ListRow.Status
DECIDED = (Status.UNDECIDED, Status.LINKED, Status.NEW)


def _locked(row: ListRow) -> ListRow:
    found = ListRow.objects.select_for_update().select_related("list").get(pk=row.pk)
    if found.status not in DECIDED or found.came_at or found.payload is None:
        raise Conflict(_("This row can no longer be decided."))
    return found


def require_deciding(by: Any, org_id: int) -> None:
    """Whoever reviews lists decides, and at the counter whoever has the person before her or him."""
    if not may(by, "queue.call", org_id):
        require(by, "list.review", org_id)


@transaction.atomic
def link_row(row: ListRow, person: Person, *, by: Any) -> None:
    """Say that the row is about this person."""
    require_deciding(by, row.org_id)
    found = _locked(row)
    if person.org_id != found.org_id:
        raise Conflict(_("This file belongs to another office."))
    found.person, found.status, found.decided_by, found.decided_at = person, Status.LINKED, by, timezone.now()
    found.save(update_fields=["person", "status", "decided_by", "decided_at"])
    trace_list(by, "list.row_linked", found.list, row=str(found.pk), person=person.pk)


@transaction.atomic
def call_new(row: ListRow, *, by: Any) -> None:
    """Say that the row is about nobody whom the office knows."""
    require_deciding(by, row.org_id)
    found = _locked(row)
    found.person, found.status, found.decided_by, found.decided_at = None, Status.NEW, by, timezone.now()
    found.save(update_fields=["person", "status", "decided_by", "decided_at"])
    trace_list(by, "list.row_new", found.list, row=str(found.pk))


@transaction.atomic
def reopen_row(row: ListRow, *, by: Any) -> None:
    """Take a decision back: the row is undecided again, with the file that was found for it."""
    require(by, "list.review", row.org_id)
    found = _locked(row)
    best = next((one["person"] for one in found.evidence), None)
    person = Person.objects.filter(pk=best).first() if best else None
    found.person, found.decided_by, found.decided_at = person, None, None
    found.status = Status.UNDECIDED if person else Status.NEW
    found.save(update_fields=["person", "status", "decided_by", "decided_at"])
    trace_list(by, "list.row_reopened", found.list, row=str(found.pk))


@transaction.atomic
def confirm_family(listing: ArrivalList, number: int, members: Iterable[object], *, by: Any) -> int:
    """Say who of a suggested family belongs together; the others are taken out of it."""
    require(by, "list.review", listing.org_id)
    wanted = {str(member) for member in members}
    rows = list(ListRow.objects.select_for_update().filter(list=listing, family=number))
    together = [row for row in rows if str(row.pk) in wanted]
    if len(together) < 2:
        raise Conflict(_("A family has at least two members."))
    for row in rows:
        inside = row in together
        row.family, row.family_state = (number if inside else None), (ListRow.Family.CONFIRMED if inside else "")
        row.save(update_fields=["family", "family_state"])
    trace_list(by, "list.family_confirmed", listing, family=number, members=len(together))
    return len(together)


@transaction.atomic
def refuse_family(listing: ArrivalList, number: int, *, by: Any) -> None:
    """Say that these people are no family."""
    require(by, "list.review", listing.org_id)
    ListRow.objects.filter(list=listing, family=number).update(family_state=ListRow.Family.REFUSED)
    trace_list(by, "list.family_refused", listing, family=number)
