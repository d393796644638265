"""Each request is one transaction in which somebody proven acts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from izote.access.context import DOORKEEPER, prove
from izote.access.permissions import memberships, needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]
ALWAYS_OPEN = ("/cuenta/salir/", "/cuenta/cerrada/", "/kit/")


def transaction_of_somebody(get_response: Handler) -> Handler:
    """Open the request's transaction, first as the doorkeeper who may only look up accounts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            prove(DOORKEEPER)
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware


def prove_who_acts(get_response: Handler) -> Handler:
    """Tell the database which user acts, send away who has no office any more, and first to the door who lacks something."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            prove(request.user.pk)
            _touch(request)
            needed = _sent_away(request) or _still_needed(request)
            if needed:
                return needed
        return get_response(request)

    return middleware


def _touch(request: HttpRequest) -> None:
    now = timezone.now()
    seen = request.session.get("seen")
    if not seen or now - dt.datetime.fromisoformat(seen) > dt.timedelta(seconds=60):
        request.session["seen"] = now.isoformat()
    if "started" not in request.session:
        request.session["started"] = now.isoformat()


def _sent_away(request: HttpRequest) -> HttpResponseRedirect | None:
    """Whoever has no role in force today keeps no session."""
    if request.path.startswith(ALWAYS_OPEN) or memberships(request.user):
        return None
    logout(request)
    prove(DOORKEEPER)
    return redirect("account_inactive")


def _still_needed(request: HttpRequest) -> HttpResponseRedirect | None:
    """Where one must go first: a new password, a second factor."""
    user: Any = request.user
    if request.path.startswith(ALWAYS_OPEN):
        return None
    if user.must_change_password and request.path != reverse("account_change_password"):
        return redirect("account_change_password")
    if settings.DEMO or request.session.get("second_factor") or not needs_second_factor(user):
        return None
    if is_mfa_enabled(user):
        request.session["second_factor"] = True
        return None
    return None if request.path.startswith(reverse("mfa_index")) or _may_confirm(request.path) else redirect("mfa_index")


def _may_confirm(path: str) -> bool:
    """Setting up a second factor may ask for the password first."""
    return path in (reverse("account_reauthenticate"), reverse("account_change_password"))
