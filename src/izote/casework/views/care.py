"""Support, appointments, notes and documents of a case, on one page."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from izote.casework.models import Case
from izote.casework.permissions import may_work, require
from izote.casework.queries.appointments import appointments_of
from izote.casework.queries.cases import open_case
from izote.casework.queries.services import balance, services_of
from izote.casework.rules.agenda import bounds
from izote.casework.views.answers import seen_case

MOST = 100


def care_case(request: HttpRequest, pk: UUID) -> tuple[Case, dict[str, Any]]:
    """The case, and the head of its pages of support; 403 for whoever only approves."""
    case, context = seen_case(request, pk)
    if not may_work(request.user, case):
        require(request.user, "sensitive.team", case.org_id)
    return case, {**context, "tab": "care", "may_work": may_work(request.user, case) and case.is_open}


def working_case(request: HttpRequest, pk: UUID) -> tuple[Case, dict[str, Any]]:
    """The same for pages that write: 403 for whoever does not work on cases."""
    case, context = care_case(request, pk)
    require(request.user, "case.own", case.org_id)
    return case, context


def page_of_care(case: Case) -> str:
    """The address of a case's support."""
    return reverse("care_list", args=[case.pk])


@login_required
def care_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was given, the appointments with what they are for, and the ways to notes and documents."""
    case, context = care_case(request, pk)
    opened = open_case(case, "texts")
    said = {text.about_id: text.body for about in ("appointment", "service", "service_cancel") for text in opened.about(about)}
    services = [(row, said.get(str(row.pk), "")) for row in services_of(case)[:MOST]]
    appointments = [(row, said.get(str(row.pk), "")) for row in appointments_of(case)[:MOST]]
    midnight = bounds(timezone.localdate())[0]
    ahead = [(row, words) for row, words in appointments[::-1] if row.state == "booked" and row.starts_at >= midnight]
    past = [(row, words) for row, words in appointments if not (row.state == "booked" and row.starts_at >= midnight)]
    context |= {"services": services, "ahead": ahead, "past": past, "balance": balance(case), "notes": opened.about("note")[-3:][::-1]}
    return render(request, "casework/care_list.html", context)
