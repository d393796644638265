"""How allauth behaves here: no open sign-up, secrets encrypted, every sign-in on the trail."""

import time
from types import SimpleNamespace
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.access import sealing_wax
from izote.access.audit import record
from izote.access.context import DOORKEEPER, prove
from izote.access.models import Invitation, Session, User
from izote.access.permissions import has_somewhere, home_org
from izote.access.sessions import hashed

NOBODY = SimpleNamespace(pk=DOORKEEPER, username="unknown", is_active=False)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only; coming and going leaves a line."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("The user name or the password is not right."),
        "too_many_login_attempts": gettext_lazy("Too many failed attempts. Wait ten minutes and try again, or ask your administrator."),
        "incorrect_password": gettext_lazy("The password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "rate_limited": gettext_lazy("Too many attempts in a short time. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Allauth's own remarks are left out: the pages say what happened."""
        if message_template is None:
            super().add_message(request, level, message_template, *args, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in as a proven actor, leave a line, sweep out dead sessions, and tell what the user must know."""
        prove(user.pk)
        super().login(request, user)
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
        record(user, "user.signed_in", org=home_org(user), kind="user", key=user.pk, label=user.username[:40])
        if user.second_factor_reset_at:
            day = date_format(timezone.localtime(user.second_factor_reset_at), "SHORT_DATETIME_FORMAT")
            text = _("On %(day)s the administration removed your second factor. If you did not ask for it, tell your supervisor now.")
            messages.warning(request, text % {"day": day})
            User.objects.filter(pk=user.pk).update(second_factor_reset_at=None)

    def logout(self, request: HttpRequest) -> None:
        """Leave a line, then end the session."""
        user: Any = request.user
        record(user, "user.signed_out", org=home_org(user), kind="user", key=user.pk, label=user.username[:40])
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; a locked name leaves a line."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._failed(request, "user.locked_out", credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password leaves a line, with the name only where such a user exists."""
        self._failed(request, "user.sign_in_failed", credentials)

    def set_password(self, user: Any, password: str) -> None:
        """A new password leaves a line and ends the user's other sessions."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        here = getattr(context.request, "session", None)
        others = Session.objects.filter(user_id=user.pk)
        if here is not None and here.session_key:
            others = others.exclude(pk=hashed(here.session_key))
        others.delete()
        record(user, "user.password_changed", org=home_org(user), kind="user", key=user.pk, label=user.username[:40])

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether neither password nor second factor was given in the last quarter of an hour."""
        return not proven_recently(context.request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever works in prevention lands on its screen, everybody else at home."""
        if has_somewhere(request.user, "prevention.read"):
            return reverse("prevention")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where one lands after a new password."""
        return str(self.get_login_redirect_url(request))

    def _failed(self, request: HttpRequest, verb: str, credentials: dict[str, Any]) -> None:
        tried = User.objects.filter(username__iexact=credentials.get("username", "")[:60]).first()
        by = request.user if getattr(request, "user", None) and request.user.is_authenticated else NOBODY
        if tried is None:
            record(by, verb, kind="user", label="unknown")
        else:
            record(by, verb, org=home_org(tried), kind="user", key=tried.pk, label=tried.username[:40])


class MFAAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are encrypted at rest; a printed sheet of codes counts as a second factor."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code is not right, or it was used already."),
    }

    def encrypt(self, text: str) -> str:
        """Ciphertext of a second factor's secret."""
        return sealing_wax.seal_text(text, about="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return sealing_wax.open_text(encrypted_text, about="mfa")

    def is_mfa_enabled(self, user: Any, types: list[str] | None = None) -> bool:
        """Whether a second factor is asked at sign-in; for those without a telephone of their own, printed codes suffice."""
        main = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
        return bool(super().is_mfa_enabled(user, None if types is not None and main <= set(types) else types))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider signs in those who were invited, never strangers."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up by themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link the provider's person to the user whose invitation is open; strangers go back to the door."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        user = invited_user(sociallogin)
        if user is None:
            record(NOBODY, "user.sign_in_failed", kind="user", label="unknown")
            messages.error(request, _("Nobody was invited under that name. Ask your administrator."))
            raise ImmediateHttpResponse(redirect("account_login"))
        prove(user.pk)
        open_invitations().filter(user=user).update(used_at=timezone.now())
        sociallogin.connect(request, user)
        record(user, "user.joined", org=home_org(user), kind="user", key=user.pk, label=user.username[:40])

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any) -> None:
        """A sign-in that broke off at the provider leads back to the door."""
        messages.error(request, _("The other system did not confirm who you are. Try again."))
        raise ImmediateHttpResponse(redirect("account_login"))


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that still wait for somebody."""
    return Invitation.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)


def invited_user(sociallogin: Any) -> User | None:
    """The user whom the provider means, by a verified address or by name, and only while the invitation is open."""
    waiting = User.objects.filter(pk__in=open_invitations().values("user_id"))
    for address in sociallogin.email_addresses:
        if address.verified and (found := waiting.filter(email__iexact=address.email).first()):
            return found
    claims = sociallogin.account.extra_data
    name = (claims.get("userinfo") or claims).get("preferred_username", "")
    return waiting.filter(username__iexact=name).first() if name else None


def proven_recently(request: HttpRequest) -> bool:
    """Whether the user gave the password or a second factor within the last quarter of an hour."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
