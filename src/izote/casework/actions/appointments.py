"""Appointments: booked, moved, kept or not."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from izote.access.models import User
from izote.access.permissions import require
from izote.casework.actions.cases import touch
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Appointment, Case
from izote.casework.queries.appointments import appointment_for
from izote.casework.queries.cases import kept_out_of
from izote.casework.rules import moves
from izote.casework.rules.agenda import new_code
from izote.kit.errors import Conflict

VERBS = {"attend": "appointment.attended", "miss": "appointment.missed", "cancel": "appointment.cancelled"}


@transaction.atomic
def book(case: Case, *, starts_at: dt.datetime, minutes: int, room: str, with_user: User, said: str = "", by: Any) -> Appointment:
    """Give the person a time and a room; what for is a text of the case."""
    case = locked(case)
    require_work(by, case)
    _need_fit(case, with_user)
    made = _made(case, starts_at, minutes, room, with_user, by)
    write_text(case, "appointment", said, about_id=made.pk, by=by)
    trace(by, "appointment.booked", case, appointment=str(made.pk))
    touch(case)
    return made


def _need_fit(case: Case, colleague: User) -> None:
    require(colleague, "case.own", case.org_id)
    if colleague.pk in kept_out_of(case):
        raise Conflict(_("This colleague is kept out of this file."))


def _made(case: Case, starts_at: dt.datetime, minutes: int, room: str, with_user: User, by: Any) -> Appointment:
    row = Appointment(
        case=case, person_id=case.person_id, org_id=case.org_id, code=new_code(), starts_at=starts_at, minutes=minutes, room=room,
        with_user=with_user, by=by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def move_appointment(
    row: Appointment, *, starts_at: dt.datetime, minutes: int, room: str, with_user: User, said: str, by: Any
) -> Appointment:
    """Give another time: the new appointment has a code of its own, and the old one points to it."""
    row, case = _held(row, by)
    _need_fit(case, with_user)
    row.state = moves.move(moves.APPOINTMENT, row.state, "move")
    made = _made(case, starts_at, minutes, room, with_user, by)
    row.moved_to = made
    row.save(update_fields=["state", "moved_to"])
    write_text(case, "appointment", said, about_id=made.pk, by=by)
    trace(by, "appointment.moved", case, appointment=str(made.pk))
    touch(case)
    return made


@transaction.atomic
def mark(row: Appointment, event: str, *, by: Any) -> Appointment:
    """Say that the person came, did not come, or that it was cancelled; who came was spoken to."""
    row, case = _held(row, by)
    row.state = moves.move(moves.APPOINTMENT, row.state, event)
    row.save(update_fields=["state"])
    trace(by, VERBS[event], case, appointment=str(row.pk))
    touch(case, contact=event == "attend")
    return row


def _held(row: Appointment, by: Any) -> tuple[Appointment, Case]:
    row = appointment_for(by, row.pk, hold=True)
    if row.case is None:
        raise Http404
    require_work(by, row.case)
    return row, row.case


@transaction.atomic
def mark_at_reception(pk: UUID, event: str, *, by: Any) -> str:
    """Reception says who came and who did not, by code alone; the database decides and writes the line."""
    with connection.cursor() as cursor:
        cursor.execute("select access.agenda_mark(%s, %s)", [pk, event])
        (state,) = cursor.fetchone()
    if state is None:
        raise Conflict(_("This cannot be noted now: it was noted already, or the hour has not come."))
    return str(state)
