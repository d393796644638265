"""Notes about a case, corrected by whoever wrote them; those for the author alone are nobody else's."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from izote.casework.actions.cases import touch
from izote.casework.actions.texts import change_text, write_text
from izote.casework.actions.trace import locked, require_work
from izote.casework.models import Case, Text


@transaction.atomic
def write_note(case: Case, body: str, *, private: bool = False, spoken: bool = False, by: Any) -> UUID | None:
    """Write a note; an open case counts it as something done, and as a contact when the person was spoken to."""
    case = locked(case)
    require_work(by, case, ended=True)
    key = write_text(case, "note", body, private=private, by=by)
    if case.is_open:
        touch(case, contact=spoken)
    return key


@transaction.atomic
def correct_note(case: Case, key: UUID, body: str, *, seen: int, by: Any) -> None:
    """Correct one's own note; the history keeps what it said."""
    author = Text.objects.filter(pk=key, case=case, about="note").values_list("author_id", flat=True).first()
    if author is None:
        raise Http404
    if author != by.pk:
        raise PermissionDenied("note")
    change_text(case, key, body, seen=seen, by=by)
