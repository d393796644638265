"""Names of places, which are nobody's."""

from izote.territory.queries import gazetteer

_held: dict[int, frozenset[str]] = {}


def place_names() -> frozenset[str]:
    """Every name of a place of the country, for the detector of persons."""
    index = gazetteer()
    if id(index) not in _held:
        _held.clear()
        _held[id(index)] = frozenset(entry.name for entry in index.entries)
    return _held[id(index)]


def inside(place_id: int) -> list[int]:
    """A place and every place inside it."""
    index = gazetteer()
    here = index.at.get(place_id)
    return [place_id] if here is None else [place_id, *(index.entries[n].id for n in index.below[here])]
