"""What every answer carries, and how a refusal becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput, Conflict

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    # no-referrer would make browsers post with "Origin: null", which the CSRF guard must refuse; nothing leaves this origin either way
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
THEMES = {"light", "dark"}


def security_headers(get_response: Handler) -> Handler:
    """The headers of every answer; nothing but static files may stay in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        theme = request.COOKIES.get("izote_theme", "")
        request.theme = theme if theme in THEMES else ""  # type: ignore[attr-defined]
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def errors_as_pages(get_response: Handler) -> Handler:
    """Refusals become a page that says why: 409 not now, 400 cannot be read, 413 too large."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return refusal(request, 409, exception.message)
        if isinstance(exception, BadInput):
            return refusal(request, 400, exception.message)
        if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
            return refusal(request, 413, _("What was sent is too large. Files may have at most 20 MB."))
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def refusal(request: HttpRequest, status: int, message: object) -> HttpResponse:
    """The page of a refusal, with the way back to where one was."""
    came_from = request.headers.get("Referer", "")
    back = came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()) else ""
    return render(request, "409.html" if status == 409 else "400.html", {"message": message, "back": back}, status=status)
