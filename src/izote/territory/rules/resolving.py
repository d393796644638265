"""From what a person wrote to one place, several candidates, or none; never a guess."""

import datetime as dt
import itertools
import re
from typing import Literal, NamedTuple

from izote.territory.rules.gazetteer import Gazetteer, code_key
from izote.territory.rules.readings import (
    Asked,
    Hit,
    Hits,
    all_readings,
    earliest,
    exact,
    firm,
    misspelt,
    nearest_below,
    partial,
    sounding,
    with_support,
)
from izote.territory.rules.writing import Part, cut

LONGEST = 200
CLOSE = 0.15
SPACES = re.compile("[\xa0\u2007\u2009\u202f]")
CODE = re.compile(r"[A-Za-z]{0,3}[- .]?\d[\d\- .]{0,14}\d|[A-Za-z]{2}[- ]?[A-Za-z]{2,3}|\d{2}")

Status = Literal["one", "several", "none"]


class Found(NamedTuple):
    """One candidate; `why` is name, former, variant, short, sound, part, misspelt, code, within or only."""

    code: str
    name: str
    level: str
    confidence: float
    department: str
    municipality: str
    why: str
    place_id: int


class Resolution(NamedTuple):
    """The answer: one place, several candidates (the surest first), or none."""

    status: Status
    places: list[Found]


NONE = Resolution("none", [])


def resolve(g: Gazetteer, text: str, *, within: str | None = None, on: dt.date | None = None, level: str | None = None) -> Resolution:
    """Read a place as people write it; `within` is a code, `level` the level the caller needs."""
    text = SPACES.sub(" ", text).strip() if isinstance(text, str) else ""
    if not 1 < len(text) <= LONGEST or not "".join(text.splitlines()).replace("\t", "").isprintable():
        return NONE
    limit = None
    if within is not None:
        hits = g.by_code.get(code_key(within), [])
        if not hits:
            return NONE
        limit = hits[0][0]
    asked = Asked(g, on, limit)
    hits_ = _by_code(asked, text) or _by_names(asked, text)
    return _answer(asked, hits_, level)


def _by_code(asked: Asked, text: str) -> Hits:
    if not CODE.fullmatch(text):
        return {}
    key = code_key(text)
    for one, confidence in ((key, 1.0), ("0" + key if key.isdigit() and len(key) in (3, 5) else "", 0.9)):
        hits = {p: (confidence, "code") for p, span in asked.g.by_code.get(one, []) if span.covers(asked.on) and asked.allows(p)}
        if hits:
            return hits
    return {}


def _by_names(asked: Asked, text: str) -> Hits:
    g = asked.g
    parts = cut(text, g.pack.writing, g.levels.values(), g.known)
    content = [p for p in parts if not p.detail and p.words][:6]
    details = len(parts) > len(content)
    if not content or any(p.key in g.elsewhere and p.key not in g.by_name for p in content):
        return {}
    content = [one for part in content for one in _segments(asked, part)]
    first = [earliest(asked, part) for part in content]
    hits = _combine(asked, first, first) if all(first) else {}
    if not hits and (len(content) > 1 or asked.within is not None or content[0].levels):
        hits = _combine(asked, [all_readings(asked, part, len(content) > 1) for part in content], first)
    if not hits:
        hits = _despite_unknown(asked, content, first)
    if not hits and len(content) > 1:
        hits = {p: (c * 0.5, w) for one in first for p, (c, w) in one.items() if firm(one)}
    return {p: (c * 0.85, w) for p, (c, w) in hits.items()} if details else hits


# How several parts agree.


def _combine(asked: Asked, meanings: list[Hits], first: list[Hits], *, all_explained: bool = True) -> Hits:
    """Places named by one part while every other part names the place or a wider one."""
    scored: list[tuple[int, int, int, Hit]] = []
    for place in {p for hits in meanings for p in hits}:
        chain = asked.chain(place)
        named = [[(hits[q][0], q) for q in chain if q in hits] for hits in meanings]
        explained = [options for options in named if options]
        if all_explained and len(explained) < len(named):
            continue
        if any(firm(hits) for options, hits in zip(named, first, strict=True) if not options):
            continue
        distinct = _distinct([{q for _, q in options} for options in explained])
        own = max(hits[place] for hits in meanings if place in hits)
        others = min((max(options)[0] for options in explained), default=1.0)
        if asked.g.levels[asked.g.entries[place].level].needs_support and distinct < 2 and asked.within is None:
            continue
        scored.append((len(explained), distinct, place, (min(own[0], (1 + others) / 2), own[1])))
    best = max(((e, d) for e, d, _, _ in scored), default=None)
    return {place: hit for e, d, place, hit in scored if (e, d) == best}


def _distinct(options: list[set[int]]) -> int:
    """How many different places the parts can name at once."""
    if not options:
        return 0
    if len(options) == 1:
        return 1
    return max((len(set(choice)) for choice in itertools.islice(itertools.product(*options), 4096)), default=0)


def _despite_unknown(asked: Asked, content: list[Part], first: list[Hits]) -> Hits:
    """What the known parts give when the others name nothing firm and nothing known elsewhere.

    The unknown part is first looked for, far misspelt, inside the known ones. Of namesakes only the wider place is
    kept: what was not understood may be another place inside it.
    """
    if len(content) < 2 or any(p.key in asked.g.elsewhere for p in content):
        return {}
    sure = [hits if firm(hits) else {} for hits in first]
    if not any(sure):
        return {}
    known = _combine(asked, sure, sure, all_explained=False)
    unknown = [part for part, hits in zip(content, sure, strict=True) if not hits]
    if len(unknown) == 1 and (found := nearest_below(asked, unknown[0], known)):
        return found
    return {p: (c * 0.75, w) for p, (c, w) in known.items() if not asked.g.above(p, asked.on) & set(known)}


def _segments(asked: Asked, part: Part) -> list[Part]:
    """A part without commas that names a place and its wider places, cut accordingly."""
    if not 2 <= len(part.words) <= 10 or exact(asked, part) or sounding(asked, part):
        return [part]
    whole = Part((part.announced_by, *part.words)) if part.announced_by else part
    cut_ = _cut_surely(asked, part) or (_cut_surely(asked, whole) if whole is not part else [])
    if cut_ or partial(asked, part) or misspelt(asked, part):
        return cut_ or [part]
    return _cut_nearly(asked, part) or [part]


def _sure(asked: Asked, part: Part, first: bool) -> Hits:
    return exact(asked, part) or sounding(asked, part) or (with_support(asked, part) if first and part.levels else {})


def _cut_surely(asked: Asked, part: Part) -> list[Part]:
    """Two or three pieces, each the name of a different place, one inside the other."""
    n = len(part.words)
    known: dict[tuple[int, int], Hits] = {}
    for at in [(a,) for a in range(1, n)] + list(itertools.combinations(range(1, n), 2)):
        ends = list(itertools.pairwise((0, *at, n)))
        pieces = [Part(part.words[a:b], part.levels if a == 0 else frozenset()) for a, b in ends]
        for end, piece in zip(ends, pieces, strict=True):
            if end not in known:
                known[end] = _sure(asked, piece, end[0] == 0)
        hits = [known[end] for end in ends]
        if all(hits) and _distinct([set(h) for h in hits]) == len(hits) and _combine(asked, hits, hits):
            return pieces
    return []


def _cut_nearly(asked: Asked, part: Part) -> list[Part]:
    """A wider place's sure name at one end, and at the other a misspelt or partial name inside it."""
    n = len(part.words)
    for at in range(1, n):
        head, tail = Part(part.words[:at]), Part(part.words[at:])
        for sure, rest in ((tail, head), (head, tail)):
            wide = {p: hit for p, hit in _sure(asked, sure, False).items() if asked.g.below[p]}
            near = (misspelt(asked, rest) or partial(asked, rest)) if wide else {}
            if near and _combine(asked, [near, wide], [near, wide]):
                return [rest, sure]
    return []


# From candidates to an answer.


def _answer(asked: Asked, hits: Hits, level: str | None) -> Resolution:
    if level is not None:
        hits = _at_level(asked, hits, level)
    if not hits or max(c for c, _ in hits.values()) <= 0.3:
        return NONE
    best = max(c for c, _ in hits.values())
    near = [(c, w, p) for p, (c, w) in hits.items() if c >= best - CLOSE - 1e-9]
    near.sort(key=lambda one: (-one[0], -asked.g.entries[one[2]].rank, asked.g.entries[one[2]].code))
    places = [_found(asked, p, c, w) for c, w, p in near[:20]]
    return Resolution("one" if len(places) == 1 else "several", places)


def _at_level(asked: Asked, hits: Hits, level: str) -> Hits:
    """Each candidate as a place of that level: its own wider place, or its only place inside."""
    out: Hits = {}
    for place, (confidence, why) in hits.items():
        same = [p for p in asked.chain(place) if asked.g.entries[p].level == level]
        if not same:
            same = [p for p in asked.g.below[place] if asked.g.entries[p].level == level and place in asked.chain(p)]
            why = "only"
        if len(same) == 1 and asked.allows(same[0]):
            out[same[0]] = max(out.get(same[0], (0.0, "")), (confidence, why))
    return out


def _found(asked: Asked, place: int, confidence: float, why: str) -> Found:
    entry = asked.g.entries[place]
    wider = {asked.g.entries[p].level: asked.g.entries[p].name for p in asked.chain(place)}
    levels = asked.g.pack.levels
    return Found(
        code=entry.code,
        name=entry.name,
        level=entry.level,
        confidence=round(confidence, 2),
        department=wider.get(levels[0].key, ""),
        municipality=wider.get(levels[1].key, "") if len(levels) > 1 else "",
        why=why,
        place_id=entry.id,
    )
