"""The notebook door: asked for on one page, made by a job, fetched by who asked; an internal copy behind a password shown once."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.access.reauthentication import recently
from izote.kit.errors import Conflict
from izote.kit.export import new_password
from izote.kit.forms import sent
from izote.kit.handing import MINUTES, packaged, redeemed, ticket
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions, jobs
from izote.observatory.forms.exports import ExportForm
from izote.observatory.models import Export
from izote.observatory.permissions import has_somewhere, may_export, require_export, require_somewhere
from izote.observatory.queries import exports as queries
from izote.observatory.rules.exports import FILES

SALT = "observatory.export"


@login_required
def export_list(request: HttpRequest) -> HttpResponse:
    """The exports that the user asked for, and what the files of each copy hold."""
    require_somewhere(request.user, queries.READ)
    page = page_of(queries.exports_for(request.user), ("-asked_at", "-pk"), request.GET.get("cursor", ""), 25)
    return render(request, "observatory/export_list.html", {"page": page, "internal": has_somewhere(request.user, "observatory.load")})


@recently
@once
def export_new(request: HttpRequest) -> HttpResponse:
    """Choose the figures and the copy; a job makes them."""
    require_somewhere(request.user, queries.READ)
    org = Organization.objects.get(pk=orgs_with(request.user, queries.READ)[0])
    form = ExportForm(sent(request), internal=may_export(request.user, org, "internal"))
    if request.method == "POST" and form.is_valid():
        row = actions.begin_export(org=org, by=request.user, **form.cleaned_data)
        jobs.make_export.defer(export_id=row.pk, user_id=int(request.user.pk or 0))
        return redirect("export_detail", pk=row.pk)
    files = {copy: [(f"{name}.parquet", list(columns)) for name, columns in held.items()] for copy, held in FILES.items()}
    return render(request, "observatory/export_new.html", {"form": form, "org": org, "files": files})


@login_required
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, or what it holds; the page asks again by itself."""
    require_somewhere(request.user, queries.READ)
    row = queries.export_for(request.user, pk)
    response = render(request, "observatory/export_detail.html", {"export": row})
    if row.under_way:
        response["Refresh"] = "2"
    return response


@recently
def export_ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the download; the password of an internal copy is made here, shown once, and kept nowhere."""
    row = _ready(request, pk)
    password = new_password() if row.copy == Export.Copy.INTERNAL else ""
    token = ticket(int(request.user.pk or 0), row.pk, password, salt=SALT)
    context: dict[str, Any] = {"export": row, "password": password, "token": token, "minutes": MINUTES}
    context |= {"action": reverse("export_file", args=[pk]), "back": reverse("export_detail", args=[pk]), "back_word": _("Back")}
    response = render(request, "observatory/export_ready.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def export_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The file itself, opened and locked while it is sent."""
    row = _ready(request, pk)
    export_id, password = redeemed(request.POST.get("token", ""), int(request.user.pk or 0), salt=SALT)
    if export_id != row.pk:
        raise Conflict(_("This download belongs to another export. Open it again."))
    response = StreamingHttpResponse(_noted(row, password, request.user), content_type="application/zip")
    name = f"izote-{row.domain}-{row.copy}-{timezone.localtime(row.asked_at):%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _ready(request: HttpRequest, pk: int) -> Export:
    require_somewhere(request.user, queries.READ)
    row = queries.export_for(request.user, pk)
    require_export(request.user, row.org_id, row.copy)
    if row.state != Export.State.READY:
        raise Conflict(_("This export is not ready."))
    return row


def _noted(row: Export, password: str, user: Any) -> Iterator[bytes]:
    """The bytes; whether they all went or the reader left, the trail says how many did."""
    gone, whole = 0, False
    try:
        for chunk in packaged(queries.parts_of(row.pk, user), password=password):
            gone += len(chunk)
            yield chunk
        whole = True
    finally:
        with acting_as(user.pk):
            actions.note_fetched(row, gone, by=user, whole=whole)


@login_required
@require_POST
@once
def export_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up while it is made, or throw it away."""
    require_somewhere(request.user, queries.READ)
    actions.drop_export(queries.export_for(request.user, pk), by=request.user)
    messages.success(request, _("The export was thrown away."))
    return redirect("export_list")
