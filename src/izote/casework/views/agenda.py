"""The day of the office by code, for reception; a worker's own week."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.models import User
from izote.access.permissions import has_somewhere, orgs_with
from izote.casework.actions.appointments import mark_at_reception
from izote.casework.queries import appointments as queries
from izote.casework.rules.agenda import monday, read_day
from izote.casework.views.answers import need_any
from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.people.queries import staff_with


@login_required
def agenda(request: HttpRequest) -> HttpResponse:
    """Time, room and code of the day's appointments; nobody's name."""
    need_any(request.user, "agenda.read")
    today = timezone.localdate()
    day = read_day(request.GET.get("dia", ""), today)
    code = "".join(request.GET.get("codigo", "")[:12].upper().split())
    slots = [slot for slot in queries.agenda_of(day) if slot.state not in ("moved", "cancelled")]
    found = [slot for slot in slots if slot.code.replace("-", "").startswith(code.replace("-", ""))] if code else slots
    step = dt.timedelta(days=1)
    context = {"day": day, "today": today, "slots": found, "code": code, "before": day - step, "after": day + step}
    context["own"] = has_somewhere(request.user, "case.own")
    return render(request, "casework/agenda.html", context)


@login_required
@require_POST
@once
def agenda_mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who came and who did not."""
    need_any(request.user, "agenda.read")
    event = request.POST.get("event", "")
    if event not in ("attend", "miss"):
        raise BadInput(_("Say what happened with the appointment."))
    mark_at_reception(pk, event, by=request.user)
    day = read_day(request.POST.get("dia", ""), timezone.localdate())
    return redirect(f"{reverse('agenda')}?dia={day.isoformat()}")


@login_required
def agenda_week(request: HttpRequest) -> HttpResponse:
    """One's own week or day, or a colleague's as far as one sees her or his cases."""
    need_any(request.user, "case.own")
    today = timezone.localdate()
    day = read_day(request.GET.get("dia", ""), today)
    one_day = request.GET.get("vista") == "dia"
    first, days = (day, 1) if one_day else (monday(day), 7)
    colleagues = team(request.user)
    whose = next((user for user in colleagues if str(user.pk) == request.GET.get("con", "")), request.user)
    context: dict[str, Any] = {
        "days": queries.calendar(whose, first, days),  # type: ignore[arg-type]
        "day": day,
        "today": today,
        "one_day": one_day,
        "whose": whose,
        "colleagues": colleagues,
        "before": first - dt.timedelta(days=days),
        "after": first + dt.timedelta(days=days),
        "now": timezone.now(),
    }
    return render(request, "casework/agenda_week.html", context)


def team(user: Any) -> list[User]:
    """Whose calendars one may look at: one's own, and as a supervisor those of the office."""
    return [one for org in orgs_with(user, "case.team") for one in staff_with(org, "case.own")]
