"""What stands around a case on its page, asked in one question."""

import datetime as dt
import json
from typing import Any

from django.db import connection
from django.utils import timezone

from izote.access.models import User
from izote.casework.models import Appointment, Approval, Case, CaseEvent, CaseShare, ContactCall, Plan, PlanAction, Transfer
from izote.casework.queries.after import calls_stopped

EVENTS = 12
MOMENTS, DAYS = {"at", "requested_at", "starts_at"}, {"ends_on", "due_on", "last_on"}
COUNTED = ("many_goals", "many_steps", "many_done")


def around(case: Case) -> dict[str, Any]:
    """Steps taken, requests, colleagues, support, calls and plan of a case, as its page shows them; nothing that somebody wrote."""
    with connection.cursor() as cursor:
        cursor.execute("select access.case_page(%s, %s, %s, %s)", [case.pk, case.org_id, case.responsible_id, EVENTS])
        data = json.loads(cursor.fetchone()[0])
    offer = data["offer"]
    calls = [ContactCall(**_read(row)) for row in data["calls"] or []]
    return {
        "events": [CaseEvent(**_named(row, "by")) for row in data["events"] or []],
        "approvals": [Approval(**_read(row)) for row in data["approvals"] or []],
        "shares": [CaseShare(**_named(row, "user")) for row in data["shares"] or []],
        "offer": Transfer(**_named(offer, "to_user")) if offer else None,
        "stand_in": data["stand_in"],
        "care": {
            "coming": [Appointment(**_read(row)) for row in data["coming"] or []],
            **{name: data[name] for name in ("services", "documents", "notes")},
            **_read(data["last_service"] or {}),
        },
        "after": {"calls": calls, "stopped": calls_stopped(case), "closure": data["closure"], "accesses": data["accesses"]},
        "plans": {
            "plan": _plan(data["plan"]) if data["plan"] else None,
            "steps": [PlanAction(**_read(row)) for row in data["steps"] or []],
            "today": timezone.localdate(),
        },
    }


def _read(row: dict[str, Any]) -> dict[str, Any]:
    found = dict(row)
    for name in found.keys() & (MOMENTS | DAYS):
        read = dt.datetime if name in MOMENTS else dt.date
        found[name] = read.fromisoformat(found[name]) if found[name] else None
    return found


def _named(row: dict[str, Any], field: str) -> dict[str, Any]:
    return _read(row) | {field: User(display_name=row[field] or "—")}


def _plan(row: dict[str, Any]) -> Plan:
    plan = Plan(**{name: value for name, value in row.items() if name not in COUNTED})
    for name in COUNTED:
        setattr(plan, name, row[name])
    return plan
