"""The case level, opened explicitly, and who takes care of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from izote.access.permissions import require
from izote.kit.once import once
from izote.people import actions, queries
from izote.people.forms.casefile import AssignForm, CircumstancesForm, JourneyForm, ReturnForm
from izote.people.models import Journey, Person, Return
from izote.people.permissions import may_write
from izote.people.queries import File
from izote.people.views.answers import file_of_person, form_page, page_of_person, sent, writable
from izote.people.views.filewords import circumstances, journey_line, return_line


def opened(person: Person) -> File:
    """The case level of a person, leaving a line; 403 when it is not open."""
    file = queries.open_file(person)
    if file is None:
        raise PermissionDenied
    return file


@login_required
def person_file(request: HttpRequest, code: str) -> HttpResponse:
    """Circumstances, journeys and returns: opening this page is written into the trail."""
    person = queries.person_for(request.user, code)
    file = opened(person)
    context = {
        "person": person,
        "circumstances": [part for row in (file.sensitive, *file.merged) for part in circumstances(row)],
        "journeys": [journey_line(row) for row in file.journeys],
        "returns": [return_line(row) for row in file.returns],
        "may_write": may_write(request.user, person),
    }
    return render(request, "people/person_file.html", context)


@login_required
@require_POST
@once
def person_take(request: HttpRequest, code: str) -> HttpResponse:
    """Become responsible for a file that has nobody."""
    person = writable(request, code)
    actions.take_file(person, by=request.user)
    return redirect(page_of_person(person))


@login_required
@once
def person_assign(request: HttpRequest, code: str) -> HttpResponse:
    """Give the file to somebody."""
    person = queries.person_for(request.user, code)
    require(request.user, "sensitive.team", person.org_id)
    kept_out = queries.exclusions_of(person).values_list("user_id", flat=True)
    form = AssignForm(sent(request), staff=list(queries.staff_with(person.org_id, "sensitive.own").exclude(pk__in=kept_out)))
    return form_page(
        request,
        "person_assign",
        form,
        lambda data: actions.assign_file(person, to=data["to"], by=request.user),
        to=page_of_person(person),
        person=person,
    )


@login_required
@once
def circumstances_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Address, needs, health and family situation."""
    person = writable(request, code)
    form = CircumstancesForm(sent(request), initial=opened(person).sensitive)
    return form_page(
        request,
        "circumstances_edit",
        form,
        lambda data: actions.save_circumstances(person, by=request.user, **data),
        to=file_of_person(person),
        person=person,
    )


@login_required
@once
def journey_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a departure."""
    person = writable(request, code)
    opened(person)
    form = JourneyForm(sent(request))
    act = lambda _: actions.add_journey(person, by=request.user, **form.journey_fields())  # noqa: E731
    return form_page(request, "journey_add", form, act, to=file_of_person(person), person=person)


@login_required
@once
def journey_edit(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Correct a departure, or remove it."""
    person = writable(request, code)
    found = _row(Journey, opened(person).journeys, pk)
    form = JourneyForm(sent(request), initial=JourneyForm.shown(found))
    correct = lambda _: actions.correct_journey(person, pk, by=request.user, **form.journey_fields())  # noqa: E731
    if "remove" in request.POST:
        return _removed(person, lambda: actions.remove_journey(person, pk, by=request.user))
    return form_page(request, "journey_edit", form, correct, to=file_of_person(person), person=person)


@login_required
@once
def return_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a return."""
    person = writable(request, code)
    opened(person)
    form = ReturnForm(sent(request))
    act = lambda data: actions.add_return(person, by=request.user, **data)  # noqa: E731
    return form_page(request, "return_add", form, act, to=file_of_person(person), person=person)


@login_required
@once
def return_edit(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Correct a return, or remove it."""
    person = writable(request, code)
    found = _row(Return, opened(person).returns, pk)
    form = ReturnForm(sent(request), initial=ReturnForm.shown(found))
    correct = lambda data: actions.correct_return(person, pk, by=request.user, **data)  # noqa: E731
    if "remove" in request.POST:
        return _removed(person, lambda: actions.remove_return(person, pk, by=request.user))
    return form_page(request, "return_edit", form, correct, to=file_of_person(person), person=person)


def _row(model: type[Any], rows: list[dict[str, Any]], pk: UUID) -> Any:
    """One row of an opened file as an object of its model, or 404."""
    row = next((row for row in rows if row["id"] == str(pk)), None)
    if row is None:
        raise Http404
    found = model(**{name: value for name, value in row.items() if name != "created_at"})
    found.clean_fields(exclude=["person", "org"])
    return found


def _removed(person: Person, remove: Callable[[], None]) -> HttpResponse:
    remove()
    return redirect(file_of_person(person))
