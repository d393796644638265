"""Counting hands and dots: order with ties as ties, shares only where the number of voters is known and large enough."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.utils.translation import gettext as _

Key = TypeVar("Key")
# below this a share in per cent says more than the count behind it
LEAST_FOR_SHARES = 20


class Line(NamedTuple, Generic[Key]):
    """One proposal: what it got (nothing when nobody counted), its place, whether it shares it, and its share in whole per cent."""

    key: Key
    got: int | None
    place: int | None
    tied: bool
    of: int | None
    share: int | None


def total(counts: Sequence[int | None]) -> int | None:
    """The sum of what was counted; nothing when nothing was."""
    known = [one for one in counts if one is not None]
    return sum(known) if known else None


def results(counts: Mapping[Key, int | None], *, of: int | None) -> list[Line[Key]]:
    """The proposals by count, the most first; equal counts share a place; `of` is how many could have been given."""
    known = sorted((one for one in counts.values() if one is not None), reverse=True)
    lines = []
    for key, count in counts.items():
        place = None if count is None else 1 + sum(other > count for other in known)
        share = None if count is None or of is None or of < LEAST_FOR_SHARES else (200 * count + of) // (2 * of)
        lines.append(Line(key, count, place, count is not None and known.count(count) > 1, of, share))
    return sorted(lines, key=lambda line: (line.place is None, line.place or 0))


def share(line: Line[Any]) -> str:
    """A count in words: 12 of 30 (40 %)."""
    if line.got is None:
        return _("not counted")
    if line.of is None:
        return str(line.got)
    said = _("%(count)s of %(of)s") % {"count": line.got, "of": line.of}
    return said if line.share is None else f"{said} ({line.share}\N{NO-BREAK SPACE}%)"
