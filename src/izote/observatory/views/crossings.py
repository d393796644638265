"""Alarms as signed figures for the ombuds office: prepared by one, let go by another, fetched as a file."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.access.signing import fingerprint, public_key
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions
from izote.observatory.forms.crossings import CrossingForm
from izote.observatory.models import Alarm
from izote.observatory.permissions import may, require_somewhere
from izote.observatory.queries.crossings import alarms_to_hand, crossing_for, crossings_for
from izote.observatory.views.alarm_parts import counted_words, week_words, where
from izote.territory.queries import in_words


@login_required
@require_safe
def crossing_list(request: HttpRequest) -> HttpResponse:
    """What was handed over, and the key with which the other side checks it."""
    require_somewhere(request.user, "observatory.read")
    page = page_of(crossings_for(request.user), ("-prepared_at", "-pk"), request.GET.get("cursor", ""), 25)
    key = public_key()
    return render(request, "observatory/crossing_list.html", {"page": page, "key": key, "fingerprint": fingerprint(key)})


@login_required
@once
def crossing_new(request: HttpRequest) -> HttpResponse:
    """Choose alarms; what would leave is shown before anybody lets it go."""
    require_somewhere(request.user, "observatory.write")
    alarms = {one.pk: one for one in alarms_to_hand(request.user)}
    form = CrossingForm(sent(request), offered=[(pk, _said(one)) for pk, one in alarms.items()])
    if request.method == "POST" and form.is_valid():
        chosen = [alarms[int(pk)] for pk in form.cleaned_data["alarms"]]
        return redirect("crossing_detail", pk=actions.prepare_crossing(chosen[0].org, chosen, by=request.user).pk)
    return render(request, "observatory/crossing_new.html", {"form": form, "any": bool(alarms)})


def _said(alarm: Alarm) -> str:
    words = {"what": counted_words(alarm.indicator), "where": where(alarm), "weeks": week_words(alarm), "state": alarm.get_state_display()}
    return _("%(what)s, %(where)s, %(weeks)s: %(state)s") % words + f" · {alarm.source.name}"


@login_required
@require_safe
def crossing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what leaves, row by row."""
    require_somewhere(request.user, "observatory.read")
    row = crossing_for(request.user, pk)
    may_release = not row.released_at and row.prepared_by_id != request.user.pk and may(request.user, "observatory.publish", row.org_id)
    return render(
        request, "observatory/crossing_detail.html", {"crossing": row, "rows": in_words(row.content["rows"]), "may_release": may_release}
    )


@login_required
@require_POST
@once
def crossing_release(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person lets it go."""
    require_somewhere(request.user, "observatory.publish")
    actions.release_crossing(crossing_for(request.user, pk), by=request.user)
    messages.success(request, _("Released. The file can be fetched now."))
    return redirect("crossing_detail", pk=pk)


@login_required
@require_safe
def crossing_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file."""
    require_somewhere(request.user, "observatory.read")
    row = crossing_for(request.user, pk)
    content = actions.signed_crossing(row, by=request.user)
    name = f"{row.org.code}-alarmas-{row.number:03d}.json"
    response = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
