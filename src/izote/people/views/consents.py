"""What a person agreed to, and takes back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from izote.kit.once import once
from izote.people import actions, queries
from izote.people.forms.consents import ConsentForm
from izote.people.rules import notice_versions
from izote.people.views.answers import form_page, page_of_person, sent, writable


@login_required
@once
def consent_give(request: HttpRequest, code: str) -> HttpResponse:
    """Record an agreement: for what, with whom, until when."""
    person = writable(request, code)
    return form_page(
        request,
        "consent_give",
        ConsentForm(sent(request)),
        lambda data: actions.give_consent(person, by=request.user, **data),
        to=page_of_person(person),
        person=person,
        version=notice_versions()[0],
    )


@login_required
@require_POST
@once
def consent_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record that the person takes an agreement back."""
    person = queries.person_for(request.user, code)
    actions.withdraw_consent(person, get_object_or_404(queries.consents_of(person), pk=pk), by=request.user)
    return redirect(page_of_person(person))
