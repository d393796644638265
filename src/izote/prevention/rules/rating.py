"""What the evidence suggests for a factor, and between which values it leaves it; the person who rates has the last word.

The scale of a factor is 0 to 4, that of an indicator 0 to 3. Not assessable is no number: the suggestion leaves it out, and of the interval
it makes the lower end as if nothing were there, the upper end as if it were widespread. Numbers of several factors are never added.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MOST, MOST_SEEN = 4, 3
WELL_EVIDENCED = ("A", "B")
RECURRENT, SEVERAL = 2, 3
WIDE = 2
GRADES = "ABCD"
CONFIDENCE = ("high", "medium", "low")


class Seen(NamedTuple):
    """What somebody saw of one indicator; `presence` is None where it was not assessable."""

    presence: int | None
    grade: str = ""
    trend: str = "unknown"
    dynamic: bool = False


def well_evidenced(seen: Iterable[Seen]) -> list[Seen]:
    """What was assessed and rests on direct evidence (grades A and B)."""
    return [one for one in seen if one.presence is not None and one.grade in WELL_EVIDENCED]


def suggestion(seen: Iterable[Seen]) -> int | None:
    """The highest well-evidenced presence, raised one step if three are recurrent or a dynamic one rises; None without such evidence."""
    good = well_evidenced(seen)
    return _stepped([one.presence or 0 for one in good], _rises(good)) if good else None


def interval(seen: Sequence[Seen], count: int) -> tuple[int, int]:
    """Between which values the evidence leaves a factor of `count` indicators: what is not known is nothing below, widespread above."""
    good = well_evidenced(seen)
    low = _stepped([one.presence or 0 for one in good], _rises(good))
    said = [one for one in seen if one.presence is not None]
    unknown = max(count - len(said), 0)
    high = _stepped([*(one.presence or 0 for one in said), *[MOST_SEEN] * unknown], _rises(said))
    return low, high


def _stepped(values: Sequence[int], rises: bool) -> int:
    most = max(values, default=0)
    several = sum(value >= RECURRENT for value in values) >= SEVERAL
    return min(most + 1, MOST) if most and (several or rises) else most


def _rises(seen: Iterable[Seen]) -> bool:
    return any(one.dynamic and one.trend == "rising" and one.presence for one in seen)


def is_wide(low: int, high: int) -> bool:
    """Whether an interval says above all that we do not know."""
    return high - low >= WIDE


def outside(value: int | None, low: int, high: int) -> bool:
    """Whether somebody states what the evidence alone does not allow."""
    return value is not None and not low <= value <= high


def best_grade(grades: Iterable[str]) -> str:
    """The best of several grades; nothing where there is none."""
    return min((grade for grade in grades if grade in GRADES and grade), default="")


def least_confident(said: Iterable[str]) -> str:
    """The lowest confidence that somebody stated."""
    return max((one for one in said if one in CONFIDENCE), key=CONFIDENCE.index, default="")


def trend(seen: Iterable[Seen]) -> str:
    """Where a factor is going: rising or falling only if nothing that is there goes the other way; unknown where nobody could say."""
    said = {one.trend for one in seen if one.presence} - {"unknown"}
    if {"rising", "falling"} <= said:
        return "unknown"
    return next((way for way in ("rising", "falling", "steady") if way in said), "unknown")


def together(one: Mapping[str, Seen], two: Mapping[str, Seen], count: int) -> tuple[int, int]:
    """Between which values the evidence of two raters leaves a factor: below the lesser of what both saw, above the greater."""
    low, high = [], []
    for code in {*one, *two}:
        both = [each for each in (one.get(code), two.get(code)) if each is not None and each.presence is not None]
        if both:
            low.append(min(both, key=lambda each: each.presence or 0))
            high.append(max(both, key=lambda each: each.presence or 0))
    return interval(low, count)[0], interval(high, count)[1]
