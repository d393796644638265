"""The places of a country as positions of arrays, held until another pack is loaded."""

from izote.observatory.loader.tallying import Atlas
from izote.territory.queries import gazetteer

_held: dict[str, tuple[int, Atlas]] = {}


def atlas(country: str) -> Atlas:
    """The atlas of a country; built anew when its gazetteer was."""
    index = gazetteer(country)
    held = _held.get(country)
    if held is None or held[0] != id(index):
        held = _held[country] = (id(index), Atlas(country))
    return held[1]
