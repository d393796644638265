"""Participants: registered one by one or from a list, corrected, taken off; who was at which session."""

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict
from izote.kit.sheets import Sheet
from izote.partners.models import Institution
from izote.seminars.actions.common import locked, opened, trace
from izote.seminars.actions.names import names_of, sealed_name
from izote.seminars.actions.seminars import refresh_groups
from izote.seminars.models import Attendance, Participant, ParticipantName, Seminar, Session
from izote.seminars.rules.listing import MOST_ROWS, Known, SetAside, Unread, read_name, read_rows
from izote.seminars.rules.words import fold, kinds, words
from izote.territory.queries import gazetteer, resolve

# the order of a list must not show in the numbers
SHUFFLE = random.SystemRandom()


@dataclass
class ListReport:
    """What became of each row of a list."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: list[SetAside] = field(default_factory=list)


@transaction.atomic
def join(
    seminar: Seminar, *, name: str, institution: Institution | None, kind: str, department: str, role: str, informed: bool,
    another: bool = False, by: Any,
) -> Participant:  # fmt: skip
    """Register somebody who was told that the name is erased after the certificate, and agreed."""
    row = _registering(seminar, informed, by=by)
    name = _name(name)
    if not another and fold(name) in _names(row):
        raise Conflict(_("Somebody of that name is registered already. If it is another person, say so."))
    (added,) = _add(
        row, [(name, _facts(institution.pk if institution else None, institution.kind if institution else kind, department, role))]
    )
    refresh_groups(row)
    trace(by, "joined", row, participant=added.code)
    return added


@transaction.atomic
def join_list(seminar: Seminar, sheet: Sheet, *, informed: bool, by: Any) -> ListReport:
    """Register a list: new names are added, known ones brought up to date; the same list again changes nothing."""
    row = _registering(seminar, informed, by=by)
    rows, aside = read_rows(sheet, _known(row))
    report = ListReport(set_aside=aside)
    held = _names(row)
    fresh = []
    for one in rows:
        facts = _facts(one.institution, one.kind, one.department, one.role)
        if (there := held.get(fold(one.name))) is None:
            fresh.append((one.name, facts))
        elif _update(there, facts, keep_department=not one.department):
            report.changed += 1
        else:
            report.unchanged += 1
    report.added = len(_add(row, fresh))
    refresh_groups(row)
    trace(by, "listed", row, added=report.added, changed=report.changed, set_aside=len(aside))
    return report


@transaction.atomic
def change_participant(
    participant: Participant, *, name: str, institution: Institution | None, kind: str, department: str, role: str, by: Any
) -> None:
    """Correct what is known of a participant."""
    row = opened(participant.seminar, by=by)
    _update(participant, _facts(institution.pk if institution else None, institution.kind if institution else kind, department, role))
    refresh_groups(row)
    trace(by, "participant", row, participant=participant.code)
    if name:
        correct_name(participant, name, by=by)


@transaction.atomic
def correct_name(participant: Participant, name: str, *, by: Any) -> None:
    """Spell a name rightly for the certificate, as long as it has not been erased."""
    row = locked(participant.seminar, by=by)
    held = ParticipantName.objects.filter(pk=participant.pk).first()
    if held is None:
        raise Conflict(_("This name was erased; it does not come back."))
    if names_of([participant])[participant.pk] != _name(name):
        held.sealed = sealed_name(participant, _name(name)).sealed
        held.save(update_fields=["sealed"])
        trace(by, "participant", row, participant=participant.code)


@transaction.atomic
def leave(participant: Participant, *, by: Any) -> None:
    """Take somebody off who did not come, with name, attendance and answers; the number is not given again while others follow."""
    row = opened(participant.seminar, by=by)
    code = participant.code
    participant.delete()
    refresh_groups(row)
    trace(by, "left", row, participant=code)


@transaction.atomic
def note_attendance(session: Session, present: Collection[int], *, by: Any) -> int:
    """Say who was at a session, by number; returns how many."""
    row = opened(session.seminar, by=by)
    there = dict(Participant.objects.filter(seminar=row).values_list("number", "pk"))
    if strange := set(present) - set(there):
        raise BadInput(_("No participant has the number %(n)s.") % {"n": min(strange)})
    wanted = {there[number] for number in present}
    held = set(Attendance.objects.filter(session=session).values_list("participant_id", flat=True))
    Attendance.objects.filter(session=session, participant__in=held - wanted).delete()
    Attendance.objects.bulk_create(
        [Attendance(org_id=row.org_id, seminar=row, session=session, participant_id=pk) for pk in sorted(wanted - held)]
    )
    trace(by, "attendance", row, session=session.pk, present=len(wanted))
    return len(wanted)


def _registering(seminar: Seminar, informed: bool, *, by: Any) -> Seminar:
    row = opened(seminar, by=by)
    if row.names_erased_at is not None:
        raise Conflict(_("The names of this seminar were erased; nobody is registered any more."))
    if not informed:
        raise BadInput(_("Register only those who were told what becomes of their name, and agree."))
    return row


def _name(text: str) -> str:
    try:
        return read_name(text)
    except Unread as wrong:
        raise BadInput(_("The name %(reason)s.") % {"reason": wrong.reason}) from wrong


def _names(seminar: Seminar) -> dict[str, Participant]:
    """Who is registered, by name."""
    rows = {one.pk: one for one in seminar.participants.all()}
    return {fold(name): rows[pk] for pk, name in names_of(rows.values()).items()}


def _facts(institution: UUID | None, kind: str, department: str, role: str) -> dict[str, Any]:
    if kind not in kinds() or role not in words("roles"):
        raise BadInput(_("Say from which kind of institution, and in which role."))
    return {"institution_id": institution, "kind": kind, "department": department, "role": role}


def _update(row: Participant, facts: dict[str, Any], *, keep_department: bool = False) -> bool:
    if keep_department:
        facts["department"] = row.department
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=[name.removesuffix("_id") for name in changed])
    return bool(changed)


def _add(seminar: Seminar, people: list[tuple[str, dict[str, Any]]]) -> list[Participant]:
    """New participants under the next numbers, in no order that anybody could guess."""
    last = max(seminar.participants.values_list("number", flat=True), default=0)
    if last + len(people) > MOST_ROWS:
        raise BadInput(_("A seminar has at most %(n)s participants.") % {"n": MOST_ROWS})
    SHUFFLE.shuffle(people)
    today = timezone.localdate()
    rows = Participant.objects.bulk_create(
        [
            Participant(org_id=seminar.org_id, seminar=seminar, number=last + at, informed_on=today, **facts)
            for at, (_said, facts) in enumerate(people, 1)
        ]
    )
    ParticipantName.objects.bulk_create([sealed_name(row, name) for row, (name, _facts_) in zip(rows, people, strict=True)])
    return rows


def _known(seminar: Seminar) -> Known:
    institutions: dict[str, tuple[UUID, str]] = {}
    for one in Institution.objects.filter(org=seminar.org_id):
        institutions |= {fold(name): (one.pk, one.kind) for name in (one.name, one.short_name) if name}
    return Known(institutions, department_of)


def department_of(text: str) -> str:
    """The code of the department that somebody wrote, or nothing."""
    index = gazetteer()
    top = min(index.levels.values(), key=lambda level: level.rank).key
    found = resolve(text, level=top)
    return found.places[0].code if found.status == "one" else ""
