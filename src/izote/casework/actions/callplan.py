"""Planning the contact calls of a case, once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from izote.access.permissions import require
from izote.casework.actions.trace import trace
from izote.casework.models import Case, ContactCall
from izote.casework.rules.after import planned_windows
from izote.people.queries import open_file


@transaction.atomic
def plan_calls(case: Case, *, by: Any) -> int:
    """Plan the calls of a case that has none: counted from the return where the file is open to whoever acts, else from the opening."""
    require(by, "case.own", case.org_id)
    if ContactCall.objects.filter(case=case).exists():
        return 0
    return _plan(case, _returned_on(case), by=by)


@transaction.atomic
def plan_missing(org_id: int, before: dt.datetime, *, by: Any, most: int = 500) -> int:
    """For the night: plan the calls of open cases that began before then and have none yet, counted from their opening."""
    require(by, "case.team", org_id)
    planned = ContactCall.objects.filter(org_id=org_id).values("case_id")
    cases = Case.objects.filter(org_id=org_id, opened_at__lt=before, closed_at__isnull=True).exclude(pk__in=planned)
    return sum(_plan(case, None, by=by) for case in cases.order_by("opened_at")[:most])


def _plan(case: Case, returned_on: dt.date | None, *, by: Any) -> int:
    windows = planned_windows(returned_on, timezone.localtime(case.opened_at).date())
    rows = [
        ContactCall(case=case, person_id=case.person_id, org_id=case.org_id, wave=int(window.wave), due_on=window.due) for window in windows
    ]
    ContactCall.objects.bulk_create(rows, ignore_conflicts=True)
    trace(by, "call.planned", case, calls=len(rows))
    return len(rows)


def _returned_on(case: Case) -> dt.date | None:
    file = open_file(case.person)
    days = [dt.date.fromisoformat(row["returned_on"]) for row in file.returns if row["returned_on"]] if file else []
    return max(days, default=None)
