"""Printed documents end by the clock."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from izote.access.audit import record
from izote.access.models import Organization
from izote.prevention.models import AssessmentDocument, WarningPaper, YearlyReport
from izote.prevention.permissions import require
from izote.prevention.rules.papers import DAYS


@transaction.atomic
def forget_papers(org: Organization, *, by: Any) -> int:
    """Take away every document of an office whose days are over; how many."""
    require(by, "prevention.clock", org.pk)
    now, gone = timezone.now(), 0
    for noun, moment in ((AssessmentDocument, "at"), (WarningPaper, "asked_at"), (YearlyReport, "at")):
        before = now - dt.timedelta(days=DAYS[noun._meta.db_table])
        gone += noun._default_manager.filter(org=org, **{f"{moment}__lt": before}).delete()[0]
    if gone:
        record(by, "prevention.papers_forgotten", org=org, kind="office", key=org.pk, papers=gone)
    return gone
