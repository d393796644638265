"""Whether a row of a list, or a file, is somebody known already: evidence, probability, verdict."""

from izote.people.linkage.comparing import Evidence, compare
from izote.people.linkage.entries import Entry, MatchRow, entry_of
from izote.people.linkage.matching import Candidate, Match, Office, likeliest, match_rows
from izote.people.linkage.weights import CERTAIN, POSSIBLE, PROBABLE

__all__ = [
    "CERTAIN",
    "POSSIBLE",
    "PROBABLE",
    "Candidate",
    "Entry",
    "Evidence",
    "Match",
    "MatchRow",
    "Office",
    "compare",
    "entry_of",
    "likeliest",
    "match_rows",
]
