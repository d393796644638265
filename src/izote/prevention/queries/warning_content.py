"""What a warning says, as plain data: the record of its assessment, its recommendations, its editor's words."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from izote.prevention.models import EarlyWarning, WarningSection
from izote.prevention.queries.assessments import record_of
from izote.prevention.queries.places import place_names
from izote.prevention.queries.recommendations import recommendations_of
from izote.prevention.rules.assessment_record import AssessmentRecord
from izote.prevention.rules.cuts import Nearby
from izote.prevention.rules.public import is_young
from izote.territory.queries import gazetteer, wider


def content_of(warning: EarlyWarning, by: Any) -> dict[str, Any]:
    """What it says now; once it is issued, what was issued."""
    if warning.content:
        issued: dict[str, Any] = json.loads(warning.content)
        return issued
    return composed(warning, by)


def composed(warning: EarlyWarning, by: Any) -> dict[str, Any]:
    """What it says now, built anew from the record, as whoever acts may see it."""
    record = record_of(warning.assessment)
    rows = list(sections_of(warning))
    return {
        **_of_record(record),
        "number": warning.number,
        "issued_on": "",
        "code": warning.code,
        "office": warning.org.name,
        "kind": warning.kind,
        "place": _place(warning),
        "groups": _groups(warning, record),
        "general": warning.groups == ["general"],
        "general_why": warning.general_why or record.groups_reason,
        "signals": sorted(warning.stands_on.values_list("signal__code", flat=True)),
        "recommendations": [_recommendation(one) for one in recommendations_of(warning, by)],
        "words": {row.code: {"es": row.es, "en": row.en} for row in rows if row.es or row.en},
        "reserved": sorted(row.code for row in rows if row.reserved),
        "notified": [],
    }


def sections_of(warning: EarlyWarning) -> list[WarningSection]:
    """The sections that were written in."""
    return list(WarningSection.objects.filter(warning=warning).select_related("written_by", "justified_by"))


def _of_record(record: AssessmentRecord) -> dict[str, Any]:
    said = record.scenario
    return {
        "assessment": {"code": record.code, "approved_on": _iso(record.approved_on), "expires_on": _iso(record.expires_on)},
        "window": {"from": _iso(record.starts_on), "to": _iso(record.ends_on)},
        "threat": {"step": said.threat_step, "words": said.threat},
        "vulnerability": {"step": said.vulnerability_step, "words": said.vulnerability},
        "capacity": {"step": said.capacity_step, "words": said.capacity},
        "protection": said.protection,
        "rights": list(said.rights),
        "conducts": list(said.conducts),
        "level": said.level,
        "level_why": said.reason,
        "factors": [{"factor": one.factor, "value": one.value, "grade": one.grade} for one in record.profile if one.settled],
        "dissent": [{"factor": factor, "value": one.value, "words": one.words} for factor, one in record.dissent],
        "evidence": _evidence(record),
    }


def _evidence(record: AssessmentRecord) -> list[dict[str, str]]:
    """Each piece once, with the best grade it was given."""
    rows = [*record.profile, *([record.protection_row] if record.protection_row else [])]
    best: dict[int, Any] = {}
    for one in (piece for row in rows for piece in row.evidence):
        if one.key not in best or (one.grade or "Z") < (best[one.key].grade or "Z"):
            best[one.key] = one
    return [
        {"sort": one.sort, "what": one.title, "day": _iso(one.dated_on), "grade": one.grade}
        for one in sorted(best.values(), key=lambda one: one.key)
    ]


def _groups(warning: EarlyWarning, record: AssessmentRecord) -> list[dict[str, Any]]:
    exposed = {one.group: one for one in record.scenario.exposed}
    return [
        {"code": code, "least": exposed[code].least if code in exposed else None, "most": exposed[code].most if code in exposed else None}
        for code in warning.groups
    ]


def _place(warning: EarlyWarning) -> dict[str, str]:
    place = warning.place
    above = [wider(place.pk, level) for level in ("municipality", "department")]
    names = dict.fromkeys(one.name for one in above if one is not None and one.code != place.code)
    return {"code": place.code, "name": place.name, "level": place.level, "within": ", ".join(names)}


def _recommendation(one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "position": one.position,
        "addressee": one.addressee.institution.name,
        "level": one.addressee.level,
        "place": one.place.code,
        "heading": one.heading,
        "stream": one.stream,
        "verb": one.verb,
        "action": one.action,
        "legal_basis": one.legal_basis,
        "due_on": _iso(one.due_on),
        "means": one.means,
        "indicator": one.indicator,
        "evidence": one.evidence_required,
        "co_responsible": one.co_responsible.institution.name if one.co_responsible else "",
        "supports": [support.addressee.institution.name for support in one.supports.all()],
        "assistance": one.assistance,
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def nearby(warning: EarlyWarning, language: str) -> Nearby:
    """What is not named in public of this warning's place, and how coarse its days are said today."""
    named, closer = _closer(warning.place_id)
    today = timezone.localdate()
    issued = timezone.localdate(warning.issued_at) if warning.issued_at else today
    return Nearby(named or warning.place.name, closer, is_young(warning.kind, issued, today), language, place_names())


def _closer(place_id: int) -> tuple[str, tuple[str, ...]]:
    """The municipality of a place, and the names of everything inside it."""
    town = wider(place_id, "municipality")
    if town is None:
        return "", ()
    index = gazetteer()
    return town.name, tuple(sorted({index.entries[one].name for one in index.below[index.at[town.id]]}))
