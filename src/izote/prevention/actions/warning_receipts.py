"""A copy for each institution: opened when the warning is issued, sent by a way on a day under a number, acknowledged."""

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.recommendations import notify_recommendations
from izote.prevention.actions.warning_moves import move_warning, need_state
from izote.prevention.models import Addressee, EarlyWarning, Receipt, Share
from izote.prevention.permissions import require_any
from izote.prevention.queries.recommendations import threats_of
from izote.prevention.queries.warnings import who_gets_it
from izote.prevention.rules.sharing import kind_of
from izote.prevention.rules.words import words
from izote.vault import door

SENDERS = ("prevention.analyse", "prevention.follow", "prevention.direct")
CHOOSERS = ("prevention.national", "prevention.direct")
OPEN = ("issued", "notified", "answering", "followed", "persists")


def open_receipts(warning: EarlyWarning, *, by: Any) -> list[Receipt]:
    """A copy for each institution that gets one, each with its own mark."""
    copies, _undecided = who_gets_it(warning)
    return [_open(warning, pk, by, instead=instead) for pk, instead in copies.items()]


def _open(warning: EarlyWarning, addressee: int, by: Any, *, instead: bool = False, why: str = "") -> Receipt:
    last = warning.receipts.aggregate(last=Max("copy"))["last"] or 0
    said = {"copy": last + 1, "mark": secrets.token_hex(4).upper(), "instead": instead, "added_by": by, "added_why": why}
    return Receipt.objects.create(org_id=warning.org_id, warning=warning, addressee_id=addressee, **said)


@transaction.atomic
def add_receipt(warning: EarlyWarning, addressee: Addressee, *, by: Any, why: str) -> Receipt:
    """Decide, as the national unit, who gets a copy where nobody above a possible threat is left; with the reason."""
    require_any(by, CHOOSERS, warning.org_id)
    need_state(warning, *OPEN)
    if not why.strip():
        raise BadInput(_("Say why, in words."))
    if addressee.pk in threats_of(warning):
        raise Conflict(_("This institution is possibly the threat: it gets no copy."))
    if warning.receipts.filter(addressee=addressee).exists():
        raise Conflict(_("This institution has its copy already."))
    row = _open(warning, addressee.pk, by, why=why.strip())
    record(by, "warning.receipt_added", org=warning.org_id, kind="warning", key=warning.pk, label=warning.number, copy=row.copy)
    return row


def needs_share(receipt: Receipt) -> bool:
    """Whether an institution of a guarded kind still lacks the delegate's approval."""
    if not kind_of(receipt.addressee):
        return False
    approved = Share.objects.filter(warning=receipt.warning_id, addressee=receipt.addressee_id, state=Share.State.APPROVED)
    return not approved.exists()


@transaction.atomic
def send_receipt(receipt: Receipt, *, by: Any, channel: str, on: dt.date, letter: str) -> Receipt:
    """Write down how and when a copy was sent, and under which number."""
    require_any(by, SENDERS, receipt.org_id)
    door.require_open(receipt.org_id)
    row = Receipt.objects.select_for_update(of=("self",)).select_related("warning", "addressee__institution").get(pk=receipt.pk)
    need_state(row.warning, *OPEN)
    if row.sent_on is not None:
        raise Conflict(_("It was sent already."))
    issued = timezone.localdate(row.warning.issued_at)
    if channel not in words("warning_channels") or not letter.strip() or not issued <= on <= timezone.localdate():
        raise BadInput(_("Say how it was sent, on which day since it was issued, and under which number."))
    if needs_share(row):
        raise Conflict(
            _("To an institution of this kind nothing goes by default: the delegate approves it first, on a written legal basis.")
        )
    row.channel, row.sent_on, row.sent_by, row.letter = channel, on, by, letter.strip()[:40]
    row.save(update_fields=["channel", "sent_on", "sent_by", "letter"])
    record(by, "warning.sent", org=row.org_id, kind="warning", key=row.warning_id, label=row.warning.number, copy=row.copy)
    return row


@transaction.atomic
def acknowledge_receipt(receipt: Receipt, *, by: Any, on: dt.date, reference: str = "") -> Receipt:
    """Write down that an institution stamped its copy."""
    require_any(by, SENDERS, receipt.org_id)
    row = Receipt.objects.select_for_update(of=("self",)).select_related("warning").get(pk=receipt.pk)
    if row.sent_on is None or row.acknowledged_on is not None:
        raise Conflict(_("Only what was sent can be acknowledged, once."))
    if not row.sent_on <= on <= timezone.localdate():
        raise BadInput(_("It was acknowledged between the day it was sent and today."))
    row.acknowledged_on, row.acknowledged_by, row.reference = on, by, reference.strip()[:40]
    row.save(update_fields=["acknowledged_on", "acknowledged_by", "reference"])
    record(by, "warning.acknowledged", org=row.org_id, kind="warning", key=row.warning_id, label=row.warning.number, copy=row.copy)
    return row


@transaction.atomic
def call_notified(warning: EarlyWarning, *, by: Any) -> EarlyWarning:
    """Every copy was sent: the institutions' clocks begin."""
    row = move_warning(warning, "notified", by=by)
    notify_recommendations(row, by=by)
    return row
