"""The places of a level as paths: drawn once, shaded anew for each page."""

from typing import Any

from izote.territory.queries import picture, shapes

_drawn: dict[tuple[str, str], tuple[Any, Any]] = {}


def outlines(level: str, country: str) -> Any:
    """The drawing of a level with its paths by code; held until other borders are imported."""
    collection = shapes(level, country)
    held = _drawn.get((country, level))
    if held is None or held[0] is not collection:
        held = _drawn[(country, level)] = (collection, picture(level, label="", country=country))
    return held[1]
