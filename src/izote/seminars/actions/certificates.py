"""Certificates: given for the hours attended, printed with the name while there is one, annulled when they were a mistake."""

import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import Conflict
from izote.seminars.actions.common import locked, trace
from izote.seminars.models import Certificate, Seminar
from izote.seminars.queries.participants import entitled, named, participants_of
from izote.seminars.rules.codes import certificate_code


@transaction.atomic
def issue_certificates(seminar: Seminar, *, by: Any) -> int:
    """Give a certificate to everybody who came long enough and has none yet; returns how many."""
    row = locked(seminar, by=by)
    if row.state != Seminar.State.CLOSED:
        raise Conflict(_("Certificates are given once the seminar is closed and counted."))
    if row.names_erased_at is not None:
        raise Conflict(_("The names were erased: no certificate can be made any more."))
    minutes, today, with_name = entitled(row), timezone.localdate(), named(row)
    given = set(Certificate.objects.filter(seminar=row).values_list("participant_id", flat=True))
    fresh = [one for one in participants_of(row) if one.pk in minutes and one.pk in with_name and one.pk not in given]
    for one in fresh:
        Certificate.objects.create(
            org_id=row.org_id, seminar=row, participant=one, code=certificate_code(), minutes=minutes[one.pk], kind=one.kind, role=one.role,
            issued_on=today,
        )  # fmt: skip
    trace(by, "certified", row, certificates=len(fresh))
    return len(fresh)


@transaction.atomic
def annul_certificate(certificate: Certificate, *, by: Any) -> None:
    """Annul a certificate that was a mistake: its page says so from then on."""
    row = locked(certificate.seminar, by=by)
    if certificate.annulled_on is not None:
        raise Conflict(_("This certificate was annulled already."))
    certificate.annulled_on = timezone.localdate()
    certificate.save(update_fields=["annulled_on"])
    trace(by, "annulled", row, participant=certificate.participant.code)


def check_certificate(code: str) -> dict[str, Any] | None:
    """What anybody who holds a code may know of it; nothing that names."""
    with connection.cursor() as cursor:
        cursor.execute("select access.certificate(%s)", [code])
        (found,) = cursor.fetchone()
    if found is None:
        return None
    return dict(found) if isinstance(found, dict) else dict(json.loads(found))
