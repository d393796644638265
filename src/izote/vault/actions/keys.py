"""Two holders make a key, each their half; a new key takes over when both halves of the old one let the identities pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.sealing_wax import open_sealed, seal
from izote.kit.errors import BadInput, Conflict
from izote.vault.models import Box, Half, Identity, Key, Miss, Passage
from izote.vault.permissions import require
from izote.vault.queries import LIFE, coming_key, halves_of, live_key, shut, waits_until
from izote.vault.rules import sealing


def refuse_shut(org_id: int) -> None:
    """Refuse (409) while everything is shut."""
    if shut(org_id):
        raise Conflict(_("Everything is shut in an emergency. Two persons have to lift the lockdown first."))


def about(org_id: int, code: str, key: Key) -> str:
    """What the box of an identity is bound to."""
    return f"{org_id}:{code}:{key.number}"


@transaction.atomic
def take_half(org: Organization, *, by: Any, passphrase: str = "", outside: bool = False) -> tuple[Half, str]:
    """Take one half of a new key: sealed by a passphrase, or on paper for an outside body; the paper is returned once and kept nowhere."""
    require(by, "vault.half", org.pk)
    refuse_shut(org.pk)
    if not outside and len(passphrase) < sealing.SHORTEST:
        raise BadInput(_("The passphrase needs at least %(count)s characters: four or five words.") % {"count": sealing.SHORTEST})
    _one_at_a_time(org.pk)
    live, key = live_key(org.pk), coming_key(org.pk)
    if key is None:
        key = Key.objects.create(org=org, number=(live.number if live else 0) + 1)
    held = halves_of(key)
    if len(held) > 1 or any(half.holder_id == by.pk for half in held):
        raise Conflict(_("You hold one half of this key already, or both halves are taken. The other half is for another person."))
    secret = sealing.new_half()
    half = Half.objects.create(
        org=org, key=key, seat=len(held) + 1, holder=by, outside=outside, public=sealing.public_of(secret), made_at=timezone.now()
    )
    if not outside:
        Box.objects.create(org=org, half=half, holder=by, sealed=sealing.seal_half(secret, passphrase))
    record(by, "vault.half_made", org=org, kind="vault_key", key=key.pk, seat=half.seat, outside=outside)
    if held and not (live and Identity.objects.filter(org=org).exists()):
        _put_to_use(key, live, by)
    return half, sealing.on_paper(secret) if outside else ""


def _one_at_a_time(org_id: int) -> None:
    """Two holders who begin in the same second make one key."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('izote.vault'), %s)", [org_id])


def _put_to_use(key: Key, old: Key | None, by: Any) -> None:
    if old is not None:
        Key.objects.filter(pk=old.pk).update(live=False)
    Key.objects.filter(pk=key.pk).update(live=True)
    record(by, "vault.key_live", org=key.org_id, kind="vault_key", key=key.pk, number=key.number)


class NotThisHalf(BadInput):
    """What was given does not open the half."""

    def __init__(self) -> None:
        super().__init__(_("This does not open your half. Look for a slip of the pen."))


@contextmanager
def tried(org_id: int, by: Any, code: str = "") -> Iterator[None]:
    """Count who gives something else than their half; after five in an hour nothing is tried for an hour (409)."""
    until = waits_until(by)
    if until is not None:
        raise Conflict(
            _("Wrong too often. Until %(hour)s nothing more is tried; if it was not you, shut everything and tell the other holder.")
            % {"hour": date_format(timezone.localtime(until), "TIME_FORMAT")}
        )
    try:
        yield
    except NotThisHalf:
        with transaction.atomic():
            Miss.objects.create(org_id=org_id, by=by)
            record(by, "vault.half_refused", org=org_id, kind="source" if code else "vault_key", key=code, label=code)
        raise


def secret_of(half: Half, *, passphrase: str = "", paper: str = "") -> bytes:
    """The secret part of a half from its holder's passphrase or paper; refuses another."""
    try:
        secret = sealing.from_paper(paper) if half.outside else sealing.open_half(bytes(half.box.sealed), passphrase)
    except sealing.WrongHalf as error:
        raise NotThisHalf from error
    if sealing.public_of(secret) != bytes(half.public):
        raise NotThisHalf
    return secret


def pass_half(org: Organization, *, by: Any, passphrase: str = "", paper: str = "") -> bool:
    """Give the old half so that identities pass to the new key; says whether they have passed, which takes both."""
    require(by, "vault.half", org.pk)
    refuse_shut(org.pk)
    with tried(org.pk, by):
        return _pass_half(org, by, passphrase, paper)


@transaction.atomic
def _pass_half(org: Organization, by: Any, passphrase: str, paper: str) -> bool:
    old, new = live_key(org.pk), coming_key(org.pk)
    if old is None or new is None or len(halves_of(new)) < 2:
        raise Conflict(_("First two persons take the halves of the new key."))
    half = Half.objects.filter(key=old, holder_id=by.pk).first()
    if half is None:
        raise Conflict(_("You hold no half of the key in use."))
    secret = secret_of(half, passphrase=passphrase, paper=paper)
    _one_at_a_time(org.pk)
    rows = list(Identity.objects.select_for_update(of=("self",)).filter(org=org, key=old).order_by("pk"))
    Passage.objects.filter(org=org, half=half).delete()
    Passage.objects.bulk_create(
        Passage(org=org, half=half, code=row.code, by=by, sealed=seal(sealing.give(secret, bytes(row.once)), about=_bound(half, row)))
        for row in rows
    )
    record(by, "vault.passed", org=org, kind="vault_key", key=old.pk, identities=len(rows))
    return _passed(rows, old, new, by)


def _bound(half: Half, row: Identity) -> str:
    return f"vault_passage:{half.pk}:{row.code}"


def _passed(rows: list[Identity], old: Key, new: Key, by: Any) -> bool:
    halves, publics = halves_of(old), [bytes(half.public) for half in halves_of(new)]
    fresh = Passage.objects.filter(half__in=halves, at__gt=timezone.now() - LIFE)
    given = {(one.half_id, one.code): bytes(one.sealed) for one in fresh}
    if any((half.pk, row.code) not in given for half in halves for row in rows):
        return False
    for row in rows:
        shares = [open_sealed(given[half.pk, row.code], about=_bound(half, row)) for half in halves]
        identity = sealing.open_identity(bytes(row.sealed), bytes(row.once), shares, about(row.org_id, row.code, old))
        row.once, row.sealed = sealing.seal_identity(identity, publics, about(row.org_id, row.code, new))
        row.key = new
    Identity.objects.bulk_update(rows, ["once", "sealed", "key"], batch_size=200)
    Passage.objects.filter(half__in=halves).delete()
    _put_to_use(new, old, by)
    return True
