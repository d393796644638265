"""What is still open between two ratings."""

from typing import Any

from izote.prevention.models import FactorRating, RiskAssessment, Settled, Stance


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
