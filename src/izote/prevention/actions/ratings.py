"""Two persons rate the factors apart; what each finishes is locked; when both have, their agreement is computed and kept."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.kit.errors import BadInput, Conflict
from izote.prevention.actions.assessments import RATE, in_state
from izote.prevention.actions.moving import move
from izote.prevention.actions.wording import clean
from izote.prevention.models import Agreement, FactorRating, IndicatorEvidence, RaterSheet, RatingDraft, RiskAssessment, Settled
from izote.prevention.models.ratings import CONFIDENCE, FACTORS, GRADES, PROTECTION, TRENDS
from izote.prevention.permissions import require
from izote.prevention.queries.profiles import indicator_codes, seen_of
from izote.prevention.queries.rating import evidence_of, factors_for
from izote.prevention.rules import copying, rating
from izote.prevention.rules.factors import NOT_HERE
from izote.prevention.rules.words import words

LONGEST_DRAFT = 60_000


def _sheet(row: RiskAssessment, by: Any) -> tuple[RiskAssessment, RaterSheet]:
    """The assessment and one's own sheet, both locked; refuses who is no rater of it, and who has finished."""
    require(by, RATE, row.org_id)
    row = in_state(row, "double_rating")
    if by.pk not in row.raters:
        raise Conflict(_("Two other persons rate this assessment."))
    sheet, _made = RaterSheet.objects.get_or_create(assessment=row, rater=by, defaults={"org_id": row.org_id})
    if sheet.finished_at is not None:
        raise Conflict(_("You have finished this rating: it is locked."))
    return row, sheet


def _factor(row: RiskAssessment, factor: str, by: Any) -> None:
    if factor not in FACTORS:
        raise BadInput(_("There is no such factor."))
    if factor not in factors_for(by, row):
        raise Conflict(_(NOT_HERE))


@transaction.atomic
def keep_draft(row: RiskAssessment, factor: str, *, by: Any, said: Mapping[str, Sequence[str]]) -> None:
    """Keep a page as it was left, sealed, for whoever wrote it alone."""
    row, _mine = _sheet(row, by)
    _factor(row, factor, by)
    text = json.dumps({name: list(values) for name, values in said.items()}, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise BadInput(_("This text is too long."))
    RatingDraft.objects.update_or_create(
        assessment=row, rater=by, factor=factor, defaults={"org_id": row.org_id, "words": text, "at": timezone.now()}
    )


@transaction.atomic
def rate_factor(
    row: RiskAssessment,
    factor: str,
    *,
    by: Any,
    value: int | None,
    reason: str,
    confidence: str = "",
    seen: Sequence[Mapping[str, Any]] = (),
) -> FactorRating:
    """Say 0 to 4, or None for not assessable, with the reason; `seen` says what was seen of each indicator, on which evidence."""
    row, _mine = _sheet(row, by)
    _factor(row, factor, by)
    (why,) = clean(row.org_id, reason)
    if not why:
        raise BadInput(_("Say why, in words."))
    if value is not None and (value not in range(rating.MOST + 1) or confidence not in CONFIDENCE):
        raise BadInput(_("Say a value from 0 to 4 and how sure you are, or that it is not assessable."))
    told = [_evidence(row, factor, one, by) for one in seen]
    items = sorted({key for one in told for key in one.items})
    if value is not None and not items:
        raise BadInput(_("A value needs at least one piece of evidence with its grade; without any it is not assessable."))
    IndicatorEvidence.objects.filter(assessment=row, rater=by, factor=factor).delete()
    IndicatorEvidence.objects.bulk_create(told)
    made = _rated(row, factor, by, value, why, confidence, told, items)
    RatingDraft.objects.filter(assessment=row, rater=by, factor=factor).delete()
    record(by, "assessment.rated", org=row.org_id, kind="assessment", key=row.pk, label=row.code, factor=factor)
    return made


def _rated(
    row: RiskAssessment, factor: str, by: Any, value: int | None, why: str, confidence: str, told: list[IndicatorEvidence], items: list[int]
) -> FactorRating:
    """The rating with what the rules say beside it; they never change what the person says."""
    seen = [seen_of(one.indicator, one.presence, one.grade, one.trend) for one in told]
    low, high = rating.interval(seen, len(indicator_codes(factor)))
    known = value is not None
    values = {
        "org_id": row.org_id,
        "value": value,
        "reason": why,
        "confidence": confidence if known else "",
        "grade": rating.best_grade(one.grade for one in told) if known else "",
        "items": items,
        "suggestion": rating.suggestion(seen),
        "low": low,
        "high": high,
        "trend": rating.trend(seen),
        "at": timezone.now(),
    }
    made, _new = FactorRating.objects.update_or_create(assessment=row, rater=by, factor=factor, defaults=values)
    return made


def _evidence(row: RiskAssessment, factor: str, said: Mapping[str, Any], by: Any) -> IndicatorEvidence:
    """What was seen of one indicator, checked: a presence has its evidence, grade and confidence."""
    code, presence = said["indicator"], said.get("presence")
    if code not in indicator_codes(factor):
        raise BadInput(_("There is no such indicator in this factor."))
    one = IndicatorEvidence(org_id=row.org_id, assessment=row, rater=by, indicator=code, factor=factor, presence=presence)
    if presence is None:
        return one
    one.trend, one.grade, one.confidence = said.get("trend") or "unknown", said.get("grade", ""), said.get("confidence", "")
    one.scope, one.items = said.get("scope") or "place_group", sorted(set(said.get("items", ())))
    known = {item.pk for item in evidence_of(row, by)}
    if presence not in range(rating.MOST_SEEN + 1) or one.trend not in TRENDS or one.scope not in words("evidence_scopes"):
        raise BadInput(_("Say of %(indicator)s what was seen: from none to widespread, or not assessable.") % {"indicator": code})
    if one.grade not in GRADES or one.confidence not in CONFIDENCE or not one.items or set(one.items) - known:
        raise BadInput(_("What was seen of %(indicator)s needs its evidence, the grade of it and how sure you are.") % {"indicator": code})
    return one


@transaction.atomic
def finish_rating(row: RiskAssessment, *, by: Any) -> RiskAssessment:
    """Finish one's own rating, for good. When both have finished, the ratings are compared and laid side by side."""
    row, sheet = _sheet(row, by)
    done = set(FactorRating.objects.filter(assessment=row, rater=by).values_list("factor", flat=True))
    missing = [code for code in factors_for(by, row) if code not in done]
    if missing:
        raise Conflict(_("Rate every factor first, also as not assessable. Missing: %(codes)s.") % {"codes": ", ".join(missing)})
    sheet.finished_at = timezone.now()
    sheet.save(update_fields=["finished_at"])
    record(by, "assessment.finished", org=row.org_id, kind="assessment", key=row.pk, label=row.code)
    if RaterSheet.objects.filter(assessment=row, finished_at__isnull=False, rater__in=row.raters).count() < len(row.raters):
        return row
    return _close(row, by)


def _close(row: RiskAssessment, by: Any) -> RiskAssessment:
    """Compare what two finished apart, and keep how far they agree."""
    made = [_finished(row, key) for key in row.raters if key is not None]
    kept = Agreement.objects.create(
        org_id=row.org_id,
        assessment=row,
        by=by,
        factors=_alpha([one.values for one in made]),
        indicators=_alpha([one.presences for one in made]),
        marks=copying.marks(*made),
    )
    rated = RaterSheet.objects.filter(assessment=row, finished_at__isnull=False).values_list("rater_id", flat=True)
    facts = {"raters": row.raters, "rated": tuple(rated), "founded": founded(row), "agreement": kept.factors["alpha"]}
    row = move(row, "reconciling", by=by, facts=facts)
    _settle_what_nobody_rates(row, by)
    return row


def _finished(row: RiskAssessment, rater: int) -> copying.Sheet:
    ratings = {one.factor: one for one in FactorRating.objects.filter(assessment=row, rater=rater) if one.factor != PROTECTION}
    seen = IndicatorEvidence.objects.filter(assessment=row, rater=rater).exclude(factor=PROTECTION)
    ended: dt.datetime = RaterSheet.objects.get(assessment=row, rater=rater).finished_at or timezone.now()
    values, reasons = {code: one.value for code, one in ratings.items()}, {code: one.reason for code, one in ratings.items()}
    return copying.Sheet(values, reasons, dict(seen.values_list("indicator", "presence")), ended)


def _alpha(both: Sequence[Mapping[str, int | None]]) -> dict[str, Any]:
    """Krippendorff's alpha for ordered values; what one of the two could not assess is left out."""
    # numpy is loaded by whoever closes a rating, not by every page
    from izote.methods.agreement import krippendorff
    from izote.methods.errors import Declined

    codes = sorted(set().union(*both))
    table = [[float("nan") if one.get(code) is None else float(one[code] or 0) for code in codes] for one in both]
    try:
        found = krippendorff(table, "ordinal") if codes else None
    except Declined:
        found = None
    if found is None:
        return {"alpha": None, "low": None, "high": None, "units": 0, "reading": "none"}
    ends = {
        name: None if value != value else round(value, 4)
        for name, value in (("alpha", found.alpha), ("low", found.low), ("high", found.high))
    }
    return ends | {"units": found.units, "reading": found.reading}


def founded(row: RiskAssessment) -> bool:
    """Whether every rating has its reason and, where a value is stated, evidence, grade and confidence."""
    rows = list(FactorRating.objects.filter(assessment=row))
    return bool(rows) and all(one.reason and (one.value is None or (one.items and one.grade and one.confidence)) for one in rows)


def _settle_what_nobody_rates(row: RiskAssessment, by: Any) -> None:
    """The gravest factors, where neither rater is of the national unit: not assessable here, and said so."""
    rated = set(FactorRating.objects.filter(assessment=row).values_list("factor", flat=True))
    for factor in FACTORS:
        if factor not in rated:
            Settled.objects.create(org_id=row.org_id, assessment=row, by=by, factor=factor, value=None, reason=NOT_HERE)
