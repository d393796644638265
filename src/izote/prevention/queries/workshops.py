"""What stands on the wall of a workshop, for somebody."""

import datetime as dt
import re
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from izote.access.models import Organization
from izote.access.permissions import orgs_with
from izote.prevention.models import Ballot, Commitment, Proposal, Vote, WorkshopAct
from izote.prevention.permissions import office_of
from izote.prevention.queries.proposals import groups_of
from izote.prevention.rules import votes as rules
from izote.seminars import figures as seminars

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}")
ON_THE_WALL = ("captured", "refined")


class Workshop(NamedTuple):
    """A workshop by its code, in an office; how many take part, where that is known."""

    org: Organization
    code: str
    title: str
    participants: int | None = None


class Voting(NamedTuple):
    """A ballot, the counts by proposal and group, and the result."""

    ballot: Ballot | None
    cells: dict[tuple[int, str], int | None]
    lines: list[rules.Line[Proposal]]


def workshop_for(user: Any, code: str, right: str = "proposals.read") -> Workshop:
    """A workshop of the office in which the user has that right, or 404."""
    org, code = office_of(user, right), code.strip().upper()
    if org is None or not CODE.fullmatch(code):
        raise Http404
    try:
        held = seminars.workshop(user, code)
    except Http404:
        # whoever reads proposals alone, or a workshop that seminars never knew
        if not Proposal.objects.filter(org=org, workshop=code).exists():
            raise
        return Workshop(org, code, code)
    return Workshop(org, code, f"{code} · {held.title}", held.participants)


def wall(of: Workshop) -> QuerySet[Proposal]:
    """The proposals of a workshop that stand for themselves, in the order in which they were made."""
    return everything(of).filter(state__in=ON_THE_WALL)


def everything(of: Workshop) -> QuerySet[Proposal]:
    """Every proposal of a workshop, but those taken back in the room."""
    return Proposal.objects.filter(org=of.org, workshop=of.code).exclude(state="taken_back").order_by("pk")


def with_groups(rows: QuerySet[Proposal]) -> list[Proposal]:
    """The proposals, each with `credit`: the groups behind it."""
    found = list(rows)
    groups = groups_of(found)
    for row in found:
        row.credit = groups.get(row.pk, [])  # type: ignore[attr-defined]
    return found


def room_groups(rows: list[Proposal]) -> list[str]:
    """The groups of the room, as they were first written."""
    return list(dict.fromkeys(group for row in rows for group in getattr(row, "credit", [])))


def last_act(of: Workshop) -> WorkshopAct | None:
    """The last act in the room that was not undone."""
    return WorkshopAct.objects.filter(org=of.org, workshop=of.code, undone_at=None).order_by("-pk").first()


def ballot_of(of: Workshop) -> Ballot | None:
    """How the workshop votes, when it has begun to."""
    return Ballot.objects.filter(org=of.org, workshop=of.code).first()


def voting(of: Workshop, rows: list[Proposal]) -> Voting:
    """The votes of a workshop and their result; what nobody counted stays unknown."""
    ballot = ballot_of(of)
    held = Vote.objects.filter(ballot=ballot).values_list("proposal_id", "group", "count") if ballot else ()
    cells = {(proposal, group): count for proposal, group, count in held}
    by_hands = ballot is None or ballot.kind == Ballot.Kind.HANDS
    sums: dict[int, list[int | None]] = defaultdict(list)
    for (proposal, group), count in cells.items():
        if (group == "") == by_hands:
            sums[proposal].append(count)
    counts = {row.pk: rules.total(sums[row.pk]) for row in rows}
    of_all = ballot.voters if ballot and by_hands else rules.total(list(counts.values()))
    named = {row.pk: row for row in rows}
    lines = [line._replace(key=named[line.key]) for line in rules.results(counts, of=of_all)]  # type: ignore[arg-type]
    return Voting(ballot, cells, lines)  # type: ignore[arg-type]


def promises(of: Workshop) -> list[Commitment]:
    """What was promised in the room, by institution and day."""
    rows = Commitment.objects.filter(org=of.org, workshop=of.code).exclude(state="undone").select_related("proposal")
    return list(rows.order_by("who", "due_on", "pk"))


def commitments_for(user: Any) -> QuerySet[Commitment]:
    """The commitments of the offices whose proposals the user reads."""
    shown = Commitment.objects.filter(org__in=orgs_with(user, "proposals.read")).exclude(state="undone")
    return shown.select_related("proposal")


def commitment_for(user: Any, pk: int) -> Commitment:
    """One commitment, or 404."""
    found = commitments_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def workshops_of(user: Any) -> list[dict[str, Any]]:
    """The workshops that seminars know and those in which something was proposed, the latest first."""
    known: dict[str, dict[str, Any]] = {
        one.code: {"workshop": one.code, "title": one.title, "on": one.starts_on, "last": None} for one in seminars.workshops_for(user)
    }
    for row in _with_proposals(user):
        known.setdefault(row["workshop"], {"workshop": row["workshop"], "title": "", "on": row["last"].date()})["last"] = row["last"]
    return sorted(known.values(), key=lambda one: one["on"], reverse=True)[:50]


def _with_proposals(user: Any) -> list[dict[str, Any]]:
    rows = Proposal.objects.filter(org__in=orgs_with(user, "proposals.read")).exclude(workshop="")
    seen = rows.values("workshop").annotate(last=Max("created_at")).order_by("-last")
    return [dict(one) for one in seen[:50]]


class Kept(NamedTuple):
    """How an institution keeps what it promised."""

    who: str
    open: int
    overdue: int
    done: int
    dropped: int


def by_institution(rows: QuerySet[Commitment], today: dt.date) -> list[Kept]:
    """Counts for each institution, office or role, those with most overdue first."""
    late = Q(state="open", due_on__lt=today)
    counted = {"n_open": Count("pk", filter=Q(state="open")), "n_late": Count("pk", filter=late)}
    counted |= {"n_done": Count("pk", filter=Q(state="done")), "n_dropped": Count("pk", filter=Q(state="dropped"))}
    found: Any = rows.order_by().values("who").annotate(**counted)
    found = found.order_by("-n_late", "-n_open", "who")[:100]
    return [Kept(one["who"], one["n_open"], one["n_late"], one["n_done"], one["n_dropped"]) for one in found]
