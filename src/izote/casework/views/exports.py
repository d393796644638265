"""Exports of cases: asked for on one page, with the password shown once; streamed from the next."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.permissions import orgs_with, require
from izote.access.reauthentication import recently
from izote.casework.actions.reports import note_export
from izote.casework.forms.reports import ExportForm
from izote.casework.queries.exports import Asked, chunks, columns
from izote.kit.export import Export, Meta, export, new_password
from izote.kit.handing import MINUTES, redeemed, ticket
from izote.people.permissions import require_somewhere

KEPT_DAYS = 30
SALT = "casework.export"


@login_required
@recently
def case_export(request: HttpRequest) -> HttpResponse:
    """Choose what to export; the answer counts the rows and shows the password once."""
    require_somewhere(request.user, "case.export")
    org = Organization.objects.get(pk=orgs_with(request.user, "case.export")[0])
    form = ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "casework/case_export.html", {"form": form, "org": org})
    data = form.cleaned_data
    days = [data[name].isoformat() if data[name] else "" for name in ("since", "until")]
    asked = Asked(org.pk, data["which"], days[0], days[1], timezone.now().isoformat(), get_language() or "es")
    password = "" if data["bare"] else new_password()
    expected = asked.rows().count()
    token = ticket(int(request.user.pk or 0), asked.packed(), data["fmt"], password, expected, salt=SALT)
    context = {"org": org, "password": password, "expected": expected, "token": token, "filters": asked.filters(org), "minutes": MINUTES}
    return render(request, "casework/case_export_ready.html", context)


@login_required
@require_POST
def case_export_file(request: HttpRequest) -> StreamingHttpResponse:
    """The file itself, made while it is sent."""
    packed, fmt, password, expected = redeemed(request.POST.get("token", ""), int(request.user.pk or 0), salt=SALT)
    asked = Asked(**packed)
    require(request.user, "case.export", asked.org_id)
    org = Organization.objects.get(pk=asked.org_id)
    until = timezone.localdate() + dt.timedelta(days=KEPT_DAYS)
    meta = Meta(_("Cases"), str(request.user), asked.filters(org), until)
    made = export(chunks(asked, request.user), columns(), expected=expected, meta=meta, fmt=fmt, password=password or None)
    response = StreamingHttpResponse(_noted(made, org, request.user), content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    response["Cache-Control"] = "no-store"
    return response


def _noted(made: Export, org: Organization, user: Any) -> Iterator[bytes]:
    """The bytes; whether they all went or the reader left, the trail says how many rows did."""
    try:
        yield from made
    finally:
        with acting_as(user.pk):
            note_export(org, made.delivered, by=user)
