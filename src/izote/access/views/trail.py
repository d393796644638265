"""Who did what, and who can see what, and why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from izote.access import queries
from izote.access.audit import record
from izote.access.forms import TrailForm
from izote.access.permissions import has_somewhere, home_org
from izote.kit.paging import page_of


@login_required
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """The lines of one's offices, newest first."""
    if not has_somewhere(request.user, "audit.read"):
        raise PermissionDenied("audit.read")
    form = TrailForm(request.GET, verbs=queries.verb_choices(request.user))
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.events_for(
        request.user, who=wanted.get("user", ""), verb=wanted.get("verb", ""), code=wanted.get("code", ""), day=wanted.get("day")
    )
    page = page_of(rows, ["-pk"], request.GET.get("cursor", ""), size=50)
    lines = [(row, queries.verb_label(row.verb)) for row in page]
    return render(request, "access/audit_list.html", {"form": form, "page": page, "lines": lines})


@login_required
@require_safe
def user_explain(request: HttpRequest, username: str = "") -> HttpResponse:
    """What a user can see, and why."""
    me: Any = request.user
    shown = queries.explained_for(me, username or me.username)
    if shown.pk != me.pk:
        record(me, "user.explained", org=home_org(shown), kind="user", key=shown.pk, label=shown.username[:40])
    return render(request, "access/user_explain.html", {"shown": shown, "answer": queries.explain(shown)})
