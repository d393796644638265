"""Alarms are kept by the service and judged by people; what a person judged is never written over."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.observatory.models import Alarm, AlarmRevision, Analysis, Source, Vintage
from izote.observatory.permissions import require
from izote.observatory.rules.alarms import JUDGEMENTS, may_move, outcome_fits
from izote.observatory.rules.words import words

State = Alarm.State
Same = tuple[str, int | None, dt.date, str]


def same(alarm: Alarm) -> Same:
    """What makes an alarm the same alarm."""
    return alarm.indicator, alarm.place_id, alarm.week, alarm.side


@transaction.atomic
def keep_alarms(source: Source, vintage: Vintage, found: Sequence[Alarm], *, by: Any) -> list[Alarm]:
    """Write the alarms that are not known yet; a known one stays as it is, judged or not."""
    require(by, "observatory.compute", source.org_id)
    if not found:
        return []
    known = {same(one) for one in Alarm.objects.filter(source=source, week__gte=min(one.week for one in found) - dt.timedelta(weeks=4))}
    lately = {(i, place, side, week + dt.timedelta(weeks=n)) for i, place, week, side in known if side == "fall" for n in range(4)}
    fresh = []
    for one in found:
        if same(one) in known or (one.indicator, one.place_id, one.side, one.week) in lately:
            continue
        one.org_id, one.source, one.vintage = source.org_id, source, vintage.number
        fresh.append(one)
    made = Alarm.objects.bulk_create(fresh, batch_size=500)
    if made:
        record(by, "alarm.raised", org=source.org_id, kind="source", key=source.pk, alarms=len(made), vintage=vintage.number)
    return made


@transaction.atomic
def keep_revisions(source: Source, vintage: Vintage, now: Iterable[tuple[Alarm, int | None]], *, by: Any) -> int:
    """Write down where a later version of the figures says something else of the weeks of an alarm."""
    require(by, "observatory.compute", source.org_id)
    rows = []
    for alarm, observed in now:
        told = list(alarm.revisions.all())
        before = told[-1].observed if told else alarm.observed
        newest = told[-1].vintage if told else alarm.vintage
        if observed != before and newest < vintage.number:
            rows.append(AlarmRevision(org_id=source.org_id, alarm=alarm, vintage=vintage.number, observed=observed))
    AlarmRevision.objects.bulk_create(rows, batch_size=500)
    if rows:
        record(by, "alarm.figures_changed", org=source.org_id, kind="source", key=source.pk, alarms=len(rows), vintage=vintage.number)
    return len(rows)


@transaction.atomic
def keep_analyses(source: Source, vintage: Vintage, made: Sequence[Analysis], *, by: Any) -> int:
    """Write what the longer computations found in a version; once."""
    require(by, "observatory.compute", source.org_id)
    known = set(Analysis.objects.filter(source=source, vintage=vintage).values_list("kind", "indicator", "level", "period"))
    fresh = [one for one in made if (one.kind, one.indicator, one.level, one.period) not in known]
    for one in fresh:
        one.org_id, one.source, one.vintage = source.org_id, source, vintage
    Analysis.objects.bulk_create(fresh, batch_size=200)
    return len(fresh)


@transaction.atomic
def look_at_alarm(alarm: Alarm, *, by: Any) -> Alarm:
    """Say that somebody is looking into it."""
    row = _held(alarm, by)
    if not may_move(row.state, State.LOOKED_AT):
        raise Conflict(_("Somebody has looked at this alarm already."))
    return _moved(row, State.LOOKED_AT, "", [], by)


@transaction.atomic
def judge_alarm(alarm: Alarm, *, by: Any, state: str, outcome: str, steps: Sequence[str] = ()) -> Alarm:
    """Say what it was: a real change, something that explains it, or nothing; codes only, no free text."""
    row = _held(alarm, by)
    if state not in JUDGEMENTS or not outcome_fits(state, outcome):
        raise BadInput(_("This outcome does not belong to this judgement."))
    if set(steps) - set(words("alarm_steps")):
        raise BadInput(_("This form cannot be read. Open the page again."))
    if not may_move(row.state, state):
        raise Conflict(_("This alarm cannot be judged now."))
    return _moved(row, state, outcome, sorted(set(steps)), by)


def _held(alarm: Alarm, by: Any) -> Alarm:
    require(by, "observatory.write", alarm.org_id)
    return Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)


def _moved(row: Alarm, state: str, outcome: str, steps: list[str], by: Any) -> Alarm:
    before = row.state
    row.state, row.outcome, row.steps, row.judged_by, row.judged_at = state, outcome, steps, by, timezone.now()
    row.save(update_fields=["state", "outcome", "steps", "judged_by", "judged_at"])
    record(by, "alarm.judged", org=row.org_id, kind="alarm", key=row.pk, before=before, after=state, outcome=outcome)
    return row
