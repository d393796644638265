"""Relations and households."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from izote.kit.once import once
from izote.people import actions, queries
from izote.people.forms.family import RelationForm
from izote.people.views.answers import form_page, page_of_person, sent, writable
from izote.people.views.persons import found


@login_required
@once
def relation_add(request: HttpRequest, code: str) -> HttpResponse:
    """Find somebody, choose, and say how the two belong together."""
    person = writable(request, code)
    if not request.POST.get("other"):
        answer = found(request) if request.method == "POST" else {}
        return render(request, "people/relation_find.html", {"person": person, **answer})
    other = queries.person_for(request.user, request.POST["other"][:14])

    def act(data: dict[str, Any]) -> None:
        actions.relate(person, other, kind=data["kind"], by=request.user)
        if data["together"]:
            actions.join_household(person, other, by=request.user, role=data["role"], is_caregiver=data["is_caregiver"])

    form = RelationForm(sent(request) if "save" in request.POST else None)
    if not form.is_bound:
        return render(request, "people/relation_add.html", {"form": form, "person": person, "other": other, "back": page_of_person(person)})
    return form_page(request, "relation_add", form, act, to=page_of_person(person), person=person, other=other)


@login_required
@require_POST
@once
def relation_remove(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Remove what was said of two persons."""
    person = writable(request, code)
    actions.unrelate(person, queries.person_for(request.user, other), by=request.user)
    return redirect(page_of_person(person))


@login_required
@require_POST
@once
def household_leave(request: HttpRequest, code: str) -> HttpResponse:
    """Take the person out of the household."""
    person = writable(request, code)
    actions.leave_household(person, by=request.user)
    return redirect(page_of_person(person))
