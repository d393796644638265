"""Writing about a case: all free text goes through here."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from izote.casework.actions.trace import need_version, require_work, trace
from izote.casework.models import Case, Text


@transaction.atomic
def write_text(case: Case, about: str, body: str, *, by: Any, about_id: UUID | None = None, private: bool = False) -> UUID | None:
    """Write words about a case or about one of its rows; nothing is written when there are no words."""
    if not body.strip():
        return None
    require_work(by, case, ended=True)
    key = uuid4()
    Text.objects.bulk_create(
        [
            Text(
                id=key,
                case=case,
                person_id=case.person_id,
                org_id=case.org_id,
                about=about,
                about_id=about_id,
                body=body.strip(),
                private=private,
                author=by,
            )
        ]
    )
    trace(by, "case.written", case, about=about)
    return key


@transaction.atomic
def change_text(case: Case, key: UUID, body: str, *, seen: int, by: Any) -> None:
    """Change words, unless somebody changed them since they were seen; what they said before is kept in the history."""
    require_work(by, case)
    row = Text.objects.filter(pk=key, case=case).only("pk", "version", "about").select_for_update().get()
    need_version(seen, row.version)
    Text.objects.filter(pk=key).update(body=body.strip(), version=F("version") + 1, updated_at=timezone.now())
    trace(by, "case.written", case, about=row.about)
