"""Whether two ratings that should have been made apart look like one: marks for whoever reviews, never an accusation."""

import datetime as dt
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

LONG_ENOUGH = 20
IDENTICAL, ALIKE, COMPARED = 3, 0.85, 5
MINUTES = dt.timedelta(minutes=15)


class Sheet(NamedTuple):
    """One finished rating: by factor its value and its reason, by indicator its presence, and when it was finished."""

    values: Mapping[str, int | None]
    reasons: Mapping[str, str]
    presences: Mapping[str, int | None]
    finished_at: dt.datetime


def plain(text: str) -> str:
    """A text without what does not change its words."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def marks(one: Sheet, two: Sheet) -> list[str]:
    """The codes of vocab/copy_marks.csv that hold for two ratings."""
    shared = [code for code in one.reasons if code in two.reasons]
    pairs = [(plain(one.reasons[code]), plain(two.reasons[code])) for code in shared]
    long = [(a, b) for a, b in pairs if len(a) >= LONG_ENOUGH and len(b) >= LONG_ENOUGH]
    found = []
    # three long reasons do not coincide by chance; short ones do, but not all of them with every value
    if sum(a == b for a, b in long) >= IDENTICAL or (_same_values(one, two) and all(a == b for a, b in pairs)):
        found.append("same_reasons")
    if _same_vectors(one, two) and abs(one.finished_at - two.finished_at) <= MINUTES and _alike(long):
        found.append("near_copies")
    return found


def _same_values(one: Sheet, two: Sheet) -> bool:
    """Every value the same, and there were enough of them for that to be strange."""
    both = [code for code in one.values if code in two.values]
    if sum(one.values[code] is not None for code in both) < COMPARED:
        return False
    return all(one.values[code] == two.values[code] for code in both)


def _same_vectors(one: Sheet, two: Sheet) -> bool:
    """Every value the same, and everything that was seen."""
    return _same_values(one, two) and dict(one.presences) == dict(two.presences)


def _alike(pairs: list[tuple[str, str]]) -> bool:
    """Most of the reasons say nearly the same in nearly the same words."""
    if not pairs:
        return False
    near = sum(SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio() >= ALIKE for a, b in pairs)
    return near * 2 > len(pairs)
