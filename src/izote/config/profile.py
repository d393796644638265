"""Whose server this is: the rooms of the ombuds office are shut on a municipality's, and the other way round."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

SHUT = {
    "municipal": frozenset({"prevention", "vault", "seminars"}),
    "ombuds": frozenset({"people", "casework", "observatory"}),
}


def is_shut(room: str) -> bool:
    """Whether this installation has no such room."""
    return room in SHUT.get(settings.PROFILE, frozenset())


def shut_rooms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page of a room that is shut does not exist."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        parts = view.__module__.split(".")
        if parts[0] == "izote" and is_shut(parts[1]):
            raise Http404

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
