"""The queue: a number given, called, put back, and the quick registration at the counter."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.people.listentry import ListEntry
from izote.people.listplan import stands_alone
from izote.people.liststaging import open_row
from izote.people.models import ListRow, Ticket, TicketMember

State = Ticket.State
NEXT_NUMBER = """
insert into people_queueday (org_id, day, last) values (%s, %s, %s)
on conflict (org_id, day) do update set last = people_queueday.last + excluded.last returning last
"""


class ChildAlone(Conflict):
    """A child or adolescent whom nobody accompanies never stands in the general queue."""


def trace_ticket(by: Any, verb: str, ticket: Ticket, **details: int | str | bool | None) -> None:
    """Leave the line of an act in the queue; the number is not a name."""
    record(by, verb, org=ticket.org_id, kind="ticket", key=ticket.pk, label=f"{ticket.day:%m%d}-{ticket.number}", **details)


def _next_number(org: Organization) -> int:
    """The next number; now and then one is left out, so that a missing number tells nobody of a hidden file."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [org.pk, timezone.localdate(), 1 + (secrets.randbelow(4) == 0)])
        return int(cursor.fetchone()[0])


@transaction.atomic
def give_number(
    *, org: Organization, by: Any, rows: Sequence[ListRow] = (), first: bool = False, child_alone: bool = False, people: int = 1
) -> Ticket:
    """Give a number to somebody who came: to rows of a list, a whole family together, or to people without a list."""
    require(by, "queue.call", org)
    if child_alone:
        raise ChildAlone(_("A child or adolescent who comes alone does not stand in the general queue."))
    locked = list(ListRow.objects.select_for_update().filter(pk__in=[row.pk for row in rows], org=org).order_by("line"))
    for row in locked:
        _require_waiting(row)
    number = _next_number(org)
    ticket = Ticket.objects.create(
        org=org, day=timezone.localdate(), number=number, first=first or any(row.first for row in locked), created_at=timezone.now()
    )
    for row in locked:
        TicketMember.objects.create(ticket=ticket, org=org, row=row, person_id=row.person_id if row.status == "linked" else None)
    for _n in range(max(people, 1) if not locked else 0):
        TicketMember.objects.create(ticket=ticket, org=org)
    trace_ticket(by, "queue.number_given", ticket, people=len(locked) or people, from_list=bool(locked))
    return ticket


def _require_waiting(row: ListRow) -> None:
    entry = open_row(row.pk, row.payload)
    if not isinstance(entry, ListEntry) or row.came_at:
        raise Conflict(_("This row can no longer be given a number."))
    if TicketMember.objects.filter(row=row).exists():
        raise Conflict(_("She or he has a number already."))
    if stands_alone(entry, timezone.localdate()):
        raise ChildAlone(_("A child or adolescent who comes alone does not stand in the general queue."))


@transaction.atomic
def call_next(*, org: Organization, by: Any) -> Ticket | None:
    """Call the next number; two who call at once get two numbers, and nobody whom the caller must not see is among them."""
    require(by, "queue.call", org)
    day = timezone.localdate()
    if Ticket.objects.filter(org=org, day=day, state=State.CALLED, called_by=by).exists():
        raise Conflict(_("You have called a number already. Attend it, put it back, or say that nobody came."))
    waiting = Ticket.objects.select_for_update(skip_locked=True).filter(org=org, day=day, state=State.WAITING)
    ticket = waiting.order_by("-first", "number").first()
    if ticket is None:
        return None
    ticket.state, ticket.called_at, ticket.called_by = State.CALLED, timezone.now(), by
    ticket.save(update_fields=["state", "called_at", "called_by"])
    trace_ticket(by, "queue.called", ticket)
    return ticket


def _move(ticket: Ticket, by: Any, verb: str, *, only: tuple[str, ...], **fields: Any) -> Ticket:
    require(by, "queue.call", ticket.org_id)
    found = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if found.state not in only:
        raise Conflict(_("This number has moved on meanwhile. Look at the queue again."))
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    trace_ticket(by, verb, found)
    return found


@transaction.atomic
def put_back(ticket: Ticket, *, by: Any) -> Ticket:
    """Undo a call: the number waits again in its old place."""
    nobody: dict[str, Any] = {"called_at": None, "called_by": None, "ended_at": None}
    return _move(ticket, by, "queue.put_back", only=(State.CALLED, State.ABSENT), state=State.WAITING, **nobody)


@transaction.atomic
def mark_absent(ticket: Ticket, *, by: Any) -> Ticket:
    """Nobody came when the number was called; it can be put back."""
    return _move(ticket, by, "queue.absent", only=(State.CALLED,), state=State.ABSENT, ended_at=timezone.now())


@transaction.atomic
def end_ticket(ticket: Ticket, *, by: Any) -> Ticket:
    """All who waited with this number were attended."""
    return _move(ticket, by, "queue.ended", only=(State.CALLED,), state=State.SERVED, ended_at=timezone.now())
