"""What one part of a text may mean: exactly, by sound, as a piece of a name, misspelt."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from izote.territory.rules.gazetteer import Gazetteer, Named
from izote.territory.rules.writing import Part, fold, sound, without_links

MANY = 12
Hit = tuple[float, str]
Hits = dict[int, Hit]


@dataclass(frozen=True)
class Asked:
    """The index with the conditions of one question."""

    g: Gazetteer
    on: dt.date | None = None
    within: int | None = None

    def allows(self, place: int) -> bool:
        """Whether the place existed then and lies within the limit."""
        if not self.g.entries[place].span.covers(self.on):
            return False
        return self.within is None or place == self.within or place in self.g.below[self.within]

    def chain(self, place: int) -> frozenset[int]:
        """The place and all its wider places."""
        return self.g.above(place, self.on) | {place}


def _right_level(part: Part, asked: Asked, place: int) -> bool:
    return not part.levels or asked.g.entries[place].level in part.levels


def exact(asked: Asked, part: Part) -> Hits:
    """Places that bear exactly that name."""
    return _named(asked, part, asked.g.by_name.get(part.key, []))


def sounding(asked: Asked, part: Part) -> Hits:
    """Places whose name sounds the same, with or without its article and small words."""
    language = asked.g.pack.writing.sounds
    key = part.key
    if part.words[0] in asked.g.pack.writing.articles and len(part.words) > 1:
        bare = _named(asked, part, asked.g.by_name.get(" ".join(part.words[1:]), []))
        if bare:
            return {p: (c - 0.08, "sound") for p, (c, _) in bare.items()}
    for form in (key, without_links(key), key.replace(" ", "")):
        if hits := _named(asked, part, asked.g.by_sound.get(sound(form, language), [])):
            return hits
    return {}


def _named(asked: Asked, part: Part, named: list[Named]) -> Hits:
    hits: Hits = {}
    for one in named:
        if one.span.covers(asked.on) and asked.allows(one.place) and _right_level(part, asked, one.place):
            hits[one.place] = max(hits.get(one.place, (0.0, "")), (one.confidence, one.why))
    return hits


def partial(asked: Asked, part: Part) -> Hits:
    """Names of which the part is a piece, or the name followed by a word that adds nothing."""
    g, words = asked.g, part.words
    kept = tuple(itertools.dropwhile(lambda w: w in g.pack.writing.fillers, reversed(words)))[::-1]
    if kept and kept != words:
        hits = exact(asked, Part(kept, part.levels))
        return {p: (0.8, "part") for p in hits}
    if len(words) == 1 and len(words[0]) < 5:
        return {}
    spoken = tuple(sound(w, g.pack.writing.sounds) for w in words)
    places = set.intersection(*(g.by_word.get(w, set()) for w in spoken))
    hits = {}
    for place in places:
        if asked.allows(place) and _right_level(part, asked, place) and any(_piece(spoken, name, g) for name, _ in g.names[place]):
            hits[place] = (0.8, "part")
    if not 0 < len(hits) <= MANY:
        return {}
    namesakes = [p for p in g.supported.get(part.key, []) if asked.allows(p) and _right_level(part, asked, p)]
    return hits | dict.fromkeys(namesakes, (0.7, "name"))


def _piece(words: tuple[str, ...], name: tuple[str, ...], g: Gazetteer) -> bool:
    n = len(words)
    for at in range(len(name) - n + 1):
        if name[at : at + n] == words:
            return not (n == 1 and at == 1 and name[0] in g.pack.writing.titles)
    return False


def misspelt(asked: Asked, part: Part) -> Hits:
    """Places whose name is one or two letters away, and what else comes near."""
    g, key = asked.g, part.key
    if len(key) < 5:
        return {}
    hits: Hits = {}
    for name, confidence in _near(g, key).items():
        for one in _named(asked, part, g.by_name[name]):
            hits[one] = max(hits.get(one, (0.0, "")), (confidence, "misspelt"))
    return hits if any(c > 0.6 for c, _ in hits.values()) else {}


def _near(g: Gazetteer, key: str) -> dict[str, float]:
    """Names a few letters away; 0.55 marks a rival too far to be an answer."""
    found: dict[str, float] = {}
    spoken = sound(key, g.pack.writing.sounds)
    for name, distance, _ in process.extract(key, g.keys, scorer=OSA.distance, score_cutoff=3, limit=30):
        long = min(len(name), len(key)) >= 8
        if distance <= 1 or (long and OSA.distance(sound(name, g.pack.writing.sounds), spoken) <= 1):
            found[name] = 0.85
        elif long and distance == 2 and name[0] == key[0]:
            found[name] = 0.68
        else:
            found[name] = 0.55
    return found


def nearest_below(asked: Asked, part: Part, wide: Hits) -> Hits:
    """The one place inside the wider places whose name is far nearer to the part than any other's there."""
    g = asked.g
    inside = {p for w in wide for p in g.below[w] if asked.allows(p) and _right_level(part, asked, p)}
    names = {fold(g.entries[p].name): p for p in inside if not g.levels[g.entries[p].level].needs_support}
    near = process.extract(part.key, list(names), scorer=OSA.distance, score_cutoff=min(4, len(part.key) * 2 // 5), limit=2)
    if not near or (len(near) > 1 and near[1][1] - near[0][1] < 2):
        return {}
    return {names[near[0][0]]: (0.65, "misspelt")}


def with_support(asked: Asked, part: Part) -> Hits:
    """Places of a level whose names repeat, for use beside a wider place only."""
    return {p: (0.9, "name") for p in asked.g.supported.get(part.key, []) if asked.allows(p) and _right_level(part, asked, p)}


def earliest(asked: Asked, part: Part) -> Hits:
    """The surest kind of reading that finds anything."""
    readings: tuple[Callable[[Asked, Part], Hits], ...] = (exact, sounding, partial, misspelt)
    hits = next((hits for reading in readings if (hits := reading(asked, part))), {})
    if not hits and part.announced_by:
        return earliest(asked, Part((part.announced_by, *part.words)))
    return hits


def all_readings(asked: Asked, part: Part, beside_others: bool) -> Hits:
    """Every reading together, each place at its surest."""
    hits: Hits = {}
    readings = [misspelt, partial, sounding, exact]
    if beside_others or asked.within is not None:
        readings.insert(0, with_support)
    for reading in readings:
        for place, hit in reading(asked, part).items():
            if hit[0] > 0.6:
                hits[place] = max(hits.get(place, (0.0, "")), hit)
    return hits


def firm(hits: Hits) -> bool:
    """Whether a part surely names a place."""
    return any(c >= 0.9 for c, _ in hits.values())
