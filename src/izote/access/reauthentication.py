"""Asking again who sits there before a sensitive act."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from izote.access.adapters import proven_recently

View = Callable[..., HttpResponse]


def recently(view: View) -> View:
    """The view, for those who gave their password or second factor within the last quarter of an hour; others are asked first."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if proven_recently(request):
            return view(request, *args, **kwargs)
        methods = get_adapter().get_reauthentication_methods(request.user)
        if not methods:
            get_adapter().logout(request)
        url = methods[0]["url"] if methods else reverse("account_login")
        return HttpResponseRedirect(f"{url}?{urlencode({'next': request.path}, safe='/')}")

    return guarded
