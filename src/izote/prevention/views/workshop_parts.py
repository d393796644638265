"""Parts of a workshop's pages: the grid of votes, and the sheet that is printed."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions import workshops as actions
from izote.prevention.forms.workshops import Cell, number
from izote.prevention.models import Ballot
from izote.prevention.queries import workshops as queries
from izote.prevention.rules.proposals import ANSWER_DAYS
from izote.prevention.rules.votes import Line, share


def columns(voting: queries.Voting, groups: list[str]) -> list[str]:
    """The columns of the ballot: one for hands, one for each group with dots."""
    if voting.ballot is None:
        return []
    if voting.ballot.kind == Ballot.Kind.HANDS:
        return [""]
    return list(dict.fromkeys([*groups, *(group for _proposal, group in voting.cells if group)]))


def grid(request: HttpRequest, voting: queries.Voting, context: dict[str, Any]) -> list[tuple[Any, list[tuple[str, Cell]]]]:
    """Each proposal with its cells, as they stand or as they were typed."""
    heads = columns(voting, context["groups"])
    typed = request.POST if request.POST.get("act") == "count" else None
    rows = []
    for row in context["wall"]:
        cells = []
        for at, group in enumerate(heads):
            name = f"n-{row.pk}-{at}"
            cells.append((group, Cell(name, voting.cells.get((row.pk, group)), typed.get(name) if typed is not None else None)))
        rows.append((row, cells))
    return rows


def counted(request: HttpRequest, of: queries.Workshop, voting: queries.Voting, context: dict[str, Any]) -> HttpResponse:
    """Write the counts down; what somebody else changed meanwhile is shown beside what was typed."""
    said, status, torn = {}, 422, {}
    for row, cells in context["grid"]:
        for group, cell in cells:
            try:
                seen = number(request.POST.get(f"was-{cell.name}", ""))
                if cell.name in request.POST and request.POST.get(f"of-{cell.name}", group) == group:
                    said[row.pk, group] = (seen, number(cell.value))
            except ValueError:
                cell.wrong = True
    refused = ""
    if any(cell.wrong for _row, cells in context["grid"] for _group, cell in cells):
        refused = _("Write counts as whole numbers, or leave the place empty where nobody counted.")
    else:
        try:
            torn = actions.count_votes(of, by=request.user, cells=said)
        except (BadInput, Conflict) as refusal:
            refused = str(refusal)
    if not refused and not torn:
        return redirect("workshop_vote", of.code)
    if torn:
        status, refused = 409, _("Somebody else counted the same places meanwhile. Both numbers are shown: send again what is right.")
    for row, cells in context["grid"]:
        for group, cell in cells:
            if (row.pk, group) in torn:
                cell.torn = cell.seen = torn[row.pk, group]
    return render(request, "prevention/workshop_vote.html", context | {"refused": refused}, status=status)


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def sheet(of: queries.Workshop) -> dict[str, Any]:
    """What a workshop prints before people leave."""
    # also what has gone on since stood on that wall
    wall = queries.with_groups(queries.everything(of).exclude(state="merged"))
    held = [timezone.localtime(at).date() for at in queries.everything(of).values_list("created_at", flat=True)]
    day = max(held, default=timezone.localdate())
    promised = [(who, [[one.what, one.proposal.title if one.proposal else "", _day(one.due_on)] for one in rows])
                for who, rows in groupby(queries.promises(of), key=lambda one: one.who)]  # fmt: skip
    lines: list[Line[Any]] = list(queries.voting(of, wall).lines)
    tie, nobody = _("tie"), _("nobody counted")
    voted = []
    for line in lines:
        place = nobody if line.place is None else f"{line.place} · {tie}" if line.tied else str(line.place)
        voted.append([place, line.key.title, ", ".join(line.key.credit), share(line)])
    by = _("Each group that proposed something is told in writing what became of it, by %(day)s at the latest.")
    return {
        "title": _("Commitments and proposals of the workshop %(code)s") % {"code": of.code},
        "day": _day(day),
        "day_label": _("Day of the workshop"),
        "promised_title": _("What was promised"),
        "promised_head": [_("First step"), _("For the proposal"), _("By when")],
        "promised": promised,
        "none": _("Nothing was promised yet."),
        "voted_title": _("Proposals and votes"),
        "voted_head": [pgettext("rank", "Place"), _("Proposal"), _("Groups"), _("Votes")],
        "voted": voted,
        "next_title": _("What happens next"),
        "next": [
            _("The proposals are refined and screened: rights, no harm, law and cost. The groups keep their credit."),
            _("The ombuds office decides: adopted, adopted with changes, postponed or not adopted, always with reasons."),
            by % {"day": _day(day + dt.timedelta(days=ANSWER_DAYS))},
            _("The commitments are followed up on their days; whoever asks is told how they stand."),
        ],
        "signers": [_("For the facilitation (role)"), _("For the ombuds office (role)"), _("For the groups (role)")],
    }
