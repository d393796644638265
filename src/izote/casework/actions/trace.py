"""What every act on a case begins and ends with."""

from typing import Any

from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import require
from izote.casework.models import Case
from izote.kit.errors import Conflict


def trace(by: Any, verb: str, case: Case, **details: int | str | bool | None) -> None:
    """Leave the line of an act on a case, in the trail of its person."""
    record(by, verb, org=case.org_id, kind="person", key=case.person_id, label=case.code.split("/")[0], case=str(case.pk), **details)


def require_work(by: Any, case: Case, *, ended: bool = False) -> None:
    """Refuse (403) whoever does not work on cases here, and (409) work on a case that has ended."""
    require(by, "case.own", case.org_id)
    if not ended and not case.is_open:
        raise Conflict(_("This case has ended. Reopen it to go on working."))


def locked(case: Case) -> Case:
    """The case as it is now, held until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def need_version(seen: int, now: int) -> None:
    """Refuse (409) to write over what somebody else changed meanwhile."""
    if seen != now:
        raise Conflict(_("Somebody changed this meanwhile. Look at what changed; nothing of yours was lost or written over."))
