"""Nouns of the observatory."""

from izote.observatory.models.figures import Coverage, Tally, Vintage
from izote.observatory.models.loads import Chunk, Finding, Load, Piece, SetAside
from izote.observatory.models.sources import Profile, Source, Term

__all__ = ["Chunk", "Coverage", "Finding", "Load", "Piece", "Profile", "SetAside", "Source", "Tally", "Term", "Vintage"]
