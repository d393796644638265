"""Who may do what with a person."""

from typing import Any

from izote.access.permissions import may, require
from izote.people.models import Person


def may_write(user: Any, person: Person) -> bool:
    """Whether the user may correct this person's data."""
    return may(user, "person.write", person.org_id)


def may_take(user: Any, person: Person) -> bool:
    """Whether the user may become responsible for a file that has nobody."""
    return person.responsible_id is None and may(user, "sensitive.own", person.org_id) and may(user, "person.write", person.org_id)


def may_assign(user: Any, person: Person) -> bool:
    """Whether the user may give the file to somebody else."""
    return may(user, "sensitive.team", person.org_id)


def may_approve_deletion(user: Any, person: Person, requested_by_id: int) -> bool:
    """Whether the user may carry out a deletion that somebody else proposed."""
    return user.pk != requested_by_id and may(user, "person.delete.approve", person.org_id)


__all__ = ["may", "may_approve_deletion", "may_assign", "may_take", "may_write", "require"]
