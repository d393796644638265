"""What a completed form amounts to, in words: dimensions beside the whole, how far they were answered, and why something has no score."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from izote.casework.instruments import Factor, Instrument, Scores, Text, score
from izote.casework.instruments.scoring import band


@dataclass(frozen=True)
class Line:
    """One dimension, or the whole: its value, its band and how much of it was answered, in per cent."""

    key: str
    name: Any
    value: float | None
    band: Any
    coverage: int | None
    whole: bool = False


@dataclass(frozen=True)
class Result:
    """Everything that is said about the scores of one form."""

    lines: Sequence[Line]
    reasons: Sequence[str]
    notes: Sequence[Any]
    unofficial: bool
    levels: Sequence[tuple[Any, Sequence[tuple[Any, Sequence[tuple[Factor, Any]]]]]]
    earlier: Sequence[Mapping[str, Any]]


def result_of(instrument: Instrument, stored: Mapping[str, Any]) -> Result:
    """The stored scores in words; the sentences come from the same version of the instrument, the numbers from what was stored."""
    result = stored["result"]
    made = score(instrument, stored["answers"], result.get("weights_version") or None)
    lines = [
        Line(name, made.names.get(name, name), value, _words(instrument, value), _share(result["coverage"].get(name)))
        for name, value in result.get("dimensions", {}).items()
    ]
    if result.get("total_name"):
        whole = result["total"]
        share = _share(result["coverage"].get(result["total_name"]))
        lines.append(Line(result["total_name"], instrument.title, whole, _words(instrument, whole), share, True))
    return Result(lines, made.reasons, made.notes, bool(result.get("unofficial")), _levels(instrument, made), _earlier(result))


def _earlier(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**old, "at": dt.datetime.fromisoformat(old["at"])} for old in result.get("earlier", [])]


def _words(instrument: Instrument, value: float | None) -> Any:
    found = band(instrument, value)
    return found.label if found else ""


def _share(coverage: float | None) -> int | None:
    return None if coverage is None else round(coverage * 100)


def _levels(instrument: Instrument, made: Scores) -> list[tuple[Any, list[tuple[Any, list[tuple[Factor, Any]]]]]]:
    """Factors by level and direction, with the word for how much: read together, never counted together."""
    scoring = instrument.scoring
    if scoring.get("method") != "factors":
        return []
    directions, severities = (scoring.get(name, {}) for name in ("directions", "severities"))
    found = []
    for level, words in scoring["dimensions"].items():
        sides = [
            (_text(row), [(f, _text(severities.get(f.severity))) for f in made.factors if (f.level, f.direction) == (level, code)])
            for code, row in directions.items()
        ]
        found.append((_text(words), sides))
    return found


def _text(row: Any) -> Text:
    return Text(row["es"], row["en"]) if row else Text()
