"""What a letter of the ladder is composed of, as it is known on its day."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from izote.prevention.models import Recommendation
from izote.prevention.rules import followup, letters
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import words

LANGUAGE = "es"


def letter_of(rec: Recommendation, rung: str, code: str, today: dt.date) -> dict[str, Any]:
    """The letter of a rung, in Spanish, as it will be kept."""
    above = rec.addressee.superior or rec.co_responsible
    with override(LANGUAGE):
        facts = {
            "code": rec.code, "state": rec.state, "institution": rec.institution_name, "action": rec.action, "basis": rec.legal_basis,
            "warning": rec.warning.number or rec.warning.code, "late": followup.days_late(rec.due_on, None, today),
            "superior": above.institution.name if above else rec.institution_name, "happened": happened(rec),
            **{name: _day(getattr(rec, column)) for name, column in DAYS.items()},
        }  # fmt: skip
        title = words("rungs")[rung].row[f"title_{LANGUAGE}"]
        return letters.compose(rung, facts) | {"title": title, "code": code, "day": _day(today), "language": LANGUAGE}


DAYS = {"notified": "notified_at", "answer_by": "answer_by", "answered": "answered_at", "due": "due_on", "verdict": "verdict_at"}


def _day(value: dt.date | dt.datetime | None) -> str:
    if value is None:
        return "—"
    return f"{timezone.localtime(value) if isinstance(value, dt.datetime) else value:%d/%m/%Y}"


def happened(rec: Recommendation) -> list[tuple[str, str]]:
    """The days of a recommendation in their order: told, acknowledged, answered, reported, judged, each rung."""
    states = machine("recommendation").states
    found = [
        (rec.notified_at, str(states["notified"])), (rec.acknowledged_at, str(states["acknowledged"])),
        (rec.reported_at, str(states["reported"])),
    ]  # fmt: skip
    found += [(one.at, str(words("answers")[one.kind])) for one in rec.answers.filter(kind__in=("accept", "accept_partly", "reject"))]
    found += [(one.at, str(states[one.verdict])) for one in rec.verdicts.all()]
    found += [(one.at, str(words("rungs")[one.rung])) for one in rec.rungs.all()]
    return [(_day(at), said) for at, said in sorted((at, said) for at, said in found if at is not None)]
