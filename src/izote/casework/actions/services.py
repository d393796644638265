"""What is given to the person, with its receipt."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.casework.actions.cases import touch
from izote.casework.actions.texts import write_text
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Case, ServiceDelivered
from izote.casework.queries.services import doubles
from izote.kit.errors import Conflict


@transaction.atomic
def deliver(case: Case, *, said: str = "", spoken: bool = True, double_reason: str = "", by: Any, **fields: Any) -> ServiceDelivered:
    """Record something given, under the next receipt number of the office; giving it twice needs a reason."""
    case = locked(case)
    require_work(by, case)
    if doubles(case, fields["kind"], fields["delivered_on"]):
        if not double_reason:
            raise Conflict(_("The same was given not long ago. Say why it is given again."))
    else:
        double_reason = ""
    row = ServiceDelivered(
        case=case, person_id=case.person_id, org_id=case.org_id, receipt=_next_receipt(case.org_id), double_reason=double_reason, by=by,
        **fields,
    )  # fmt: skip
    row.save(force_insert=True)
    write_text(case, "service", said, about_id=row.pk, by=by)
    trace(by, "service.delivered", case, service=str(row.pk), receipt=row.receipt, again=bool(double_reason))
    touch(case, service=True, contact=spoken)
    return row


def _next_receipt(org_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select access.next_receipt(%s)", [org_id])
        return str(cursor.fetchone()[0])


@transaction.atomic
def cancel_service(row: ServiceDelivered, *, said: str = "", by: Any) -> None:
    """Say that it was not given after all; the row and its receipt number stay."""
    row = ServiceDelivered.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
    require_work(by, row.case)
    if row.cancelled_at:
        raise Conflict(_("This was cancelled already."))
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    write_text(row.case, "service_cancel", said, about_id=row.pk, by=by)
    trace(by, "service.cancelled", row.case, service=str(row.pk), receipt=row.receipt)
    touch(row.case, service=True)
