"""Contact calls: the attempts, what was learnt, and sealing what is grave."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import require
from izote.access.sealing_wax import open_text, seal_text
from izote.casework.actions.callplan import plan_calls, plan_missing
from izote.casework.actions.cases import touch
from izote.casework.actions.trace import require_work, trace
from izote.casework.models import CallAttempt, Case, ContactCall, SealedOutcome
from izote.casework.rules.after import SEALED_AS, about_seal, grave_outcomes, padded
from izote.kit.errors import BadInput, Conflict

__all__ = ["log_try", "note_listed", "plan_calls", "plan_missing", "read_sealed", "record_outcome", "take_back_sealed"]
OLDEST = dt.timedelta(days=60)


@transaction.atomic
def log_try(call: ContactCall, *, means: str, result: str, at: dt.datetime, by: Any) -> None:
    """Note an attempt that reached nobody."""
    call = _locked(call, by=by)
    _attempt(call, means, result, at, by=by)
    trace(by, "call.tried", call.case)


@transaction.atomic
def record_outcome(call: ContactCall, outcome: str, *, means: str, told: bool, at: dt.datetime, by: Any) -> ContactCall:
    """Note what was learnt; a grave outcome is sealed, and its call says only that something was recorded."""
    call = _locked(call, by=by)
    grave = outcome in grave_outcomes()
    in_person = not told and not grave and outcome != "unknown"
    if outcome != "unknown":
        _attempt(call, means, "reached" if in_person else "told", at, by=by)
    elif not call.attempts:
        raise Conflict(_("Nobody tried to reach the person yet. Note an attempt first."))
    call.outcome = SEALED_AS if grave else outcome
    call.state, call.by = "done", by
    if in_person:
        call.reached_at = at
        touch(call.case, contact=True)
    call.save(update_fields=["outcome", "state", "by", "reached_at"])
    if grave:
        _seal(call, outcome)
    if outcome == "no_contact":
        _end_calls(call.case, by=by)
    trace(by, "call.made", call.case)
    return call


@transaction.atomic
def read_sealed(call: ContactCall, *, by: Any) -> str:
    """The code of a sealed outcome, for those who lead; the database leaves the line."""
    require(by, "case.sealed", call.org_id)
    with connection.cursor() as cursor:
        cursor.execute("select access.open_outcome(%s)", [call.pk])
        (sealed,) = cursor.fetchone()
    if sealed is None:
        raise PermissionDenied
    SealedOutcome.objects.filter(pk=call.pk, seen_at__isnull=True).update(seen_at=timezone.now(), seen_by=by)
    return open_text(sealed, about=about_seal(call.pk)).strip()


@transaction.atomic
def take_back_sealed(call: ContactCall, *, by: Any) -> None:
    """What was recorded by mistake is taken away, and the call is to be made again."""
    require(by, "case.sealed", call.org_id)
    if not SealedOutcome.objects.filter(pk=call.pk).delete()[0]:
        raise Conflict(_("There is no recorded outcome any more."))
    ContactCall.objects.filter(pk=call.pk).update(state="planned", outcome="")
    trace(by, "call.unsealed", call.case)


def note_listed(kind: str, rows: int, org_id: int | None, *, by: Any) -> None:
    """Leave the line of a list that was looked at."""
    record(by, "call.listed", org=org_id, kind="list", key=kind, rows=rows)


def _locked(call: ContactCall, *, by: Any) -> ContactCall:
    call = ContactCall.objects.select_for_update(of=("self",)).select_related("case").get(pk=call.pk)
    require_work(by, call.case, ended=True)
    if call.state != "planned":
        raise Conflict(_("This call was made already, or is no longer to be made."))
    return call


def _attempt(call: ContactCall, means: str, result: str, at: dt.datetime, *, by: Any) -> None:
    now = timezone.now()
    if at > now or at < now - OLDEST:
        raise BadInput(_("An attempt lies between today and sixty days ago."))
    of_case = {"case_id": call.case_id, "person_id": call.person_id, "org_id": call.org_id}
    CallAttempt.objects.bulk_create([CallAttempt(call=call, at=at, means=means, result=result, by=by, **of_case)])
    ContactCall.objects.filter(pk=call.pk).update(attempts=F("attempts") + 1, last_attempt_at=at)


def _seal(call: ContactCall, outcome: str) -> None:
    sealed = seal_text(padded(outcome), about=about_seal(call.pk))
    SealedOutcome.objects.bulk_create(
        [SealedOutcome(call=call, case_id=call.case_id, person_id=call.person_id, org_id=call.org_id, sealed=sealed)]
    )


def _end_calls(case: Case, *, by: Any) -> None:
    if ContactCall.objects.filter(case=case, state="planned").update(state="ended"):
        trace(by, "call.ended", case)
