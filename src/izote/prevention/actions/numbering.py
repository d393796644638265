"""Speaking codes: one row of numbers for each noun, office and year."""

from typing import Any

from django.db import connection
from django.utils import timezone


def next_code(noun: Any, org_id: int, prefix: str) -> str:
    """The next free code, such as PRO-2026-014; held until the end of the transaction, so that two never get the same."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [f"prevention.{prefix}", org_id])
    head = f"{prefix}-{timezone.localdate().year}-"
    last = noun.objects.filter(org_id=org_id, code__startswith=head).order_by("-pk").values_list("code", flat=True).first()
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:03d}"
