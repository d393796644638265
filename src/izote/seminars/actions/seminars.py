"""Seminars and workshops: called, corrected, closed and counted, opened again, called off."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.seminars.actions.common import locked, one_at_a_time, opened, trace
from izote.seminars.actions.counting import count_seminar, forget_counts
from izote.seminars.actions.names import erase_names
from izote.seminars.models import Attendance, Certificate, Guests, Participant, Programme, Seminar, Session
from izote.seminars.models.seminars import KEPT_DAYS
from izote.seminars.permissions import require
from izote.seminars.rules import codes
from izote.seminars.rules.words import kinds, words


@transaction.atomic
def start_seminar(
    *, org: Organization, programme: Programme, kind: str, starts_on: dt.date, ends_on: dt.date, by: Any, **fields: Any
) -> Seminar:
    """Call a seminar or a workshop; it gets the next code of its kind and year."""
    require(by, "seminars.manage", org)
    if programme.org_id != org.pk:
        raise BadInput(_("This programme belongs to another office."))
    _check_days(starts_on, ends_on)
    one_at_a_time(org.pk)
    stem = codes.seminar_code(kind, starts_on.year, 0)[:-2]
    taken = Seminar.objects.filter(org=org, code__startswith=stem).values_list("code", flat=True)
    number = max((int(code.rsplit("-", 1)[1]) for code in taken), default=0) + 1
    row = Seminar(
        org=org, programme=programme, kind=kind, code=codes.seminar_code(kind, starts_on.year, number),
        starts_on=starts_on, ends_on=ends_on, erase_on=ends_on + dt.timedelta(days=KEPT_DAYS), **fields,
    )  # fmt: skip
    row.save(force_insert=True)
    trace(by, "started", row)
    return row


def _check_days(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise BadInput(_("The last day lies before the first."))
    if ends_on - starts_on > dt.timedelta(days=60):
        raise BadInput(_("A seminar lasts sixty days at most; write a longer course as several."))


@transaction.atomic
def correct_seminar(seminar: Seminar, *, by: Any, starts_on: dt.date, ends_on: dt.date, **fields: Any) -> Seminar:
    """Correct what is said of a seminar; its code stays."""
    row = opened(seminar, by=by)
    _check_days(starts_on, ends_on)
    if row.sessions.exclude(day__range=(starts_on, ends_on)).exists():
        raise Conflict(_("A session lies outside these days. Move it first."))
    for name, value in {**fields, "starts_on": starts_on, "ends_on": ends_on, "erase_on": ends_on + dt.timedelta(days=KEPT_DAYS)}.items():
        setattr(row, name, value)
    row.save(update_fields=["starts_on", "ends_on", "erase_on", *fields])
    trace(by, "corrected", row)
    return row


@transaction.atomic
def write_session(
    seminar: Seminar,
    *,
    module: str,
    day: dt.date,
    starts_at: dt.time,
    minutes: int,
    topic: str = "",
    session: Session | None = None,
    by: Any,
) -> Session:
    """Add a session, or correct it: a module, a day of the seminar, an hour."""
    row = opened(seminar, by=by)
    if module not in words("modules"):
        raise BadInput(_("There is no such module."))
    if not row.starts_on <= day <= row.ends_on:
        raise BadInput(_("This day is none of the seminar's."))
    one = session or Session(org_id=row.org_id, seminar=row)
    if row.sessions.filter(day=day, starts_at=starts_at).exclude(pk=one.pk).exists():
        raise Conflict(_("Another session begins at that hour."))
    one.module, one.day, one.starts_at, one.minutes, one.topic = module, day, starts_at, minutes, topic
    one.save()
    trace(by, "session", row, session=one.pk)
    return one


@transaction.atomic
def drop_session(session: Session, *, by: Any) -> None:
    """Take a session out, as long as nobody was noted as present."""
    row = opened(session.seminar, by=by)
    if session.attendance.exists():
        raise Conflict(_("People were noted as present at this session. Take that back first."))
    session.delete()
    trace(by, "session", row, dropped=True)


@transaction.atomic
def count_guests(seminar: Seminar, *, standing: str, kind: str, count: int, by: Any) -> None:
    """Say how many organisations, or observers, of a kind were there; none takes the line away."""
    row = opened(seminar, by=by)
    if kind not in kinds() or standing not in Guests.Standing.values:
        raise BadInput(_("There is no such kind of institution."))
    if count:
        Guests.objects.update_or_create(seminar=row, standing=standing, kind=kind, defaults={"org_id": row.org_id, "count": count})
    else:
        Guests.objects.filter(seminar=row, standing=standing, kind=kind).delete()
    refresh_groups(row)
    trace(by, "guests", row, of=kind)


def refresh_groups(seminar: Seminar) -> None:
    """Keep the kinds of institutions that take part, without how many."""
    found = {*seminar.participants.values_list("kind", flat=True), *seminar.guests.values_list("kind", flat=True)}
    groups = [code for code in kinds() if code in found]
    if groups != seminar.groups:
        seminar.groups = groups
        seminar.save(update_fields=["groups"])


@transaction.atomic
def close_seminar(seminar: Seminar, *, by: Any) -> Seminar:
    """Close a seminar that is over, and count it: from then on others may read its counts, and certificates may be given."""
    row = opened(seminar, by=by)
    if row.ends_on > timezone.localdate():
        raise Conflict(_("This seminar is not over yet."))
    if Participant.objects.filter(seminar=row).exists() and not Attendance.objects.filter(seminar=row).exists():
        raise Conflict(_("Nobody has been noted as present. Note the attendance first."))
    row.state, row.closed_at = Seminar.State.CLOSED, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    count_seminar(row)
    trace(by, "closed", row)
    return row


@transaction.atomic
def reopen_seminar(seminar: Seminar, *, by: Any) -> Seminar:
    """Open a closed seminar again to correct it, as long as no certificate was given and names stand; its counts are taken back."""
    row = locked(seminar, by=by)
    if row.state != Seminar.State.CLOSED:
        raise Conflict(_("Only a closed seminar can be opened again."))
    if row.names_erased_at or Certificate.objects.filter(seminar=row).exists():
        raise Conflict(_("Certificates were given, or names erased: what was counted stays as it is."))
    row.state, row.closed_at = Seminar.State.PLANNED, None
    row.save(update_fields=["state", "closed_at"])
    forget_counts(row)
    trace(by, "reopened", row)
    return row


@transaction.atomic
def call_off(seminar: Seminar, *, by: Any) -> Seminar:
    """Call a seminar off; the names of those who had registered are erased at once."""
    row = opened(seminar, by=by)
    if Attendance.objects.filter(seminar=row).exists():
        raise Conflict(_("People were noted as present: what took place is closed, not called off."))
    if row.names_erased_at is None:
        erase_names(row, by=by)
    row = locked(row, by=by)
    row.state = Seminar.State.CANCELLED
    row.save(update_fields=["state"])
    trace(by, "cancelled", row)
    return row
