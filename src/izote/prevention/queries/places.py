"""Names of places, which are nobody's."""

from izote.territory.queries import gazetteer
from izote.territory.rules import Gazetteer

_held: list[tuple[Gazetteer, frozenset[str]]] = []


def place_names() -> frozenset[str]:
    """What departments, municipalities and districts are and were called, for the detector of persons.

    Cantons are left out: many bear a family's name alone (Rojas, Valencia), and a person of that name would go unseen.
    """
    index = gazetteer()
    if not _held or _held[0][0] is not index:
        _held[:] = [(index, frozenset(entry.name for entry in index.entries if entry.level != "canton"))]
    return _held[0][1]


def inside(place_id: int) -> list[int]:
    """A place and every place inside it."""
    index = gazetteer()
    here = index.at.get(place_id)
    return [place_id] if here is None else [place_id, *(index.entries[n].id for n in index.below[here])]
