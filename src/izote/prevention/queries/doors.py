"""What an institution may know: what it was told of, by its accounts or behind its link, and the thread and evidence of that."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from izote.prevention.models import DoorKey, EarlyWarning, Evidence, Recommendation
from izote.prevention.rules import doorkeys


@dataclass(frozen=True)
class Opening:
    """What an address and a number lead to: gone, pin, wrong or open; and then whose office and which warning."""

    answer: str
    left: int = 0
    warning: int = 0
    addressee: int = 0
    office: str = ""
    phone: str = ""

    @property
    def is_open(self) -> bool:
        """Whether this browser may read and answer in this request."""
        return self.answer == "open"


def mine() -> QuerySet[Recommendation]:
    """What the institution of whoever acts was told of; the database shows no other row, and none of the office's own questions."""
    with connection.cursor() as cursor:
        cursor.execute("select access.my_addressees(), access.my_door()")
        institutions, warning = cursor.fetchone()
    rows = Recommendation.objects.filter(told__in=institutions)
    return rows.filter(warning=warning) if warning else rows


def mine_or_404(pk: int) -> Recommendation:
    """One of them, or 404."""
    found = mine().filter(pk=pk).select_related("place").prefetch_related("answers__evidence", "verdicts").first()
    if found is None:
        raise Http404
    return found


def my_evidence(pk: int, evidence: int) -> Evidence:
    """A file of one of them, or 404."""
    found = Evidence.objects.filter(pk=evidence, recommendation=mine_or_404(pk)).select_related("recommendation").first()
    if found is None:
        raise Http404
    return found


def knock(token: str, mark: str, pin: str | None = None) -> Opening:
    """Try a link in this browser; a wrong number is counted in the database before this returns."""
    pin_hash = None if pin is None else doorkeys.pin_hash(token, pin)
    with connection.cursor() as cursor:
        cursor.execute("select access.open_door(%s, %s, %s)", [doorkeys.token_hash(token), pin_hash, doorkeys.browser_hash(token, mark)])
        found = cursor.fetchone()[0]
    said: dict[str, Any] = found if isinstance(found, dict) else json.loads(found)
    names = ("left", "warning", "addressee", "office", "phone")
    return Opening(said["answer"], **{name: said[name] for name in names if said.get(name)})


def keys_of(warning: EarlyWarning) -> QuerySet[DoorKey]:
    """The links of a warning that still live, for its office."""
    return DoorKey.objects.filter(warning=warning, revoked_at__isnull=True).select_related("addressee__institution").order_by("created_at")
