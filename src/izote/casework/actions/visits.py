"""Counting visits without a file, taking one back, and forgetting about whom they were."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Q
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.casework.models import Visit
from izote.casework.rules.clocks import add_months
from izote.kit.errors import BadInput

KEPT_MONTHS = 12


@transaction.atomic
def count_visit(org: Organization, *, by: Any, topics: list[str], channel: str, outcome: str, day: dt.date, **about: Any) -> Visit:
    """Count one visit: what it was about, never who came."""
    require(by, "visit.count", org)
    if not topics:
        raise BadInput(_("Say what the visit was about."))
    if day > timezone.localdate():
        raise BadInput(_("This day has not come yet."))
    visit = Visit(org=org, topics=topics, channel=channel, outcome=outcome, day=day, **about)
    visit.save(force_insert=True)
    record(by, "visit.counted", org=org, kind="visit", key=visit.pk, topics=len(topics))
    return visit


@transaction.atomic
def remove_visit(visit: Visit, *, by: Any) -> None:
    """Take back a visit that was counted by mistake."""
    require(by, "visit.count", visit.org_id)
    visit.delete()
    record(by, "visit.removed", org=visit.org_id, kind="visit", key=visit.pk)


@transaction.atomic
def blank_visits(org: Organization, *, by: Any) -> int:
    """After twelve months only the count stays: sex, age and district are emptied, the day becomes the first of its month."""
    require(by, "visit.count", org)
    before = add_months(timezone.localdate(), -KEPT_MONTHS)
    month = TruncMonth("day")
    told = ~Q(sex="") | ~Q(age_band="") | Q(place__isnull=False) | ~Q(created_at=Cast(month, DateTimeField()))
    old = Visit.objects.filter(told, org=org, day__lt=before)
    done = old.update(sex="", age_band="", place=None, day=month, created_at=Cast(month, DateTimeField()))
    if done:
        record(by, "visit.blanked", org=org, kind="visit", visits=done)
    return done
