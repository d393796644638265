"""What a load would change in the figures in use, and what a vintage changed: before → after, place by place."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from izote.observatory.loader.tallying import COUNTRY, Row, alone
from izote.observatory.models import Load, Tally, Vintage
from izote.observatory.rules.indicators import finest_of
from izote.observatory.rules.words import is_sensitive
from izote.territory.models import Place
from izote.territory.queries import pack

MOST = 100


class Change(NamedTuple):
    """One figure before and after; None is a gap; month 0 is the whole year."""

    category: str
    place_id: int | None
    level: str
    year: int
    month: int
    before: int | None
    after: int | None

    @property
    def by(self) -> int:
        """By how much."""
        return (self.after or 0) - (self.before or 0)


class Changes(NamedTuple):
    """The largest changes of some levels, how many there are, and how many figures stay as they were."""

    rows: list[Change]
    total: int
    same: int
    new: int


def levels_of(country: str) -> list[str]:
    """The whole country, and the levels from the widest to the stable one."""
    facts = pack(country)
    keys = [level.key for level in facts.levels]
    return [COUNTRY, *keys[: keys.index(facts.stable_level) + 1]]


def changes_of(load: Load, levels: Iterable[str]) -> Changes:
    """What signing this load would change in the figures in use, at some levels."""
    if not load.covers_from or not load.covers_to or load.state != Load.State.CHECKED:
        return Changes([], 0, 0, 0)
    wanted, found, same, new, zeros = set(levels), list[Change](), 0, 0, 0
    for year in range(load.covers_from.year, load.covers_to.year + 1):
        in_use = Tally.objects.filter(source=load.source, category__in=load.categories, year=year, level__in=wanted, until__isnull=True)
        held = {(one.category, one.place_id): one for one in in_use.only("category", "place", "months", "total", "whole")}
        for row in alone(load, year):
            if row.level in wanted and _shown(row, load.source.country):
                for one in _compared(row, held.get((row.category, row.place_id)), year):
                    if one.before == one.after:
                        same += 1
                    else:
                        new += one.before is None
                        # a gap that becomes a zero is counted and not listed: there are hundreds of them
                        zeros += one.before is None and one.after == 0
                        found += [] if one.before is None and one.after == 0 else [one]
    return _largest(found, same, new, zeros)


def _shown(row: Row | Tally, country: str) -> bool:
    """What is sensitive is never listed by district, not even to whoever signs."""
    return row.level in (COUNTRY, *finest_of(is_sensitive(row.category), levels_of(country)[1:])[1])


def _largest(found: list[Change], same: int, new: int, zeros: int = 0) -> Changes:
    """Corrections of what was said before come first, then what is new; the larger the earlier."""
    found.sort(key=lambda one: (one.before is None, -abs(one.by), one.category, one.year, one.month))
    return Changes(found[:MOST], len(found) + zeros, same, new)


def _compared(row: Row, held: Tally | None, year: int) -> Iterator[Change]:
    """The months of which the load speaks, and the year where the file gives years."""
    spoken = [n for n in range(12) if row.months[n] is not None]
    for n in spoken:
        before = held.months[n] if held else None
        yield Change(row.category, row.place_id, row.level, year, n + 1, before, row.months[n])
    if not spoken and row.whole:
        before = held.total if held and held.whole else None
        yield Change(row.category, row.place_id, row.level, year, 0, before, row.total)


def changed_by(vintage: Vintage, levels: Iterable[str]) -> Changes:
    """What a vintage changed of the figures before it, at some levels."""
    wanted = list(levels)
    country = vintage.source.country
    after = [one for one in _tallies(vintage, wanted).filter(since=vintage.number) if _shown(one, country)]
    ended = [one for one in _tallies(vintage, wanted).filter(until=vintage.number) if _shown(one, country)]
    before = {(one.category, one.place_id, one.year): one for one in ended}
    found: list[Change] = []
    same = new = 0
    for row in after:
        held = before.pop((row.category, row.place_id, row.year), None)
        for one in _both(row, held):
            if one.before == one.after:
                same += 1
            else:
                new += one.before is None
                found.append(one)
    for held in before.values():
        found += [one._replace(before=one.after, after=None) for one in _both(held, None)]
    return _largest(found, same, new)


def _both(row: Tally, held: Tally | None) -> Iterator[Change]:
    if is_sensitive(row.category):
        yield Change(row.category, row.place_id, row.level, row.year, 0, held.total if held else None, row.total)
        return
    for n in range(12):
        after, before = row.months[n], held.months[n] if held else None
        if after is not None or before is not None:
            yield Change(row.category, row.place_id, row.level, row.year, n + 1, before, after)
    if row.whole and all(n is None for n in row.months):
        yield Change(row.category, row.place_id, row.level, row.year, 0, held.total if held and held.whole else None, row.total)


def _tallies(vintage: Vintage, levels: list[str]) -> QuerySet[Tally]:
    rows = Tally.objects.filter(source_id=vintage.source_id, level__in=levels)
    return rows.only("category", "place", "level", "year", "months", "total", "whole")


def place_names(rows: Iterable[Change]) -> dict[int | None, str]:
    """The names of the places of some changes."""
    wanted = {one.place_id for one in rows if one.place_id}
    return dict(Place.objects.filter(pk__in=wanted).values_list("pk", "name"))
