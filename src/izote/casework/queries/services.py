"""Questions about what was given."""

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.http import Http404

from izote.casework.models import Case, ServiceDelivered
from izote.casework.rules.words import words


class Double(NamedTuple):
    """The same thing given around that day: how often and when last; to this person, else to the household."""

    same_person: bool
    many: int
    last_on: dt.date


def services_of(case: Case) -> QuerySet[ServiceDelivered]:
    """What was given in a case, latest first."""
    return ServiceDelivered.objects.filter(case=case).select_related("by").order_by("-delivered_on", "-created_at")


def service_for(case: Case, pk: UUID) -> ServiceDelivered:
    """One thing given, or 404."""
    found = services_of(case).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def doubles(case: Case, kind: str, day: dt.date) -> list[Double]:
    """Whether the same thing was given shortly before or after, by anybody here, to the person or the household."""
    span = words("service_kinds")[kind].row["again"]
    if not span:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select same_person, many, last_on from access.double_support(%s, %s, %s, %s)", [case.pk, kind, day, int(span)])
        return sorted((Double(*row) for row in cursor.fetchall()), reverse=True)


def balance(case: Case) -> list[dict[str, Any]]:
    """By programme: how many times something was given, and how much money; what was cancelled does not count."""
    rows = ServiceDelivered.objects.filter(case=case, cancelled_at__isnull=True)
    found = rows.values("programme").annotate(many=Count("pk"), usd=Sum("amount_usd")).order_by("programme")
    return [dict(row) for row in found]
