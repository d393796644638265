"""What the case's page says of support, appointments, documents and notes; and what a text said before."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from izote.casework.models import Case, Document, ServiceDelivered, Text
from izote.casework.queries.appointments import coming


def part(case: Case) -> dict[str, Any]:
    """The next appointments; how many services, documents and notes there are; what was given last."""
    given = ServiceDelivered.objects.filter(case=OuterRef("pk"), cancelled_at__isnull=True)
    latest = given.order_by("-delivered_on", "-created_at")
    found = (
        Case.objects.filter(pk=case.pk)
        .values(
            services=_many(given),
            documents=_many(Document.objects.filter(case=OuterRef("pk"))),
            notes=_many(Text.objects.filter(case=OuterRef("pk"), about="note")),
            last_kind=Subquery(latest.values("kind")[:1]),
            last_on=Subquery(latest.values("delivered_on")[:1]),
        )
        .first()
    )
    return {"coming": coming(case, most=3), **(found or {})}


def _many(rows: Any) -> Any:
    counted = rows.order_by().values("case").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))


@dataclass(frozen=True)
class Earlier:
    """What a text said before it was corrected."""

    at: dt.datetime
    actor: str
    body: str


def earlier_words(key: UUID) -> list[Earlier]:
    """What a text said before, latest first, for whoever may read it; asking leaves a line."""
    with connection.cursor() as cursor:
        cursor.execute("select at, actor, body from access.earlier_words(%s)", [key])
        return [Earlier(*row) for row in cursor.fetchall()]
