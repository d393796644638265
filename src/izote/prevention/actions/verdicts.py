"""What the ombuds office says became of a recommendation; what the clock notices; the ladder."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import move
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Answer, Recommendation, Rung, Verdict
from izote.prevention.permissions import answers, may, may_follow
from izote.prevention.queries.letters import letter_of, readers_of
from izote.prevention.rules import followup
from izote.prevention.rules.guards import GUARDS, stopped_by
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import words
from izote.vault.door import require_open

VERDICTS = ("complied", "partly_complied", "not_complied")


@transaction.atomic
def give_verdict(
    rec: Recommendation, verdict: str, *, by: Any, reason: str, field_visit: bool = False, visited_on: dt.date | None = None,
    looked_at: Sequence[int] = (),
) -> Verdict:  # fmt: skip
    """Say, as somebody of the office who did not report it, whether it was complied with, after looking at the evidence."""
    row = _held(rec, by)
    if verdict not in VERDICTS:
        raise BadInput(_("This form cannot be read. Open the page again."))
    if not reason.strip():
        raise BadInput(_("Say why, in words."))
    must_name_nobody(row.org_id, reason)
    known = set(row.evidence.values_list("pk", flat=True))
    if verdict != "not_complied" and not known & set(looked_at):
        raise BadInput(_("Mark the evidence that you looked at: without it nothing is called complied with."))
    today = timezone.localdate()
    if field_visit and (visited_on is None or visited_on > today):
        raise BadInput(_("Write the day of the visit."))
    done = timezone.localdate(row.reported_at) if row.reported_at else None
    late = followup.days_late(row.due_on, done if verdict == "complied" else None, today)
    _judgeable(row, by, verdict)
    made = Verdict.objects.create(
        org_id=row.org_id, recommendation=row, verdict=verdict, reason=reason.strip(), field_visit=field_visit,
        visited_on=visited_on if field_visit else None, looked_at=sorted(known & set(looked_at)), days_late=late, by=by, at=timezone.now(),
    )  # fmt: skip
    fields = {"climb_on": followup.climb_due(row.rung, row.kind, today)} if verdict == "not_complied" else {}
    move(row, verdict, by=by, facts=facts_of(row), reason=reason, fields=fields)
    record(
        by,
        "prevention.verdict_given",
        org=row.org_id,
        kind="recommendation",
        key=row.pk,
        label=row.code,
        verdict=verdict,
        visit=field_visit,
    )
    return made


def facts_of(row: Recommendation) -> dict[str, Any]:
    """What the guards of a verdict ask."""
    reports = Answer.objects.filter(recommendation=row, kind__in=("report", "progress"))
    return {"answers_for": answers(row), "reporters": set(reports.values_list("by_id", flat=True)), "expires": row.due_on}


def _judgeable(row: Recommendation, by: Any, verdict: str) -> None:
    """Ask the machine and its guards before the verdict is written."""
    way = machine("recommendation").move(row.state, verdict)
    if way is None:
        raise Conflict(_("This cannot be done now: it is “%(state)s”.") % {"state": machine("recommendation").states[row.state]})
    stopped = stopped_by(way.guards, facts_of(row) | {"by": by.pk, "today": timezone.localdate(), "now": timezone.now()})
    if stopped:
        raise Conflict(GUARDS[stopped].sentence)


@transaction.atomic
def close_recommendation(rec: Recommendation, *, by: Any, reason: str) -> Recommendation:
    """End the follow-up, with the reason; its history stays."""
    row = _held(rec, by)
    must_name_nobody(row.org_id, reason)
    return move(row, "closed", by=by, facts={"answers_for": answers(row)}, reason=reason)


def fall_silent(rec: Recommendation, *, by: Any) -> Recommendation:
    """What the clock says when the time to answer is over: nobody answered, and the first rung is due."""
    today = timezone.localdate()
    return move(
        rec, "silent", by=by, facts={"answer_by": rec.answer_by}, fields={"climb_on": followup.climb_due(rec.rung, rec.kind, today)}
    )


@transaction.atomic
def propose_climb(rec: Recommendation, *, by: Any) -> None:
    """What the clock says when the deadline of what was promised is over: the next rung is due; a person climbs it."""
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=rec.pk)
    if not may(by, "prevention.clock", row.org_id):
        raise PermissionDenied("prevention.clock")
    due = followup.climb_due(row.rung, row.kind, timezone.localdate())
    if row.climb_on is None and due is not None and row.state in followup.AT_WORK and row.due_on and row.due_on < timezone.localdate():
        row.climb_on = due
        row.save(update_fields=["climb_on"])
        record(by, "prevention.climb_proposed", org=row.org_id, kind="recommendation", key=row.pk, label=row.code)


@transaction.atomic
def climb(rec: Recommendation, rung: str, *, by: Any, why: str = "") -> Rung:
    """Climb a rung of the ladder, with its letter; to leave one out needs a reason, and from public censure on the delegate climbs."""
    row = _held(rec, by)
    require_open(row.org_id)
    if rung not in words("rungs"):
        raise BadInput(_("This form cannot be read. Open the page again."))
    if not may_climb(by, row.org_id, rung):
        raise PermissionDenied(words("rungs")[rung].row["right"])
    today = timezone.localdate()
    if row.state not in followup.CLIMBS or row.climb_on is None:
        raise Conflict(_("Nothing is due here: the institution answered, and its time is not over."))
    if row.climb_on > today:
        raise Conflict(_("The next rung is due on %(day)s.") % {"day": row.climb_on.strftime("%d/%m/%Y")})
    left_out = list(followup.skipped(row.rung, rung))
    if row.rung and followup.ladder().index(rung) <= followup.ladder().index(row.rung):
        raise Conflict(_("This rung was climbed before."))
    if left_out and not why.strip():
        raise BadInput(_("Say why rungs are left out."))
    must_name_nobody(row.org_id, why)
    _has_a_reader(row, rung)
    code = f"{row.code}-{row.rungs.count() + 1}"
    made = Rung.objects.create(
        org_id=row.org_id, recommendation=row, code=code, rung=rung, skipped=left_out, why=why.strip(), by=by, at=timezone.now(),
        letter=letter_of(row, rung, code, today),
    )  # fmt: skip
    row.rung, row.climb_on = rung, followup.climb_due(rung, row.kind, today)
    row.save(update_fields=["rung", "climb_on"])
    record(by, "prevention.rung_climbed", org=row.org_id, kind="recommendation", key=row.pk, label=code, rung=rung, skipped=len(left_out))
    return made


def may_climb(by: Any, org_id: int, rung: str) -> bool:
    """Whoever follows climbs the lower rungs; from public censure on it takes who directs."""
    right = words("rungs")[rung].row["right"]
    return may_follow(by, org_id) if right == "prevention.follow" else may(by, right, org_id)


def _has_a_reader(row: Recommendation, rung: str) -> None:
    """Refuse a letter to nobody: to an institution that is possibly the threat none is written, and above the highest stands none."""
    _told, reader, above = readers_of(row)
    if not (above if rung == "report" else reader or rung not in ("reminder", "head")):
        raise BadInput(_("Nobody is left to whom this letter could go: leave this rung out, and say so as the reason."))


def _held(rec: Recommendation, by: Any) -> Recommendation:
    row = Recommendation.objects.select_for_update(of=("self",)).get(pk=rec.pk)
    if not may_follow(by, row.org_id):
        raise PermissionDenied("prevention.follow")
    return row
