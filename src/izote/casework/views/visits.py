"""Visits without a file: counting one in half a minute, and what was counted."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import has_somewhere, may, office_of
from izote.casework.actions import visits as actions
from izote.casework.forms.visits import PeriodForm, VisitForm
from izote.casework.queries import visits as queries
from izote.casework.rules.words import label
from izote.casework.views.answers import need_any, sent
from izote.kit.once import once

LONGEST = dt.timedelta(days=366)


@login_required
@once
def visit_create(request: HttpRequest) -> HttpResponse:
    """Count a visit: taps, nothing to type; from here one may go on to register the person."""
    org = office_of(request.user, "visit.count")
    if org is None:
        raise PermissionDenied("visit.count")
    form = VisitForm(sent(request))
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "place": form.cleaned_data["place"] or None}
        visit = actions.count_visit(org, by=request.user, **data)
        if request.POST.get("next") == "register" or visit.outcome == "registers":
            return redirect("person_create")
        messages.success(request, _("Counted: %(topics)s.") % {"topics": ", ".join(label("visit_topics", topic) for topic in visit.topics)})
        return redirect("visit_create")
    today = queries.lately(request.user, timezone.localdate())
    return render(
        request,
        "casework/visit_create.html",
        {"form": form, "today": today, "org": org, "may_register": may(request.user, "person.write", org)},
    )


@login_required
def visit_list(request: HttpRequest) -> HttpResponse:
    """Counts of a period by topic and by day, with a picture."""
    need_any(request.user, "visit.count", "case.team")
    form = PeriodForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    until = asked.get("until") or timezone.localdate()
    since = max(asked.get("since") or until.replace(day=1), until - LONGEST)
    found = queries.counted(request.user, since, until)
    context = {
        "form": PeriodForm(initial={"since": since, "until": until}),
        "since": since,
        "until": until,
        "found": found,
        "topics": [(label("visit_topics", code), n) for code, n in found.topics],
        "channels": [(label("visit_channels", code), n) for code, n in found.channels],
        "outcomes": [(label("visit_outcomes", code), n) for code, n in found.outcomes],
        "may_count": has_somewhere(request.user, "visit.count"),
    }
    return render(request, "casework/visit_list.html", context)


@login_required
@require_POST
@once
def visit_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a visit of today that was counted by mistake."""
    need_any(request.user, "visit.count")
    actions.remove_visit(queries.visit_of_today(request.user, pk, timezone.localdate()), by=request.user)
    return redirect("visit_create")
