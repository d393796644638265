"""Erasing names: by the manager once certificates are made, by the clock once the day has come."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from izote.kit.errors import Conflict
from izote.seminars.actions.common import locked
from izote.seminars.actions.names import erase_names
from izote.seminars.models import Seminar
from izote.seminars.permissions import require
from izote.seminars.queries.participants import lacking_certificate


@transaction.atomic
def erase_after_certificates(seminar: Seminar, *, by: Any) -> int:
    """Erase the names of a seminar for good, once everybody who came long enough has a certificate."""
    row = locked(seminar, by=by)
    if row.state == Seminar.State.PLANNED:
        raise Conflict(_("Close the seminar and give the certificates first; until then names are needed."))
    if n := lacking_certificate(row):
        words = ngettext(
            "%(n)s person who came long enough has no certificate yet, and could have none afterwards.",
            "%(n)s persons who came long enough have no certificate yet, and could have none afterwards.",
            n,
        )
        raise Conflict(words % {"n": n})
    return erase_names(row, by=by)


def erase_due(org_id: int, *, by: Any) -> int:
    """Erase, in an office, the names of every seminar whose day has come; returns of how many seminars."""
    require(by, "seminars.erase", org_id)
    due = Seminar.objects.filter(org=org_id, names_erased_at__isnull=True, erase_on__lte=timezone.localdate())
    for row in due:
        erase_names(row, by=by)
    return len(due)
