"""What the worker does every hour for referrals: remind both sides of what is late or silent, by e-mail without content."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.access.queries.accounts import begun
from izote.casework.actions.referral_answers import note_reminder
from izote.casework.models import Referral
from izote.casework.queries.referrals import to_remind
from izote.casework.rules.referrals import is_silent

logger = logging.getLogger("izote.casework.jobs")
MOST = 200
SUBJECT = "Tiene una tarea · You have a task"
WORDS = (
    "Tiene una tarea pendiente. Entre como siempre, o abra el enlace que recibió. Si no lo tiene, llame a la oficina que se lo envió.\n\n"
    "You have a task waiting. Sign in as always, or open the link that you received. If you do not have it, call the office that sent it.\n"
)


def mail_is_set_up() -> bool:
    """Whether this installation sends e-mail; where it does not, what is late stands in the office's call list."""
    return bool(settings.EMAIL_HOST)


@app.periodic(cron="37 * * * *")
@app.task(name="casework.remind_referrals", queue="care", pass_context=False)
def remind_referrals(timestamp: int) -> None:
    """Remind, in each office, of referrals that are late or silent."""
    close_old_connections()
    if not (mail_is_set_up() and begun()):
        return
    with acting_as_service("service-care") as service:
        user = User.objects.get(pk=service)
        offices = orgs_with(user, "case.team")
    for office in offices:
        logger.info("reminded of referrals in office %s: %s", office, remind(office, by=user))
    close_old_connections()


def remind(office: int, *, by: Any) -> int:
    """Write to both sides of each referral that needs it, and keep that it was done; each in its own transaction."""
    with acting_as_service("service-care"):
        rows = list(to_remind(office, timezone.now()).select_related("case__responsible")[:MOST])
    return sum(_remind(row, by=by) for row in rows)


def _remind(row: Referral, *, by: Any) -> bool:
    worker = row.case.responsible
    addresses = [address for address in (row.to_email, worker.email if worker else "") if address]
    told = [address for address in addresses if _sent(address)]
    if told:
        kind = "silent" if is_silent(row.state, row.moved_at, timezone.now()) else "late"
        with acting_as_service("service-care"):
            note_reminder(row, kind=kind, way="email", by=by)
    return bool(told)


def _sent(address: str) -> bool:
    try:
        return bool(send_mail(SUBJECT, WORDS, None, [address]))
    except OSError as error:
        logger.warning("an e-mail could not be sent: %s", type(error).__name__)
        return False
