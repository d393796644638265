"""How names are written: folding, sounds, and cutting what a person wrote into parts."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

from izote.territory.countries import Level, Writing

SEPARATORS = re.compile(r"[,;/|()\[\]<>\n\r\t]+|\s*[-–—]\s*")
NOT_WORD = re.compile(r"[^a-z0-9]+")
LINKS = frozenset({"de", "del", "y", "of", "el", "la", "los", "las"})
SOUNDS_ES = [
    (re.compile(pattern), with_)
    for pattern, with_ in (
        (r"ch", "1"),
        (r"qu(?=[ei])", "k"),
        (r"c(?=[ei])", "s"),
        (r"[cq]", "k"),
        (r"[zx]", "s"),
        (r"(?:hu|gu)(?=a)|hu(?=[eio])|w", "w"),
        (r"gu(?=[ei])", "g"),
        (r"g(?=[ei])", "j"),
        (r"ll", "y"),
        (r"v", "b"),
        (r"h", ""),
        (r"y(?![aeiou])", "i"),
        (r"(.)\1+", r"\1"),
    )
]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what was written: its words, the levels it announces, or an address inside a place."""

    words: tuple[str, ...]
    levels: frozenset[str] = frozenset()
    detail: bool = False
    announced_by: str = ""

    @property
    def key(self) -> str:
        return " ".join(self.words)


def fold(text: str) -> str:
    """Lower case, without accents, words separated by one space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return NOT_WORD.sub(" ", plain.lower()).strip()


@lru_cache(maxsize=8192)
def sound(key: str, language: str) -> str:
    """What a folded name sounds like; unchanged for languages without rules."""
    if language != "es":
        return key
    out = key
    for pattern, with_ in SOUNDS_ES:
        out = pattern.sub(with_, out)
    return out


def without_links(key: str) -> str:
    """The key without the small words that people add or leave out."""
    words = key.split()
    return " ".join(words[:1] + [w for w in words[1:] if w not in LINKS])


def cut(text: str, writing: Writing, levels: Collection[Level], known: Callable[[str], bool]) -> list[Part]:
    """The parts of what a person wrote, the country's own name left out."""
    country = {fold(name) for name in writing.country_names}
    parts: list[Part] = []
    for piece in SEPARATORS.split(text):
        words = [writing.abbreviations.get(w, w) for w in fold(piece).split() if not w.isdigit()]
        words = _without_country(words, country, known)
        if words:
            parts += _at_level_words(words, writing, levels, known)
    return parts


def _without_country(words: list[str], country: set[str], known: Callable[[str], bool]) -> list[str]:
    key = " ".join(words)
    if known(key):
        return words
    if key in country:
        return []
    for name in country:
        tail = name.split()
        if len(tail) > 1 and words[-len(tail) :] == tail:
            return words[: -len(tail)]
    return words


def _at_level_words(words: list[str], writing: Writing, levels: Collection[Level], known: Callable[[str], bool]) -> list[Part]:
    announced: dict[str, set[str]] = {}
    for level in levels:
        for word in level.words | level.former_words:
            announced.setdefault(word, set()).add(level.key)
    parts: list[Part] = []
    current: list[str] = []
    levels_here: frozenset[str] = frozenset()
    detail = False
    announcing = ""

    def close() -> None:
        if current or detail:
            parts.append(Part(tuple(current), levels_here, detail, announcing))

    at = 0
    while at < len(words):
        word, rest = words[at], words[at:]
        begins = not current and not detail and not levels_here
        if begins and known(" ".join(rest)):
            current = list(rest)
            break
        if word in announced and (begins or word not in writing.fillers) and (at + 1 < len(words)):
            if not begins:
                close()
            current, levels_here, detail, announcing = [], frozenset(announced[word]), False, word
            if at + 2 < len(words) and words[at + 1] in ("de", "of"):
                at, announcing = at + 1, ""
        elif word in writing.details:
            if not begins:
                close()
            current, levels_here, detail, announcing = [], frozenset(), True, ""
        else:
            current.append(word)
        at += 1
    close()
    return parts
