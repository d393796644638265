"""How good the evidence for a signal is: sources independent at their origin, grades A to D. Pure functions.

Grades: A two or more independent direct sources; B one direct and one indirect, or one direct and reliable source with a document;
C indirect sources, or a single direct one; D rumour, which may support a signal and never a warning.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

RELIABLE = frozenset("AB")
GRADES = ("A", "B", "C", "D")
DIRECT, INDIRECT, RUMOUR = "direct", "indirect", "rumour"
FALSE = 5  # credibility: 1 confirmed … 5 improbable, 6 cannot be judged
UNKNOWN = 6


class Said(NamedTuple):
    """What grading needs of a statement: codes alone."""

    source: str
    heard_from: str = ""
    supports: bool = True
    reliability: str = "F"
    credibility: int = UNKNOWN
    directness: str = INDIRECT
    document: bool = False
    withdrawn: bool = False


class Graded(NamedTuple):
    """The grade of the evidence, whether it verifies the signal, from how many origins it comes, and whether any speaks against it."""

    grade: str
    verified: bool
    origins: int
    conflicting: bool


def origin_of(source: str, repeats: Mapping[str, str]) -> str:
    """Where what a source says comes from in the end; a circle of sources that quote each other is one origin."""
    chain: list[str] = []
    while source not in chain:
        chain.append(source)
        following = repeats.get(source)
        if not following:
            return source
        source = following
    return min(chain[chain.index(source) :])


def origins(said: Iterable[Said], repeats: Mapping[str, str]) -> dict[str, list[Said]]:
    """Statements by the origin of what they say."""
    found: dict[str, list[Said]] = {}
    for one in said:
        found.setdefault(origin_of(one.heard_from or one.source, repeats), []).append(one)
    return found


def effective(one: Said) -> str:
    """How direct a statement is: whoever repeats another saw nothing; whom nobody can rely on, or what is improbable, is a rumour."""
    if one.directness == RUMOUR or one.reliability == "E" or one.credibility == FALSE:
        return RUMOUR
    return INDIRECT if one.heard_from and one.directness == DIRECT else one.directness


def grade(said: Collection[Said], repeats: Mapping[str, str] | None = None) -> Graded:
    """Grade what is known of a signal; what a source withdrew does not count any more."""
    counted = [one for one in said if not one.withdrawn]
    chains = repeats or {}
    groups = origins([one for one in counted if one.supports], chains)
    best = [min((effective(one) for one in group), key=(DIRECT, INDIRECT, RUMOUR).index) for group in groups.values()]
    direct, indirect = best.count(DIRECT), best.count(INDIRECT)
    strong = any(_speaks_alone(one) for one in counted if one.supports)
    letter = "A" if direct > 1 else "B" if direct and (indirect or strong) else "C" if direct or indirect else "D"
    return Graded(letter, direct + indirect > 1 or strong, len(groups), any(not one.supports for one in counted))


def _speaks_alone(one: Said) -> bool:
    return effective(one) == DIRECT and one.reliability in RELIABLE and one.document


def may_warn(letter: str) -> bool:
    """Whether evidence of this grade may stand behind a warning: a rumour never does."""
    return letter in ("A", "B", "C")
