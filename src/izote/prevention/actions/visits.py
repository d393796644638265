"""A visit to the screen of a territory."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from izote.access.models import Organization
from izote.prevention.models import TerritoryVisit
from izote.prevention.permissions import require

ONE_VISIT = dt.timedelta(minutes=30)


@transaction.atomic
def visit_territory(org: Organization, place: str, *, by: Any) -> dt.datetime | None:
    """Remember that somebody looks; returns when the visit before this one was. Looking again within half an hour is the same visit."""
    require(by, "prevention.read", org)
    now = timezone.now()
    seen, new = TerritoryVisit.objects.get_or_create(org=org, user=by, place=place, defaults={"last": now})
    if not new and now - seen.last > ONE_VISIT:
        seen.before, seen.last = seen.last, now
        seen.save(update_fields=["before", "last"])
    return seen.before
