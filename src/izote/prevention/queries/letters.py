"""What a letter of the ladder is composed of, as it is known on its day."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from izote.prevention.models import Recommendation
from izote.prevention.queries.recommendations import threats_of
from izote.prevention.rules import followup, letters
from izote.prevention.rules.machines import machine
from izote.prevention.rules.recipients import recipient
from izote.prevention.rules.words import words

LANGUAGE = "es"


def letter_of(rec: Recommendation, rung: str, code: str, today: dt.date) -> dict[str, Any]:
    """The letter of a rung, in Spanish, as it will be kept."""
    told, reader, above = readers_of(rec)
    with override(LANGUAGE):
        facts = {
            "code": rec.code, "state": rec.state, "institution": told, "responsible": rec.institution_name, "reader": reader,
            "action": rec.action, "basis": rec.legal_basis,
            "warning": rec.warning.number or rec.warning.code, "late": followup.days_late(rec.due_on, None, today),
            "superior": above, "happened": happened(rec),
            **{name: _day(getattr(rec, column)) for name, column in DAYS.items()},
        }  # fmt: skip
        title = words("rungs")[rung].row[f"title_{LANGUAGE}"]
        return letters.compose(rung, facts) | {"title": title, "code": code, "day": _day(today), "language": LANGUAGE}


def readers_of(rec: Recommendation) -> tuple[str, str, str]:
    """The names of who was told, of who reads a letter to it, and of who stands above; no letter goes to what is possibly the threat."""
    told, threats = rec.told or rec.addressee, threats_of(rec.warning)
    reader = recipient(told, threats)
    above = recipient(reader.superior, threats) if reader else None
    if above is None and rec.co_responsible and rec.co_responsible not in (told, reader) and rec.co_responsible_id not in threats:
        above = rec.co_responsible
    name = rec.institution_name if told == rec.addressee else told.institution.name
    at = name if reader == told else reader.institution.name if reader else ""
    return name, at, above.institution.name if above else ""


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
