"""Keep, forget, open: whoever writes cannot read, and one reading takes two halves and a reason."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import today
from izote.access.sealing_wax import open_sealed, seal, seal_text
from izote.kit.errors import BadInput, Conflict
from izote.vault.actions.keys import about, refuse_shut, secret_of, tried
from izote.vault.models import Identity, Miss, Opening, Seen, Share, Shown
from izote.vault.permissions import may, require
from izote.vault.queries import LIFE, half_for, halves_of, live_key
from izote.vault.rules import sealing
from izote.vault.rules.words import words as vocabulary

LONGEST = 2000
FORGOTTEN = dt.timedelta(days=1)


@transaction.atomic
def keep(org: Organization, code: str, identity: Mapping[str, str], *, by: Any) -> None:
    """Seal who a source is; what was kept before under this code is gone."""
    require(by, "vault.keep", org.pk)
    refuse_shut(org.pk)
    said = {name: value.strip() for name, value in identity.items() if value.strip()}
    if not said or any(len(value) > LONGEST for value in said.values()):
        raise BadInput(_("Write who the source is, in at most %(count)s characters.") % {"count": LONGEST})
    key = live_key(org.pk)
    if key is None:
        raise Conflict(_("The vault has no key yet. Two persons have to take its halves first."))
    publics = [bytes(half.public) for half in halves_of(key)]
    once, sealed = sealing.seal_identity(said, publics, about(org.pk, code, key))
    Identity.objects.filter(org=org, code=code).delete()
    Identity.objects.create(org=org, code=code, key=key, once=once, sealed=sealed, kept_by=by, kept_on=today())
    record(by, "vault.kept", org=org, kind="source", key=code, label=code)


@transaction.atomic
def forget(org: Organization, code: str, *, by: Any) -> bool:
    """Take an identity out for good; says whether there was one."""
    if not may(by, "vault.half", org.pk):
        require(by, "vault.keep", org.pk)
    refuse_shut(org.pk)
    gone = Identity.objects.filter(org=org, code=code).delete()[0]
    if gone:
        record(by, "vault.forgotten", org=org, kind="source", key=code, label=code)
    return bool(gone)


@transaction.atomic
def ask_opening(org: Organization, code: str, *, by: Any, reason: str, words: str) -> Opening:
    """Ask for one identity, with a reason by code and in words."""
    require(by, "vault.ask", org.pk)
    refuse_shut(org.pk)
    if reason not in vocabulary("opening_reasons") or not words.strip():
        raise BadInput(_("Say why, in words."))
    if not Identity.objects.filter(org=org, code=code).exists():
        raise Conflict(_("The vault keeps no identity of this source."))
    sealed = seal_text(words.strip()[:LONGEST], about="vault_opening:words")
    row = Opening.objects.create(org=org, code=code, asked_by=by, reason=reason, words=sealed)
    record(by, "vault.asked", org=org, kind="source", key=code, label=code, reason=reason)
    return row


def give_half(opening: Opening, *, by: Any, passphrase: str = "", paper: str = "") -> Share:
    """Give what one's half shares with this identity; good for a quarter of an hour."""
    require(by, "vault.half", opening.org_id)
    refuse_shut(opening.org_id)
    with tried(opening.org_id, by, opening.code):
        return _give_half(opening, by, passphrase, paper)


@transaction.atomic
def _give_half(opening: Opening, by: Any, passphrase: str, paper: str) -> Share:
    half, row = half_for(opening, by), Identity.objects.filter(org_id=opening.org_id, code=opening.code).first()
    if Shown.objects.filter(opening=opening).exists() or row is None:
        raise Conflict(_("This was opened once already, or its identity is gone. Whoever needs it asks again."))
    if half is None:
        raise PermissionDenied("vault.half")
    secret = secret_of(half, passphrase=passphrase, paper=paper)
    Share.objects.filter(opening=opening, half=half, by=by).delete()
    sealed = seal(sealing.give(secret, bytes(row.once)), about=_bound(opening.pk, half.seat))
    share = Share.objects.create(org_id=opening.org_id, opening=opening, half=half, sealed=sealed, by=by, at=timezone.now())
    record(by, "vault.half_given", org=opening.org_id, kind="source", key=opening.code, label=opening.code, seat=half.seat)
    return share


def _bound(opening: int, seat: int) -> str:
    return f"vault_share:{opening}:{seat}"


@transaction.atomic
def show_identity(opening: Opening, *, by: Any) -> dict[str, str]:
    """Read one identity once, with both halves given within a quarter of an hour; what they gave is gone afterwards."""
    require(by, "vault.ask", opening.org_id)
    if opening.asked_by_id != by.pk:
        raise PermissionDenied("vault.ask")
    refuse_shut(opening.org_id)
    if Shown.objects.filter(opening=opening).exists():
        raise Conflict(_("This was opened once already, or its identity is gone. Whoever needs it asks again."))
    row = Identity.objects.select_related("key").filter(org_id=opening.org_id, code=opening.code).first()
    fresh = opening.shares.filter(at__gt=timezone.now() - LIFE).select_related("half").order_by("half__seat")
    shares = [one for one in fresh if row is not None and one.half.key_id == row.key_id]
    if row is None or len({one.by_id for one in shares}) < 2:
        raise Conflict(_("Both halves are needed, given within the same quarter of an hour."))
    given = [open_sealed(bytes(one.sealed), about=_bound(opening.pk, one.half.seat)) for one in shares]
    identity = sealing.open_identity(bytes(row.sealed), bytes(row.once), given, about(row.org_id, row.code, row.key))
    Shown.objects.create(org_id=opening.org_id, opening=opening, by=by)
    opening.shares.all().delete()
    record(by, "vault.opened", org=opening.org_id, kind="source", key=opening.code, label=opening.code, reason=opening.reason)
    return identity


@transaction.atomic
def take_note(opening: Opening, *, by: Any) -> None:
    """A holder says that they know of an opening."""
    require(by, "vault.half", opening.org_id)
    Seen.objects.get_or_create(org_id=opening.org_id, opening=opening, by=by)


@transaction.atomic
def drop_stale_shares(org: Organization, *, by: Any, now: dt.datetime | None = None) -> int:
    """Throw away what halves gave and nobody used, and the wrong tries of a day ago; how many were given."""
    require(by, "prevention.clock", org.pk)
    Miss.objects.filter(org=org, at__lt=(now or timezone.now()) - FORGOTTEN).delete()
    return int(Share.objects.filter(org=org, at__lt=(now or timezone.now()) - LIFE).delete()[0])
