"""Pure functions on names, codes and shapes: reading what people write, cells around points, checks of boundary files."""

from izote.territory.rules.cells import dissolve, tessellation
from izote.territory.rules.gazetteer import Entry, Gazetteer, Span
from izote.territory.rules.resolving import Found, Resolution, resolve

__all__ = ["Entry", "Found", "Gazetteer", "Resolution", "Span", "dissolve", "resolve", "tessellation"]
