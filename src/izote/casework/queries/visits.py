"""Counts of visits without a file."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.casework.models import Visit


@dataclass(frozen=True)
class Counted:
    """The visits of a period: how many, about what, on which days, by which way, with what outcome."""

    total: int
    topics: list[tuple[str, int]]
    days: list[tuple[dt.date, int]]
    channels: list[tuple[str, int]]
    outcomes: list[tuple[str, int]]


def visits_for(user: Any) -> QuerySet[Visit]:
    """The visits of the offices where the user counts them or leads."""
    return Visit.objects.filter(org__in={*orgs_with(user, "visit.count"), *orgs_with(user, "case.team")})


def counted(user: Any, since: dt.date, until: dt.date) -> Counted:
    """The counts of a period; one visit may be about several things."""
    rows = visits_for(user).filter(day__gte=since, day__lte=until).order_by()
    topics = rows.annotate(topic=Func(F("topics"), function="unnest")).values_list("topic").annotate(n=Count("pk"))
    days = list(rows.values_list("day").annotate(n=Count("pk")).order_by("-day"))
    return Counted(
        total=sum(n for _day, n in days),
        topics=sorted(topics, key=lambda pair: (-pair[1], pair[0])),
        days=days,
        channels=list(rows.values_list("channel").annotate(n=Count("pk")).order_by("-n", "channel")),
        outcomes=list(rows.values_list("outcome").annotate(n=Count("pk")).order_by("-n", "outcome")),
    )


def lately(user: Any, day: dt.date, most: int = 8) -> list[Visit]:
    """The last visits of a day, which can still be taken back."""
    return list(visits_for(user).filter(org__in=orgs_with(user, "visit.count"), day=day).order_by("-created_at")[:most])


def visit_of_today(user: Any, pk: UUID, day: dt.date) -> Visit:
    """A visit of that day in an office where the user counts, or 404."""
    found = visits_for(user).filter(org__in=orgs_with(user, "visit.count"), pk=pk, day=day).first()
    if found is None:
        raise Http404
    return found
