"""What every page of a warning shows: its name, its tabs, what may be done with it next."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from izote.prevention.actions.warning_followup import open_answers, report_due
from izote.prevention.actions.warning_moves import facts_of
from izote.prevention.actions.warning_receipts import call_notified
from izote.prevention.actions.warning_reviews import issue_warning
from izote.prevention.models import EarlyWarning
from izote.prevention.permissions import may
from izote.prevention.queries.steps import moves_for, steps_of
from izote.prevention.rules.guards import GUARDS
from izote.prevention.rules.machines import Move, machine
from izote.prevention.rules.warning_document import language
from izote.prevention.rules.words import label

TABS = {
    "warning_detail": _("Content"),
    "warning_recommendations": _("Recommendations"),
    "warning_reviews": _("Reviews"),
    "warning_harm": _("Do no harm"),
    "warning_signatures": _("Signatures"),
    "warning_receipts": _("Copies and receipts"),
    "warning_followup": _("Follow-up"),
    "warning_public": _("Public version"),
    "warning_closing": _("Closing"),
    "warning_shares": _("Shared"),
}
# what a move has a page of its own for
PAGES = {
    ("method_review", "legal_review"): "warning_reviews",
    ("method_review", "returned"): "warning_reviews",
    ("legal_review", "harm_check"): "warning_reviews",
    ("legal_review", "returned"): "warning_reviews",
}
OWN = {"followed": "warning_report", "mitigated": "warning_outcome", "persists": "warning_outcome", "refuted": "warning_outcome"}
OWN |= {"materialised": "warning_materialised", "closed": "warning_closing"}
OUTCOME = _("How does it stand?")
# a move that brings more with it
DOERS: dict[str, Callable[..., Any]] = {"issued": issue_warning, "notified": call_notified, "answering": open_answers}


def ways(user: Any, row: EarlyWarning, *, plain: bool = False) -> list[tuple[Move, str]]:
    """The moves that the user has the right to from here, each with its page; `plain` leaves out those with a page of their own."""
    found = []
    for one in moves_for(user, row):
        page = PAGES.get((row.state, one.to)) or OWN.get(one.to)
        if page is None:
            found.append((one, reverse("warning_move", args=[row.pk, one.to])))
        elif not plain:
            found.append((one, reverse(page, args=[row.pk])))
    seen: set[str] = set()
    return [(one, url) for one, url in found if plain or not (url in seen or seen.add(url))]  # type: ignore[func-returns-value]


def said(way: Move) -> str:
    """What leads to a move; the three ends of a warning are said on one page."""
    return str(OUTCOME if OWN.get(way.to) == "warning_outcome" else way.words)


def around(request: HttpRequest, row: EarlyWarning) -> dict[str, Any]:
    """Its name, its tabs, its moves, whether it is late."""
    return {
        "warning": row,
        "kind": row.get_kind_display(),
        "state": str(machine(row.MACHINE).states[row.state]),
        "tabs": [{"url": reverse(name, args=[row.pk]), "label": words} for name, words in TABS.items()],
        "ways": [{"words": said(one), "url": url} for one, url in ways(request.user, row)],
        "late": row.due_at is not None and row.due_at < timezone.now(),
        "writes": row.may_be_written and may(request.user, "prevention.analyse", row.org_id),
        "steps": steps_of(row) if request.resolver_match and request.resolver_match.url_name == "warning_detail" else (),
        "report_due": report_due(row) if row.state in ("answering", "followed", "persists") else None,
        "language": language(),
    }


def guards_of(row: EarlyWarning, to: str, user: Any) -> list[dict[str, Any]]:
    """Each guard of a move, in words, and whether it holds now; a reason is asked for by the form."""
    way = machine(row.MACHINE).move(row.state, to)
    if way is None:
        return []
    now = timezone.now()
    facts = {"by": user.pk, "author": row.author_id, "authors": {row.author_id}, "now": now, "today": timezone.localdate(now)}
    facts |= facts_of(row, to, user)
    return [
        {"words": label("warning_guards", name), "holds": GUARDS[name].holds(facts), "sentence": GUARDS[name].sentence}
        for name in way.guards
        if name != "reason_given"
    ]
