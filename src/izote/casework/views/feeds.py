"""The secret address under which a calendar program reads one's appointments: codes, hours and rooms."""

import datetime as dt

import icalendar
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from izote.access.context import DOORKEEPER, prove
from izote.casework.actions.feeds import renew_feed, revoke_feed, token_hash
from izote.casework.queries.appointments import feed_entries, feed_of
from izote.casework.views.answers import need_any
from izote.kit.once import once

STATUS = {"booked": "CONFIRMED", "attended": "CONFIRMED", "no_show": "CONFIRMED", "cancelled": "CANCELLED", "moved": "CANCELLED"}


@login_required
def feed_detail(request: HttpRequest) -> HttpResponse:
    """Whether the address stands; made anew, it is shown this once."""
    need_any(request.user, "case.own")
    address = ""
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("feed_calendar", args=[renew_feed(by=request.user)]))
    return render(request, "casework/feed_detail.html", {"feed": feed_of(request.user), "address": address})


@login_required
@require_POST
@once
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """The address stops working."""
    need_any(request.user, "case.own")
    revoke_feed(by=request.user)
    return redirect("feed_detail")


@require_GET
def feed_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for whoever holds the address and for nobody's session; 404 when there is no such address."""
    prove(DOORKEEPER)
    entries = feed_entries(token_hash(token))
    if entries is None:
        raise Http404
    made = icalendar.Calendar()
    made.add("prodid", "-//Izote//ES")
    made.add("version", "2.0")
    for entry in entries:
        made.add_component(_event(**entry))
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(code: str, start: str, minutes: int, room: str, state: str) -> icalendar.Event:
    begins = dt.datetime.fromisoformat(start)
    event = icalendar.Event()
    event.add("uid", f"{code}-{begins:%Y%m%d}@izote")
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("dtstart", begins.astimezone(dt.UTC))
    event.add("dtend", (begins + dt.timedelta(minutes=minutes)).astimezone(dt.UTC))
    event.add("summary", code)
    event.add("status", STATUS[state])
    if room:
        event.add("location", room)
    return event
