"""What every act on a file begins and ends with."""

from typing import Any

from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import require
from izote.kit.errors import Conflict
from izote.people.models import Person


def trace(by: Any, verb: str, person: Person, **details: int | str | bool | None) -> None:
    """Leave the line of an act on a person's file."""
    record(by, verb, org=person.org_id, kind="person", key=person.pk, label=person.code, **details)


def require_writable(by: Any, person: Person, right: str = "person.write") -> None:
    """Refuse (403) whoever may not write, and (409) writing into a file that the person withdrew."""
    require(by, right, person.org_id)
    if person.withdrawn_at:
        raise Conflict(_("The person asked that this file not be used. It can be read, but not changed."))
