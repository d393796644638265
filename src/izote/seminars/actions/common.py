"""What every act of this room begins with."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import Conflict
from izote.seminars.models import Seminar
from izote.seminars.permissions import require


def locked(seminar: Seminar, *, by: Any) -> Seminar:
    """The seminar as it stands, held until the act is done; for its manager alone."""
    require(by, "seminars.manage", seminar.org_id)
    return Seminar.objects.select_for_update().get(pk=seminar.pk)


def opened(seminar: Seminar, *, by: Any) -> Seminar:
    """The same, as long as its lists may be written."""
    seminar = locked(seminar, by=by)
    if seminar.state == Seminar.State.CANCELLED:
        raise Conflict(_("This seminar was called off."))
    if not seminar.is_open:
        raise Conflict(_("This seminar was closed and counted. Open it again to correct it, as long as no certificate was given."))
    return seminar


def one_at_a_time(org_id: int) -> None:
    """Hold an office's numbering until the act is done."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('izote.seminars'), %s)", [org_id])


def trace(by: Any, verb: str, seminar: Seminar, **details: int | str | bool | None) -> None:
    """A line of the trail about a seminar."""
    record(by, f"seminar.{verb}", org=seminar.org_id, kind="seminar", key=seminar.pk, label=seminar.code, **details)
