"""Searching the directory, and a service's page."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.permissions import has_somewhere
from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.sheets import read_sheet
from izote.partners import actions, queries, rules
from izote.partners.forms.fields import districts
from izote.partners.forms.services import ImportForm, LocationFormSet, ScheduleFormSet, SearchForm, ServiceForm
from izote.partners.models import Service
from izote.partners.permissions import may_approve, may_manage, may_propose, orgs_with
from izote.partners.queries.services import OFFERED
from izote.partners.views.answers import keeping, mine_to_write, reading, sent

ROWS = 20


@login_required
def service_list(request: HttpRequest) -> HttpResponse:
    """Who can help: one search by need, place, age, sex, day and words, the nearest first."""
    reading(request)
    user = request.user
    form = SearchForm(request.GET or None)
    form.is_valid()
    question = form.question()
    asked = any(value not in ("", None) for value in question)
    found = queries.find_services(orgs_with(user, "partner.read"), **question._asdict())
    page = page_of(found, ("rank", "name", "pk"), request.GET.get("cursor", ""), ROWS)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "matches": [queries.matched(row, question) for row in page],
        "attention": None if asked else queries.attention_for(user),
        "may_manage": has_somewhere(user, "partner.manage"),
        "districts": districts(),
    }
    return render(request, "partners/service_list.html", context)


@login_required
def stale_list(request: HttpRequest) -> HttpResponse:
    """Entries that nobody has verified for half a year, or ever."""
    reading(request)
    limit = timezone.localdate() - dt.timedelta(days=rules.STALE_DAYS)
    rows = queries.services_for(request.user).filter(Q(verified_on__isnull=True) | Q(verified_on__lt=limit), status__in=OFFERED)
    page = page_of(rows, ("name", "pk"), request.GET.get("cursor", ""), ROWS)
    context = {"page": page, "days": rules.STALE_DAYS, "may_manage": has_somewhere(request.user, "partner.manage")}
    return render(request, "partners/stale_list.html", context)


@login_required
def service_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that is known of a service, what is missing, and what the public reads."""
    user = request.user
    service = queries.service_for(user, pk)
    manage = may_manage(user, service)
    secrets = queries.confidential_addresses(service) if manage else {}
    may = {"manage": manage, "propose": may_propose(user, service), "approve": may_approve(user, service)}
    published = queries.publications().filter(pk=service.pk).values("of_version", "published_at").first()
    context = {
        "service": service,
        "match": queries.matched(service),
        "locations": [(row, secrets.get(row.pk)) for row in service.locations.all()],
        "phones": [(rules.dialled(number), number, note) for number, note in map(rules.read_phone, service.phones)],
        "today_name": queries.name_on(service.institution, timezone.localdate()),
        "published": published,
        "may": may,
    }
    return render(request, "partners/service_detail.html", context)


@login_required
@once
def service_create(request: HttpRequest) -> HttpResponse:
    """Add a service."""
    org = keeping(request)
    start = {"institution": request.GET.get("institucion", ""), "languages": ["es"]}
    return _service_page(request, None, org, ServiceForm(sent(request), org=org, initial=start), [])


@login_required
@once
def service_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a service."""
    service = mine_to_write(request, queries.service_for(request.user, pk))
    secrets = queries.confidential_addresses(service)
    places = [_shown(row, secrets.get(row.pk)) for row in service.locations.all()]
    hours = [_hours(row) for row in service.schedules.all()]
    return _service_page(request, service, service.org, ServiceForm(sent(request), org=service.org_id, instance=service), places, hours)


def _shown(row: Any, secret: Any) -> dict[str, Any]:
    source = secret or row
    said = {"name": source.name, "place": source.place, "address": source.address}
    return {"id": row.pk, "kind": row.kind, "confidential": row.confidential, **said}


def _hours(row: Any) -> dict[str, Any]:
    names = ("days", "week", "opens_at", "closes_at", "valid_from", "valid_to")
    return {name: getattr(row, name) for name in names}


def _service_page(
    request: HttpRequest, service: Service | None, org: Any, form: ServiceForm, places: list[Any], hours: list[Any] | None = None
) -> HttpResponse:
    locations = LocationFormSet(sent(request), initial=places, prefix="location")
    schedules = ScheduleFormSet(sent(request), initial=hours or [], prefix="schedule")
    if request.method == "POST" and all([form.is_valid(), locations.is_valid(), schedules.is_valid()]):
        data = form.cleaned_data
        known = queries.service_for(request.user, service.pk) if service else None
        row = actions.write_service(
            org=org,
            by=request.user,
            service=known,
            locations=[given for one in locations if (given := one.given())],
            schedules=[given for one in schedules if (given := one.given())],
            **data,
        )
        return redirect("service_detail", row.pk)
    back = reverse("service_detail", args=[service.pk]) if service else reverse("service_list")
    title = _("Correct the service") if service else _("New service")
    context = {"title": title, "form": form, "locations": locations, "schedules": schedules, "back": back, "districts": districts()}
    return render(request, "partners/service_form.html", context)


@login_required
def service_import(request: HttpRequest) -> HttpResponse:
    """Services of a spreadsheet; rows that cannot be read are named with their field."""
    org = keeping(request)
    form = ImportForm(sent(request), request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report = actions.import_services(read_sheet(file.read(), file.name), org=org, by=request.user)
        except BadInput as refusal:
            form.add_error("file", str(refusal.message))
    columns = [str(word) for word in rules.words("columns").values()]
    return render(request, "partners/service_import.html", {"form": form, "report": report, "columns": columns})
