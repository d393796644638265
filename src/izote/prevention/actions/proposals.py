"""Proposals: written down with the groups that made them, merged without losing credit, decided with an answer for each group."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.moving import begin, move
from izote.prevention.actions.numbering import next_code
from izote.prevention.actions.wording import must_name_nobody
from izote.prevention.models import Proposal, ProposalAnswer, ProposalCredit, Screening
from izote.prevention.permissions import may, may_move, require
from izote.prevention.queries.proposals import credits_of, facts_of
from izote.prevention.rules import proposals as rules
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import words

WORDS = ("workshop", "place", "title", "text", "factors", "stream", "groups", "measure")
PLAN = ("owner", "owner_institution", "first_step", "first_step_on")
MOST_GROUPS = 40


def note(by: Any, verb: str, row: Proposal, **details: Any) -> None:
    """One line of the trail about a proposal."""
    record(by, verb, org=row.org_id, kind="proposal", key=row.pk, label=row.code, **details)


@transaction.atomic
def capture(*, org: Organization, by: Any, title: str, groups_credited: Iterable[str], **fields: Any) -> Proposal:
    """Write down a proposal with the groups that made it."""
    require(by, "proposals.write", org)
    title = title.strip()
    if not title:
        raise BadInput(_("Write the proposal in a few words."))
    must_name_nobody(org.pk, title, fields.get("text", ""), fields.get("owner", ""))
    row = begin(Proposal, by=by, org=org, code=next_code(Proposal, org.pk, "PRO"), title=title, **fields)
    note(by, "proposal.begun", row)
    for group in groups_credited:
        add_credit(row, group, by=by)
    return row


@transaction.atomic
def add_credit(row: Proposal, group: str, *, by: Any) -> ProposalCredit:
    """Write down one more group that proposed it; what was written stays."""
    require(by, "proposals.write", row.org_id)
    row, group = locked(row), " ".join(group.split())
    if not group:
        raise BadInput(_("Say which group proposed it."))
    must_name_nobody(row.org_id, group)
    if row.state not in rules.WRITABLE:
        raise Conflict(_("Which groups proposed it is written until it is screened."))
    held = list(row.own_credits.values_list("group", flat=True))
    if group.casefold() in [one.casefold() for one in held] or len(held) >= MOST_GROUPS:
        raise BadInput(_("This group stands there already, or there are too many."))
    credit = ProposalCredit.objects.create(org_id=row.org_id, proposal=row, group=group, by=by)
    note(by, "proposal.credited", row)
    return credit


def locked(row: Proposal) -> Proposal:
    """The proposal as it is now, held until the end of the transaction."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=row.pk)


@transaction.atomic
def write_proposal(row: Proposal, *, by: Any, version: int, **fields: Any) -> Proposal:
    """Refine what it says and who carries it; after it was screened only who carries it and the first step."""
    row = locked(row)
    if not (may(by, "proposals.write", row.org_id) or (may(by, "proposals.decide", row.org_id) and set(fields) <= set(PLAN))):
        raise PermissionDenied("proposals.write")
    if row.version != version:
        raise Conflict(_("Somebody else has written here meanwhile. Look at it again; what you typed is kept."))
    allowed = WORDS + PLAN if row.state in rules.WRITABLE else () if row.state in rules.FIXED else PLAN
    if set(fields) - set(allowed):
        raise Conflict(_("What a proposal says is written until it is screened."))
    must_name_nobody(row.org_id, *(one for one in fields.values() if isinstance(one, str)))
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    note(by, "proposal.written", row, version=row.version)
    return row


@transaction.atomic
def screen(row: Proposal, *, by: Any, answers: Mapping[str, tuple[str, str]]) -> None:
    """Answer questions of the screening, each with a note; an earlier answer stays to be read."""
    row = locked(row)
    if not (may(by, "proposals.write", row.org_id) or may(by, "proposals.decide", row.org_id)):
        raise PermissionDenied("proposals.write")
    if row.state not in ("refined", "screened", "deliberated", "postponed"):
        raise Conflict(_("It is screened once it has been refined, and before it is decided."))
    for question, (answer, why) in answers.items():
        if question not in rules.QUESTIONS or answer not in words("screen_answers") or not why.strip():
            raise BadInput(_("Each of the four questions needs an answer and a note, also where the answer is not known."))
        must_name_nobody(row.org_id, why)
        Screening.objects.create(org_id=row.org_id, proposal=row, question=question, answer=answer, note=why.strip(), by=by)
    note(by, "proposal.screened", row, answers=len(answers))


@transaction.atomic
def step(
    row: Proposal, to: str, *, by: Any, reason: str = "", answers: Mapping[int, str] | None = None,
    known: Mapping[str, Any] | None = None, fields: Mapping[str, Any] | None = None,
) -> Proposal:  # fmt: skip
    """Move a proposal; with a decision goes an answer for each group that proposed it: `answers` by credit."""
    row = locked(row)
    way = machine(row.MACHINE).move(row.state, to)
    if way is not None and not may_move(by, way, row):
        raise PermissionDenied(way.rights[0])
    must_name_nobody(row.org_id, reason)
    facts = facts_of(row) | dict(known or {})
    if way is not None and "answer_written" in way.guards:
        facts["answer"] = _answer(row, to, answers or {}, by)
    return move(row, to, by=by, facts=facts, reason=reason, fields=fields)


def _answer(row: Proposal, to: str, answers: Mapping[int, str], by: Any) -> bool:
    """Write the answers down; whether nobody is left without one."""
    wanted = must_be_told(row, to)
    given = {pk: text.strip() for pk, text in answers.items() if pk in wanted and text.strip()}
    must_name_nobody(row.org_id, *set(given.values()))
    rows = [
        ProposalAnswer(org_id=row.org_id, proposal=row, credit_id=pk, decision=to, text=text, by=by, at=timezone.now())
        for pk, text in given.items()
    ]
    ProposalAnswer.objects.bulk_create(rows)
    if rows:
        note(by, "proposal.answered", row, groups=len(rows))
    return rules.all_answered(wanted, given) if to in rules.DECISIONS else set(wanted) <= set(given)


def must_be_told(row: Proposal, to: str) -> list[int]:
    """The credits whose groups must be told of this move: all of a decision; of a separation those who heard of the merging."""
    found = credits_of(row)
    if to not in rules.DECISIONS:
        found = found.filter(answers__proposal=row, answers__decision="merged", answers__told_on__isnull=False).distinct()
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def merge(rows: Iterable[Proposal], into: Proposal, *, by: Any, words_for: str = "") -> Proposal:
    """Merge proposals into one; each keeps its words and its groups, whom the one then stands for as well."""
    keys = sorted({row.pk for row in rows} - {into.pk})
    held = {row.pk: row for row in Proposal.objects.select_for_update(of=("self",)).filter(pk__in=[*keys, into.pk]).order_by("pk")}
    into = held[into.pk]
    if not keys or any(row.org_id != into.org_id for row in held.values()):
        raise BadInput(_("Choose two proposals or more."))
    if into.state not in rules.WRITABLE:
        raise Conflict(_("Proposals are merged into one that has not been screened yet."))
    for pk in keys:
        row = held[pk]
        said = words_for.strip() or merging_words(row, into)
        answers = dict.fromkeys(credits_of(row).values_list("pk", flat=True), said)
        step(row, "merged", by=by, answers=answers, known={"other": into.pk}, fields={"merged_into": into})
    return into


def merging_words(row: Proposal, into: Proposal) -> str:
    """What a group reads when its proposal goes on as part of another."""
    said = _(
        "Your proposal “%(one)s” goes on together with “%(other)s” (%(code)s). Your group stays named as one of those who proposed it."
    )
    return said % {"one": row.title, "other": into.title, "code": into.code}


def separate(row: Proposal, *, by: Any, reason: str, answers: Mapping[int, str] | None = None) -> Proposal:
    """Undo a merging, as long as the other one stands where it stood; whoever was told of it is told again."""
    return step(row, "captured", by=by, reason=reason, answers=answers, fields={"merged_into": None})


@transaction.atomic
def tell(answer: ProposalAnswer, *, by: Any, told_on: dt.date, channel: str, note_told: str = "") -> ProposalAnswer:
    """Write down how and on which day a group was told; this is not changed any more."""
    if not (may(by, "proposals.write", answer.org_id) or may(by, "proposals.decide", answer.org_id)):
        raise PermissionDenied("proposals.write")
    row = ProposalAnswer.objects.select_for_update(of=("self",)).filter(pk=answer.pk, told_on=None).first()
    if row is None:
        raise Conflict(_("That this group was told is written down already."))
    today = timezone.localdate()
    if channel not in words("told_by") or not timezone.localtime(row.at).date() <= told_on <= today:
        raise BadInput(_("Say how it was told, and on which day: not before the decision, and not in the future."))
    row.told_on, row.channel, row.told_by, row.note = told_on, channel, by, note_told.strip()
    row.save(update_fields=["told_on", "channel", "told_by", "note"])
    record(by, "proposal.told", org=row.org_id, kind="proposal", key=row.proposal_id, answer=row.pk, channel=channel)
    return row
