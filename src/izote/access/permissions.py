"""Who may: one question, asked by actions, pages and buttons alike."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from izote.access.models import Membership, Organization
from izote.access.roles import NEEDS_SECOND_FACTOR, ROLES

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
    if right in PLATFORM_RIGHTS and any(
        m.org.kind == Organization.Kind.PLATFORM and right in ROLES[m.role].rights for m in mine if m.role in ROLES
    ):
        return list(Organization.objects.filter(is_active=True).values_list("pk", flat=True))
    return sorted({m.org_id for m in mine if m.role in ROLES and right in ROLES[m.role].rights})


def has_somewhere(user: Any, right: str) -> bool:
    """Whether the user has that right in any organisation."""
    return any(right in ROLES[m.role].rights for m in memberships(user) if m.role in ROLES)


def require_somewhere(user: Any, right: str) -> None:
    """Refuse (403) whoever has that right in no organisation."""
    if not has_somewhere(user, right):
        raise PermissionDenied(right)


def office_of(user: Any, right: str) -> Organization | None:
    """The organisation in which the user works first with that right."""
    orgs = orgs_with(user, right)
    return next((m.org for m in memberships(user) if m.org_id in orgs), None)


def home_org(user: Any) -> Organization | None:
    """The organisation in which the user works first."""
    mine = memberships(user)
    return mine[0].org if mine else None


def needs_second_factor(user: Any) -> bool:
    """Whether any of the user's roles reaches persons, accounts or the audit."""
    return any(m.role in NEEDS_SECOND_FACTOR for m in memberships(user))


def may_manage(user: Any, other: Any) -> bool:
    """Whether the acting user manages that account: never one's own, never one that also works out of reach."""
    if user.pk == other.pk or not has_somewhere(user, "user.manage"):
        return False
    with connection.cursor() as cursor:
        cursor.execute("select access.manages(%s)", [other.pk])
        return bool(cursor.fetchone()[0])


def require_managing(user: Any, other: Any) -> None:
    """Refuse (403) unless the acting user manages that account."""
    if not may_manage(user, other):
        raise PermissionDenied("user.manage")


def may_explain(user: Any, other: Any) -> bool:
    """Whether one may read what another sees: everybody for themselves, managers and those who read the audit of the office for others."""
    if user.pk == other.pk or may_manage(user, other):
        return True
    offices = set(orgs_with(user, "audit.read"))
    return any(m.org_id in offices for m in memberships(other))
