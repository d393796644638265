"""Words in free text that can jail or kill the person they are written about, and what to write instead."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.vocabulary import rows
from izote.people.forbidden import ORDER, kinds_in, terms
from izote.people.names import fold

KINDS = ("gang", "tattoo", "crime")
SHARED = ("gang", "tattoo")
TOKEN = re.compile(r"\w(?:[\w@€$!|+]*\w)?")
BREAK = re.compile(r"[.;:!?¿¡\n]")
MIXED = re.compile(r"[^\W\d_][0-9@€$!|+]|[0-9@€$!|+][^\W\d_]")
LEET = [str.maketrans("4@3€1!|05$7", letters) for letters in ("aaeeiiiosst", "aaeelllosst")]
NAME_OR_GROUP = frozenset(["de mara", "en mara", "a mara"])
HEADS = {"gang": "tie", "crime": "act"}
TAILS = {"gang": ("they", 4), "crime": ("what", 2)}
BEFORE, RELATIVES = 8, 3
JOINING = frozenset(["y", "and", "pero", "but", "que", "who"])
LONGEST = 40_000

WHY = {
    "gang": gettext_lazy("Whoever reads it takes it for a fact; it can jail or kill, and is not ours to say."),
    "tattoo": gettext_lazy("Marks on the body are read as belonging to a gang; no service needs them."),
    "crime": gettext_lazy("An alleged crime or a sentence closes doors and can be used against the person; no service needs it."),
}
INSTEAD = {
    "gang": gettext_lazy("The person fears … (whom, in her or his own words)"),
    "tattoo": gettext_lazy("The person fears being taken for somebody else"),
    "crime": gettext_lazy("The person needs legal advice"),
}


class Warned(NamedTuple):
    """Words to think about again: where they stand, what they are, why, and what to write instead."""

    span: tuple[int, int]
    found: str
    why: str
    propose: str
    kind: str


class Token(NamedTuple):
    """A word of the text: how it may be read, and where it stands."""

    forms: frozenset[str]
    start: int
    end: int


class Hit(NamedTuple):
    """Tokens from first to last, last included, that are of a kind."""

    kind: str
    first: int
    last: int


Phrase = tuple[str, ...]


class Phrases:
    """The vocabulary of free text by kind and role, with the shared lists of gangs and tattoos added."""

    def __init__(self) -> None:
        self.by_role: dict[tuple[str, str], list[Phrase]] = {}
        for row in rows(Path(__file__).parents[1] / "vocab" / "freetext.csv"):
            self.by_role.setdefault((row["kind"], row["role"]), []).append(tuple(row["term"].split()))
        self.ignored = {(kind, phrase) for kind in KINDS for phrase in self.of(kind, "ignore")}
        self.first: dict[str, list[tuple[str, Phrase]]] = {}
        self.heads: dict[str, list[tuple[str, Phrase]]] = {}
        shared = [term for index in (terms().words, terms().stems) for found in index.values() for term in found]
        for kind, level, whole, parts in shared:
            if kind in SHARED and level <= ORDER["free"] and not whole and (kind, parts) not in self.ignored:
                _index(self.first, kind, parts)
        for kind in KINDS:
            for parts in self.of(kind, "term"):
                _index(self.first, kind, parts)
            for parts in self.of(kind, HEADS.get(kind, "")):
                _index(self.heads, kind, parts)

    def of(self, kind: str, role: str) -> list[Phrase]:
        """The phrases of a role."""
        return self.by_role.get((kind, role), [])


def _index(index: dict[str, list[tuple[str, Phrase]]], kind: str, parts: Phrase) -> None:
    index.setdefault(parts[0].rstrip("*")[:3], []).append((kind, parts))


@lru_cache(maxsize=50_000)
def _beginning(form: str, heads: bool) -> tuple[tuple[str, Phrase], ...]:
    """Phrases whose first word may be this one."""
    index = _phrases().heads if heads else _phrases().first
    near = [entry for length in range(1, min(len(form), 3) + 1) for entry in index.get(form[:length], ())]
    return tuple((kind, parts) for kind, parts in near if _reads(form, parts[0]))


@cache
def _phrases() -> Phrases:
    return Phrases()


def warnings(text: str) -> list[Warned]:
    """What in this text should be written otherwise, in the order of the text and in the language of the page."""
    text = text[:LONGEST]
    tokens = _tokens(text)
    sentences = [0, *(cut.end() for cut in BREAK.finditer(text))]
    hits = [hit for hit in _hits(text, tokens) if not _harmless(hit, tokens, _sentence_of(tokens[hit.first].start, sentences))]
    return [_warned(text, tokens, hit) for hit in _merged(hits)]


def _tokens(text: str) -> list[Token]:
    return [Token(_forms(found[0]), found.start(), found.end()) for found in TOKEN.finditer(text)]


@lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[str]:
    """The ways in which a word may be read: folded, and with letters for figures."""
    ways = [word, *(word.lower().translate(figures) for figures in LEET)] if MIXED.search(word) else [word]
    return frozenset(fold(way).replace(" ", "") for way in ways)


def _hits(text: str, tokens: list[Token]) -> Iterator[Hit]:
    for at, token in enumerate(tokens):
        yield from _phrases_at(text, tokens, at)
        yield from _pairs_at(tokens, at)
        for kind in _kinds_of_word(text[token.start : token.end]):
            yield Hit(kind, at, at)
    yield from _spelled(tokens)


def _phrases_at(text: str, tokens: list[Token], at: int) -> Iterator[Hit]:
    for form in tokens[at].forms:
        for kind, parts in _beginning(form, False):
            if _fits(tokens, at, parts) and not (" ".join(parts) in NAME_OR_GROUP and _is_name(text, tokens[at + 1])):
                yield Hit(kind, at, at + len(parts) - 1)


def _is_name(text: str, token: Token) -> bool:
    return text[token.start : token.end].istitle()


@lru_cache(maxsize=50_000)
def _kinds_of_word(word: str) -> tuple[str, ...]:
    """Kinds of the shared lists that one word speaks of, misspelt words included."""
    own = tuple(fold(word).split())
    return tuple(kind for kind in kinds_in(word, "free") if kind in SHARED and (kind, own) not in _phrases().ignored)


def _pairs_at(tokens: list[Token], at: int) -> Iterator[Hit]:
    """Something done, and what or with whom: detained for … robbery."""
    for form in tokens[at].forms:
        for kind, parts in _beginning(form, True):
            if _fits(tokens, at, parts):
                tail, gap = TAILS[kind]
                after = at + len(parts)
                ends = (_end_of(tokens, then, _phrases().of(kind, tail)) for then in range(after, min(after + gap, len(tokens))))
                yield from (Hit(kind, at, end) for end in ends if end is not None)


def _spelled(tokens: list[Token]) -> Iterator[Hit]:
    """Words written letter by letter."""
    run: list[int] = []
    for at, token in enumerate([*tokens, Token(frozenset(["  "]), 0, 0)]):
        if all(len(form) == 1 for form in token.forms):
            run.append(at)
            continue
        if len(run) >= 4:
            word = "".join(min(tokens[i].forms) for i in run)
            kinds = {"gang"} if word in ("mara", "maras", "clica", "ms13") else set(_kinds_of_word(word))
            yield from (Hit(kind, run[0], run[-1]) for kind in kinds)
        run = []


def _fits(tokens: list[Token], at: int, parts: Phrase) -> bool:
    if at + len(parts) > len(tokens):
        return False
    return all(_same(token, part) for token, part in zip(tokens[at:], parts, strict=False))


def _same(token: Token, part: str) -> bool:
    return any(_reads(form, part) for form in token.forms)


def _reads(form: str, part: str) -> bool:
    return form.startswith(part[:-1]) if part.endswith("*") else part in (form, "?")


def _end_of(tokens: list[Token], at: int, phrases: Iterable[Phrase]) -> int | None:
    return next((at + len(parts) - 1 for parts in phrases if _fits(tokens, at, parts)), None)


def _sentence_of(place: int, starts: list[int]) -> int:
    return max(start for start in starts if start <= place)


def _harmless(hit: Hit, tokens: list[Token], sentence: int) -> bool:
    """Whether the words mean something else here, are what the person fears, or speak of a relative."""
    known = _phrases()
    for parts in known.of(hit.kind, "allow"):
        for start in range(max(hit.first - len(parts) + 1, 0), hit.last + 1):
            if _fits(tokens, start, parts):
                return True
    if hit.kind == "tattoo":
        return False
    before = [tokens[i] for i in range(max(hit.first - BEFORE, 0), hit.first) if tokens[i].start >= sentence]
    for token in reversed(before):
        if any(_same(token, word) for (word,) in known.of("any", "is")):
            break
        if any(_same(token, word) for (word,) in known.of("any", "fear")):
            return True
    return hit.kind == "crime" and _of_a_relative(before)


def _of_a_relative(before: list[Token]) -> bool:
    for token in reversed(before[-RELATIVES:]):
        if token.forms & JOINING:
            return False
        if any(_same(token, word) for (word,) in _phrases().of("crime", "relative")):
            return True
    return False


def _merged(hits: list[Hit]) -> list[Hit]:
    """Each place once, as far as it reaches."""
    found: list[Hit] = []
    for hit in sorted(set(hits), key=lambda hit: (hit.first, -hit.last)):
        if found and hit.first <= found[-1].last:
            found[-1] = found[-1]._replace(last=max(found[-1].last, hit.last))
        else:
            found.append(hit)
    return found


def _warned(text: str, tokens: list[Token], hit: Hit) -> Warned:
    start, end = tokens[hit.first].start, tokens[hit.last].end
    return Warned((start, end), text[start:end], str(WHY[hit.kind]), str(INSTEAD[hit.kind]), hit.kind)


def sentence(warned: Warned) -> str:
    """The warning in one sentence."""
    said = {"found": warned.found, "why": warned.why, "propose": warned.propose}
    return _("“%(found)s”: %(why)s Write instead: “%(propose)s”, or leave it out.") % said
