"""The child's part of a case: care and assent, the board's clock, best-interests steps, school, birth abroad."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import require
from izote.casework.actions.cases import touch
from izote.casework.actions.refusals import note_refusal
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, need_version, require_work, trace
from izote.casework.models import BestInterestStep, Case, ChildFile, FearedPerson
from izote.casework.queries.children import fear_in
from izote.casework.rules import children as rules
from izote.casework.rules.clocks import legal_due
from izote.kit.errors import BadInput, Conflict


def _opened(case: Case, seen: int, *, by: Any) -> ChildFile:
    """The child's part, begun when it is first written, held until the end of the transaction."""
    case = locked(case)
    require_work(by, case)
    if not case.is_child:
        raise Conflict(_("This is not the case of a child or adolescent."))
    ChildFile.objects.bulk_create([ChildFile(case=case, person_id=case.person_id, org_id=case.org_id)], ignore_conflicts=True)
    child = ChildFile.objects.select_for_update(of=("self",)).get(pk=case.pk)
    need_version(seen, child.version)
    return child


def _save(child: ChildFile, fields: dict[str, Any], *, by: Any) -> ChildFile:
    for name, value in fields.items():
        setattr(child, name, value)
    child.version += 1
    child.save()
    trace(by, "child.changed", child.case)
    return child


@transaction.atomic
def save_care(case: Case, *, seen: int, by: Any, **fields: Any) -> ChildFile:
    """Who takes care of the child, and who agrees; one whom the child fears is not asked. A child alone starts the board's clock."""
    child = _opened(case, seen, by=by)
    caregiver, relation = fields.get("caregiver"), fields.get("relation", "")
    known = fear_in(case, caregiver and caregiver.pk, relation).this_one
    if known or fields.get("caregiver_harms"):
        fields |= {"caregiver_harms": True, "caregiver_consents": "not_asked", "exception": rules.HARM}
    elif fields.get("exception"):
        fields["caregiver_consents"] = "not_asked"
    child = _save(child, fields, by=by)
    if child.caregiver_harms and not known:
        of_case = {"case": child.case, "person_id": child.person_id, "org_id": child.org_id}
        FearedPerson(**of_case, feared=caregiver, relation=relation, since=timezone.now(), by=by).save(force_insert=True)
        trace(by, "child.fear_noted", child.case)
    if rules.alone(child.care) or child.caregiver_harms:
        _start_clock(child, timezone.now(), by=by)
    return child


@transaction.atomic
def end_fear(row: FearedPerson, *, by: Any) -> FearedPerson:
    """Whoever leads the case finds that the child has nothing to fear from this person any more; the row stays as history."""
    require(by, "case.assign", row.org_id)
    row = FearedPerson.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
    if row.ended_at:
        raise Conflict(_("This was ended already."))
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    same = {"caregiver": row.feared_id} if row.feared_id else {"caregiver": None, "relation": row.relation}
    asked_again = {"caregiver_harms": False, "caregiver_consents": "pending", "exception": "", "version": F("version") + 1}
    ChildFile.objects.filter(case__person=row.person_id, caregiver_harms=True, **same).update(**asked_again)
    trace(by, "child.fear_ended", row.case)
    return row


@transaction.atomic
def start_notice(case: Case, known_at: dt.datetime, *, seen: int, by: Any) -> ChildFile:
    """A threat or a violation is known since then: the board must be told within the time of the law."""
    if known_at > timezone.now():
        raise BadInput(_("This lies in the future."))
    child = _opened(case, seen, by=by)
    if child.junta_due and not child.junta_told_at:
        raise Conflict(_("The clock of the notice runs already."))
    child.junta_due = child.junta_told_at = None
    child.junta_reason_not, child.junta_child_told = "", False
    _start_clock(child, known_at, by=by)
    return child


def _start_clock(child: ChildFile, since: dt.datetime, *, by: Any) -> None:
    if child.junta_due:
        return
    child.junta_due = legal_due("protection_board", since)
    child.version += 1
    child.save()
    trace(by, "child.notice_due", child.case)


@transaction.atomic
def note_notice(case: Case, *, seen: int, by: Any, told_at: dt.datetime | None, child_told: bool, reason_not: str) -> ChildFile:
    """The board was told, or why not; and whether the child and the caregiver know."""
    child = _opened(case, seen, by=by)
    if not child.junta_due:
        raise Conflict(_("No notice is due."))
    if bool(told_at) == bool(reason_not):
        raise BadInput(_("Write when the board was told, or why it was not."))
    if told_at and told_at > timezone.now():
        raise BadInput(_("This lies in the future."))
    child = _save(child, {"junta_told_at": told_at, "junta_child_told": child_told, "junta_reason_not": reason_not}, by=by)
    trace(by, "child.notice", child.case, told=bool(told_at))
    return child


@transaction.atomic
def save_school(case: Case, *, seen: int, by: Any, school: str, school_papers: str) -> ChildFile:
    """Where school stands; a refused place is also noted as an access that was refused."""
    child = _opened(case, seen, by=by)
    newly_refused = school == "refused" and child.school != "refused"
    child = _save(child, {"school": school, "school_papers": school_papers}, by=by)
    if newly_refused:
        note_refusal(case, sector="school", asked_for="enrolment", asked_on=timezone.localdate(), answer="refused", by=by)
    return child


@transaction.atomic
def save_birth(case: Case, *, seen: int, by: Any, **fields: Any) -> ChildFile:
    """Birth abroad: nationality, and the entry of the birth."""
    if not fields.get("born_abroad"):
        fields |= {"birth_country": "", "nationality_step": "", "birth_entry_step": ""}
    return _save(_opened(case, seen, by=by), fields, by=by)


@transaction.atomic
def add_step(
    case: Case,
    step: str,
    *,
    done_on: dt.date,
    by: Any,
    second_adult: Any = None,
    words: str = "",
    views: str = "",
    next_review_on: dt.date | None = None,
) -> BestInterestStep:
    """A step of the best-interests procedure, in its order; two adults where the child is spoken with."""
    case = locked(case)
    require_work(by, case)
    if step not in rules.possible_steps(BestInterestStep.objects.filter(case=case).values_list("step", flat=True)):
        raise Conflict(_("Other steps come before this one."))
    _check_step(step, done_on, second_adult, words, views, next_review_on, by=by)
    row = BestInterestStep(case=case, person_id=case.person_id, org_id=case.org_id, step=step, done_on=done_on, by=by)
    row.second_adult, row.next_review_on = second_adult, next_review_on
    row.save(force_insert=True)
    write_text(case, "best_interest", words, by=by, about_id=row.pk)
    write_text(case, "child_views", views, by=by, about_id=row.pk)
    touch(case, contact=rules.asks(step, "two"))
    trace(by, "child.step", case)
    return row


def _check_step(step: str, done_on: dt.date, second: Any, words: str, views: str, review_on: dt.date | None, *, by: Any) -> None:
    if done_on > timezone.localdate():
        raise BadInput(_("This lies in the future."))
    if rules.asks(step, "two") and (second is None or second.pk == by.pk):
        raise BadInput(_("Two adults speak with a child: name the other one."))
    if (rules.asks(step, "words") and not words.strip()) or (rules.asks(step, "views") and not views.strip()):
        raise BadInput(_("This step needs its words: what was found, and the child's own."))
    if rules.asks(step, "review") and (review_on is None or review_on <= done_on):
        raise BadInput(_("Say when this is looked at again."))
