"""Applying an instrument: begun, saved as often as one likes, completed, corrected openly, scored anew with other weights."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import User
from izote.access.permissions import require
from izote.casework.actions.cases import set_risk, step_case, touch
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, need_version, require_work, trace
from izote.casework.instruments import Instrument, Scores, check, score
from izote.casework.models import Answers, Assessment, Case, Score
from izote.casework.queries import instruments
from izote.casework.queries.cases import open_case
from izote.casework.rules import moves, waves
from izote.kit.errors import BadInput, Conflict

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """How an instrument was applied: in which way, on which day, with whom beside a child or why alone."""

    mode: str
    held_on: dt.date | None = None
    second_adult: User | None = None
    why_alone: str = ""


@transaction.atomic
def start_assessment(case: Case, instrument: Instrument, *, by: Any, mode: str = "person", paper_code: str = "") -> Assessment:
    """Begin to apply an instrument; one that is begun already, or was held too recently, is not begun again."""
    require_work(by, case, ended=instruments.goes_on(case, instrument.form_id))
    case = locked(case)
    _require_reader(by, case, instrument)
    _require_other(by, case, instrument)
    today = timezone.localdate()
    held = Assessment.objects.filter(person_id=case.person_id, instrument=instrument.form_id)
    if held.filter(case=case, state="draft").exists():
        raise Conflict(_("This form has been begun in this case already. Go on with that one."))
    _require_free(instrument, today, held.filter(state="complete"))
    begun = Assessment(
        case=case,
        person_id=case.person_id,
        org_id=case.org_id,
        instrument=instrument.form_id,
        version=instrument.version,
        klass=instrument.klass,
        wave=waves.wave_of(instrument.form_id, case.opened_at, today),
        mode=mode,
        paper_code=paper_code,
        by=by,
        held_on=None if mode == Assessment.Mode.PAPER else today,
    )
    begun.save(force_insert=True)
    keys = {"case": case, "person_id": case.person_id, "org_id": case.org_id, "klass": instrument.klass}
    Answers.objects.bulk_create([Answers(assessment=begun, answers={}, result={}, **keys)])
    if moves.can_move(moves.CASE, case.state, "assess") and case.state == "registered":
        step_case(case, "assess", by=by)
    trace(by, "assessment.started", case, assessment=str(begun.pk))
    return begun


@transaction.atomic
def save_assessment(assessment: Assessment, answers: Given, head: Head, *, seen: int, by: Any) -> Assessment:
    """Keep a draft exactly as it was typed, right or wrong, also what is not asked at the moment; a critical answer is marked."""
    draft, instrument = _draft(assessment, seen=seen, by=by)
    _write_head(draft, instrument, head)
    _mark_critical(draft, instrument, answers, by=by)
    draft.edit += 1
    draft.save()
    Answers.objects.filter(pk=draft.pk).update(answers=dict(answers), updated_at=timezone.now())
    touch(draft.case, contact=_was_contact(draft))
    trace(by, "assessment.saved", draft.case, assessment=str(draft.pk))
    return draft


@transaction.atomic
def complete_assessment(assessment: Assessment, answers: Given, head: Head, *, seen: int, by: Any) -> Assessment:
    """Finish: the answers are checked, what is not asked is left out, the scores are computed and kept with their versions."""
    done, instrument = _draft(assessment, seen=seen, by=by)
    _write_head(done, instrument, head)
    _mark_critical(done, instrument, answers, by=by)
    clean = _checked(done, instrument, answers)
    _require_day(done, instrument)
    _require_two_adults(done, head, by=by)
    done.state, done.completed_at, done.edit = "complete", timezone.now(), done.edit + 1
    _keep_result(done, instrument, clean, earlier=[])
    touch(done.case, contact=_was_contact(done))
    trace(by, "assessment.completed", done.case, assessment=str(done.pk))
    return done


@transaction.atomic
def correct_assessment(assessment: Assessment, answers: Given, *, reason: str, seen: int, by: Any) -> Assessment:
    """Correct a completed one, for a reason: what it said before stays in its history and is named beside the new scores."""
    require_work(by, assessment.case, ended=True)
    row = _locked(assessment)
    instrument = instruments.of(row)
    _require_reader(by, row.case, instrument)
    _require_other(by, row.case, instrument)
    if row.state != "complete":
        raise Conflict(_("This form is not complete yet. Go on filling it in."))
    need_version(seen, row.edit)
    if not reason.strip():
        raise BadInput(_("Say why it is corrected."))
    _mark_critical(row, instrument, answers, by=by)
    clean = _checked(row, instrument, answers)
    before = open_case(row.case, "answers").answers[str(row.pk)]["result"]
    said = {"edit": row.edit, "at": timezone.now().isoformat(), "by": str(by), "lines": _lines_of(before)}
    row.edit += 1
    Score.objects.filter(assessment=row).delete()
    _keep_result(row, instrument, clean, earlier=[*before.get("earlier", []), said])
    write_text(row.case, "correction", reason, by=by, about_id=row.pk)
    trace(by, "assessment.corrected", row.case, assessment=str(row.pk), edit=row.edit)
    return row


@transaction.atomic
def rescore_assessment(assessment: Assessment, weights: str, *, by: Any) -> Scores:
    """Compute the scores anew with other weights, beside those that are stored, which stay."""
    require(by, "case.team", assessment.org_id)
    require_work(by, assessment.case, ended=True)
    row = _locked(assessment)
    if row.state != "complete":
        raise Conflict(_("This form is not complete yet. Go on filling it in."))
    if Score.objects.filter(assessment=row, weights_version=weights).exists():
        raise Conflict(_("There are scores with these weights already."))
    answers = open_case(row.case, "answers").answers[str(row.pk)]["answers"]
    made = score(instruments.of(row), answers, weights)
    _write_scores(row, made)
    trace(by, "assessment.rescored", row.case, assessment=str(row.pk))
    return made


@transaction.atomic
def answer_critical(assessment: Assessment, *, done: str, risk: str, by: Any) -> None:
    """Say what was done after an answer that could not wait; a person decides whether the risk is greater."""
    require_work(by, assessment.case, ended=True)
    row = _locked(assessment)
    if not row.critical:
        raise Conflict(_("No answer of this form asks for steps at once."))
    write_text(row.case, "critical", done, by=by, about_id=row.pk)
    Assessment.objects.filter(pk=row.pk).update(critical_seen_at=timezone.now())
    if risk and risk != row.case.risk and row.case.is_open:
        row.case = set_risk(row.case, risk, by=by)
    touch(row.case, contact=True)
    trace(by, "assessment.critical_answered", row.case, assessment=str(row.pk))


@transaction.atomic
def discard_assessment(assessment: Assessment, *, by: Any) -> None:
    """Put aside a form that was begun by mistake; what it held stays in the database, and a critical answer stays on the list."""
    require_work(by, assessment.case, ended=True)
    row = _locked(assessment)
    if row.state != "draft":
        raise Conflict(_("A complete form is not put aside; it can be corrected."))
    Assessment.objects.filter(pk=row.pk).update(state="discarded", edit=row.edit + 1)
    trace(by, "assessment.discarded", row.case, assessment=str(row.pk))


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).select_related("case").get(pk=assessment.pk)


def _draft(assessment: Assessment, *, seen: int, by: Any) -> tuple[Assessment, Instrument]:
    row = _locked(assessment)
    require_work(by, row.case, ended=row.case.state == "closed")
    instrument = instruments.of(row)
    _require_reader(by, row.case, instrument)
    _require_other(by, row.case, instrument)
    if row.state != "draft":
        raise Conflict(_("This form is complete, or was put aside. A complete one can be corrected."))
    need_version(seen, row.edit)
    return row, instrument


def _require_reader(by: Any, case: Case, instrument: Instrument) -> None:
    if instrument.restricted:
        require(by, instruments.RIGHT, case.org_id)


def _require_other(by: Any, case: Case, instrument: Instrument) -> None:
    if instruments.asked_by_others(instrument) and case.responsible_id == by.pk:
        raise Conflict(_("This survey is about your own work: a colleague must ask it, so that the person can answer freely."))


def _require_free(instrument: Instrument, day: dt.date, complete: Any) -> None:
    if waves.clashes(instrument.repeat, day, complete.values_list("held_on", flat=True)):
        if instrument.repeat == "once":
            raise Conflict(_("This form is held once, and has been held with this person already."))
        raise Conflict(_("This form is held once a quarter, and has been held with this person in this quarter already."))


def _require_day(row: Assessment, instrument: Instrument) -> None:
    if row.held_on is None:
        raise BadInput(_("Write the day on which it was answered."))
    held = Assessment.objects.filter(person_id=row.person_id, instrument=row.instrument, state="complete").exclude(pk=row.pk)
    _require_free(instrument, row.held_on, held)


def _require_two_adults(row: Assessment, head: Head, *, by: Any) -> None:
    if not row.case.is_child or row.second_adult_id:
        return
    if not head.why_alone.strip():
        raise BadInput(_("Two adults are present when a child is interviewed. Say who was with you, or why nobody could be."))
    write_text(row.case, "one_adult", head.why_alone, by=by, about_id=row.pk)


def _write_head(row: Assessment, instrument: Instrument, head: Head) -> None:
    if head.mode not in instrument.modes:
        raise BadInput(_("This form is not applied in that way."))
    if head.held_on and head.held_on > timezone.localdate():
        raise BadInput(_("The day on which it was answered cannot lie ahead."))
    if head.second_adult and head.second_adult.pk == row.by_id:
        raise BadInput(_("The second adult is somebody other than you."))
    row.mode, row.held_on, row.second_adult = head.mode, head.held_on, head.second_adult
    row.wave = waves.wave_of(row.instrument, row.case.opened_at, row.held_on or timezone.localdate())


def _mark_critical(row: Assessment, instrument: Instrument, answers: Given, *, by: Any) -> None:
    """Critical answers add their protocols; none is taken off by a later change, only by saying what was done."""
    day = _day_of(row)
    now = dict.fromkeys(protocol for _name, protocol in instrument.critical(check(instrument, answers, complete=False, today=day)[0], day))
    known = open_case(row.case, "answers").answers[str(row.pk)]["critical"].split() if now and row.critical else []
    if new := [protocol for protocol in now if protocol not in known]:
        row.critical, row.critical_seen_at = len(known) + len(new), None
        Answers.objects.filter(pk=row.pk).update(critical=" ".join([*known, *new]))
        trace(by, "assessment.critical", row.case, assessment=str(row.pk))


def _day_of(row: Assessment) -> dt.date:
    """The day from which an answer counts days: that on which the form was held, however much later it is typed in or corrected."""
    return row.held_on or timezone.localdate()


def _checked(row: Assessment, instrument: Instrument, answers: Given) -> dict[str, Any]:
    clean, errors = check(instrument, answers, today=_day_of(row))
    if errors:
        raise BadInput(" ".join(errors.values()))
    return dict(clean)


def _was_contact(row: Assessment) -> bool:
    return row.mode != Assessment.Mode.PAPER and row.held_on == timezone.localdate()


def _keep_result(row: Assessment, instrument: Instrument, clean: Given, *, earlier: list[dict[str, Any]]) -> None:
    made = score(instrument, clean)
    row.weights_version = made.weights_version
    row.save()
    Answers.objects.filter(pk=row.pk).update(answers=dict(clean), result={**made.stored(), "earlier": earlier}, updated_at=timezone.now())
    _write_scores(row, made)


def _write_scores(row: Assessment, made: Scores) -> None:
    keys = {"case": row.case, "person_id": row.person_id, "org_id": row.org_id, "assessment": row, "klass": row.klass}
    versions = {"version": row.version, "weights_version": made.weights_version}
    about = {"instrument": row.instrument, "wave": row.wave, "held_on": row.held_on}
    Score.objects.bulk_create([Score(dimension=name, value=value, **keys, **about, **versions) for name, value in made.lines.items()])


def _lines_of(result: Mapping[str, Any]) -> dict[str, Any]:
    total = {result["total_name"]: result["total"]} if result.get("total_name") else {}
    return {**result.get("dimensions", {}), **total}
