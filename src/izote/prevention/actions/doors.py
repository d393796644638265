"""The link of an institution without accounts: made and revoked by the follow-up unit, carried by the program's own service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import DOORKEEPER, acting_as_service, prove
from izote.access.models import User
from izote.kit.errors import Conflict
from izote.prevention.models import Addressee, DoorKey, EarlyWarning, Recommendation
from izote.prevention.permissions import may_follow
from izote.prevention.queries.recommendations import threats_of
from izote.prevention.rules import doorkeys
from izote.vault.door import require_open


class Made(NamedTuple):
    """What is told once after making a link: the secret of the address, and the number that goes another way."""

    key: DoorKey
    token: str
    pin: str


@transaction.atomic
def make_key(warning: EarlyWarning, addressee: Addressee, *, by: Any) -> Made:
    """A new link for what an institution was told of in one warning; the earlier one stops working."""
    if not may_follow(by, warning.org_id):
        raise PermissionDenied("prevention.follow")
    require_open(warning.org_id)
    if not Recommendation.objects.filter(warning=warning, told=addressee).exists():
        raise Conflict(_("This institution was told of nothing in this warning."))
    if addressee.pk in threats_of(warning):
        raise Conflict(_("This institution is possibly the threat: it gets no copy."))
    now = timezone.now()
    DoorKey.objects.filter(warning=warning, addressee=addressee, revoked_at__isnull=True).update(revoked_at=now)
    token, pin = doorkeys.new_token(), doorkeys.new_pin()
    key = DoorKey(
        org_id=warning.org_id, warning=warning, addressee=addressee, token_hash=doorkeys.token_hash(token),
        pin_hash=doorkeys.pin_hash(token, pin), expires_at=doorkeys.ends(now), by=by,
    )  # fmt: skip
    key.save(force_insert=True)
    record(by, "prevention.key_made", org=key.org_id, kind="doorkey", key=key.pk, label=warning.code)
    return Made(key, token, pin)


@transaction.atomic
def revoke_key(key: DoorKey, *, by: Any) -> None:
    """A link that works no more from this moment."""
    if not may_follow(by, key.org_id):
        raise PermissionDenied("prevention.follow")
    DoorKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    record(by, "prevention.key_revoked", org=key.org_id, kind="doorkey", key=key.pk)


@contextmanager
def carried() -> Iterator[User]:
    """For the time of one reading or answer the service acts; then nobody does again."""
    with acting_as_service("service-doors") as pk:
        yield User.objects.get(pk=pk)
    prove(DOORKEEPER)
