"""The first office and the first administrator, written by the owner of the tables when nobody exists yet."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import DOORKEEPER
from izote.access.models import Invitation, Membership, Organization, User
from izote.access.permissions import today
from izote.access.roles import SERVICES
from izote.access.rules import INVITATION_HOURS, OFFICE_CODE, USERNAME, new_token, serves_in, token_hash
from izote.kit.errors import BadInput, Conflict

PLATFORM = "IZO"
SET_UP = SimpleNamespace(pk=DOORKEEPER, username="set-up")


@transaction.atomic
def begin(*, office: str, office_name: str, kind: str, username: str, display_name: str) -> str:
    """Platform, first office, services and first administrator; returns the token of the one-time link."""
    if User.objects.filter(is_service=False).exists() or Organization.objects.exists():
        raise Conflict(_("There are users already: an administrator invites further ones from the pages."))
    if not OFFICE_CODE.match(office.upper()) or office.upper() == PLATFORM or not office_name:
        raise BadInput(_("The office needs a name and a code of three capital letters without accents."))
    if not USERNAME.match(username.lower()) or not display_name:
        raise BadInput(_("The administrator needs a name and a user name of three letters or more, without accents."))
    platform = Organization.objects.create(code=PLATFORM, name="Izote", kind=Organization.Kind.PLATFORM)
    first = Organization.objects.create(code=office.upper(), name=office_name, kind=kind)
    for name, role in SERVICES.items():
        service = User.objects.create(username=name, display_name=name, is_service=True, password=make_password(None))
        if serves_in(role, kind):
            Membership.objects.create(user=service, org=first, role=role, starts_on=today())
    user = User.objects.create(username=username.lower(), display_name=display_name, password=make_password(None))
    Membership.objects.create(user=user, org=platform, role="administrator", starts_on=today())
    record(SET_UP, "office.created", org=first, kind="office", key=first.pk, label=first.code)
    record(SET_UP, "user.invited", org=platform, kind="user", key=user.pk, label=user.username, role="administrator")
    token = new_token()
    ends = timezone.now() + dt.timedelta(hours=INVITATION_HOURS)
    Invitation.objects.create(user=user, token_hash=token_hash(token), created_by=user, expires_at=ends)
    return token
