"""Each request is one transaction in which somebody proven acts."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from izote.access.context import DOORKEEPER, prove
from izote.access.permissions import sees_persons

Handler = Callable[[HttpRequest], HttpResponse]
OPEN_PREFIXES = ("/cuenta/", "/idioma/", "/static/", "/kit/")


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
    """Tell the database which user acts, and send home whoever still lacks a second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            prove(request.user.pk)
            _touch(request)
            needed = _still_needed(request)
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


def _still_needed(request: HttpRequest) -> HttpResponseRedirect | None:
    if request.path.startswith(OPEN_PREFIXES):
        return None
    if request.user.must_change_password:  # type: ignore[union-attr]
        return redirect("account_change_password")
    if settings.DEMO or request.session.get("second_factor"):
        return None
    if not sees_persons(request.user):
        return None
    from allauth.mfa.utils import is_mfa_enabled

    if is_mfa_enabled(request.user):
        request.session["second_factor"] = True
        return None
    return HttpResponseRedirect(reverse("mfa_index"))

