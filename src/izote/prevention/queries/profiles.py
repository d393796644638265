"""The profile of an assessment: fourteen factors as two raters saw them and as they were settled, and what protects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from izote.framework import words as framework
from izote.prevention.models import EvidenceItem, FactorRating, IndicatorEvidence, RiskAssessment, Settled, Stance
from izote.prevention.models.ratings import FACTORS, PROTECTION
from izote.prevention.rules import rating
from izote.prevention.rules.assessment_record import Dissent, Opinion, Piece, ProfileRow, Protection
from izote.prevention.rules.factors import reason_words
from izote.prevention.rules.rating import Seen


class Profile(NamedTuple):
    """The fourteen factors, and what protects."""

    factors: tuple[ProfileRow, ...]
    protection: ProfileRow | None


class Material(NamedTuple):
    """What a profile is made of, by factor."""

    raters: list[Any]
    ratings: dict[tuple[str, int], FactorRating]
    seen: dict[tuple[str, int], dict[str, IndicatorEvidence]]
    settled: dict[str, Settled]
    stances: dict[str, list[Stance]]
    items: dict[int, EvidenceItem]


def indicator_codes(factor: str) -> list[str]:
    """The indicators of a factor; of what protects, the protective factors."""
    return list(framework.protective() if factor == PROTECTION else framework.indicators(factor))


def seen_as(rows: Mapping[str, IndicatorEvidence]) -> dict[str, Seen]:
    """Evidence as the rules take it."""
    return {code: seen_of(code, row.presence, row.grade, row.trend) for code, row in rows.items()}


def seen_of(code: str, presence: int | None, grade: str, trend: str) -> Seen:
    """One piece of evidence as the rules take it; a protective factor counts as dynamic: it comes and goes with people."""
    known = framework.indicators()
    return Seen(presence, grade, trend, code not in known or framework.is_dynamic(code))


def material_of(assessment: RiskAssessment) -> Material:
    """Everything that whoever acts may see of the ratings, in six queries."""
    raters = [one for one in (assessment.rater_one, assessment.rater_two) if one]
    seen: dict[tuple[str, int], dict[str, IndicatorEvidence]] = defaultdict(dict)
    for row in IndicatorEvidence.objects.filter(assessment=assessment):
        seen[row.factor, row.rater_id][row.indicator] = row
    stances = defaultdict(list)
    for stance in Stance.objects.filter(assessment=assessment).order_by("pk"):
        stances[stance.factor].append(stance)
    return Material(
        raters,
        {(row.factor, row.rater_id): row for row in FactorRating.objects.filter(assessment=assessment)},
        dict(seen),
        {row.factor: row for row in Settled.objects.filter(assessment=assessment).select_related("by")},
        dict(stances),
        {row.pk: row for row in EvidenceItem.objects.filter(assessment=assessment).select_related("signal")},
    )


def profile_of(assessment: RiskAssessment) -> Profile:
    """Every factor in the Framework's order, also where nothing is settled yet."""
    made = material_of(assessment)
    rows = {factor: _row(factor, made) for factor in FACTORS}
    protection = rows.pop(PROTECTION)
    return Profile(tuple(rows.values()), protection)


def _row(factor: str, made: Material) -> ProfileRow:
    rated = [made.ratings.get((factor, one.pk)) for one in made.raters]
    evidence = [made.seen.get((factor, one.pk), {}) for one in made.raters]
    one, two = ([*map(seen_as, evidence), {}, {}])[:2]
    codes = indicator_codes(factor)
    low, high = rating.together(one, two, len(codes))
    assessed = {code for seen in (one, two) for code, each in seen.items() if each.presence is not None}
    settled = made.settled.get(factor)
    return ProfileRow(
        factor=factor,
        settled=settled is not None,
        value=settled.value if settled else None,
        reason=reason_words(settled.reason) if settled else "",
        low=low,
        high=high,
        trend=rating.trend([*one.values(), *two.values()]),
        grade=rating.best_grade(row.grade for row in rated if row),
        confidence=rating.least_confident(row.confidence for row in rated if row),
        assessed=len(assessed),
        indicators=len(codes),
        opinions=tuple(_opinion(rater, row) for rater, row in zip(made.raters, rated, strict=True)),
        dissent=tuple(_dissent(factor, made, settled)) if settled else (),
        evidence=tuple(_pieces(made, rated, evidence)),
        settled_by=str(settled.by) if settled else "",
        settled_at=settled.at if settled else None,
    )


def _opinion(rater: Any, row: FactorRating | None) -> Opinion:
    if row is None:
        return Opinion(str(rater), rated=False, value=None, reason="", grade="", confidence="", suggestion=None)
    return Opinion(str(rater), True, row.value, row.reason, row.grade, row.confidence, row.suggestion)


def _dissent(factor: str, made: Material, settled: Settled) -> Iterable[Dissent]:
    """Who holds to another value than the one that stands now."""
    names = {one.pk: str(one) for one in made.raters}
    for stance in made.stances.get(factor, ()):
        own = made.ratings.get((factor, stance.rater_id))
        if not stance.agrees and stance.value_then == settled.value and stance.rater_id in names:
            yield Dissent(names[stance.rater_id], own.value if own else None, stance.words)


def _pieces(made: Material, rated: Iterable[FactorRating | None], evidence: Iterable[Mapping[str, IndicatorEvidence]]) -> Iterable[Piece]:
    """On what a factor rests, each piece once, with the best grade that anybody gave it here."""
    grades: dict[int, list[str]] = defaultdict(list)
    for row in rated:
        for key in row.items if row else ():
            grades[key].append("")
    for seen in evidence:
        for each in seen.values():
            for key in each.items:
                grades[key].append(each.grade)
    for key in sorted(grades):
        item = made.items.get(key)
        if item is not None:
            yield Piece(key, item.sort, str(item), item.dated_on, rating.best_grade(grades[key]))


def protection_of(assessment: RiskAssessment) -> tuple[Protection, ...]:
    """Each protective factor as its raters saw it; one that nobody assessed says so."""
    raters = [one for one in (assessment.rater_one, assessment.rater_two) if one]
    rows = IndicatorEvidence.objects.filter(assessment=assessment, factor=PROTECTION)
    said = {(row.rater_id, row.indicator): row for row in rows}
    found = []
    for code in framework.protective():
        both = [said.get((one.pk, code)) for one in raters]
        seen = tuple((str(one), row.presence if row else None) for one, row in zip(raters, both, strict=True))
        trend = rating.trend(seen_of(code, row.presence, row.grade, row.trend) for row in both if row)
        found.append(Protection(code, seen, trend, rating.best_grade(row.grade for row in both if row)))
    return tuple(found)
