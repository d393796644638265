"""From state to state: what every guard wants to know of a warning, gathered in one place."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import Conflict
from izote.prevention.actions.moving import move
from izote.prevention.models import Closing, EarlyWarning, Verdict
from izote.prevention.queries.recommendations import whole
from izote.prevention.queries.warning_content import content_of, sections_of
from izote.prevention.queries.warnings import (
    all_sent,
    all_usable,
    harm_facts,
    is_backed,
    is_reviewed,
    reporters_told,
    signed_by,
    verified_signals,
)
from izote.prevention.rules.warnings import digest, missing, whole_scenario

WRITTEN = ("method_review",)
AFTER = ("followed", "mitigated", "refuted", "persists", "materialised", "closed")


def facts_of(warning: EarlyWarning, to: str, by: Any) -> dict[str, Any]:
    """What the guards of a move to that state ask; only what that move needs is looked up."""
    if to in WRITTEN:
        return _written(warning, by)
    if to == "issued":
        return _to_issue(warning, by)
    if to == "to_sign":
        return harm_facts(warning)
    if to == "notified":
        return {"receipts": all_sent(warning)}
    if to == "updated":
        return {"newer": EarlyWarning.objects.filter(updates=warning).exclude(number="").exists()}
    return _after(warning, to) if to in AFTER else {}


def _written(warning: EarlyWarning, by: Any) -> dict[str, Any]:
    content, rows = content_of(warning, by), sections_of(warning)
    alone = content["general"] and not warning.general_why
    return {
        "verified_signals": verified_signals(warning),
        "signals_usable": all_usable(warning),
        "assessment_valid": is_backed(warning),
        "scenario": whole_scenario(content),
        "groups": [] if alone else warning.groups,
        "words": not missing(content["words"], "es"),
        "hits": sum(row.hits for row in rows if row.justified_by_id is None),
    }


def _to_issue(warning: EarlyWarning, by: Any) -> dict[str, Any]:
    signed = signed_by(warning, digest(content_of(warning, by)))
    return harm_facts(warning) | {
        "signals_usable": all_usable(warning),
        "assessment_valid": is_backed(warning),
        "reviewed": is_reviewed(warning),
        "signed": signed,
        "recommendations_whole": bool(whole(warning)),
        "publication": warning.publication,
    }


def _after(warning: EarlyWarning, to: str) -> dict[str, Any]:
    report = warning.reports.order_by("-number").first()
    closing = Closing.objects.filter(warning=warning).first()
    asked = set(warning.recommendations.values_list("code", flat=True))
    facts: dict[str, Any] = {"field_visit": has_field_visit(warning)}
    if report is not None:
        facts |= {"risk_verdict": report.risk, "verdicts": set(report.standings) >= asked}
    if closing is not None:
        facts |= {"evidence": closing.evidence, "outcome": closing.outcome, "lessons": closing.whole}
    if to == "closed":
        facts["reporters_told"] = reporters_told(warning)
        facts["authors"] = {warning.author_id, closing.written_by_id} if closing else {warning.author_id}
    return facts


def has_field_visit(warning: EarlyWarning) -> bool:
    """Whether somebody of the office looked with their own eyes: a report, a verdict or the closing says on which day."""
    return (
        warning.reports.filter(field_visit_on__isnull=False).exists()
        or Verdict.objects.filter(recommendation__warning=warning, field_visit=True).exists()
        or Closing.objects.filter(warning=warning, field_visit_on__isnull=False).exists()
    )


@transaction.atomic
def move_warning(warning: EarlyWarning, to: str, *, by: Any, reason: str = "", fields: dict[str, Any] | None = None) -> EarlyWarning:
    """Move a warning with everything that its guards want to know."""
    row = EarlyWarning.objects.select_for_update(of=("self",)).select_related("org", "place", "assessment").get(pk=warning.pk)
    return move(row, to, by=by, facts=facts_of(row, to, by), reason=reason, fields=fields)


def need_state(warning: EarlyWarning, *states: str) -> None:
    """Refuse (409) what does not belong to the state in which a warning stands."""
    if warning.state not in states:
        raise Conflict(_("The warning has moved on meanwhile. Open it again."))


def today() -> Any:
    """The day in El Salvador."""
    return timezone.localdate()
