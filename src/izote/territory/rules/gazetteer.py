"""The index of a country's places in memory: by name, by sound, by word, by code."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from izote.territory.countries import Level, Pack
from izote.territory.rules.writing import fold, sound, without_links


class Span(NamedTuple):
    """From and to, both included; None is open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def covers(self, day: dt.date | None) -> bool:
        """Whether the day lies within; no day asks for any time."""
        return day is None or ((self.start is None or self.start <= day) and (self.end is None or day <= self.end))


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as the resolver needs it."""

    id: int
    code: str
    name: str
    level: str
    rank: int
    span: Span


class Named(NamedTuple):
    """A name under which a place is found, and how sure that makes us."""

    place: int
    confidence: float
    why: str
    span: Span


CONFIDENCE = {"name": 1.0, "former": 0.97, "variant": 0.97, "short": 0.95}


@dataclass
class Gazetteer:
    """All places of a country, indexed; places are known by their position in `entries`, which `at` holds by id."""

    pack: Pack
    entries: list[Entry]
    parents: list[list[tuple[int, Span]]]
    at: dict[int, int] = field(default_factory=dict)
    by_name: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    by_sound: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_code: dict[str, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    supported: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: list[list[tuple[tuple[str, ...], Named]]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    elsewhere: frozenset[str] = frozenset()
    levels: dict[str, Level] = field(default_factory=dict)
    _above: dict[tuple[int, dt.date | None], frozenset[int]] = field(default_factory=dict)
    below: list[set[int]] = field(default_factory=list)

    def known(self, key: str) -> bool:
        """Whether some place bears exactly that folded name."""
        return key in self.by_name or key in self.supported

    def above(self, place: int, on: dt.date | None) -> frozenset[int]:
        """The wider places to which a place belongs on a day, or ever."""
        found = self._above.get((place, on))
        if found is None:
            direct = {parent for parent, span in self.parents[place] if span.covers(on)}
            found = frozenset(direct.union(*(self.above(parent, on) for parent in direct)))
            if len(self._above) < 50_000:
                self._above[(place, on)] = found
        return found

    def at_level(self, place: int, level: str, on: dt.date | None) -> Entry | None:
        """The place itself or the wider place at that level; the widest reading when there are several."""
        for one in (place, *sorted(self.above(place, on))):
            if self.entries[one].level == level:
                return self.entries[one]
        return None


def build(
    pack: Pack,
    entries: list[Entry],
    parents: Iterable[tuple[int, int, Span]],
    aliases: Iterable[tuple[int, str, str, Span]],
    codes: Iterable[tuple[int, str, str, Span]],
) -> Gazetteer:
    """Index places: parents as (place id, parent id, span), aliases as (id, name, kind, span), codes as (id, within, code, span)."""
    at = {entry.id: n for n, entry in enumerate(entries)}
    g = Gazetteer(pack, entries, [[] for _ in entries], at, names=[[] for _ in entries], below=[set() for _ in entries])
    g.levels = {level.key: level for level in pack.levels}
    g.elsewhere = frozenset(fold(name) for name in pack.writing.elsewhere)
    for place, parent, span in parents:
        g.parents[at[place]].append((at[parent], span))
    for n, entry in enumerate(entries):
        _add_name(g, n, entry.name, "name", Span())
        add_code(g, n, entry.code, Span())
        for wider in g.above(n, None):
            g.below[wider].add(n)
    for place, name, kind, span in aliases:
        _add_name(g, at[place], name, kind, span)
    for place, within, code, span in codes:
        add_code(g, at[place], within + code, span)
    g.keys = list(g.by_name)
    return g


def code_key(text: str) -> str:
    """A code without separators, in upper case."""
    return "".join(c for c in text.upper() if c.isalnum())


def add_code(g: Gazetteer, place: int, code: str, span: Span) -> None:
    """Let a place be found by a code."""
    g.by_code[code_key(code)].append((place, span))


def _add_name(g: Gazetteer, place: int, name: str, kind: str, span: Span) -> None:
    key = fold(name)
    words = tuple(key.split())
    if not words:
        return
    if g.levels[g.entries[place].level].needs_support:
        g.supported[key].append(place)
        return
    named = Named(place, CONFIDENCE[kind], kind, span)
    g.by_name[key].append(named)
    language = g.pack.writing.sounds
    spoken = tuple(sound(w, language) for w in words)
    g.names[place].append((spoken, named))
    for word in spoken:
        g.by_word[word].add(place)
    near = named._replace(confidence=0.92, why="sound")
    keys = {sound(key, language), sound(key.replace(" ", ""), language), sound(without_links(key), language)}
    if len(words) > 1 and words[0] in g.pack.writing.articles:
        keys.add(sound(" ".join(words[1:]), language))
    for one in sorted(keys):
        g.by_sound[one].append(near)
