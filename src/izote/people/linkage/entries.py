"""A row and a file made ready for comparing: folded, heard, told apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from izote.people import names

Word = tuple[str, str]


@dataclass(frozen=True)
class MatchRow:
    """One row of a list, or one file, as it is asked about: documents and telephones as keys; `itself` are never offered."""

    row_id: str
    first_name: str = ""
    middle_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    married_surname: str = ""
    nicknames: str = ""
    sex: str = ""
    birth_date: dt.date | None = None
    birth_year: int | None = None
    birth_precision: str = ""
    place_id: int | None = None
    documents: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    itself: tuple[int, ...] = ()


@dataclass(slots=True)
class Entry:
    """Either side of a comparison: words as spelt and as heard."""

    given: list[Word]
    first_surname: Word
    second_surname: Word
    married_surname: Word
    nicknames: list[Word]
    sex: str
    born: dt.date | None
    year: int | None
    precision: str
    place_id: int | None
    documents: Sequence[tuple[str, str]] = ()
    phones: Sequence[str] = ()

    @property
    def surnames(self) -> list[Word]:
        """The surnames there are."""
        return [word for word in (self.first_surname, self.second_surname, self.married_surname) if word[0]]


@lru_cache(maxsize=50_000)
def spoken(text: str) -> tuple[Word, ...]:
    """The telling words of a name with how they are heard."""
    return tuple((word, names.sound(word)) for word in names.tokens(text))


@lru_cache(maxsize=50_000)
def joined(text: str) -> Word:
    """A surname as one word, however many it is written in: *de la O* is o, *San Martín* is sanmartin."""
    words = spoken(text)
    return "".join(word for word, _ in words), "".join(sound for _, sound in words)


def entry_of(row: MatchRow) -> Entry:
    """A row made ready."""
    date = row.birth_date
    return Entry(
        [*spoken(row.first_name), *spoken(row.middle_names)],
        joined(row.first_surname),
        joined(row.second_surname),
        joined(row.married_surname),
        list(spoken(row.nicknames)),
        row.sex if row.sex in ("F", "M") else "",
        date if date and row.birth_precision in ("", "day") else None,
        row.birth_year or (date.year if date else None),
        row.birth_precision or ("day" if date else "year" if row.birth_year else ""),
        row.place_id,
        row.documents,
        row.phones,
    )


def file_entry(words: str, sounds: str, sex: str, born: dt.date | None, year: int | None) -> Entry:
    """A file made ready from what the search tables hold: its folded names and how they are heard, divided by bars."""
    spelt, heard = words.split("|"), sounds.split("|")
    return Entry(
        _paired(spelt[0], heard[0]),
        _one(spelt[1], heard[1]),
        _one(spelt[2], heard[2]),
        _one(spelt[3], heard[3]),
        _paired(spelt[4], heard[4]) if spelt[4] else [],
        sex if sex in ("F", "M") else "",
        born,
        year,
        "day" if born else "year" if year else "",
        None,
    )


def _paired(words: str, sounds: str) -> list[Word]:
    """The telling words of a name with their sounds."""
    every = list(zip(words.split(), sounds.split(), strict=False))
    if names.PARTICLES.isdisjoint(words.split()):
        return every
    return [pair for pair in every if pair[0] not in names.PARTICLES] or every


def _one(words: str, sounds: str) -> Word:
    """A surname as one word, as `joined` writes it."""
    if " " not in words:
        return words, sounds
    pairs = _paired(words, sounds)
    return "".join(word for word, _ in pairs), "".join(sound for _, sound in pairs)


def add_details(entry: Entry, precision: str, place_id: int | None, documents: list[str], phones: list[str]) -> bool:
    """What else is known of a file that comes near; returns whether its birth proved to be less exact than it looked."""
    inexact = precision not in ("", "day")
    if inexact:
        entry.born, entry.precision = None, precision
    entry.place_id = place_id
    entry.documents = [(kind, key) for kind, _, key in (text.partition(":") for text in documents)]
    entry.phones = phones
    return inexact
