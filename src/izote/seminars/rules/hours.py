"""Hours attended, and whether they suffice for a certificate."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")


def attended(present: Iterable[tuple[K, int]], minutes: Mapping[int, int]) -> dict[K, int]:
    """Minutes of each participant: pairs of participant and session, and how long each session lasted."""
    found: dict[K, int] = {}
    for who, session in present:
        found[who] = found.get(who, 0) + minutes.get(session, 0)
    return found


def suffices(mine: int, whole: int, least_share: int) -> bool:
    """Whether the minutes attended reach the share that a certificate takes."""
    return mine > 0 and mine * 100 >= whole * least_share


def as_hours(minutes: int) -> str:
    """Minutes as hours, by the half: 450 is 7.5."""
    halves = round(minutes / 30)
    return f"{max(halves, 1) / 2:g}"
