"""Questions of the vault, always for somebody."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.vault.models import Half, Identity, Key, Lockdown, Miss, Opening
from izote.vault.permissions import orgs_with

SHARE_MINUTES = 15
LIFE = dt.timedelta(minutes=SHARE_MINUTES)
MOST_MISSES, PAUSE = 5, dt.timedelta(hours=1)


def shut(org_id: int) -> bool:
    """Whether everything of the office is shut in an emergency."""
    with connection.cursor() as cursor:
        cursor.execute("select access.vault_shut(%s)", [org_id])
        return bool(cursor.fetchone()[0])


def live_key(org_id: int) -> Key | None:
    """The key in use."""
    return Key.objects.filter(org_id=org_id, live=True).first()


def coming_key(org_id: int) -> Key | None:
    """A key that is being made."""
    live = live_key(org_id)
    return Key.objects.filter(org_id=org_id, live=False, number__gt=live.number if live else 0).order_by("-number").first()


def halves_of(key: Key) -> list[Half]:
    """Its halves by their seats."""
    return list(Half.objects.filter(key=key).select_related("holder").order_by("seat"))


def held_codes(org_id: int, codes: Iterable[str]) -> set[str]:
    """Of which of these sources an identity is kept; nothing while everything is shut."""
    return set(Identity.objects.filter(org_id=org_id, code__in=list(codes)).values_list("code", flat=True))


def openings_for(user: Any) -> QuerySet[Opening]:
    """What was asked to be opened in the user's offices, with whether it was read."""
    offices = {*orgs_with(user, "vault.ask"), *orgs_with(user, "vault.half")}
    return Opening.objects.filter(org__in=offices).select_related("asked_by", "shown")


def opening_for(user: Any, pk: int) -> Opening:
    """One of them, or 404."""
    row = openings_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class Rate(NamedTuple):
    """How often identities were asked for and read."""

    asked: int
    read: int


def rates(org_id: int, now: dt.datetime | None = None) -> list[tuple[int, Rate]]:
    """The last 30, 90 and 365 days."""
    now = now or timezone.now()
    found = []
    for days in (30, 90, 365):
        rows = Opening.objects.filter(org_id=org_id, asked_at__gt=now - dt.timedelta(days=days))
        counts = rows.aggregate(asked=Count("pk"), read=Count("pk", filter=Q(shown__isnull=False)))
        found.append((days, Rate(**counts)))
    return found


def given(opening: Opening, user: Any, now: dt.datetime | None = None) -> int:
    """How many halves the user may know to have been given and to be still good."""
    return opening.shares.filter(at__gt=(now or timezone.now()) - LIFE).count()


def half_for(opening: Opening, user: Any) -> Half | None:
    """The half by which the user can help to open it."""
    key = Identity.objects.filter(org_id=opening.org_id, code=opening.code).values_list("key_id", flat=True).first()
    return Half.objects.filter(key_id=key, holder_id=user.pk).first() if key else None


def lockdown_of(org_id: int) -> Lockdown | None:
    """The lockdown that is in force, if any."""
    rows = Lockdown.objects.filter(org_id=org_id).select_related("by").annotate(lifted=Count("lifts__by", distinct=True))
    return rows.filter(lifted__lt=2).order_by("-pk").first()


def waits_until(user: Any, now: dt.datetime | None = None) -> dt.datetime | None:
    """Until when the user gives no half, after five wrong ones within an hour; nothing when they may."""
    last = list(Miss.objects.filter(by_id=user.pk).order_by("-at").values_list("at", flat=True)[:MOST_MISSES])
    if len(last) < MOST_MISSES or last[0] - last[-1] > PAUSE or last[0] + PAUSE <= (now or timezone.now()):
        return None
    return last[0] + PAUSE
