"""Words as data: a room's lists of codes with both languages, one CSV file each."""

import csv
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language


class Word(NamedTuple):
    """One entry of a vocabulary: its code, both languages, and whatever else its row says."""

    code: str
    es: str
    en: str
    row: dict[str, str]

    def __str__(self) -> str:
        return self.en if (get_language() or "es").startswith("en") else self.es


@cache
def rows(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a file of words."""
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def _words(path: Path) -> dict[str, Word]:
    return {row["code"]: Word(row["code"], row["es"], row["en"], row) for row in rows(path)}


class Vocabulary:
    """The vocabularies of a room: a folder of CSV files with the columns code, es, en and others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def words(self, name: str) -> dict[str, Word]:
        """The entries of a vocabulary by code, in the order of the file."""
        return _words(self.folder / f"{name}.csv")

    def label(self, name: str, code: str) -> str:
        """The word for a code in the language of the page; an unknown code stands for itself."""
        word = self.words(name).get(code)
        return str(word) if word else code

    def labels(self, name: str, codes: list[str]) -> str:
        """Several words in one line."""
        return ", ".join(self.label(name, code) for code in codes)

    def _choices(self, name: str, blank: Any) -> list[tuple[str, str]]:
        first = [] if blank is None else [("", blank)]
        return first + [(code, str(word)) for code, word in self.words(name).items()]

    def choices(self, name: str, blank: Any = None) -> "partial[list[tuple[str, str]]]":
        """A vocabulary as a form wants it, in the language of the moment; with `blank` nothing may be chosen."""
        return partial(self._choices, name, blank)
