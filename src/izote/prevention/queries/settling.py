"""What is still open between two ratings."""

from typing import Any, NamedTuple

from izote.prevention.models import FactorRating, IndicatorEvidence, RiskAssessment, Settled, Stance
from izote.prevention.queries.profiles import indicator_codes, material_of, profile_of
from izote.prevention.rules.assessment_record import ProfileRow


def open_stances(row: RiskAssessment) -> list[tuple[str, int]]:
    """The factors, with the rater, where somebody's own rating was another than what was settled and who has said nothing to it yet."""
    settled = {one.factor: one for one in Settled.objects.filter(assessment=row)}
    said = {(one.factor, one.rater_id): one for one in Stance.objects.filter(assessment=row)}
    found = []
    for one in FactorRating.objects.filter(assessment=row).order_by("pk"):
        agreed = settled.get(one.factor)
        if agreed is None or one.value == agreed.value or one.rater_id == agreed.by_id:
            continue
        stance = said.get((one.factor, one.rater_id))
        if stance is None or stance.value_then != agreed.value:
            found.append((one.factor, one.rater_id))
    return found


def waits_for(user: Any, row: RiskAssessment) -> list[str]:
    """The factors to which this user has still to say whether they go along."""
    return [factor for factor, rater in open_stances(row) if rater == user.pk]


class Pair(NamedTuple):
    """One factor as both saw it: the row of the profile, and indicator by indicator what each said."""

    row: ProfileRow
    raters: list[str]
    indicators: list[tuple[str, list[IndicatorEvidence | None]]]


def side_by_side(row: RiskAssessment, factor: str) -> Pair:
    """Both ratings of a factor, whole; the indicators of which at least one of them said something."""
    made = material_of(row)
    profile = profile_of(row)
    found = next((one for one in profile.factors if one.factor == factor), profile.protection)
    assert found is not None
    both = [made.seen.get((factor, one.pk), {}) for one in made.raters]
    said = [code for code in indicator_codes(factor) if any(code in seen for seen in both)]
    return Pair(found, [str(one) for one in made.raters], [(code, [seen.get(code) for seen in both]) for code in said])
