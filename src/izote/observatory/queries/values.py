"""Values of surveys and of competitiveness: those signed, in their last version, and the index that its weights make of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from izote.observatory.models import IndexWeight, SurveyValue
from izote.observatory.rules.indicators import Indicator, indicators, of_domain

INDEX = "competitiveness"


def parts_of_index() -> list[Indicator]:
    """The sub-indices, in the order of their names."""
    return [one for one in of_domain("economy") if one.kind == "index" and one.code != INDEX]


def typed_indicators() -> list[Indicator]:
    """The indicators whose values are typed."""
    return [one for one in indicators().values() if one.kind in ("survey", "index") and one.code != INDEX]


def values_for(org_id: int) -> QuerySet[SurveyValue]:
    """Every value of an office, whether signed or not."""
    return SurveyValue.objects.filter(org_id=org_id).select_related("place", "written_by", "signed_by")


def signed_values(org_id: int, codes: list[str]) -> list[SurveyValue]:
    """The last signed version of each value, the newest year first."""
    rows = values_for(org_id).filter(indicator__in=codes, signed_by__isnull=False)
    last = rows.order_by("indicator", "place", "year", "survey", "-version").distinct("indicator", "place", "year", "survey")
    return sorted(last, key=lambda one: (-one.year, one.place.name if one.place else "", one.survey))


def weights_of(org_id: int) -> dict[str, float]:
    """The weight of each sub-index: as the office last set it, else all alike."""
    codes = [one.code for one in parts_of_index()]
    rows = IndexWeight.objects.filter(org_id=org_id, indicator__in=codes).order_by("indicator", "-pk").distinct("indicator")
    return dict.fromkeys(codes, 1.0) | {row.indicator: row.weight for row in rows}


@dataclass(frozen=True)
class Reckoned:
    """The index of one place, year and survey, from all its parts."""

    place: Any
    year: int
    survey: str
    value: float
    interviews: int


def reckoned(org_id: int, weights: dict[str, float]) -> list[Reckoned]:
    """The index where every sub-index is known; a part that is missing is never taken for anything."""
    held: dict[tuple[Any, int, str], dict[str, SurveyValue]] = {}
    for row in signed_values(org_id, list(weights)):
        held.setdefault((row.place, row.year, row.survey), {})[row.indicator] = row
    total = sum(weights.values())
    if total <= 0:
        return []
    return [
        Reckoned(*key, sum(weights[code] * row.value for code, row in parts.items()) / total, min(row.interviews for row in parts.values()))
        for key, parts in held.items()
        if set(parts) == set(weights)
    ]
