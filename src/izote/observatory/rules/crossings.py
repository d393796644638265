"""How an alarm is said to another installation: the municipality and not the district, and no small count."""

from collections.abc import Mapping
from typing import Any

from izote.observatory.rules.indicators import SMALL

FORMAT = "izote.figures/1"


def row_of(alarm: Mapping[str, Any]) -> dict[str, Any]:
    """One alarm as codes and numbers; below five nothing of it is a number, nor what was expected, from which it could be guessed."""
    shown = alarm["observed"] >= SMALL and alarm["expected"] >= 1
    return {
        "indicator": alarm["indicator"],
        "es": alarm["es"],
        "en": alarm["en"],
        "place": alarm["municipality"],
        "within": alarm["place"] != alarm["municipality"],
        "from": alarm["from"].isoformat(),
        "to": alarm["to"].isoformat(),
        "side": alarm["side"],
        "observed": alarm["observed"] if shown else None,
        "expected": round(alarm["expected"], 1) if shown else None,
        "threshold": round(alarm["threshold"], 1) if shown else None,
        "detector": alarm["detector"],
        "state": alarm["state"],
        "before": alarm["before"],
        "false_before": alarm["false_before"],
    }
