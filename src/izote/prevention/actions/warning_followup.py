"""After a warning is notified: reports on the risk, what came true, lessons, closing."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.warning_moves import move_warning, need_state
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Closing, EarlyWarning, FollowUpReport, Step
from izote.prevention.permissions import require_any
from izote.prevention.queries.recommendations import recommendations_of, standing
from izote.prevention.rules.followups import LESSONS_DAYS, next_due

FOLLOW = ("prevention.follow", "prevention.direct")
SEERS = ("prevention.analyse", "prevention.verify", "prevention.follow", "prevention.direct")
WRITERS = (*SEERS, "prevention.national")
OPEN = ("issued", "notified", "answering", "followed", "persists")
ENDING = ("followed", "mitigated", "persists", "materialised", "refuted")


def notified_on(warning: EarlyWarning) -> dt.date | None:
    """The day on which it was notified."""
    step = (
        Step.objects.filter(org_id=warning.org_id, machine=warning.MACHINE, subject=warning.pk, to="notified").order_by("-number").first()
    )
    return timezone.localdate(step.at) if step else None


def report_due(warning: EarlyWarning) -> dt.date | None:
    """The day of its next follow-up report."""
    since = notified_on(warning)
    return next_due(warning.kind, since, warning.reports.count()) if since else None


def _passed(day: dt.date | None) -> bool:
    return day is None or day <= timezone.localdate()


@transaction.atomic
def open_answers(warning: EarlyWarning, *, by: Any) -> EarlyWarning:
    """The institutions answer; the first follow-up report gets its day."""
    return _due(move_warning(warning, "answering", by=by))


def _due(row: EarlyWarning) -> EarlyWarning:
    """Its clock is the day of the next report, at midnight after it."""
    day = report_due(row)
    if day is not None:
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
        row.due_at = midnight
        row.save(update_fields=["due_at"])
    return row


@transaction.atomic
def report_followup(
    warning: EarlyWarning, *, by: Any, risk: str, why: str, words: str = "", field_visit_on: dt.date | None = None
) -> FollowUpReport:
    """Say how the risk has changed, with the reason; how each recommendation stands is taken down with it."""
    require_any(by, FOLLOW, warning.org_id)
    row = EarlyWarning.objects.select_for_update(of=("self",)).get(pk=warning.pk)
    need_state(row, "answering", "followed", "persists")
    if risk not in FollowUpReport.Risk.values or not why.strip():
        raise BadInput(_("Say how the risk has changed, and why."))
    if not _passed(field_visit_on):
        raise BadInput(_("A visit in the field lies in the past."))
    must_name_nobody(row.org_id, why, words)
    standings = {one.code: _stands(one) for one in recommendations_of(row, by)}
    number = (row.reports.aggregate(last=Max("number"))["last"] or 0) + 1
    said = {"risk": risk, "why": why.strip(), "words": words.strip(), "field_visit_on": field_visit_on, "standings": standings}
    report = FollowUpReport.objects.create(
        org_id=row.org_id, warning=row, number=number, due_on=report_due(row), made_on=timezone.localdate(), by=by, **said
    )
    _due(move_warning(row, "followed", by=by))
    record(by, "warning.followed", org=row.org_id, kind="warning", key=row.pk, label=row.number, report=number, risk=risk)
    return report


def _stands(one: Any) -> dict[str, Any]:
    now = standing(one)
    return {"state": now.state, "verdict": now.verdict, "days_late": now.days_late, "answered": now.answered, "rung": now.rung}


@transaction.atomic
def say_outcome(warning: EarlyWarning, outcome: str, *, by: Any, reason: str) -> EarlyWarning:
    """Say that the risk is mitigated, persists, or was none."""
    require_any(by, FOLLOW, warning.org_id)
    if outcome not in ("mitigated", "persists", "refuted") or not reason.strip():
        raise BadInput(_("Say how it ended, and why."))
    row = move_warning(warning, outcome, by=by, reason=reason)
    _closing(row, by, outcome)
    return row if outcome != "persists" else _due(row)


def _closing(row: EarlyWarning, by: Any, outcome: str, **more: Any) -> Closing:
    held = Closing.objects.filter(warning=row).first()
    if held is None:
        return Closing.objects.create(org_id=row.org_id, warning=row, outcome=outcome, written_by=by, **more)
    for name, value in (more | {"outcome": outcome}).items():
        setattr(held, name, value)
    held.save()
    return held


@transaction.atomic
def say_materialised(warning: EarlyWarning, *, by: Any, happened_on: dt.date, evidence: str) -> EarlyWarning:
    """What was warned of happened: with the evidence; a review of lessons is due within thirty days, without blame."""
    require_any(by, SEERS, warning.org_id)
    need_state(warning, *OPEN)
    if not evidence.strip() or not _passed(happened_on):
        raise BadInput(_("Say on which day it happened and what shows it."))
    must_name_nobody(warning.org_id, evidence)
    due = timezone.localdate() + dt.timedelta(days=LESSONS_DAYS)
    _closing(warning, by, "materialised", happened_on=happened_on, evidence=evidence.strip(), due_on=due)
    row = move_warning(warning, "materialised", by=by)
    record(by, "warning.materialised", org=row.org_id, kind="warning", key=row.pk, label=row.number)
    return row


@transaction.atomic
def write_lessons(
    warning: EarlyWarning, *, by: Any, worked: str, did_not: str, next_time: str, field_visit_on: dt.date | None = None
) -> Closing:
    """Write what worked, what did not and what next time; of what was done, never of who is to blame."""
    require_any(by, WRITERS, warning.org_id)
    need_state(warning, *ENDING)
    row = Closing.objects.select_for_update().filter(warning=warning).first()
    if row is None:
        raise Conflict(_("Say first how it ended."))
    if not _passed(field_visit_on):
        raise BadInput(_("A visit in the field lies in the past."))
    must_name_nobody(warning.org_id, worked, did_not, next_time)
    row.worked, row.did_not, row.next_time, row.field_visit_on = worked.strip(), did_not.strip(), next_time.strip(), field_visit_on
    row.written_by = by
    row.save()
    record(by, "warning.lessons", org=row.org_id, kind="warning", key=warning.pk, label=warning.number, whole=row.whole)
    return row


@transaction.atomic
def close_warning(warning: EarlyWarning, *, by: Any, reason: str = "") -> EarlyWarning:
    """Close it, as somebody who neither wrote it nor its lessons."""
    row = move_warning(warning, "closed", by=by, reason=reason)
    record(by, "warning.closed", org=row.org_id, kind="warning", key=row.pk, label=row.number, outcome=row.closing.outcome)
    return row
