"""What leaves the office beside the copies: to whom, on which law, which parts; asked by one person, approved by another."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.models import Addressee, EarlyWarning, Share
from izote.prevention.permissions import may, require
from izote.prevention.queries.recommendations import threats_of
from izote.prevention.rules.sharing import guarded, kind_of, kind_that_counts
from izote.prevention.rules.warnings import sections
from izote.prevention.rules.words import words
from izote.vault import door

COPY = "copy"


@transaction.atomic
def ask_share(
    warning: EarlyWarning, *, by: Any, kind: str, recipient: str, legal_basis: str, parts: Sequence[str], addressee: Addressee | None = None
) -> Share:
    """Ask to give parts of an issued warning to somebody outside; nothing is given by default."""
    require(by, "prevention.read", warning.org_id)
    door.require_open(warning.org_id)
    if not warning.number:
        raise Conflict(_("Nothing of a warning is shared before it is issued."))
    name = addressee.institution.name if addressee else recipient.strip()
    if kind not in words("recipient_kinds") or not name or not legal_basis.strip():
        raise BadInput(_("Say who gets it, of which kind, and on which legal basis."))
    if not parts or set(parts) - {COPY, *sections()}:
        raise BadInput(_("Say which parts are shared."))
    if addressee is not None and addressee.pk in threats_of(warning):
        raise Conflict(_("This institution is possibly the threat: it gets no copy."))
    kind = (kind_of(addressee) if addressee else "") or kind_that_counts(kind, name)
    said = {"kind": kind, "recipient": name[:160], "legal_basis": legal_basis.strip(), "parts": list(parts), "addressee": addressee}
    row = Share.objects.create(org_id=warning.org_id, warning=warning, asked_by=by, **said)
    record(by, "share.asked", org=row.org_id, kind="share", key=row.pk, label=warning.number, recipient=kind, parts=len(parts))
    return row


def may_decide(user: Any, share: Share) -> bool:
    """Whether the user could approve it: another than who asked; the delegate alone where the kind is guarded."""
    rights = ("prevention.direct",) if guarded(share.kind) else ("prevention.direct", "prevention.harm")
    return share.asked_by_id != user.pk and share.state == Share.State.ASKED and any(may(user, right, share.org_id) for right in rights)


@transaction.atomic
def decide_share(share: Share, *, by: Any, approve: bool) -> Share:
    """Approve or refuse it, as a second person."""
    row = Share.objects.select_related("warning").get(pk=share.pk)
    if row.state != Share.State.ASKED:
        raise Conflict(_("This has been decided already."))
    if row.asked_by_id == by.pk:
        raise Conflict(_("Another person must do this: not whoever asked."))
    if not may_decide(by, row):
        raise PermissionDenied("prevention.direct")
    if approve:
        door.require_open(row.org_id)
    # two who decide at once: the database lets only one change what is still asked
    row = Share.objects.select_for_update(of=("self",)).select_related("warning").get(pk=row.pk)
    row.state = Share.State.APPROVED if approve else Share.State.REFUSED
    row.decided_by, row.decided_on = by, timezone.localdate()
    row.save(update_fields=["state", "decided_by", "decided_on"])
    record(by, "share.decided", org=row.org_id, kind="share", key=row.pk, label=row.warning.number, approved=approve, recipient=row.kind)
    return row
