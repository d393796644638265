"""What the receiving side may know: its own referrals, and of each the agreed lines; the database writes who read them."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from izote.access.permissions import orgs_with
from izote.access.sealing_wax import open_text
from izote.casework.models import Referral
from izote.casework.rules import links
from izote.casework.rules import sheet as sheets


@dataclass(frozen=True)
class Sheet:
    """A referral as the receiving side reads it."""

    referral: UUID
    office: str
    phone: str
    lines: list[sheets.Line]


@dataclass(frozen=True)
class Opening:
    """What an address and a number lead to: gone, pin, wrong, over or open."""

    answer: str
    left: int = 0
    code: str = ""
    state: str = ""
    appointment_at: dt.datetime | None = None
    sheet: Sheet | None = field(default=None)


def received_for(user: Any) -> QuerySet[Referral]:
    """The referrals sent to the user's organisation; the database leaves out those whose consent has ended."""
    return Referral.objects.filter(to_org__in=orgs_with(user, "referral.answer"), sent_at__isnull=False).exclude(state="withdrawn")


def received(user: Any, pk: UUID) -> Referral | None:
    """One of them, or nothing."""
    return received_for(user).select_related("org").filter(pk=pk).first()


def partner_sheet(referral: Referral) -> Sheet | None:
    """The agreed lines of a referral for an account of the organisation, leaving a line; nothing once it has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select access.referral_sheet(%s)", [referral.pk])
        (found,) = cursor.fetchone()
    return _sheet(referral.pk, _read(found)) if found else None


def open_link(token: str, mark: str, pin: str | None = None) -> Opening:
    """What stands behind a link for this browser; a wrong number is counted in the database before this returns."""
    pin_hash = None if pin is None else links.pin_hash(token, pin)
    with connection.cursor() as cursor:
        cursor.execute("select access.link_sheet(%s, %s, %s)", [links.token_hash(token), pin_hash, links.browser_hash(token, mark)])
        found = _read(cursor.fetchone()[0])
    if found["answer"] != "open":
        return Opening(found["answer"], found.get("left", 0), found.get("code", ""), found.get("state", ""))
    at = dt.datetime.fromisoformat(found["appointment_at"]) if found["appointment_at"] else None
    return Opening("open", 0, found["code"], found["state"], at, _sheet(UUID(found["id"]), found))


def _sheet(pk: UUID, found: dict[str, Any]) -> Sheet:
    values = sheets.unpack(open_text(found["sealed"], about=f"casework_referralsheet:{pk}:sealed"))
    return Sheet(pk, found["office"], found["phone"], sheets.lines(values))


def _read(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = value if isinstance(value, dict) else json.loads(value)
    return found
