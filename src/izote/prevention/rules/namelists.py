"""The words that names of persons are known by, and the names of places and institutions that are none."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from izote.kit.personal import given_names
from izote.kit.vocabulary import rows
from izote.prevention.rules.flat import flattened

VOCAB = Path(__file__).resolve().parent.parent / "vocab"
LETTERS = re.compile(r"[A-Za-z]+")
Phrases = dict[str, tuple[tuple[str, ...], ...]]


class Lists(NamedTuple):
    """The words that names are known by."""

    given: frozenset[str]
    surnames: frozenset[str]
    by_kind: dict[str, frozenset[str]]

    def plain(self, word: str) -> bool:
        """Whether a word of the lists is nothing but a name."""
        return word not in self.by_kind["everyday"]


@cache
def lists() -> Lists:
    """The vocabularies of names."""
    given = frozenset([*given_names(), *(row["name"] for row in rows(VOCAB / "given_names.csv"))])
    surnames = frozenset(row["name"] for row in rows(VOCAB / "surnames.csv"))
    kinds: dict[str, set[str]] = {}
    for row in rows(VOCAB / "name_words.csv"):
        kinds.setdefault(row["kind"], set()).add(row["word"])
    return Lists(given, surnames, {kind: frozenset(found) for kind, found in kinds.items()})


@lru_cache(maxsize=8)
def phrases(places: frozenset[str]) -> tuple[Phrases, frozenset[str]]:
    """Names of places and institutions of several words by their first one, longest first; and places of one word."""
    every: Iterable[str] = [*places, *(row["words"] for row in rows(VOCAB / "not_persons.csv"))]
    parts = {tuple(LETTERS.findall(flattened(one).low)) for one in every}
    several: dict[str, list[tuple[str, ...]]] = {}
    for one in sorted(parts, key=len, reverse=True):
        if len(one) > 1:
            several.setdefault(one[0], []).append(one)
    return {first: tuple(found) for first, found in several.items()}, frozenset(one[0] for one in parts if len(one) == 1)
