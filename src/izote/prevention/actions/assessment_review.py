"""A third person reads an assessment: notes, gives it back, or approves it until a day; the clock ends it, a newer one takes its place."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.assessments import in_state
from izote.prevention.actions.moving import move, today
from izote.prevention.actions.ratings import founded
from izote.prevention.actions.wording import clean
from izote.prevention.models import ReviewNote, RiskAssessment
from izote.prevention.models.ratings import FACTORS
from izote.prevention.permissions import REVIEW, may, may_review, require
from izote.prevention.queries.assessments import same_matter
from izote.prevention.rules.machines import machine


def days_of(kind: str) -> int:
    """How many days an assessment of that kind holds."""
    way = machine("assessment").move("approved", "expired")
    assert way is not None
    return int(way.clock[kind].removesuffix("d"))


@transaction.atomic
def note(row: RiskAssessment, *, by: Any, words: str, factor: str = "") -> ReviewNote:
    """Write down what the review finds, of one factor or of the whole."""
    if not any(may(by, right, row.org_id) for right in REVIEW):
        raise PermissionDenied(REVIEW[0])
    row = in_state(row, "national_review")
    if not may_review(by, row):
        raise Conflict(_("Another person reviews it: neither who began it nor who rated."))
    (said,) = clean(row.org_id, words)
    if not said or (factor and factor not in FACTORS):
        raise BadInput(_("Write what the review finds."))
    made = ReviewNote.objects.create(org_id=row.org_id, assessment=row, by=by, factor=factor, words=said)
    record(by, "assessment.noted", org=row.org_id, kind="assessment", key=row.pk, label=row.code, factor=factor)
    return made


def give_back(row: RiskAssessment, *, by: Any, reason: str) -> RiskAssessment:
    """Give it back to its raters with reasons."""
    (why,) = clean(row.org_id, reason)
    return move(row, "reconciling", by=by, facts={"raters": row.raters}, reason=why)


@transaction.atomic
def approve(row: RiskAssessment, *, by: Any, decided_on: dt.date | None = None) -> RiskAssessment:
    """Approve it until its last day; it takes the place of the one before.

    `decided_on` is for what was decided on paper earlier: its time runs from that day, so it can only be shorter.
    """
    day = decided_on or today()
    if day > today():
        raise BadInput(_("It cannot have been decided in the future."))
    older = same_matter(row).filter(state__in=("approved", "expired")).first()
    fields = {"expires_on": day + dt.timedelta(days=days_of(row.kind)), "supersedes": older}
    row = move(row, "approved", by=by, facts={"raters": row.raters, "founded": founded(row)}, fields=fields)
    if older is not None:
        move(older, "superseded", by=by, facts={"newer": row.pk})
    return row


def expire(row: RiskAssessment, *, by: Any) -> RiskAssessment:
    """The clock ends one whose last day is over."""
    return move(row, "expired", by=by, facts={"expires": row.expires_on})


def expire_all(org: Organization, *, by: Any) -> int:
    """End every assessment of an office whose last day is over; how many."""
    require(by, "prevention.clock", org)
    due = list(RiskAssessment.objects.filter(org=org, state="approved", expires_on__lt=today()).order_by("pk"))
    for row in due:
        expire(row, by=by)
    return len(due)
