"""Contacts and documents of a person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from izote.kit.once import once
from izote.people import actions, queries
from izote.people.forms.contacts import ContactForm, IdentifierForm
from izote.people.permissions import may_write
from izote.people.views.answers import form_page, page_of_person, sent, writable
from izote.people.views.registering import warn_of_digit


@login_required
@once
def contact_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a way to reach the person."""
    person = writable(request, code)
    form = ContactForm(sent(request))
    return form_page(
        request,
        "contact_add",
        form,
        lambda data: actions.add_contact(person, by=request.user, **data),
        to=page_of_person(person),
        person=person,
    )


@login_required
@require_POST
@once
def contact_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove a way to reach the person."""
    person = writable(request, code)
    actions.remove_contact(person, get_object_or_404(queries.contacts_of(person), pk=pk), by=request.user)
    return redirect(page_of_person(person))


@login_required
def identifier_list(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of the person's documents, whole; leaves a line."""
    person = queries.person_for(request.user, code)
    actions.note_documents(person, by=request.user)
    context = {"person": person, "identifiers": queries.identifiers_of(person), "may_write": may_write(request.user, person)}
    return render(request, "people/identifier_list.html", context)


@login_required
@once
def identifier_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a document's number; a wrong check digit is a warning."""
    person = writable(request, code)

    def add(data: dict[str, str]) -> None:
        actions.add_identifier(person, by=request.user, **data)
        warn_of_digit(request, [data])

    return form_page(request, "identifier_add", IdentifierForm(sent(request)), add, to=page_of_person(person), person=person)


@login_required
@require_POST
@once
def identifier_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove a document's number."""
    person = writable(request, code)
    actions.remove_identifier(person, get_object_or_404(queries.identifiers_of(person), pk=pk), by=request.user)
    return redirect(reverse("identifier_list", args=[person.code]))
