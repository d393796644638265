"""Two ratings side by side: each factor is settled with its reason, dissent is written down, and the scenario is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.framework import words as framework
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.assessments import ANALYSE, RATE, in_state
from izote.prevention.actions.moving import move
from izote.prevention.actions.wording import clean
from izote.prevention.models import RiskAssessment, Scenario, Settled, Stance
from izote.prevention.models.ratings import FACTORS
from izote.prevention.permissions import may_write_scenario, require
from izote.prevention.queries.assessments import scenario_of
from izote.prevention.queries.rating import factors_for
from izote.prevention.queries.settling import open_stances
from izote.prevention.rules.factors import NOT_HERE
from izote.prevention.rules.matrix import LEVELS, STEPS
from izote.prevention.rules.rating import MOST
from izote.prevention.rules.words import words

WORDS = ("threat", "vulnerability", "capacity", "protection", "reason")
MOST_PEOPLE = 10_000_000


def _reconciling(row: RiskAssessment, by: Any) -> RiskAssessment:
    require(by, RATE, row.org_id)
    row = in_state(row, "reconciling")
    if by.pk not in row.raters:
        raise Conflict(_("Its two raters reconcile it."))
    return row


@transaction.atomic
def settle(row: RiskAssessment, factor: str, *, by: Any, value: int | None, reason: str) -> Settled:
    """Settle one factor: a value or not assessable, and why. What the other rater says to it, the other rater writes."""
    row = _reconciling(row, by)
    (why,) = clean(row.org_id, reason)
    if factor not in FACTORS or not why or (value is not None and value not in range(MOST + 1)):
        raise BadInput(_("Settle each factor with a value from 0 to 4, or as not assessable, and say why."))
    if value is not None and factor not in factors_for(by, row):
        raise Conflict(_(NOT_HERE))
    said = {"org_id": row.org_id, "by": by, "value": value, "reason": why, "at": timezone.now()}
    made, _new = Settled.objects.update_or_create(assessment=row, factor=factor, defaults=said)
    record(by, "assessment.settled", org=row.org_id, kind="assessment", key=row.pk, label=row.code, factor=factor)
    return made


@transaction.atomic
def take_stance(row: RiskAssessment, factor: str, *, by: Any, agrees: bool, reason: str = "") -> Stance:
    """Go along with what the other settled, or dissent in words; a dissent is kept and printed with who holds it."""
    row = _reconciling(row, by)
    (why,) = clean(row.org_id, reason)
    settled = Settled.objects.filter(assessment=row, factor=factor).first()
    if settled is None:
        raise Conflict(_("This factor is not settled yet."))
    if not agrees and not why:
        raise BadInput(_("A dissent is written in words: they are printed with the assessment."))
    said = {"org_id": row.org_id, "agrees": agrees, "value_then": settled.value, "words": "" if agrees else why, "at": timezone.now()}
    made, _new = Stance.objects.update_or_create(assessment=row, factor=factor, rater=by, defaults=said)
    record(by, "assessment.stance", org=row.org_id, kind="assessment", key=row.pk, label=row.code, factor=factor, agrees=agrees)
    return made


@transaction.atomic
def write_scenario(
    row: RiskAssessment,
    *,
    by: Any,
    said: Mapping[str, str],
    rights: Sequence[str] = (),
    conducts: Sequence[str] = (),
    exposed: Sequence[Mapping[str, Any]] = (),
) -> Scenario:
    """Tell the scenario: threat, vulnerability, capacity and what protects; the level is said by persons, with its reason."""
    require(by, RATE if by.pk in row.raters else ANALYSE, row.org_id)
    row = in_state(row, "reconciling")
    if not may_write_scenario(by, row):
        raise Conflict(_("Whoever began it and its two raters write the scenario."))
    values: dict[str, Any] = dict(zip(WORDS, clean(row.org_id, *(said.get(name, "") for name in WORDS)), strict=True))
    for name in ("threat_step", "vulnerability_step", "capacity_step"):
        values[name] = said.get(name, "") if said.get(name) in STEPS else ""
    values["level"] = said.get("level", "") if said.get("level") in LEVELS else ""
    if values["level"] and not values["reason"]:
        raise BadInput(_("A level needs its reason."))
    values |= {"rights": _known("rights", rights), "conducts": _known("conducts", conducts), "exposed": _exposed(row, exposed)}
    made, _new = Scenario.objects.update_or_create(assessment=row, defaults=values | {"org_id": row.org_id, "by": by, "at": timezone.now()})
    record(by, "assessment.scenario", org=row.org_id, kind="assessment", key=row.pk, label=row.code, level=values["level"])
    return made


def _known(vocabulary: str, codes: Sequence[str]) -> list[str]:
    return [code for code in words(vocabulary) if code in codes]


def _exposed(row: RiskAssessment, said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Between how many of each group are exposed: a range, for an exact number would be invented, or would point at persons."""
    found = []
    for one in said:
        least, most = one.get("least"), one.get("most")
        if one["group"] not in framework.groups():
            raise BadInput(_("There is no such group."))
        if (least is None) != (most is None) or (least is not None and most is not None and not 0 <= least <= most <= MOST_PEOPLE):
            raise BadInput(_("Give the least and the most people of each group, or leave both empty."))
        found.append({"group": one["group"], "least": least, "most": most})
    return found


def send_to_review(row: RiskAssessment, *, by: Any) -> RiskAssessment:
    """Send it to the national review once every factor is settled, every dissent written and the scenario complete."""
    settled = Settled.objects.filter(assessment=row).count()
    facts = {
        "raters": row.raters,
        "settled": settled == len(FACTORS),
        "dissent_kept": not open_stances(row),
        "scenario": scenario_of(row).complete,
    }
    return move(row, "national_review", by=by, facts=facts)
