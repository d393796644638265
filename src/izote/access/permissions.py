"""Who may: one question, asked by actions, pages and buttons alike."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from izote.access.models import Membership, Organization
from izote.access.roles import ROLES, SEES_PERSONS

PLATFORM_RIGHTS = frozenset({"user.manage", "org.manage"})


def today() -> dt.date:
    """The day in El Salvador."""
    return timezone.localdate()


def memberships(user: Any) -> list[Membership]:
    """The user's memberships in force today, fetched once per user object."""
    if not user or not getattr(user, "is_active", False):
        return []
    cached = getattr(user, "_memberships_today", None)
    if cached is None or cached[0] != today():
        rows = Membership.objects.filter(user_id=user.pk, starts_on__lte=today(), org__is_active=True).select_related("org")
        cached = (today(), [m for m in rows if m.ends_on is None or m.ends_on >= today()])
        user._memberships_today = cached
    found: list[Membership] = cached[1]
    return found


def forget_memberships(user: Any) -> None:
    """Make the next question ask the database again."""
    user._memberships_today = None


def rights(user: Any, org_id: int) -> frozenset[str]:
    """Everything the user may do in that organisation."""
    mine = memberships(user)
    found: set[str] = set()
    for m in mine:
        role = ROLES.get(m.role)
        if role is None:
            continue
        if m.org_id == org_id:
            found |= role.rights
        elif m.org.kind == Organization.Kind.PLATFORM:
            found |= role.rights & PLATFORM_RIGHTS
    return frozenset(found)


def may(user: Any, right: str, org: Organization | int) -> bool:
    """Whether the user has that right in that organisation today."""
    return right in rights(user, org if isinstance(org, int) else org.pk)


def require(user: Any, right: str, org: Organization | int) -> None:
    """Refuse (403) unless the user has that right there."""
    if not may(user, right, org):
        raise PermissionDenied(right)


def orgs_with(user: Any, right: str) -> list[int]:
    """The organisations in which the user has that right."""
    mine = memberships(user)
    if right in PLATFORM_RIGHTS and any(m.org.kind == Organization.Kind.PLATFORM and right in ROLES[m.role].rights for m in mine if m.role in ROLES):
        return list(Organization.objects.filter(is_active=True).values_list("pk", flat=True))
    return sorted({m.org_id for m in mine if m.role in ROLES and right in ROLES[m.role].rights})


def has_somewhere(user: Any, right: str) -> bool:
    """Whether the user has that right in any organisation."""
    return any(right in ROLES[m.role].rights for m in memberships(user) if m.role in ROLES)


def sees_persons(user: Any) -> bool:
    """Whether any of the user's roles may see persons, so that a second factor is required."""
    return any(m.role in SEES_PERSONS for m in memberships(user))


def home_org(user: Any) -> Organization | None:
    """The organisation in which the user works first."""
    mine = memberships(user)
    return mine[0].org if mine else None
