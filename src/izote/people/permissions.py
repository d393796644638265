"""Who may do what with a person."""

from typing import Any

from django.utils import timezone

from izote.access.permissions import has_somewhere, may, require, require_somewhere
from izote.people.models import Person
from izote.people.rules import FIRST_CONTACT


def may_write(user: Any, person: Person) -> bool:
    """Whether the user may correct this person's data."""
    return person.withdrawn_at is None and may(user, "person.write", person.org_id)


def may_open(user: Any, person: Person, *, in_emergency: bool = False) -> bool:
    """Whether the case level is open to the user; the database decides again by the same rule."""
    if may(user, "sensitive.team", person.org_id):
        return True
    own = person.responsible_id == user.pk and may(user, "sensitive.own", person.org_id)
    return person.withdrawn_at is None and (own or in_emergency)


def may_take(user: Any, person: Person) -> bool:
    """Whether the user may become responsible for a file that has nobody."""
    return person.responsible_id is None and may(user, "sensitive.own", person.org_id) and may_write(user, person)


def may_assign(user: Any, person: Person) -> bool:
    """Whether the user may give the file to somebody else."""
    return may(user, "sensitive.team", person.org_id)


def may_exclude(user: Any, person: Person) -> bool:
    """Whether the user may keep a colleague out of the file: at the first contact who registers, later the supervisor."""
    first_contact = timezone.now() - person.created_at < FIRST_CONTACT
    return may(user, "person.write" if first_contact else "exclusion.set", person.org_id)


def may_lift_exclusion(user: Any, person: Person) -> bool:
    """Whether the user may let a colleague see the file again."""
    return may(user, "exclusion.set", person.org_id)


def may_resume(user: Any, person: Person) -> bool:
    """Whether the user may use a withdrawn file again."""
    return person.withdrawn_at is not None and may(user, "sensitive.team", person.org_id)


def may_propose_deletion(user: Any, person: Person) -> bool:
    """Whether the user may ask that the file be deleted."""
    return may(user, "person.delete", person.org_id)


def may_break_glass(user: Any) -> bool:
    """Whether the user may open a colleague's file in an emergency."""
    return has_somewhere(user, "breakglass.use")


def may_approve_deletion(user: Any, org_id: int, requested_by_id: int) -> bool:
    """Whether the user may carry out a deletion that somebody else proposed."""
    return user.pk != requested_by_id and may(user, "person.delete.approve", org_id)


__all__ = [
    "may",
    "may_approve_deletion",
    "may_assign",
    "may_break_glass",
    "may_exclude",
    "may_lift_exclusion",
    "may_open",
    "may_propose_deletion",
    "may_resume",
    "may_take",
    "may_write",
    "require",
    "require_somewhere",
]
