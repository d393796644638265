"""What most pages with a form do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from izote.kit.errors import Conflict
from izote.kit.forms import sent
from izote.people.actions.trace import require_writable
from izote.people.models import Person
from izote.people.queries import person_for


def form_page(
    request: HttpRequest, name: str, form: forms.Form, act: Callable[[dict[str, Any]], Any], *, to: str, **context: Any
) -> HttpResponse:
    """Show a form's page; when it was sent and is right, act and go on."""
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data)
        return redirect(to)
    return render(request, f"people/{name}.html", {"form": form, "back": to, **context})


def page_of_person(person: Person) -> str:
    """The address of a person's page."""
    return reverse("person_detail", args=[person.code])


def file_of_person(person: Person) -> str:
    """The address of a person's file."""
    return reverse("person_file", args=[person.code])


def writable(request: HttpRequest, code: str) -> Person:
    """The person of that code whose data the user may change now: else 404, 403 or 409."""
    person = person_for(request.user, code)
    require_writable(request.user, person)
    return person


__all__ = ["Conflict", "file_of_person", "form_page", "page_of_person", "sent", "writable"]
