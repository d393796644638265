"""How scores are shown; they are stored and compared unrounded."""

from collections.abc import Sequence
from typing import Any


def shown(value: float | None, scale: Sequence[Any] = ()) -> str:
    """Two decimals, or none where the scale is wide and the value whole; a dash when there is none."""
    if value is None:
        return "—"
    wide = len(scale) == 2 and float(scale[1]) > 5
    return f"{value:.0f}" if wide and value == int(value) else f"{value:.2f}"


def share_of(value: float | None) -> str:
    """A share of one in per cent."""
    return "—" if value is None else f"{value * 100:.0f} %"
