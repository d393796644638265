"""The words of a plan: one text for each thing said, corrected where it stands."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from izote.casework.actions.texts import change_text, write_text
from izote.casework.models import Case, Text
from izote.casework.queries.cases import Opened


def say(case: Case, about: str, about_id: UUID, body: str, *, by: Any) -> None:
    """Write what is said about one row, or correct what was said before; the history keeps it."""
    row = Text.objects.filter(case=case, about=about, about_id=about_id).values_list("pk", "version").first()
    if row is None:
        write_text(case, about, body, about_id=about_id, by=by)
    else:
        change_text(case, row[0], body, seen=row[1], by=by)


def carry_words(case: Case, opened: Opened, old: UUID, new: UUID, *, by: Any) -> None:
    """Take the remarks on a goal into its new version."""
    for about in ("goal_person", "goal_worker"):
        say(case, about, new, opened.said(about, old), by=by)


def forget_words(case: Case, ids: Iterable[UUID]) -> None:
    """Take away what was said about rows that go."""
    Text.objects.filter(case=case, about_id__in=list(ids)).delete()
