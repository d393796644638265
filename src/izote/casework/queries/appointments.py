"""Questions about appointments, always for somebody."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.casework.models import Appointment, CalendarFeed, Case
from izote.casework.rules.agenda import Clash, bounds, is_unusual


def appointments_of(case: Case) -> QuerySet[Appointment]:
    """The appointments of a case, latest first."""
    return Appointment.objects.filter(case=case).select_related("with_user").order_by("-starts_at")


def coming(case: Case, most: int = 5) -> list[Appointment]:
    """The next appointments of a case."""
    rows = Appointment.objects.filter(case=case, state="booked", starts_at__gte=timezone.now())
    return list(rows.select_related("with_user").order_by("starts_at")[:most])


def appointment_for(user: Any, pk: UUID, *, hold: bool = False) -> Appointment:
    """An appointment that the user may see, or 404."""
    rows = Appointment.objects.select_for_update(of=("self",)) if hold else Appointment.objects.all()
    found = rows.filter(pk=pk, org__in=orgs_with(user, "case.own")).select_related("org", "case", "with_user").first()
    if found is None:
        raise Http404
    return found


def calendar(user: User, first: dt.date, days: int) -> list[tuple[dt.date, list[Appointment]]]:
    """A colleague's appointments, day by day; the row policies keep to what whoever asks may see."""
    begins, ends = bounds(first, days)
    rows = Appointment.objects.filter(with_user=user, starts_at__gte=begins, starts_at__lt=ends).exclude(state="moved")
    by_day: dict[dt.date, list[Appointment]] = defaultdict(list)
    for row in rows.select_related("person", "case").order_by("starts_at", "pk"):
        by_day[timezone.localdate(row.starts_at)].append(row)
    return [(day, by_day[day]) for day in (first + dt.timedelta(days=n) for n in range(days))]


def clash(org_id: int, *, with_user: int, room: str, starts: dt.datetime, minutes: int, besides: UUID | None = None) -> Clash:
    """Whether the colleague or the room is taken then, or the hour is an unusual one; never by whom."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.taken(%s, %s, %s, %s, %s, %s)", [org_id, with_user, room.strip(), starts, minutes, besides])
        colleague, taken = cursor.fetchone()
    return Clash(colleague, taken, is_unusual(starts, minutes))


@dataclass(frozen=True)
class Slot:
    """What reception knows of an appointment."""

    id: UUID
    code: str
    starts_at: dt.datetime
    minutes: int
    room: str
    state: str

    @property
    def may_attend(self) -> bool:
        """Whether it can be said that the person came."""
        return self.state in ("booked", "no_show") and timezone.localdate(self.starts_at) <= timezone.localdate()

    @property
    def may_miss(self) -> bool:
        """Whether it can be said that the person did not come."""
        return self.state == "booked" and self.starts_at < timezone.now()


def agenda_of(day: dt.date) -> list[Slot]:
    """The appointments of a day by code, for reception."""
    with connection.cursor() as cursor:
        cursor.execute("select id, code, starts_at, minutes, room, state from access.agenda(%s)", [day])
        return [Slot(*row) for row in cursor.fetchall()]


def feed_of(user: Any) -> CalendarFeed | None:
    """The user's calendar address, as far as it may be told: when it was made."""
    return CalendarFeed.objects.filter(user_id=user.pk).only("pk", "user_id", "org_id", "created_at").first()


def feed_entries(token_hash: str) -> list[dict[str, Any]] | None:
    """What the holder of a secret address sees: code, start, minutes, room, state; None when no such address stands."""
    with connection.cursor() as cursor:
        cursor.execute("select access.calendar_feed(%s)", [token_hash])
        (data,) = cursor.fetchone()
    return None if data is None else (data if isinstance(data, list) else json.loads(data))
