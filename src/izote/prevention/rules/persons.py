"""What in a free text could say who a person is: numbers, addresses, accounts, dates of birth, aliases and names.

No detector finds everything (initials, a description that fits one person alone): a person reads the text as well.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from izote.kit.personal import HOUSE, NIT, PHONE
from izote.prevention.rules.flat import Flat, flattened
from izote.prevention.rules.names import names_in
from izote.prevention.rules.patterns import HARMLESS, PATTERNS

KINDS = ("document", "phone", "email", "account", "plate", "address", "birth", "alias", "name")
LONGEST = 40_000


class Hit(NamedTuple):
    """Words of a text that may say who a person is: of which kind, from where to where."""

    kind: str
    start: int
    end: int
    words: str


CASED = (("document", re.compile(NIT)), ("phone", re.compile(PHONE)))
WORD = r"[\"“”«»‘’'‹›]"
ALIASES = re.compile(
    r"\b(?:alias|apodad[oa]s?|apodo|mote|sobrenombre|conocid[oa]s?\s+(?:como|por)|(?:le|lo|la|les)\s+(?:dicen|llaman|conocen\s+como|apodan)|\(a\)"
    r"|a\.?k\.?a|(?:also\s+)?known\s+as|nicknamed|nickname)(?![a-z])\.?\s*:?\s*(?:es\s+|como\s+)?"
    rf"({WORD}?\s?(?:(?:el|la|los|las|the)\s+)?{WORD}?[a-z]+(?:\s(?-i:[A-Z])[A-Za-z]+)?{WORD}?)",
    re.IGNORECASE,
)
QUOTED = re.compile(rf"(?<=\s)(?:{WORD}(?:[Ee]l|[Ll]a)\s+([A-Za-z]+){WORD}|(?:[Ee]l|[Ll]a)\s+{WORD}([A-Za-z]+){WORD})")
AFTER_COMMA = re.compile(r",\s+(?:el|la)\s+([A-Z][a-z]+)(?=\s*[,.;)]|$)")
THINGS = re.compile(
    r"\b(?:zona|lugar|sector|caserio|canton|colonia|comunidad|masacre|ley|barrio|operacion|operativo|plan|calle|playa|regimen|programa|estrategia|medida|fecha|dia"
    r"|politica|practica|delito|figura|ruta|area|place|zone|law|massacre|policy|plan|practice|area|acuerdo|centro|proyecto|grupo)\b[^.;\n]{0,25}$"
)
QUOTED_THINGS = frozenset(
    "renta migra ley guerra paz bestia verdad vuelta casa linea lista crisis pandemia frontera regimen bus caravana letra limpia calle"
    " mara jura autoridad excepcion norte sistema cordon cerco retorno reten".split()
)

NOT_CALLED = frozenset(
    "y o e ni or and but como variante que a al de del en por para se ser si no un una uno su sus mas bien mal the of"
    " to in atencion loro".split()
)


def hits(text: str, places: Collection[str] = ()) -> list[Hit]:
    """What could identify a person in a text, in its order, each stretch once.

    places: names of places (districts, departments), which are no person's. Of very long texts the first 40,000 letters are read.
    """
    flat = flattened(text[:LONGEST])
    found = [(kind, *flat.span(start, end)) for kind, start, end in _numbers(flat)]
    found += [("alias", *flat.span(start, end)) for start, end in _aliases(flat, frozenset(places))]
    found += [("name", *flat.span(start, end)) for start, end in names_in(flat, frozenset(places))]
    return [Hit(kind, start, end, text[start:end]) for kind, start, end in _merged(found)]


def redacted(text: str, found: Iterable[Hit]) -> str:
    """The text with “[…]” where something was found."""
    for hit in sorted(found, key=lambda hit: hit.start, reverse=True):
        text = f"{text[: hit.start]}[…]{text[hit.end :]}"
    return text


def _numbers(flat: Flat) -> Iterator[tuple[str, int, int]]:
    calm = HARMLESS.sub(lambda found: re.sub(r"\d", "_", found[0]), flat.low)
    for kind, pattern, everything in PATTERNS:
        source = flat.low if everything else calm
        for match in pattern.finditer(source):
            yield kind, *_trimmed(source, match)
    for kind, pattern in CASED:
        for match in pattern.finditer(flat.cased):
            yield kind, *_trimmed(flat.cased, match)
    for match in HOUSE.finditer(flat.low):
        end = match.end()
        while end < len(flat.low) and flat.low[end].isalnum():
            end += 1
        yield "address", match.start(), end


def _trimmed(source: str, match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands without the blanks and stops around it."""
    start, end = match.span()
    while start < end and not (source[start].isalnum() or source[start] in "@+("):
        start += 1
    while end > start and not source[end - 1].isalnum():
        end -= 1
    return start, end


def _aliases(flat: Flat, places: frozenset[str]) -> Iterator[tuple[int, int]]:
    known = _plain(places)
    for match in ALIASES.finditer(flat.cased):
        said = re.sub(r"\W+", " ", match[1].lower()).strip()
        thing = THINGS.search(flat.low[max(match.start() - 60, 0) : match.start()]) and not match[0].lower().startswith(("alias", "apod"))
        if not thing and said not in known and said.removeprefix("el ").removeprefix("la ").split()[0] not in NOT_CALLED:
            yield match.start(1), match.end()
    for match in [*QUOTED.finditer(flat.cased), *AFTER_COMMA.finditer(flat.cased)]:
        word = next(group for group in match.groups() if group).lower()
        if word not in QUOTED_THINGS and not _is_place(word, known):
            yield _trimmed(flat.cased, match)


@lru_cache(maxsize=8)
def _plain(places: frozenset[str]) -> frozenset[str]:
    return frozenset(flattened(place).low for place in places)


def _is_place(word: str, known: frozenset[str]) -> bool:
    return bool({word, f"el {word}", f"la {word}"} & known)


def _merged(found: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Each stretch once, as far as it reaches, under the kind that comes first in KINDS."""
    out: list[tuple[str, int, int]] = []
    for kind, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        if out and start < out[-1][2]:
            last = out[-1]
            first = min(last[0], kind, key=KINDS.index)
            out[-1] = (first, last[1], max(last[2], end))
        else:
            out.append((kind, start, end))
    return out
