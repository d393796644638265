"""How scores are shown; they are stored and compared unrounded."""

from collections.abc import Mapping
from typing import Any


def shown(value: float | None, scoring: Mapping[str, Any] | None = None, name: str = "") -> str:
    """A sum as a whole number, a share of people in per cent, anything else with two decimals; a dash when there is none."""
    if value is None:
        return "—"
    method = (scoring or {}).get("method")
    if method == "sum":
        return f"{value:.0f}"
    if method == "satisfied" and name != (scoring or {}).get("total"):
        return f"{value * 100:.0f} %"
    return f"{value:.2f}"
