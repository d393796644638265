"""An assessment is begun for a place and groups, gathers its evidence, and is given to two persons who rate it apart."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization, User
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import begin, move
from izote.prevention.actions.numbering import next_code
from izote.prevention.actions.signals import link, refuse_spent
from izote.prevention.actions.wording import clean
from izote.prevention.models import EvidenceItem, Kind, RaterSheet, RiskAssessment, Signal
from izote.prevention.permissions import may, require
from izote.prevention.queries.assessments import evidence_signals
from izote.territory.models import Place

ANALYSE, RATE, LEAD = "prevention.analyse", "prevention.rate", "prevention.direct"


@transaction.atomic
def begin_assessment(
    *,
    org: Organization,
    by: Any,
    kind: str,
    place: Place,
    groups: Sequence[str],
    starts_on: dt.date,
    ends_on: dt.date,
    groups_reason: str = "",
    raters: Sequence[User | None] = (None, None),
    signals: Iterable[Signal] = (),
) -> RiskAssessment:
    """Begin one: of which place and groups, how soon, over which time, on which verified signals; who will rate may be said later."""
    require(by, ANALYSE, org)
    values = _about(org, kind, place, groups, starts_on, ends_on, groups_reason, raters)
    row = begin(RiskAssessment, org=org, by=by, code=next_code(RiskAssessment, org.pk, "VAL"), **values)
    record(by, "assessment.begun", org=org, kind="assessment", key=row.pk, label=row.code, of=kind, place=place.code)
    for signal in signals:
        add_signal(row, signal, by=by)
    return row


@transaction.atomic
def change_assessment(
    row: RiskAssessment,
    *,
    by: Any,
    kind: str,
    place: Place,
    groups: Sequence[str],
    starts_on: dt.date,
    ends_on: dt.date,
    groups_reason: str = "",
    raters: Sequence[User | None] = (None, None),
) -> RiskAssessment:
    """Change what it is about, or who rates, while it is a draft."""
    require(by, ANALYSE, row.org_id)
    row = in_state(row, "draft")
    if row.author_id != by.pk:
        raise Conflict(_("Only whoever began it changes it."))
    values = _about(row.org, kind, place, groups, starts_on, ends_on, groups_reason, raters)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    record(by, "assessment.changed", org=row.org_id, kind="assessment", key=row.pk, label=row.code)
    return row


def _about(
    org: Organization,
    kind: str,
    place: Place,
    groups: Sequence[str],
    starts_on: dt.date,
    ends_on: dt.date,
    groups_reason: str,
    raters: Sequence[User | None],
) -> dict[str, Any]:
    """What an assessment is about, checked."""
    chosen = sorted(set(groups))
    if kind not in Kind.values or not chosen or set(chosen) - set(framework.groups()):
        raise BadInput(_("Say how soon it is, and which groups are at risk."))
    if starts_on > ends_on:
        raise BadInput(_("The time it looks at ends before it begins."))
    (reason,) = clean(org.pk, groups_reason)
    if any(framework.needs_reason(group) for group in chosen) and not reason:
        raise BadInput(_("“General population” needs a reason: name the groups at risk, or say why it is everybody."))
    one, two = (*raters, None, None)[:2]
    if one is not None and two is not None and one.pk == two.pk:
        raise BadInput(_("Name two different persons who rate."))
    if any(rater is not None and not may(rater, RATE, org) for rater in (one, two)):
        raise BadInput(_("Whoever rates needs the right to rate in this office."))
    said = {"kind": kind, "place": place, "groups": chosen, "groups_reason": reason, "starts_on": starts_on, "ends_on": ends_on}
    return said | {"rater_one": one, "rater_two": two}


def in_state(row: RiskAssessment, *states: str) -> RiskAssessment:
    """The assessment as it stands now, locked until the transaction ends; refuses (409) one that stands elsewhere."""
    fresh = RiskAssessment.objects.select_for_update(of=("self",)).select_related("org", "place", "rater_one", "rater_two").get(pk=row.pk)
    if fresh.state not in states:
        raise Conflict(_("This assessment has moved on meanwhile. Open it again."))
    return fresh


@transaction.atomic
def add_signal(row: RiskAssessment, signal: Signal, *, by: Any) -> EvidenceItem:
    """A verified signal as evidence: the author's for both raters, a rater's own for that rater alone until both have finished."""
    row = _may_bring(row, by)
    if not evidence_signals(row.org_id).filter(pk=signal.pk).exists():
        raise BadInput(_("Only a signal that was verified, wholly or in part, is evidence."))
    shared = row.state == "draft"
    known = EvidenceItem.objects.filter(assessment=row, signal=signal).first()
    if known is not None:
        return known
    refuse_spent(signal)
    item = EvidenceItem.objects.create(
        org_id=row.org_id, assessment=row, by=by, sort=EvidenceItem.Sort.SIGNAL, signal=signal, shared=shared
    )
    if shared:
        # what a rater brings is not told to anybody yet, so it is not linked either
        link(signal, by=by, assessment=row)
    record(by, "assessment.evidence", org=row.org_id, kind="assessment", key=row.pk, label=row.code, sort=item.sort, signal=signal.code)
    return item


@transaction.atomic
def add_document(row: RiskAssessment, *, by: Any, sort: str, title: str, dated_on: dt.date | None) -> EvidenceItem:
    """A document or a memory date as evidence: what it is and who published it, never who said something in it."""
    row = _may_bring(row, by)
    (words,) = clean(row.org_id, title)
    if sort not in (EvidenceItem.Sort.DOCUMENT, EvidenceItem.Sort.MEMORY) or not words:
        raise BadInput(_("Write what it is and who published it."))
    shared = row.state == "draft"
    item = EvidenceItem.objects.create(org_id=row.org_id, assessment=row, by=by, sort=sort, title=words, dated_on=dated_on, shared=shared)
    record(by, "assessment.evidence", org=row.org_id, kind="assessment", key=row.pk, label=row.code, sort=sort)
    return item


def _may_bring(row: RiskAssessment, by: Any) -> RiskAssessment:
    fresh = in_state(row, "draft", "double_rating")
    if fresh.state == "draft":
        require(by, ANALYSE, fresh.org_id)
        allowed = fresh.author_id == by.pk
    else:
        require(by, RATE, fresh.org_id)
        allowed = by.pk in fresh.raters
    if not allowed:
        raise Conflict(_("Before the rating begins its author brings evidence; then its two raters do, each for their own."))
    return fresh


@transaction.atomic
def drop_evidence(row: RiskAssessment, item: EvidenceItem, *, by: Any) -> None:
    """Take away evidence on which nothing rests yet, by whoever brought it."""
    row = _may_bring(row, by)
    used = row.ratings.filter(items__contains=[item.pk]).exists() or row.evidence.filter(items__contains=[item.pk]).exists()
    if item.by_id != by.pk or item.assessment_id != row.pk or item.shared != (row.state == "draft") or used:
        raise Conflict(_("This evidence stays: a rating rests on it, or somebody else brought it."))
    item.delete()
    record(by, "assessment.evidence_dropped", org=row.org_id, kind="assessment", key=row.pk, label=row.code)


def open_double_rating(row: RiskAssessment, *, by: Any) -> RiskAssessment:
    """Give it to the two who rate; what it is about stays as it is from now on."""
    facts = {"place": row.place_id, "groups": row.groups, "starts_on": row.starts_on, "ends_on": row.ends_on, "raters": row.raters}
    return move(row, "double_rating", by=by, facts=facts)


@transaction.atomic
def replace_rater(row: RiskAssessment, *, by: Any, leaves: User, comes: User) -> RiskAssessment:
    """Let another person rate in the place of one who cannot: before that one finished, by who leads; what was begun is thrown away."""
    require(by, LEAD, row.org_id)
    row = in_state(row, "double_rating")
    if leaves.pk not in row.raters or comes.pk in row.raters:
        raise BadInput(_("Name two different persons who rate."))
    if not may(comes, RATE, row.org):
        raise BadInput(_("Whoever rates needs the right to rate in this office."))
    if RaterSheet.objects.filter(assessment=row, rater=leaves, finished_at__isnull=False).exists():
        raise Conflict(_("Whoever has finished stays: that rating is locked."))
    seat = "rater_one" if row.rater_one_id == leaves.pk else "rater_two"
    setattr(row, seat, comes)
    # the database takes away what the other one had begun, which nobody else may see
    row.save(update_fields=[seat])
    record(by, "assessment.rater_replaced", org=row.org_id, kind="assessment", key=row.pk, label=row.code, left=leaves.pk, came=comes.pk)
    return row
