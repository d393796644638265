"""What people write here names nobody: words that may be a name are refused, unless two persons found that they name no person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.models import AllowedName
from izote.prevention.permissions import may
from izote.prevention.queries.evidence import hits_in

WRITERS = ("proposals.write", "proposals.decide", "proposals.assist")
CHECKERS = ("proposals.write", "proposals.decide", "prevention.verify")


class NamesSomebody(BadInput):
    """A text that may say who a person is; `words` are those that do."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        said = _(
            "These words may say who a person is: %(words)s. Write the office or role instead."
            " If they name an institution, place or work, ask for them to be allowed."
        )
        super().__init__(said % {"words": ", ".join(f"“{one}”" for one in words)})


def named_in(org_id: int, *texts: str) -> list[str]:
    """The words of these texts that may say who a person is and were not allowed."""
    found = [hit.words for text in texts for hit in hits_in(text)]
    if not found:
        return []
    allowed = AllowedName.objects.filter(org=org_id, allowed_by__isnull=False).values_list("words", flat=True)
    known = {one.casefold() for one in allowed}
    return list(dict.fromkeys(one for one in found if one.casefold() not in known))


def must_name_nobody(org_id: int, *texts: str) -> None:
    """Refuse texts that may say who a person is."""
    found = named_in(org_id, *texts)
    if found:
        raise NamesSomebody(found)


def clean(org_id: int, *texts: str, most: int = 6000) -> list[str]:
    """The texts without blanks around them; refuses what is too long, and, naming the words, what may say who a person is."""
    kept = [text.strip() for text in texts]
    if any(len(text) > most for text in kept):
        raise BadInput(_("At most %(count)s characters.") % {"count": most})
    must_name_nobody(org_id, *kept)
    return kept


def _need(by: Any, org_id: int, rights: tuple[str, ...]) -> None:
    if not any(may(by, right, org_id) for right in rights):
        raise PermissionDenied(rights[0])


@transaction.atomic
def ask_for_name(*, org: Organization, by: Any, words: str, why: str) -> AllowedName:
    """Ask that words be allowed that look like a name and name no person."""
    _need(by, org.pk, WRITERS)
    words, why = " ".join(words.split()), why.strip()
    if not words or not why or AllowedName.objects.filter(org=org, words__iexact=words).exists():
        raise BadInput(_("Write the words and what they name; what was asked for already is not asked for again."))
    row = AllowedName.objects.create(org=org, by=by, words=words, why=why)
    record(by, "proposal.name_asked", org=org, kind="name", key=row.pk)
    return row


@transaction.atomic
def allow_name(row: AllowedName, *, by: Any) -> AllowedName:
    """A second person found that the words name no person."""
    _need(by, row.org_id, CHECKERS)
    held = AllowedName.objects.select_for_update(of=("self",)).filter(pk=row.pk, allowed_by=None).exclude(by=by).first()
    if held is None:
        raise Conflict(_("Another person must do this: not whoever wrote it."))
    row = held
    row.allowed_by, row.allowed_at = by, timezone.now()
    row.save(update_fields=["allowed_by", "allowed_at"])
    record(by, "proposal.name_allowed", org=row.org_id, kind="name", key=row.pk)
    return row
