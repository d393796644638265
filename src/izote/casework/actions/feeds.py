"""The secret address of one's calendar: made, renewed, revoked; only its hash is kept."""

import hashlib
import secrets
from typing import Any

from django.db import transaction

from izote.access.audit import record
from izote.access.permissions import orgs_with, require
from izote.casework.models import CalendarFeed


def token_hash(token: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, by: Any) -> str:
    """A new secret address; the one before stops working at once. It is told this once."""
    org = next(iter(orgs_with(by, "case.own")), 0)
    require(by, "case.own", org)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(user_id=by.pk).delete()
    CalendarFeed(user=by, org_id=org, token_hash=token_hash(token)).save(force_insert=True)
    record(by, "feed.made", org=org, kind="user", key=by.pk, label=by.username)
    return token


@transaction.atomic
def revoke_feed(*, by: Any) -> None:
    """The secret address stops working."""
    gone, _each = CalendarFeed.objects.filter(user_id=by.pk).delete()
    if gone:
        record(by, "feed.revoked", kind="user", key=by.pk, label=by.username)
