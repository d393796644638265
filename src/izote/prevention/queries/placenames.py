"""The names of places, which are no person's."""

from izote.territory.models import Place, PlaceName

_known: dict[str, frozenset[str]] = {}


def place_names() -> frozenset[str]:
    """What places are and were called; read once in a process, since names change with a law."""
    if not _known:
        found = frozenset(Place.objects.values_list("name", flat=True)) | frozenset(PlaceName.objects.values_list("name", flat=True))
        if not found:
            return found
        _known["all"] = found
    return _known["all"]
