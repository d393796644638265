"""Events that the source knows only of a wider place: they stand in none of its districts, and may belong to any."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.figures import Basis, Grid, grid
from izote.observatory.rules.indicators import Indicator


def unplaced(
    indicator: Indicator, basis: Basis, level: str, wider: Sequence[int | None], year: int, through: int = 12
) -> list[tuple[int | None, int, int]]:
    """Of some wider places (None: the country) how many events of a year name no place of a level, and of how many; none left out."""
    parts = grid(indicator, basis, level=level, years=[year], through=through)
    whole = grid(indicator, basis, places=wider, years=[year], through=through)
    told = unplaced_in(whole, parts, year)
    return [(place, *told[position]) for place, position in zip(wider, whole.places, strict=True) if position in told]


def unplaced_in(wider: Grid, parts: Grid, year: int) -> dict[int, tuple[int, int]]:
    """By position of a wider place: how many of its events of a year stand in none of the parts, and of how many."""
    if year not in wider.years:
        return {}
    here, column, found = atlas(wider.basis.source.country), wider.years.index(year), {}
    for at, position in enumerate(wider.places):
        inside = [n for n, one in enumerate(parts.places) if within(here, position, one)]
        total = float(wider.counts[at, column])
        missing = total - float(np.nansum(parts.counts[inside, 0]))
        if missing > 0:
            found[position] = (int(missing), int(total))
    return found


def within(here: Any, wide: int, position: int) -> bool:
    """Whether a place lies in a wider one, both as positions of the atlas."""
    row = wide - here.districts
    return bool(here.inside[row, position] if position < here.districts else here.between[row, position - here.districts])
