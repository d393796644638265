"""Who gets what a warning asks: not an institution that may itself be the threat; then the one above it."""

from collections.abc import Collection, Iterable
from typing import Any

HIGHEST = 10


def recipient(addressee: Any, threats: Collection[int]) -> Any | None:
    """The institution itself, or the nearest above it that is not the threat; nothing where nobody is left."""
    one, seen = addressee, 0
    while one is not None and one.pk in threats and seen < HIGHEST:
        one, seen = one.superior, seen + 1
    return None if one is None or one.pk in threats else one


def recipients(addressees: Iterable[Any], threats: Collection[int]) -> dict[int, Any | None]:
    """For each institution (by its key) who is told in its place; `threats` are the keys of those that may be the threat.

    Each institution has `pk` and `superior` (another one, or nothing). Where the answer is nothing, no receipt is written to
    anybody: the office chooses another way, such as the Assembly.
    """
    return {one.pk: recipient(one, threats) for one in addressees}
