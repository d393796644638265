"""What comes back of a referral: the same act for accounts, links, paper and the telephone; and reminders."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import may, require
from izote.casework.actions.cases import touch
from izote.casework.actions.referrals import note_event
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import require_work
from izote.casework.models import Case, Referral, ReferralReminder
from izote.casework.rules import moves
from izote.casework.rules import referrals as rules
from izote.kit.errors import BadInput, Conflict

OFFICE = ("office", "paper")
FURTHEST = dt.timedelta(days=366)


@transaction.atomic
def answer_referral(
    referral: Referral,
    event: str,
    *,
    by: Any,
    via: str,
    appointment_at: dt.datetime | None = None,
    happened_at: dt.datetime | None = None,
    reason: str = "",
    message: str = "",
) -> Referral:
    """Move a referral on by what the other side says; the same said twice changes nothing, the impossible is a conflict."""
    row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    _require(row, by, via)
    _check(event, appointment_at, reason, by_partner=via not in OFFICE)
    if rules.says_nothing_new(row.state, event) and appointment_at in (None, row.appointment_at) and reason in ("", row.reason):
        _leave_words(row, message, via, by)
        return row
    now = timezone.now()
    for step in rules.steps_to(row.state, event):
        row.state = moves.move(moves.REFERRAL, row.state, step)
        last = step == event
        at = appointment_at if last and event == "schedule" else None
        note_event(row, step, row.state, via=via, by=by, appointment_at=at, reason=reason if last else "")
        _stamp(row, step, now, happened_at=happened_at, appointment_at=at)
    row.reason, row.moved_at, row.version = reason, now, row.version + 1
    if event != "see":  # to open it is no answer: the time runs on
        row.due_at = rules.next_due(row.state, row.urgency, now, row.appointment_at)
    row.reply_seen_at = now if via in OFFICE else row.reply_seen_at if event == "see" else None
    row.save(update_fields=[*STAMPS, "state", "reason", "moved_at", "version", "due_at", "reply_seen_at"])
    _leave_words(row, message, via, by)
    record(
        by,
        "referral.answered",
        org=row.org_id,
        kind="person",
        key=row.person_id,
        label=row.code,
        referral=str(row.pk),
        event=event,
        via=via,
    )
    _follow(row, via)
    return row


STAMPS = ("seen_at", "appointment_at", "attended_at", "ended_at")


def _stamp(row: Referral, step: str, now: dt.datetime, *, happened_at: dt.datetime | None, appointment_at: dt.datetime | None) -> None:
    row.seen_at = row.seen_at or now
    if step == "schedule":
        row.appointment_at = appointment_at
    if step == "attend":
        row.attended_at = min(happened_at or now, now)
    if row.state in rules.ENDED:
        row.ended_at = now


def _require(row: Referral, by: Any, via: str) -> None:
    """Refuse (403) whoever may not answer through this door."""
    if via == "account":
        require(by, "referral.answer", row.to_org_id or 0)
    elif via == "link":
        require(by, "referral.link", row.org_id)
    else:
        require_work(by, Case.objects.get(pk=row.case_id), ended=True)


def _check(event: str, appointment_at: dt.datetime | None, reason: str, *, by_partner: bool) -> None:
    if event not in rules.PARTNER:
        raise BadInput(_("This is no answer to a referral."))
    if reason and reason not in rules.reasons(event):
        raise BadInput(_("This reason does not go with this answer."))
    if event in ("reject", "unavailable") and not reason:
        raise BadInput(_("Say why, so that another service can be looked for."))
    if event == "schedule":
        _check_appointment(appointment_at, by_partner=by_partner)
    elif appointment_at:
        raise BadInput(_("Only an appointment has a day and an hour."))


def _check_appointment(at: dt.datetime | None, *, by_partner: bool) -> None:
    now = timezone.now()
    if at is None:
        raise BadInput(_("Write the day and the hour of the appointment."))
    if at > now + FURTHEST or at < now - FURTHEST or (by_partner and at < now - dt.timedelta(hours=12)):
        raise BadInput(_("Please check the day of the appointment."))


def _leave_words(row: Referral, message: str, via: str, by: Any) -> None:
    if not message.strip():
        return
    if via in OFFICE:
        write_text(Case.objects.get(pk=row.case_id), "referral_reply", message, about_id=row.pk, by=by)
        return
    with connection.cursor() as cursor:
        cursor.execute("select access.leave_reply(%s, %s)", [row.pk, message])
        (kept,) = cursor.fetchone()
    if not kept:
        raise Conflict(_("Your words could not be kept. Please call the office."))


def _follow(row: Referral, via: str) -> None:
    """The plan and the case follow, also where whoever answered does not see them."""
    with connection.cursor() as cursor:
        cursor.execute("select access.referral_follows(%s)", [row.pk])
    if via in OFFICE:
        touch(Case.objects.get(pk=row.case_id), service=row.state in ("attended", "done"))


@transaction.atomic
def note_reply_seen(referral: Referral, *, by: Any) -> None:
    """The worker has looked at what came back."""
    if referral.reply_seen_at is None and referral.sent_at and may(by, "case.own", referral.org_id):
        Referral.objects.filter(pk=referral.pk, reply_seen_at__isnull=True).update(reply_seen_at=timezone.now())


@transaction.atomic
def note_reminder(referral: Referral, *, kind: str, way: str, by: Any) -> ReferralReminder:
    """Keep that the other side was reminded; nobody writes here what was said."""
    row = ReferralReminder(
        referral=referral,
        case_id=referral.case_id,
        person_id=referral.person_id,
        org_id=referral.org_id,
        kind=kind,
        way=way,
        at=timezone.now(),
    )
    row.by_id = by.pk
    row.save(force_insert=True)
    record(
        by, "referral.reminded", org=row.org_id, kind="person", key=row.person_id, label=referral.code, referral=str(referral.pk), way=way
    )
    return row


@transaction.atomic
def note_called(referral: Referral, *, by: Any) -> None:
    """Somebody of the office called the other side."""
    case = Case.objects.get(pk=referral.case_id)
    require_work(by, case)
    silent = rules.is_silent(referral.state, referral.moved_at, timezone.now())
    note_reminder(referral, kind="silent" if silent else "late", way="phone", by=by)
    touch(case)
