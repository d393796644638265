"""Access to services: what was asked, what was answered, and why; for counting, never naming."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.actions.cases import touch
from izote.casework.actions.trace import require_work, trace
from izote.casework.models import Case, Refusal
from izote.casework.rules.words import words
from izote.kit.errors import BadInput


@transaction.atomic
def note_refusal(
    case: Case,
    *,
    sector: str,
    asked_for: str,
    asked_on: dt.date,
    answer: str,
    by: Any,
    reason: str = "",
    for_returning: bool | None = None,
    service_id: UUID | None = None,
    place: Any = None,
) -> Refusal:
    """Note what was asked of a service and what came of it."""
    require_work(by, case, ended=True)
    row = Refusal(case=case, person_id=case.person_id, org_id=case.org_id, sector=sector, asked_for=asked_for, asked_on=asked_on, by=by)
    row.service_id, row.place = service_id, place
    _set_answer(row, answer, reason, for_returning)
    row.save(force_insert=True)
    touch(case)
    trace(by, "refusal.noted", case)
    return row


@transaction.atomic
def answer_refusal(row: Refusal, *, answer: str, by: Any, reason: str = "", for_returning: bool | None = None) -> Refusal:
    """Note what was answered meanwhile."""
    row = Refusal.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
    require_work(by, row.case, ended=True)
    _set_answer(row, answer, reason, for_returning)
    row.save(update_fields=["answer", "reason", "for_returning"])
    trace(by, "refusal.noted", row.case)
    return row


def _set_answer(row: Refusal, answer: str, reason: str, for_returning: bool | None) -> None:
    """Reasons belong to a refusal alone."""
    if answer not in words("refusal_answers") or row.sector not in words("refusal_sectors"):
        raise BadInput(_("This answer is not known."))
    if row.asked_on > timezone.localdate():
        raise BadInput(_("This lies in the future."))
    refused = answer == "refused"
    row.answer, row.reason = answer, reason if refused else ""
    row.for_returning = (True if reason == "returned" else for_returning) if refused else None
