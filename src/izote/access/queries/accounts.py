"""Questions about accounts and offices, always for someone."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import Membership, Organization, Session, User
from izote.access.permissions import has_somewhere, may_explain, may_manage, orgs_with, today


def in_force(prefix: str = "") -> Q:
    """The condition of memberships that hold today."""
    begun = Q(**{f"{prefix}starts_on__lte": today()})
    return begun & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": today()}))


def holds(membership: Membership) -> bool:
    """Whether a membership is in force today."""
    return membership.starts_on <= today() and (membership.ends_on is None or membership.ends_on >= today())


def offices_for(user: Any) -> QuerySet[Organization]:
    """The offices whose accounts the user manages, with how many people work in each."""
    people = Count("memberships__user", filter=in_force("memberships__") & Q(memberships__user__is_service=False), distinct=True)
    return Organization.objects.filter(pk__in=_managed(user)).annotate(people=people).order_by("code")


def _managed(user: Any) -> list[int]:
    """Also offices that were closed: whoever manages the platform can open them again."""
    found = orgs_with(user, "user.manage")
    if Organization.objects.filter(pk__in=found, kind=Organization.Kind.PLATFORM).exists():
        return list(Organization.objects.values_list("pk", flat=True))
    return found


def office_for(user: Any, code: str) -> Organization:
    """One of those offices, or 404."""
    office = offices_for(user).filter(code=code).first()
    if office is None:
        raise Http404
    return office


def members_of(office: Organization) -> QuerySet[Membership]:
    """Who works in an office today, services apart."""
    rows = Membership.objects.filter(in_force(), org=office, user__is_service=False)
    return rows.select_related("user").order_by("user__display_name", "pk")


def users_for(user: Any, text: str = "") -> QuerySet[User]:
    """The accounts that an administrator sees: those of the managed offices, present and past."""
    if not has_somewhere(user, "user.manage"):
        return User.objects.none()
    here = Membership.objects.filter(user=OuterRef("pk"))
    rows = User.objects.filter(Exists(here.filter(org__in=_managed(user))) | ~Exists(here), is_service=False)
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    return rows


def user_for(user: Any, pk: int) -> User:
    """One of those accounts, or 404."""
    found = users_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def explained_for(user: Any, username: str) -> User:
    """The user of that name, if one may read what he or she sees; else 404."""
    found = User.objects.filter(username__iexact=username[:60], is_service=False).first()
    if found is None or not may_explain(user, found):
        raise Http404
    return found


def account_of(user: User, *, by: Any) -> dict[str, Any]:
    """What an administrator is shown of an account: memberships, which kinds of second factor, how many sessions."""
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return {
        "memberships": list(Membership.objects.filter(user=user).select_related("org").order_by("-starts_on", "-pk")),
        "factors": [kind for kind in ("webauthn", "totp", "recovery_codes") if kind in kinds],
        "sessions": Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).count(),
        "managed": may_manage(by, user),
    }


def begun() -> bool:
    """Whether the first office has been set up: before that there is nothing for the clock to do."""
    with acting_as(DOORKEEPER):
        return User.objects.filter(is_service=True).exists()
