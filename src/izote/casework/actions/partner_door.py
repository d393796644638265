"""Answers that come through a one-time link, carried by the program's own service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied

from izote.access.audit import record
from izote.access.context import DOORKEEPER, acting_as_service, prove
from izote.access.models import User
from izote.access.permissions import home_org
from izote.casework.actions.referral_answers import answer_referral
from izote.casework.models import Referral
from izote.casework.queries.partner_door import Opening, open_link


@contextmanager
def carried() -> Iterator[User]:
    """For the time of one answer the service acts; then nobody does again."""
    with acting_as_service("service-links") as pk:
        yield User.objects.get(pk=pk)
    prove(DOORKEEPER)


def opened_by_link(token: str, mark: str, pin: str | None = None) -> Opening:
    """What stands behind a link; opening it for the first time is the first answer."""
    found = open_link(token, mark, pin)
    if found.sheet and found.state == "sent":
        answer_by_link(found, "see")
    return found


def answer_by_link(found: Opening, event: str, **said: Any) -> None:
    """Carry an answer of whoever has just proven the link in this browser."""
    if found.sheet is None:
        raise PermissionDenied
    with carried() as service:
        answer_referral(Referral(pk=found.sheet.referral), event, by=service, via="link", **said)


def note_received(shown: int, *, by: Any) -> None:
    """Leave the line that somebody looked at the list of referrals received."""
    office = home_org(by)
    record(by, "referral.received", org=office.pk if office else None, shown=shown)
