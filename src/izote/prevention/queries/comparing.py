"""Two assessments of the same matter: what changed, and why the newer one says so."""

from typing import Any

from izote.prevention.rules.assessment_record import AssessmentRecord, ProfileRow
from izote.prevention.rules.factors import factor_name
from izote.prevention.rules.shown import between, trend_words, value_words
from izote.prevention.rules.words import label


def compared(older: AssessmentRecord, newer: AssessmentRecord) -> list[dict[str, Any]]:
    """Factor by factor and for the level: before, now, which way, and the reasons of both."""
    known = {row.factor: row for row in _rows(older)}
    found = [_factor(known[row.factor], row) for row in _rows(newer)]
    before, now = older.scenario, newer.scenario
    level = {
        "name": "",
        "before": label("risk_levels", before.level) if before.level else "—",
        "now": label("risk_levels", now.level) if now.level else "—",
        "changed": before.level != now.level,
        "why_before": before.reason,
        "why": now.reason,
    }
    return [*found, level]


def _rows(record: AssessmentRecord) -> list[ProfileRow]:
    return [*record.profile, *([record.protection_row] if record.protection_row else [])]


def _factor(before: ProfileRow, now: ProfileRow) -> dict[str, Any]:
    return {
        "name": factor_name(now.factor),
        "before": value_words(before.value, now.factor) if before.settled else "—",
        "now": value_words(now.value, now.factor) if now.settled else "—",
        "between": between(now),
        "trend": trend_words(now.trend),
        "changed": (before.settled, before.value) != (now.settled, now.value),
        "why_before": before.reason,
        "why": now.reason,
    }
