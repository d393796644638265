"""A child's case: the order of the best-interests steps, what each asks, and what starts the board's clock."""

import datetime as dt
from collections.abc import Iterable

from izote.casework.rules.words import words
from izote.people.rules import age_of

HARM = "harm"
ADULT = 18


def still_child(was: bool, born: dt.date | None, year: int | None, today: dt.date) -> bool:
    """Whether the case is a child's: an unknown age changes nothing, nor does 18 by the year alone; `access.follow_birth` does the same."""
    age = age_of(born, year, today)
    if age is None or (born is None and age == ADULT):
        return was
    return age < ADULT


def asks(step: str, what: str) -> bool:
    """Whether a step asks for something: two adults, the child's views, words, a review."""
    return words("bip_steps")[step].row[what] == "yes"


def possible_steps(done: Iterable[str]) -> list[str]:
    """The steps that may follow: those done may be done again, and the first that is missing."""
    order = list(words("bip_steps"))
    held = set(done)
    first = next((n for n, step in enumerate(order) if step not in held), len(order) - 1)
    return order[: first + 1]


def alone(care: str) -> bool:
    """Whether with this arrangement the protection board has to be told."""
    return bool(care) and words("care_arrangements")[care].row["board"] == "yes"
