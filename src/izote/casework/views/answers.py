"""What most pages of casework do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from izote.access.permissions import has_somewhere, require
from izote.casework.models import Case
from izote.casework.queries.cases import case_for, person_of
from izote.kit.forms import sent


def form_page(
    request: HttpRequest, name: str, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], *, to: str, **context: Any
) -> HttpResponse:
    """Show a form's page; when it was sent and is right, act and go on."""
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data)
        return redirect(to)
    return render(request, f"casework/{name}.html", {"form": form, "back": to, **context})


def page_of_case(case: Case) -> str:
    """The address of a case's page."""
    return reverse("case_detail", args=[case.pk])


def seen_case(request: HttpRequest, pk: UUID, right: str = "") -> tuple[Case, dict[str, Any]]:
    """A case that the user may see, else 404 (and with a right, else 403), and what the head of its pages needs."""
    need_cases(request.user)
    case = case_for(request.user, pk)
    if right:
        require(request.user, right, case.org_id)
    return case, {"case": case, "person": person_of(case)}


def need_cases(user: Any) -> None:
    """Refuse (403) whoever has nothing to do with cases anywhere."""
    need_any(user, "case.own", "case.team")


def need_any(user: Any, *rights: str) -> None:
    """Refuse (403) whoever has none of these rights anywhere."""
    if not any(has_somewhere(user, right) for right in rights):
        raise PermissionDenied(rights[0])


__all__ = ["form_page", "need_any", "need_cases", "page_of_case", "require", "seen_case", "sent"]
