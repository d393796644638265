"""What most pages with a form do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from izote.access.models import Organization
from izote.access.permissions import office_of, require, require_somewhere
from izote.kit.forms import sent


def reading(request: HttpRequest) -> None:
    """Refuse (403) whoever reads no directory."""
    require_somewhere(request.user, "partner.read")


def keeping(request: HttpRequest) -> Organization:
    """The office whose directory the user keeps, or 403."""
    office = office_of(request.user, "partner.manage")
    if office is None:
        raise PermissionDenied("partner.manage")
    return office


def mine_to_write(request: HttpRequest, row: Any) -> Any:
    """The entry, when the user may change it, else 403."""
    require(request.user, "partner.manage", row.org_id)
    return row


def form_page(
    request: HttpRequest, title: object, form: forms.BaseForm, act: Callable[[dict[str, Any]], str], *, back: str, **context: Any
) -> HttpResponse:
    """Show a form's page; when it was sent and is right, act and go where the act says."""
    if request.method == "POST" and form.is_valid():
        return redirect(act(form.cleaned_data))
    return render(request, "partners/form_page.html", {"title": title, "form": form, "back": back, **context})


__all__ = ["form_page", "keeping", "mine_to_write", "reading", "sent"]
