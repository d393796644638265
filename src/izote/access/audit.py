"""The trail: one line for each act, without names and without free text."""

import json
import re
from typing import Any

from django.db import connection
from django.utils import timezone

SAFE_DETAIL = re.compile(r"^[A-Za-z0-9_.:\-]{0,64}$")


def record(
    by: Any, verb: str, *, org: Any = None, kind: str = "", key: object = "", label: str = "", **details: int | str | bool | None
) -> None:
    """Write one audit line; details are numbers and codes only."""
    for name, value in details.items():
        if isinstance(value, str) and not SAFE_DETAIL.match(value):
            raise ValueError(f"audit detail {name} is free text")
    org_id = getattr(org, "pk", org)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_event (at, actor_id, actor_label, org_id, verb, kind, key, label, details)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [timezone.now(), by.pk, by.username, org_id, verb, kind, str(key), label, json.dumps(details)],
        )
