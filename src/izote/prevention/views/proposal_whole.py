"""A proposal with all that its page shows."""

from typing import Any, NamedTuple

from django.utils import timezone

from izote.framework import words as framework
from izote.prevention.actions.moving import known, reason_of
from izote.prevention.models import Proposal, Tool
from izote.prevention.permissions import may
from izote.prevention.queries.proposals import credits_of, facts_of, screening_of
from izote.prevention.queries.steps import moves_for, steps_of
from izote.prevention.rules import proposals as rules
from izote.prevention.rules.guards import GUARDS
from izote.prevention.rules.machines import Move, machine
from izote.prevention.rules.words import words

# asked by the page of the move itself
IN_THE_FORM = {"reason_given", "answer_written", "names_the_other", "tool_kept", "in_the_room"}


class Way(NamedTuple):
    """A move that the user has the right to, and what still stands in its way."""

    move: Move
    lacks: list[str]


def ways_for(user: Any, row: Proposal) -> list[Way]:
    """The moves of a proposal for somebody, with what is missing for each."""
    facts = known(row, user) | facts_of(row)
    ways = [one for one in moves_for(user, row) if one.to != "taken_back"]
    lacks = {guard: str(GUARDS[guard].sentence) for one in ways for guard in one.guards if guard not in IN_THE_FORM}
    return [Way(one, [lacks[g] for g in one.guards if g in lacks and not GUARDS[g].holds(facts)]) for one in ways]


def whole_of(user: Any, row: Proposal) -> dict[str, Any]:
    """The proposal, its way, its groups, what each was told, its screening, assistance, pilots, tool."""
    today, states = timezone.localdate(), machine("proposal").states
    held = screening_of(row)
    rights = {name: may(user, f"proposals.{name}", row.org_id) for name in ("write", "decide", "assist")}
    return {
        "proposal": row,
        "today": today,
        "ways": ways_for(user, row),
        "credits": credits_of(row),
        "merged": row.merged.order_by("pk"),
        "answers": row.answers.select_related("credit", "told_by").order_by("-pk"),
        "screening": [(word, held.get(code)) for code, word in words("screen_questions").items()],
        "lacking": rules.lacking(row, today) if row.state in rules.WRITABLE else [],
        "factors": [f"{one}. {framework.factors()[one]}" for one in row.factors if one in framework.factors()],
        "groups": framework.labels("groups", row.groups),
        "stream": framework.label("streams", row.stream) if row.stream else "",
        "assistances": row.assistances.prefetch_related("visits").order_by("pk"),
        "pilots": row.pilots.select_related("place").prefetch_related("evaluations").order_by("pk"),
        "tool": Tool.objects.filter(proposal=row).first(),
        "commitments": row.commitments.exclude(state="undone").order_by("due_on", "pk"),
        "steps": [
            {"at": one.at, "title": f"{states[one.source]} → {states[one.to]}", "by": str(one.by), "text": reason_of(one)}
            for one in steps_of(row).reverse()
        ],
        "may_edit": row.state not in rules.FIXED and (rights["write"] or rights["decide"]),
        "may_screen": row.state in ("refined", "screened", "deliberated", "postponed") and (rights["write"] or rights["decide"]),
        "may_credit": row.state in rules.WRITABLE and rights["write"],
        "under_way": row.state in ("adopted", "adopted_changed", "assisted", "designed", "pilot", "evaluated"),
        "rights": rights,
    }
