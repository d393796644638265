"""Names: kept sealed for the certificate, read by the manager, erased for good."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from izote.access.sealing_wax import open_text, seal_text
from izote.kit.errors import Conflict
from izote.seminars.actions.common import locked, trace
from izote.seminars.models import Participant, ParticipantName, Seminar
from izote.seminars.permissions import require


def _about(participant: int) -> str:
    return f"seminars_participantname:{participant}:sealed"


def sealed_name(participant: Participant, name: str) -> ParticipantName:
    """The name of a participant as it is kept."""
    return ParticipantName(
        participant=participant,
        seminar_id=participant.seminar_id,
        org_id=participant.org_id,
        sealed=seal_text(name, about=_about(participant.pk)),
    )


def names_of(participants: Iterable[Participant]) -> dict[int, str]:
    """Names by participant, of those that have one still."""
    rows = ParticipantName.objects.filter(participant__in=[one.pk for one in participants])
    return {row.pk: open_text(row.sealed, about=_about(row.pk)) for row in rows}


def read_names(seminar: Seminar, participants: Iterable[Participant], *, by: Any, verb: str = "names_read") -> dict[int, str]:
    """The same, leaving a line in the trail: how many, of which seminar."""
    require(by, "seminars.manage", seminar.org_id)
    found = names_of(participants)
    if found:
        trace(by, verb, seminar, names=len(found))
    return found


@transaction.atomic
def erase_name(participant: Participant, *, by: Any) -> None:
    """Erase one name at once, because she or he asks for it; no certificate can be printed any more."""
    row = locked(participant.seminar, by=by)
    gone, _each = ParticipantName.objects.filter(pk=participant.pk).delete()
    if not gone:
        raise Conflict(_("This name was erased already."))
    trace(by, "name_erased", row, participant=participant.code)


@transaction.atomic
def erase_names(seminar: Seminar, *, by: Any) -> int:
    """Erase every name of a seminar; the database does it for the manager, and for the clock once the day has come, and writes the line."""
    with connection.cursor() as cursor:
        cursor.execute("select access.erase_names(%s)", [seminar.pk])
        (gone,) = cursor.fetchone()
    if gone is None:
        raise Conflict(_("The names of this seminar were erased already."))
    return int(gone)
