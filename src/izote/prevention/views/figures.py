"""Signed figures of municipalities: keys compared by telephone, files checked, a signal for each alarm."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.models import Organization
from izote.access.signing import fingerprint
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import figures as actions
from izote.prevention.forms.figures import FileForm, KeyForm
from izote.prevention.jobs.figures import signals_of_file
from izote.prevention.permissions import has_somewhere, office_of, require_somewhere
from izote.prevention.queries import figures as queries
from izote.territory.queries import in_words

READ, WRITE = "prevention.read", "prevention.analyse"


def _office(request: HttpRequest, right: str) -> Organization:
    require_somewhere(request.user, right)
    office = office_of(request.user, right)
    assert office is not None
    return office


@login_required
@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """Files that came, and the keys of the offices."""
    require_somewhere(request.user, READ)
    page = page_of(queries.files_for(request.user), ("-received_at", "-pk"), request.GET.get("cursor", ""), 25)
    keys = [(one, fingerprint(one.public_key)) for one in queries.keys_for(request.user)[:100]]
    writes = has_somewhere(request.user, WRITE)
    return render(request, "prevention/figure_list.html", {"page": page, "keys": keys, "writes": writes})


@login_required
@once
def figure_upload(request: HttpRequest) -> HttpResponse:
    """Bring a file; the same one again changes nothing."""
    org = _office(request, WRITE)
    form = FileForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row, new = actions.take_figures(org, form.cleaned_data["file"].read(), by=request.user)
        if new:
            signals_of_file.defer(file_id=row.pk)
        messages.success(
            request, _("The signature fits. Each alarm becomes a signal.") if new else _("This file is known already; nothing changed.")
        )
        return redirect("figure_detail", pk=row.pk)
    return render(request, "prevention/figure_upload.html", {"form": form})


@login_required
@require_safe
def figure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what it says, and the signals made of it."""
    require_somewhere(request.user, READ)
    row = queries.file_for(request.user, pk)
    context = {
        "file": row,
        "rows": in_words(row.content["rows"]),
        "made_on": dt.date.fromisoformat(row.content["made_on"]),
        "signals": queries.signals_of(row),
    }
    return render(request, "prevention/figure_detail.html", context)


@login_required
@once
def figure_key_new(request: HttpRequest) -> HttpResponse:
    """Register the key that an office sent."""
    org = _office(request, WRITE)
    form = KeyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.register_key(org, by=request.user, **form.cleaned_data)
        messages.success(request, _("Registered. A second person compares the six groups by telephone before it counts."))
        return redirect("figure_list")
    return render(request, "prevention/figure_key_new.html", {"form": form})


@login_required
@require_POST
@once
def figure_key_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person compared it."""
    require_somewhere(request.user, READ)
    actions.confirm_key(queries.key_for(request.user, pk), by=request.user)
    messages.success(request, _("Confirmed. Files signed with this key are taken now."))
    return redirect("figure_list")


@login_required
@require_POST
@once
def figure_key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing signed with it is taken any more."""
    require_somewhere(request.user, READ)
    actions.revoke_key(queries.key_for(request.user, pk), by=request.user)
    messages.success(request, _("Withdrawn. Files signed with this key are refused from now on."))
    return redirect("figure_list")
