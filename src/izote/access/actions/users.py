"""Inviting, granting, resetting, leaving: never for oneself, always with a line."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import prove
from izote.access.models import Invitation, Membership, Organization, Session, User
from izote.access.permissions import forget_memberships, home_org, require, require_managing, today
from izote.access.rules import INVITATION_HOURS, grantable, new_token, token_hash
from izote.kit.errors import BadInput, Conflict


def _trace(by: Any, verb: str, user: User, *, org: Any = None, **details: int | str | bool | None) -> None:
    record(by, verb, org=org or home_org(user), kind="user", key=user.pk, label=user.username[:40], **details)


def _require_grantable(role: str, org: Organization) -> None:
    if role not in grantable(org.kind):
        raise BadInput(_("That role is not given in this kind of office."))


@transaction.atomic
def invite_user(*, username: str, display_name: str, org: Organization, role: str, by: Any) -> tuple[User, str]:
    """A new account with its first role; returns it with the one-time link's token, which is not kept."""
    require(by, "user.manage", org)
    _require_grantable(role, org)
    try:
        with transaction.atomic():
            user = User.objects.create(username=username.lower(), display_name=display_name, password=make_password(None))
    except IntegrityError as error:
        raise Conflict(_("There is already a user with that name; choose another.")) from error
    Membership.objects.create(user=user, org=org, role=role, starts_on=today(), granted_by=by)
    _trace(by, "user.invited", user, org=org, role=role)
    return user, _invitation(user, by)


@transaction.atomic
def change_email(email: str, *, by: Any) -> None:
    """The own address, where one is told that a task waits."""
    User.objects.filter(pk=by.pk).update(email=email)
    _trace(by, "user.email_changed", by)


def _invitation(user: User, by: Any) -> str:
    now = timezone.now()
    Invitation.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = new_token()
    Invitation.objects.create(user=user, token_hash=token_hash(token), created_by=by, expires_at=now + dt.timedelta(hours=INVITATION_HOURS))
    return token


@transaction.atomic
def reinvite_user(user: User, *, by: Any) -> str:
    """A new one-time link for someone who lost the first one or the password."""
    require_managing(by, user)
    _require_active(user)
    token = _invitation(user, by)
    _trace(by, "user.reinvited", user)
    return token


def _require_active(user: User) -> None:
    if not user.is_active:
        raise Conflict(_("This account is closed."))


@transaction.atomic
def accept_invitation(token: str, *, password: str) -> User:
    """Set the password by the one-time link; acts as the invited user, whom the link proves."""
    now = timezone.now()
    open_links = Invitation.objects.filter(token_hash=token_hash(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True)
    user_id = open_links.values_list("user_id", flat=True).first()
    if user_id is not None:
        prove(user_id)
    if user_id is None or not open_links.update(used_at=now):
        raise Conflict(_("This link was used already or has expired. Ask your administrator for a new one."))
    user = User.objects.get(pk=user_id)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    Session.objects.filter(user_id=user.pk).delete()
    _trace(user, "user.joined", user)
    return user


@transaction.atomic
def grant_role(user: User, *, org: Organization, role: str, by: Any, until: dt.date | None = None) -> Membership:
    """Give a role in an office, from today."""
    require(by, "user.manage", org)
    require_managing(by, user)
    _require_active(user)
    _require_grantable(role, org)
    if until and until < today():
        raise BadInput(_("The last day lies in the past."))
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, org=org, role=role, starts_on=today(), ends_on=until, granted_by=by)
    except IntegrityError as error:
        raise Conflict(_("The user already has that role there.")) from error
    forget_memberships(user)
    _trace(by, "user.role_granted", user, org=org, role=role)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Any) -> None:
    """Take a role back at once; the user's sessions end with it."""
    require(by, "user.manage", membership.org_id)
    if membership.user_id == by.pk:
        raise PermissionDenied("user.manage")
    still = Membership.objects.filter(pk=membership.pk).exclude(ends_on__lt=today())
    if not still.update(ends_on=today() - dt.timedelta(days=1)):
        raise Conflict(_("That role had ended already."))
    user = User.objects.get(pk=membership.user_id)
    ended = _end_sessions(user)
    _trace(by, "user.role_ended", user, org=membership.org_id, role=membership.role, sessions=ended)


def _end_sessions(user: User) -> int:
    return int(Session.objects.filter(user_id=user.pk).delete()[0])


@transaction.atomic
def end_sessions(user: User, *, by: Any) -> int:
    """Sign a user out everywhere; returns from how many browsers."""
    require_managing(by, user)
    ended = _end_sessions(user)
    _trace(by, "user.sessions_ended", user, sessions=ended)
    return ended


@transaction.atomic
def deactivate_user(user: User, *, by: Any) -> dict[str, int]:
    """Close the account of someone who leaves; returns how much she was responsible for, in counts alone."""
    require_managing(by, user)
    _require_active(user)
    office = home_org(user)
    left = responsibilities(user)
    now = timezone.now()
    in_force = Membership.objects.filter(user=user).exclude(ends_on__lt=today())
    roles = in_force.filter(starts_on__lte=today()).update(ends_on=today() - dt.timedelta(days=1))
    User.objects.filter(pk=user.pk).update(is_active=False, password=make_password(None))
    Authenticator.objects.filter(user_id=user.pk).delete()
    Invitation.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    _trace(by, "user.left", user, org=office, roles=roles, sessions=_end_sessions(user), files=sum(left.values()))
    forget_memberships(user)
    return left


def responsibilities(user: User) -> dict[str, int]:
    """How many rows of each table name the user as the one responsible."""
    with connection.cursor() as cursor:
        cursor.execute("select relation, many from access.responsibilities(%s)", [user.pk])
        return {relation: many for relation, many in cursor.fetchall() if many}


@transaction.atomic
def reset_second_factor(user: User, *, by: Any) -> str:
    """Remove a lost second factor; returns the token of a one-time link, by which the user begins anew."""
    require_managing(by, user)
    _require_active(user)
    removed = Authenticator.objects.filter(user_id=user.pk).delete()[0]
    User.objects.filter(pk=user.pk).update(second_factor_reset_at=timezone.now(), password=make_password(None))
    _trace(by, "user.second_factor_reset", user, removed=int(removed), sessions=_end_sessions(user))
    return _invitation(user, by)
