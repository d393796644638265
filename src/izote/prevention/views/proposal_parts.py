"""What most pages with a form do: act, or show the form again with what was typed and a sentence why not."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.permissions import may, office_of

WRITE, DECIDE, ASSIST = "proposals.write", "proposals.decide", "proposals.assist"
ANY, LEAD = (WRITE, DECIDE, ASSIST), (WRITE, DECIDE)


def office_with(request: HttpRequest, right: str) -> Organization:
    """The office in which the user has a right, or 403."""
    org = office_of(request.user, right)
    if org is None:
        raise PermissionDenied(right)
    return org


def need(request: HttpRequest, row: Any, rights: tuple[str, ...]) -> None:
    """Refuse (403) whoever has none of these rights at the row's office."""
    if not has(request, row, rights):
        raise PermissionDenied(rights[0])


def has(request: HttpRequest, row: Any, rights: tuple[str, ...]) -> bool:
    """Whether the user has one of these rights at the row's office."""
    return any(may(request.user, right, row.org_id) for right in rights)


def tried(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    template: str = "prevention/form.html",
    **context: Any,
) -> HttpResponse:
    """Act on a form that is right and go where the act says; else show it again: nothing that was typed is lost."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(act(form.cleaned_data))
            except (BadInput, Conflict) as refusal:
                form.add_error(None, str(refusal))
                status = 409 if isinstance(refusal, Conflict) else 422
    return render(request, template, {"form": form, **context}, status=status)
