"""Signals for somebody: one's own, or the office's; lists by what is due."""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import Desk, Signal
from izote.prevention.permissions import require, require_somewhere
from izote.prevention.queries.places import inside
from izote.prevention.rules.signals import FEWEST, OPEN
from izote.territory.models import Place

ONE = ("org", "place", "author", "verified_by", "justified_by", "duplicate_of")


def signals_for(user: Any) -> QuerySet[Signal]:
    """Every signal of the offices whose workspace the user sees, without its words."""
    return Signal.objects.filter(org__in=orgs_with(user, "prevention.read")).select_related("place", "org").defer("text")


def own_signals(user: Any) -> QuerySet[Signal]:
    """What the user captured."""
    return Signal.objects.filter(author_id=user.pk).select_related("place", "org").defer("text")


def signal_for(user: Any, pk: int, right: str = "prevention.read") -> Signal:
    """One signal of the workspace (404), which the user may use so (403)."""
    require_somewhere(user, "prevention.read")
    row = Signal.objects.filter(org__in=orgs_with(user, "prevention.read")).select_related(*ONE).filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def own_signal(user: Any, pk: int) -> Signal:
    """One signal that the user captured, or 404."""
    require_somewhere(user, "prevention.capture")
    row = Signal.objects.filter(author_id=user.pk, pk=pk).select_related(*ONE).first()
    if row is None:
        raise Http404
    return row


def seen_signal(user: Any, pk: int) -> Signal:
    """One signal of the workspace, or one's own."""
    require_somewhere(user, "prevention.capture")
    mine = Q(org__in=orgs_with(user, "prevention.read")) | Q(author_id=user.pk)
    row = Signal.objects.filter(mine, pk=pk).select_related(*ONE).first()
    if row is None:
        raise Http404
    return row


class Filter(NamedTuple):
    """What a list was asked for."""

    state: str = ""
    origin: str = ""
    group: str = ""
    factor: str = ""
    urgency: str = ""
    place: int | None = None


def filtered(rows: QuerySet[Signal], asked: Filter) -> QuerySet[Signal]:
    """The rows that fit."""
    rows = rows.filter(state__in=OPEN) if asked.state == "open" else rows.filter(state=asked.state) if asked.state else rows
    for name, value in (
        ("origin", asked.origin),
        ("urgency", asked.urgency),
        ("groups__contains", asked.group),
        ("factors__contains", asked.factor),
    ):
        if value:
            rows = rows.filter(**{name: [value] if name.endswith("contains") else value})
    return rows.filter(place_id__in=inside(asked.place)) if asked.place else rows


def last_place(user: Any) -> Place | None:
    """Where the user captured last."""
    row = Signal.objects.filter(author_id=user.pk, place__isnull=False).order_by("-pk").select_related("place").defer("text").first()
    return row.place if row else None


class Counted(NamedTuple):
    """How many signals of a month, and of a sign ("" for all); None stands for one to four."""

    month: dt.date
    sign: str
    many: int | None


def desk_of(user: Any) -> Desk | None:
    """The municipality whose counts a desk sees."""
    return Desk.objects.filter(user_id=user.pk).select_related("place").first()


def desks_of(org_id: int) -> QuerySet[Desk]:
    """Every desk of an office with its municipality."""
    return Desk.objects.filter(org_id=org_id).select_related("user", "place").order_by("user__display_name")


def desk_counts(since: dt.date) -> list[Counted]:
    """The counts of one's own municipality, from the database, which gives out no row."""
    with connection.cursor() as cursor:
        cursor.execute("select month, sign, many from access.desk_counts(%s) order by month desc, sign", [since])
        return [Counted(*row) for row in cursor.fetchall()]


def counts_of(user: Any, place: Place, since: dt.date) -> list[Counted]:
    """The counts of a place and what lies inside it, by month and sign; nothing from one to four."""
    rows = (
        signals_for(user).filter(place_id__in=inside(place.pk), created_at__date__gte=since).exclude(state__in=("discarded", "duplicate"))
    )
    months = rows.order_by().annotate(month=TruncMonth("created_at", tzinfo=timezone.get_current_timezone()))
    found: dict[tuple[dt.date, str], int] = {}
    for month, signs in months.values_list("month", "signs"):
        for sign in ("", *signs):
            key = (month.date(), sign)
            found[key] = found.get(key, 0) + 1
    return [Counted(month, sign, many if many >= FEWEST else None) for (month, sign), many in sorted(found.items(), reverse=True)]


MANY = 100


def overdue(user: Any) -> int:
    """How many are overdue, counted up to a hundred."""
    rows = signals_for(user).filter(state__in=OPEN, due_at__lt=timezone.now()).order_by()
    return len(rows.values_list("pk", flat=True)[:MANY])
