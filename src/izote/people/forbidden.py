"""Finds words of the do-not-collect kind in a text, inflected, misspelt, spaced out or written with figures for letters."""

import csv
import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from izote.people.names import fold

# Where a term counts: everywhere (any column), place (not in names or codes), free (free text only), header (headers only).
ORDER = {"everywhere": 0, "place": 1, "free": 2, "header": 3}
LEET = [str.maketrans("4@3€1!|05$7+8", letters) for letters in ("aaeeiiiossttb", "aaeelllossttb")]
LOOKALIKES = str.maketrans("аерсухікоөԁτιοαενηρκμ", "aepcyxikoodtioaevnpkm")
MIXED = re.compile(r"[^\W\d_][0-9@€$!|+]|[0-9@€$!|+][^\W\d_]")
WORD = re.compile("[a-z0-9]+")
CHUNK, OVERLAP = 500, 80
Term = tuple[str, int, bool, tuple[str, ...]]


class Terms:
    """The vocabulary, indexed by the first word of each term."""

    def __init__(self) -> None:
        self.words: dict[str, list[Term]] = {}
        self.stems: dict[str, list[Term]] = {}
        self.near: list[tuple[str, str, int]] = []
        self.raw: list[tuple[str, str, int]] = []
        self.plain: set[str] = set()
        self.allowed: list[tuple[str, tuple[str, ...]]] = []
        with (Path(__file__).parent / "vocab" / "forbidden.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                self._add(row)
        self.lengths = sorted({len(stem) for stem in self.stems})

    def _add(self, row: dict[str, str]) -> None:
        kind, parts = row["kind"], tuple(row["term"].split())
        if row["where"] == "allow":
            self.allowed.append((kind, parts))
            return
        if row["where"] == "plain":
            self.plain.add(row["term"])
            return
        level = ORDER[row["where"]]
        if row["match"] == "raw":
            self.raw.append((row["term"], kind, level))
            return
        term: Term = (kind, level, row["match"] == "whole", parts)
        first = parts[0]
        if first.endswith("*"):
            self.stems.setdefault(first[:-1], []).append(term)
        else:
            self.words.setdefault(first, []).append(term)
        if row["near"] and len(parts) == 1:
            self.near.append((first.rstrip("*"), kind, max(level, ORDER["free"])))


@cache
def terms() -> Terms:
    """The vocabulary, read once."""
    return Terms()


@lru_cache(maxsize=100_000)
def _starting(word: str) -> tuple[Term, ...]:
    known = terms()
    found = list(known.words.get(word, ()))
    for length in known.lengths:
        if length > len(word):
            break
        found += known.stems.get(word[:length], ())
    return tuple(found)


@lru_cache(maxsize=20_000)
def _misspelt(word: str) -> tuple[tuple[str, int], ...]:
    """Kinds whose long words this one is a slip away from."""
    if len(word) < 6 or not word.isalpha() or word in terms().plain:
        return ()
    word = re.sub(r"(.)\1{2,}", r"\1", word)
    found = []
    for target, kind, level in terms().near:
        slips = 1 if len(target) < 9 else 2
        same_start = word[:2] == target[:2] or word[1:3] == target[1:3]
        starts = {word[: len(target) + more] for more in (-1, 0, 1)} if same_start else ()
        if any(Levenshtein.distance(start, target, score_cutoff=slips) <= slips for start in starts):
            found.append((kind, level))
    return tuple(found)


def kinds_in(text: str, where: str) -> frozenset[str]:
    """The kinds that a text speaks of, as far as they count in such a column."""
    if len(text) > CHUNK:
        parts = [text[start : start + CHUNK] for start in range(0, min(len(text), 40_000), CHUNK - OVERLAP)]
        return frozenset().union(*(kinds_in(part, where) for part in parts))
    level = ORDER[where]
    found: set[str] = set()
    if not text.isascii():
        found |= {kind for term, kind, at in terms().raw if at <= level and term in text.lower()}
        text = text.lower().translate(LOOKALIKES)
    found |= _kinds(_words(text), level)
    if MIXED.search(text):
        for figures in LEET:
            found |= _kinds(fold(text.translate(figures)).split(), level)
    return frozenset(found)


def _words(text: str) -> list[str]:
    """The folded words of a text; most are plain ASCII and need no more than small letters."""
    return WORD.findall(text.lower()) if text.isascii() and "'" not in text and "`" not in text else fold(text).split()


def _kinds(words: list[str], level: int) -> set[str]:
    found: set[str] = set()
    single = 0
    for at, word in enumerate(words):
        single += len(word) == 1
        for kind, term_level, whole, parts in _starting(word):
            fits = term_level <= level and _fits(words, at, parts)
            if fits and (not whole or len(words) == len(parts)) and not _allowed(kind, words, at):
                found.add(kind)
        if level >= ORDER["free"]:
            found |= {kind for kind, term_level in _misspelt(word) if term_level <= level and not _allowed(kind, words, at)}
    if level >= ORDER["free"]:
        found |= {kind for one, two in pairwise(words) if len(one) > 1 and len(two) > 1 for kind in _joined(one + two, 7)}
    return found | _spaced_out(words) if single >= 4 else found


def _fits(words: list[str], at: int, parts: tuple[str, ...]) -> bool:
    if at + len(parts) > len(words):
        return False
    return all(
        part == "?" or (word.startswith(part[:-1]) if part.endswith("*") else word == part)
        for word, part in zip(words[at:], parts, strict=False)
    )


def _allowed(kind: str, words: list[str], at: int) -> bool:
    """Whether the word stands inside a phrase that means something else: medical history, victim of a crime."""
    for allowed_kind, parts in terms().allowed:
        if allowed_kind == kind:
            for start in range(max(at - len(parts) + 1, 0), at + 1):
                if _fits(words, start, parts):
                    return True
    return False


def _joined(word: str, shortest: int) -> set[str]:
    """Kinds of the unmistakable stems with which a word made of pieces begins."""
    return {kind for kind, _level, _whole, parts in _starting(word) if len(parts) == 1 and len(parts[0].rstrip("*")) >= shortest}


def _spaced_out(words: list[str]) -> set[str]:
    """Kinds of words written letter by letter: t a t u a j e."""
    found: set[str] = set()
    run = ""
    for word in [*words, "  "]:
        if len(word) == 1:
            run += word
            continue
        if len(run) >= 4:
            for at in range(len(run) - 3):
                found |= _joined(run[at:], 4)
            if "ms13" in run:
                found.add("gang")
        run = ""
    return found
