"""What most pages of seminars do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.kit.errors import BadInput, Refusal
from izote.seminars.models import Seminar
from izote.seminars.permissions import may, office_of, require, require_somewhere
from izote.seminars.queries.seminars import seminar_for
from izote.vault.door import require_open

TABS = (
    ("seminar_detail", "seminars.read"),
    ("participant_list", "seminars.read"),
    ("before_after", "seminars.read"),
    ("material_list", "seminars.read"),
    ("certificate_list", "seminars.manage"),
    ("name_erasure", "seminars.manage"),
)


def reading(request: HttpRequest) -> None:
    """Refuse (403) whoever reads seminars nowhere."""
    require_somewhere(request.user, "seminars.read")


def managing(request: HttpRequest) -> Organization:
    """The office whose seminars the user manages, else 403."""
    require_somewhere(request.user, "seminars.manage")
    found = office_of(request.user, "seminars.manage")
    if found is None:
        raise PermissionDenied("seminars.manage")
    return found


def seen(request: HttpRequest, code: str) -> tuple[Seminar, dict[str, Any]]:
    """A seminar that the user may see, else 404, and what the head of its pages needs."""
    reading(request)
    seminar = seminar_for(request.user, code)
    return seminar, head_of(request, seminar)


def managed(request: HttpRequest, code: str) -> tuple[Seminar, dict[str, Any]]:
    """The same for its manager; others are refused (403)."""
    seminar, head = seen(request, code)
    require(request.user, "seminars.manage", seminar.org_id)
    return seminar, head


def leaving(request: HttpRequest, code: str) -> Seminar:
    """A seminar of which its manager prints something: nothing leaves (409) while everything is shut in an emergency."""
    seminar, _head = managed(request, code)
    require_open(seminar.org_id)
    return seminar


def head_of(request: HttpRequest, seminar: Seminar) -> dict[str, Any]:
    """The seminar, its tabs, and what its manager should know."""
    words = {
        "seminar_detail": _("Programme and sessions"),
        "participant_list": _("Participants"),
        "before_after": _("Before and after"),
        "material_list": _("Materials"),
        "certificate_list": _("Certificates"),
        "name_erasure": _("Erase names"),
    }
    manages = may(request.user, "seminars.manage", seminar.org_id)
    tabs = [
        {"url": url, "label": words[name], "here": request.path == url}
        for name, right in TABS
        for url in [reverse(name, args=[seminar.code])]
        if right == "seminars.read" or manages
    ]
    over = seminar.ends_on <= timezone.localdate()
    return {"seminar": seminar, "tabs": tabs, "manages": manages, "writes": manages and seminar.is_open, "over": over}


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    to: str,
    title: str,
    template: str = "",
    **more: Any,
) -> HttpResponse:
    """Show a form's page; when it was sent and is right, act and go on; a refusal stands above what was typed."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
                status = 400 if isinstance(refusal, BadInput) else 409
            else:
                return redirect(to)
    context = {"form": form, "back": to, "title": title, **more}
    return render(request, f"seminars/{template or 'form_page'}.html", context, status=status)


def confirm_page(
    request: HttpRequest, act: Callable[[], Any], *, to: str, title: str, yes: str, text: str = "", danger: bool = True
) -> HttpResponse:
    """Ask before something grave, then do it."""
    if request.method == "POST":
        act()
        return redirect(to)
    return render(request, "kit/confirm.html", {"title": title, "yes": yes, "text": text, "back": to, "danger": danger})


def sent(request: HttpRequest) -> Any:
    """What was sent to a form, or nothing."""
    return request.POST if request.method == "POST" else None
