"""What a room does with a projector: propose, merge, vote, assign; and take the last act back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.commitments import promise
from izote.prevention.actions.proposals import capture, merge, separate, step
from izote.prevention.models import Ballot, Commitment, Proposal, ProposalAnswer, Vote, WorkshopAct
from izote.prevention.permissions import require
from izote.prevention.queries.workshops import ON_THE_WALL, Workshop, last_act
from izote.prevention.rules.proposals import may_begin_on

WRITE = "proposals.write"
Cell = tuple[int, str]


def _noted(of: Workshop, kind: str, by: Any, **data: Any) -> WorkshopAct:
    return WorkshopAct.objects.create(org=of.org, workshop=of.code, kind=kind, data=data, by=by)


@transaction.atomic
def propose(of: Workshop, *, by: Any, line: str, group: str) -> Proposal:
    """One line and the group that says it."""
    row = capture(org=of.org, by=by, title=line, groups_credited=[group], workshop=of.code)
    _noted(of, "propose", by, proposal=row.pk)
    return row


@transaction.atomic
def merge_on_wall(of: Workshop, *, by: Any, keys: Sequence[int], into: int) -> Proposal:
    """Merge what was ticked into one of them."""
    require(by, WRITE, of.org)
    rows = list(Proposal.objects.filter(org=of.org, workshop=of.code, pk__in={*keys, into}, state__in=ON_THE_WALL))
    target = next((row for row in rows if row.pk == into), None)
    if target is None or len(rows) < 2 or len(rows) != len({*keys, into}):
        raise BadInput(_("Tick two proposals or more that still stand on the wall, and say under which of them they go on."))
    merge(rows, target, by=by)
    _noted(of, "merge", by, into=into, proposals=sorted({*keys} - {into}))
    return target


@transaction.atomic
def begin_ballot(of: Workshop, *, by: Any, kind: str, voters: int | None) -> Ballot:
    """Say how the room votes and how many may; once something was counted, the way stays."""
    require(by, WRITE, of.org)
    if kind not in Ballot.Kind.values:
        raise BadInput(_("Choose how the room votes."))
    row, made = Ballot.objects.select_for_update().get_or_create(
        org=of.org, workshop=of.code, defaults={"kind": kind, "voters": voters, "by": by}
    )
    if not made:
        counted = [one for one in row.votes.values_list("count", flat=True) if one is not None]
        if row.kind != kind and counted:
            raise Conflict(_("Votes have been counted already: the way of voting stays."))
        if row.kind == Ballot.Kind.HANDS and voters is not None and counted and max(counted) > voters:
            raise BadInput(_("More hands were counted than there are persons who vote."))
        row.kind, row.voters = kind, voters
        row.save(update_fields=["kind", "voters"])
    record(by, "workshop.voting", org=of.org, kind="workshop", key=of.code, way=kind)
    return row


@transaction.atomic
def count_votes(of: Workshop, *, by: Any, cells: Mapping[Cell, tuple[int | None, int | None]]) -> dict[Cell, int | None]:
    """Write down counts, each as it was seen and as it is now; gives those that somebody else changed meanwhile, which stay as they are."""
    require(by, WRITE, of.org)
    ballot = Ballot.objects.select_for_update().filter(org=of.org, workshop=of.code).first()
    if ballot is None:
        raise Conflict(_("Say first how the room votes."))
    wall = set(Proposal.objects.filter(org=of.org, workshop=of.code, state__in=ON_THE_WALL).values_list("pk", flat=True))
    held = {(one.proposal_id, one.group): one for one in ballot.votes.all()}
    before: list[list[Any]] = []
    torn: dict[Cell, int | None] = {}
    for (proposal, group), (seen, now) in cells.items():
        one = held.get((proposal, group))
        stands = one.count if one else None
        if now in (seen, stands) or proposal not in wall:
            continue
        if stands != seen:
            torn[proposal, group] = stands
            continue
        _must_fit(ballot, group, now)
        if one is None:
            Vote.objects.create(org=of.org, ballot=ballot, proposal_id=proposal, group=group, count=now, by=by)
        else:
            Vote.objects.filter(pk=one.pk).update(count=now)
        before.append([proposal, group, stands, now])
    if before:
        _noted(of, "vote", by, before=before)
        record(by, "workshop.counted", org=of.org, kind="workshop", key=of.code, cells=len(before))
    return torn


def _must_fit(ballot: Ballot, group: str, now: int | None) -> None:
    hands = ballot.kind == Ballot.Kind.HANDS
    if hands != (group == ""):
        raise BadInput(_("This vote does not fit the way in which the room votes. Open the page again."))
    if hands and now is not None and ballot.voters is not None and now > ballot.voters:
        raise BadInput(_("More hands were counted than there are persons who vote."))


@transaction.atomic
def assign(of: Workshop, *, by: Any, proposal: Proposal, who: str, institution: Any, what: str, due_on: dt.date) -> Commitment:
    """Who carries a proposal, its first step and the day of it: a commitment; the proposal takes them over where it had none."""
    require(by, WRITE, of.org)
    row = Proposal.objects.select_for_update(of=("self",)).filter(org=of.org, workshop=of.code, pk=proposal.pk).first()
    if row is None or row.state not in ON_THE_WALL:
        raise Conflict(_("This proposal does not stand on the wall any more."))
    if not may_begin_on(due_on, timezone.localdate()):
        raise BadInput(_("The first step is at most 30 days away."))
    made = promise(org=of.org, by=by, workshop=of.code, proposal=row, who=who, institution=institution, what=what, due_on=due_on)
    taken = not row.owner and not row.first_step
    if taken:
        row.owner, row.owner_institution, row.first_step, row.first_step_on = made.who, institution, made.what, due_on
        row.version += 1
        row.save(update_fields=["owner", "owner_institution", "first_step", "first_step_on", "version"])
    _noted(of, "assign", by, commitment=made.pk, proposal=row.pk, taken=taken)
    return made


@transaction.atomic
def undo(of: Workshop, *, by: Any, act: int) -> WorkshopAct:
    """Take the last act back; refuses when somebody has done something since."""
    require(by, WRITE, of.org)
    last = last_act(of)
    held = WorkshopAct.objects.select_for_update().filter(pk=last.pk, undone_at=None).first() if last else None
    if held is None or held.pk != act:
        raise Conflict(_("Somebody has done something else in this workshop meanwhile. Look at the wall again: nothing was undone."))
    UNDOES[held.kind](of, held.data, by)
    held.undone_at, held.undone_by = timezone.now(), by
    held.save(update_fields=["undone_at", "undone_by"])
    record(by, "workshop.undone", org=of.org, kind="workshop", key=of.code, act=held.kind)
    return held


def _unpropose(of: Workshop, data: dict[str, Any], by: Any) -> None:
    row = Proposal.objects.get(org=of.org, pk=data["proposal"])
    step(row, "taken_back", by=by, reason=_("Taken back in the workshop"), known={"in_the_room": True})


def _unmerge(of: Workshop, data: dict[str, Any], by: Any) -> None:
    for row in Proposal.objects.filter(org=of.org, pk__in=data["proposals"]).order_by("pk"):
        told = ProposalAnswer.objects.filter(proposal=row, decision="merged", told_on__isnull=False).values_list("credit_id", flat=True)
        said = _("Your proposal “%(one)s” stands for itself again.") % {"one": row.title}
        separate(row, by=by, reason=_("Taken back in the workshop"), answers=dict.fromkeys(told, said))


def _unvote(of: Workshop, data: dict[str, Any], by: Any) -> None:
    for proposal, group, before, now in data["before"]:
        Vote.objects.filter(ballot__org=of.org, ballot__workshop=of.code, proposal_id=proposal, group=group, count=now).update(count=before)


def _unassign(of: Workshop, data: dict[str, Any], by: Any) -> None:
    rows = Commitment.objects.select_for_update(of=("self",)).filter(org=of.org, pk=data["commitment"], state=Commitment.State.OPEN)
    row = rows.first()
    if row is None:
        raise Conflict(_("This commitment has been followed up already."))
    row.state, row.closed_on, row.closed_by = Commitment.State.UNDONE, timezone.localdate(), by
    row.evidence = _("Taken back in the workshop")
    row.save(update_fields=["state", "closed_on", "closed_by", "evidence"])
    held = Proposal.objects.select_for_update(of=("self",)).get(org=of.org, pk=data["proposal"])
    if data["taken"] and (held.owner, held.first_step, held.first_step_on) == (row.who, row.what, row.due_on) and held.state in ON_THE_WALL:
        held.owner, held.owner_institution, held.first_step, held.first_step_on = "", None, "", None
        held.version += 1
        held.save(update_fields=["owner", "owner_institution", "first_step", "first_step_on", "version"])


UNDOES = {"propose": _unpropose, "merge": _unmerge, "vote": _unvote, "assign": _unassign}
