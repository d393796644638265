"""Access to health care, work, school and documents: which unit serves, what was asked, what was refused and why."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from izote.casework.actions import refusals as actions
from izote.casework.actions.trace import require_work
from izote.casework.forms.refusals import AnswerForm, AskedForm
from izote.casework.models import Case
from izote.casework.permissions import may_work
from izote.casework.queries import refusals as queries
from izote.casework.rules.words import words
from izote.casework.views.answers import form_page, seen_case, sent
from izote.kit.once import once
from izote.partners.models import Service
from izote.partners.queries import find_services, health_unit_for, printed_lines
from izote.people.models import Person
from izote.people.rules import age_of

MOST = 40


def _back(case: Case) -> str:
    return reverse("refusal_list", args=[case.pk])


@login_required
def refusal_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was asked of services for the person, and what came of it."""
    case, head = seen_case(request, pk)
    rows = list(queries.refusals_of(case))
    context = {
        **head,
        "rows": rows,
        "refused": any(row.answer == "refused" for row in rows),
        "sectors": list(words("refusal_sectors").values()),
        "may_work": may_work(request.user, case),
    }
    return render(request, "casework/refusal_list.html", context)


@login_required
def access_health(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which public health unit serves the person's district, what to bring, and what one can do when it refuses."""
    case, head = seen_case(request, pk)
    place = head["person"].place if head["person"] else None
    context = {
        **head,
        "place": place,
        "unit": health_unit_for(case.org_id, place) if place else None,
        "lines": printed_lines(case.org_id),
        "rows": queries.refusals_of(case).filter(sector="health"),
        "may_work": may_work(request.user, case),
    }
    return render(request, "casework/access_health.html", context)


@login_required
@once
def refusal_add(request: HttpRequest, pk: UUID, sector: str) -> HttpResponse:
    """Note what was asked, of whom, and the answer."""
    case, head = seen_case(request, pk, "case.own")
    if sector not in words("refusal_sectors"):
        raise Http404
    require_work(request.user, case, ended=True)
    person: Person | None = head["person"]
    services = _services(case, person, sector)
    form = AskedForm(sent(request), sector=sector, services=services, initial=_initial(case, person, sector))

    def act(data: dict[str, Any]) -> None:
        service: Service | None = data.pop("service")
        place = person.place if person else None
        actions.note_refusal(case, sector=sector, service_id=service.pk if service else None, place=place, by=request.user, **data)

    return form_page(request, "refusal_add", form, act, to=_back(case), sector=words("refusal_sectors")[sector], **head)


@login_required
@once
def refusal_answer(request: HttpRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """Note what was answered meanwhile."""
    case, head = seen_case(request, pk, "case.own")
    row = queries.refusal_for(case, row_pk)
    said = {None: "", True: "yes", False: "no"}[row.for_returning]
    form = AnswerForm(sent(request), initial={"answer": row.answer, "reason": row.reason, "for_returning": said})
    act = lambda data: actions.answer_refusal(row, by=request.user, **data)  # noqa: E731
    return form_page(request, "refusal_answer", form, act, to=_back(case), row=row, **head)


def _services(case: Case, person: Person | None, sector: str) -> list[Service]:
    age = age_of(person.birth_date, person.birth_year, timezone.localdate()) if person else None
    return list(find_services(case.org_id, need=sector, place=person.place if person else None, age=age)[:MOST])


def _initial(case: Case, person: Person | None, sector: str) -> dict[str, Any]:
    """Today, and for health care the unit that serves the district."""
    unit = health_unit_for(case.org_id, person.place) if sector == "health" and person and person.place else None
    return {"asked_on": timezone.localdate(), "service": str(unit.pk) if unit else ""}
