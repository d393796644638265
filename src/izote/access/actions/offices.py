"""Opening an office and changing what is known of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Membership, Organization, User
from izote.access.permissions import forget_memberships, memberships, require, today
from izote.access.roles import ROLES, SERVICES
from izote.access.rules import serves_in
from izote.kit.errors import Conflict

CHANGEABLE = frozenset({"name", "place_code", "phone", "is_active"})


def runs_platform(user: Any) -> bool:
    """Whether the user administers the whole installation."""
    mine = memberships(user)
    return any(m.org.kind == Organization.Kind.PLATFORM and "org.manage" in ROLES[m.role].rights for m in mine if m.role in ROLES)


@transaction.atomic
def create_office(*, code: str, name: str, kind: str, by: Any, place_code: str = "", phone: str = "") -> Organization:
    """Open an office, with the services that work in each."""
    if not runs_platform(by):
        raise PermissionDenied("org.manage")
    try:
        with transaction.atomic():
            office = Organization.objects.create(code=code.upper(), name=name, kind=kind, place_code=place_code, phone=phone)
    except IntegrityError as error:
        raise Conflict(_("There is already an office with that code.")) from error
    forget_memberships(by)
    let_services_in(office, by=by)
    record(by, "office.created", org=office, kind="office", key=office.pk, label=office.code)
    return office


def let_services_in(office: Organization, *, by: Any) -> None:
    """The services that work in an office of its kind."""
    for service in User.objects.filter(username__in=SERVICES, is_service=True):
        if not serves_in(SERVICES[service.username], office.kind):
            continue
        Membership.objects.create(user=service, org=office, role=SERVICES[service.username], starts_on=today(), granted_by=by)


@transaction.atomic
def change_office(office: Organization, *, by: Any, **fields: Any) -> Organization:
    """Correct what is known of an office, or close it; the platform's own office stays open."""
    require(by, "org.manage", office)
    values = {name: value for name, value in fields.items() if name in CHANGEABLE and getattr(office, name) != value}
    if office.kind == Organization.Kind.PLATFORM and values.get("is_active") is False:
        raise Conflict(_("The platform's own office cannot be closed."))
    Organization.objects.filter(pk=office.pk).update(**values) if values else None
    record(by, "office.changed", org=office, kind="office", key=office.pk, label=office.code, fields=len(values))
    for name, value in values.items():
        setattr(office, name, value)
    return office
