"""What a rater sees while rating: one's own pages and evidence, never the other's."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from izote.framework import words as framework
from izote.prevention.models import EvidenceItem, FactorRating, IndicatorEvidence, RaterSheet, RatingDraft, RiskAssessment
from izote.prevention.models.ratings import FACTORS, PROTECTION
from izote.prevention.permissions import may


@dataclass(frozen=True)
class Leaf:
    """One page of a rating: the factor, what was stated, and whether something was left half-written."""

    factor: str
    rating: FactorRating | None
    draft: bool
    assessable: bool


def factors_for(user: Any, row: RiskAssessment) -> list[str]:
    """The factors that this user rates in an assessment: 10 to 14 only in the national unit; and what protects."""
    national = may(user, "prevention.national", row.org_id)
    return [code for code in FACTORS if code == PROTECTION or national or not framework.national_only(code)]


def leaves_of(user: Any, row: RiskAssessment) -> list[Leaf]:
    """Every page of one's own rating, also those that are not rated here."""
    mine = {one.factor: one for one in FactorRating.objects.filter(assessment=row, rater=user)}
    drafts = set(RatingDraft.objects.filter(assessment=row, rater=user).values_list("factor", flat=True))
    allowed = factors_for(user, row)
    return [Leaf(code, mine.get(code), code in drafts, code in allowed) for code in FACTORS]


def evidence_of(row: RiskAssessment, user: Any) -> list[EvidenceItem]:
    """The evidence that a rater may use: what the author brought, and one's own."""
    rows = EvidenceItem.objects.filter(Q(shared=True) | Q(by=user), assessment=row)
    return list(rows.select_related("signal").order_by("pk"))


def rating_of(user: Any, row: RiskAssessment, factor: str) -> tuple[FactorRating | None, dict[str, IndicatorEvidence]]:
    """What one stated of a factor and saw of its indicators."""
    seen = IndicatorEvidence.objects.filter(assessment=row, rater=user, factor=factor)
    return FactorRating.objects.filter(assessment=row, rater=user, factor=factor).first(), {one.indicator: one for one in seen}


def draft_of(user: Any, row: RiskAssessment, factor: str) -> dict[str, list[str]]:
    """A page as it was left; empty where nothing was."""
    found = RatingDraft.objects.filter(assessment=row, rater=user, factor=factor).first()
    return json.loads(found.words) if found else {}


def sheets_of(row: RiskAssessment) -> dict[int, RaterSheet]:
    """Who of the two has begun and finished, by rater."""
    return {one.rater_id: one for one in RaterSheet.objects.filter(assessment=row)}
