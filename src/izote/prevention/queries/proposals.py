"""Proposals and all that belongs to them, for somebody."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.prevention.models import Proposal, ProposalAnswer, ProposalCredit, Tool
from izote.prevention.rules import proposals as rules

OPEN = ("captured", "refined", "screened", "deliberated", "postponed")
UNDER_WAY = ("adopted", "adopted_changed", "assisted", "designed", "pilot", "evaluated")
ENDED = ("merged", "taken_back", "not_adopted", "withdrawn")
PARTS = {"open": OPEN, "under_way": UNDER_WAY, "tools": ("institutional",), "ended": ENDED}
FAMILY = """with recursive family(root, id) as (
  select id, id from prevention_proposal where id = any(%s)
  union select f.root, p.id from prevention_proposal p join family f on p.merged_into_id = f.id)
select f.root, c."group" from prevention_proposalcredit c join family f on f.id = c.proposal_id order by c.id"""


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """The proposals of the offices whose proposals the user reads."""
    return Proposal.objects.filter(org__in=orgs_with(user, "proposals.read")).select_related("place")


def proposal_for(user: Any, pk: int) -> Proposal:
    """One proposal, or 404."""
    found = proposals_for(user).select_related("merged_into", "author").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def in_part(rows: QuerySet[Proposal], part: str) -> QuerySet[Proposal]:
    """Those open, under way, that are tools, or that have ended; all of them for any other word."""
    return rows.filter(state__in=PARTS[part]) if part in PARTS else rows


def overdue(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those whose clock has run out."""
    return rows.filter(due_at__lt=timezone.now())


def credits_of(row: Proposal) -> QuerySet[ProposalCredit]:
    """The groups that proposed it, or anything that was merged into it, the first first."""
    return ProposalCredit.objects.filter(pk__in=RawSQL("select access.credits_of(%s)", [row.pk])).select_related("proposal").order_by("pk")


def groups_of(rows: Iterable[Proposal]) -> dict[int, list[str]]:
    """The names of the groups behind each of these proposals, in one question."""
    found: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [[row.pk for row in rows]])
        for root, group in cursor.fetchall():
            if group not in found[root]:
                found[root].append(group)
    return dict(found)


def screening_of(row: Proposal) -> dict[str, Any]:
    """The last answer to each question of the screening."""
    return {one.question: one for one in row.screenings.select_related("by").order_by("pk")}


def facts_of(row: Proposal) -> dict[str, Any]:
    """What the guards of a proposal's machine ask, from the database."""
    answers = {question: one.answer for question, one in screening_of(row).items()}
    pilot = row.pilots.order_by("-pk").first()
    return {
        "credits": credits_of(row).count(),
        "other": row.merged_into_id,
        "other_open": bool(row.merged_into and row.merged_into.state in rules.WRITABLE),
        "screened": rules.screened(answers),
        "against": rules.against(answers) if rules.screened(answers) else None,
        "fields_whole": not rules.lacking(row, timezone.localdate()),
        "owner": row.owner,
        "assistance": row.assistances.exclude(plan="").exists(),
        "site": pilot is not None,
        "result": pilot is not None and pilot.evaluations.exists(),
        "tool": Tool.objects.filter(proposal=row, retired_on=None).exists(),
    }


def answers_for(user: Any) -> QuerySet[ProposalAnswer]:
    """What groups were told, or are still to be told."""
    return ProposalAnswer.objects.filter(org__in=orgs_with(user, "proposals.read")).select_related("proposal", "credit", "told_by")


def answer_for(user: Any, pk: int) -> ProposalAnswer:
    """One answer, or 404."""
    found = answers_for(user).select_related("org", "by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def to_tell(rows: QuerySet[ProposalAnswer]) -> QuerySet[ProposalAnswer]:
    """What groups still have to be told: the last answer to each decision; not of a merging that was undone."""
    same = {name: OuterRef(name) for name in ("proposal", "credit", "decision")}
    later = ProposalAnswer.objects.filter(pk__gt=OuterRef("pk"), **same)
    undone = Q(decision="merged") & ~Q(proposal__state="merged")
    return rows.filter(told_on=None).exclude(undone).exclude(Exists(later))


def tools_for(user: Any) -> QuerySet[Tool]:
    """The tools of the offices whose proposals the user reads, those in use first."""
    return Tool.objects.filter(org__in=orgs_with(user, "proposals.read")).select_related("proposal")


def tool_for(user: Any, pk: int) -> Tool:
    """One tool, or 404."""
    found = tools_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
