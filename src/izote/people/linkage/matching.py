"""Many rows against an office's files: candidates by exact keys, weighed, told apart from their rivals."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.db import connection

from izote.people import names
from izote.people.linkage import weights
from izote.people.linkage.comparing import Evidence, compare
from izote.people.linkage.entries import Entry, MatchRow, entry_of, file_entry

CHUNK = 500
MOST_CANDIDATES = 5
SETTLED = 0.98
Key = tuple[str, dt.date | None]
FIND = "select * from search.link_candidates(%s, %s::int[], %s::text[], %s::date[], %s::int[], %s::text[], %s::int[], %s::text[])"


@dataclass(frozen=True)
class Candidate:
    """A file that a row may be about."""

    person_id: int
    probability: float
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """What is thought of a row: the likeliest file, how sure, and its rivals, likeliest first."""

    row_id: str
    verdict: str
    person_id: int | None = None
    probability: float = 0.0
    candidates: tuple[Candidate, ...] = ()


class Office:
    """How common names and districts are in one office, asked once."""

    def __init__(self, org_id: int, known: float = weights.KNOWN_BEFORE) -> None:
        self.org_id = org_id
        self.known = known
        self._shares: dict[str, float] = {}
        self.persons = float((self._ask([""]) or {"": 0}).get("", 0))
        with connection.cursor() as cursor:
            cursor.execute("select * from search.link_places(%s)", [org_id])
            self._places = dict(cursor.fetchall())
        self._files = sum(self._places.values())

    def _ask(self, sounds: list[str]) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("select * from search.link_shares(%s, %s)", [self.org_id, sounds])
            return dict(cursor.fetchall())

    def learn(self, sounds: Iterable[str]) -> None:
        """Ask about names not asked about before."""
        missing = [sound for sound in set(sounds) if sound not in self._shares]
        if missing:
            found = self._ask(missing)
            self._shares.update({sound: (found.get(sound, 4) + 1) / (self.persons + 1000) for sound in missing})

    def share(self, sound: str) -> float:
        """The share of the office's persons who bear a name."""
        return self._shares.get(sound, 0.001)

    def place_share(self, place_id: int) -> float:
        """The share of the office's persons who live in a district."""
        return (self._places.get(place_id, 0) + 1) / (self._files + 100)


def match_rows(rows: Iterable[MatchRow], *, org_id: int) -> list[Match]:
    """Say of each row of a list whom of the office's files it is about; nobody is certain for two rows."""
    return _one_row_each(list(likeliest(rows, org_id=org_id)))


def likeliest(rows: Iterable[MatchRow], *, org_id: int, known: float = weights.KNOWN_BEFORE) -> Iterator[Match]:
    """The same for rows that have nothing to do with each other; `known` is the share of them expected to be in the register."""
    office = Office(org_id, known)
    for chunk in _chunks(rows):
        yield from _match_chunk(chunk, office)


def _chunks(rows: Iterable[MatchRow]) -> Iterator[list[MatchRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _match_chunk(rows: list[MatchRow], office: Office) -> list[Match]:
    entries = [entry_of(row) for row in rows]
    found: list[dict[int, tuple[float, Evidence]]] = [{} for _ in rows]
    open_rows = list(range(len(rows)))
    for keys, numbers in ((day_keys, True), (year_keys, False)):
        _weigh(open_rows, rows, entries, office, found, keys, numbers)
        open_rows = [n for n in open_rows if _sure(found[n]) < SETTLED]
        if not open_rows:
            break
    return [_verdict(row, among) for row, among in zip(rows, found, strict=True)]


def _weigh(
    open_rows: list[int],
    asked: list[MatchRow],
    entries: list[Entry],
    office: Office,
    found: list[dict[int, tuple[float, Evidence]]],
    keys: Callable[[Entry], list[Key]],
    numbers: bool,
) -> None:
    """Ask for candidates of these rows and weigh each."""
    sought = [(n, *key) for n in open_rows for key in keys(entries[n])]
    documents = [(n, key) for n in open_rows for kind, key in entries[n].documents if kind != "source"] if numbers else []
    phones = [(n, key) for n in open_rows for key in entries[n].phones] if numbers else []
    with connection.cursor() as cursor:
        cursor.execute(FIND, [office.org_id, *([one[at] for one in sought] for at in range(3)), *_columns(documents), *_columns(phones)])
        rows = cursor.fetchall()
    pairs = [(row[0], row[1], file_entry(*row[2:])) for row in rows if row[1] not in asked[row[0]].itself]
    office.learn(sound for _, _, other in pairs for _, sound in (*other.given, *other.surnames))
    for n, person_id, other in pairs:
        evidence = compare(entries[n], other, office.share, office.place_share)
        value = weights.odds(evidence.match, evidence.kin, office.persons, office.known)
        if person_id not in found[n] or found[n][person_id][0] < value:
            found[n][person_id] = (value, evidence)


def _columns(pairs: Sequence[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [n for n, _ in pairs], [key for _, key in pairs]


def _sure(among: dict[int, tuple[float, Evidence]]) -> float:
    values = [value for value, _ in among.values()]
    return max(values) / (1 + sum(values)) if values else 0.0


def _days(entry: Entry) -> list[int]:
    if entry.born is None:
        return []
    dates = [entry.born]
    if entry.born.day <= 12 and entry.born.day != entry.born.month:
        dates.append(entry.born.replace(month=entry.born.day, day=entry.born.month))
    return [date.toordinal() - 693596 for date in dates]  # days since 1900-01-01, as the database counts


def _first_sounds(entry: Entry) -> list[str]:
    """How the first name is heard, and what else its bearer may be called."""
    first = entry.given[:1] or entry.nicknames[:1]
    return list(
        dict.fromkeys([sound for _, sound in first] + [names.sound(other) for word, _ in first for other in names.aliases(word)[:6]])
    )


def day_keys(entry: Entry) -> list[Key]:
    """The birth date, also with day and month exchanged, with a surname or the first name."""
    found = [f"s{sound}" for _, sound in entry.surnames] + [f"g{sound}" for sound in _first_sounds(entry)]
    return [(f"d{day}{name}", None) for day in _days(entry) for name in dict.fromkeys(found)]


def year_keys(entry: Entry) -> list[Key]:
    """The birth year with two names; the first name with both surnames."""
    surnames = list(dict.fromkeys(sound for _, sound in entry.surnames))
    pairs = [" ".join(sorted((one, two))) for n, one in enumerate(surnames) for two in surnames[n + 1 :]]
    first = _first_sounds(entry)
    also = [sound for _, sound in entry.given[1:2]]
    found: list[Key] = [(f"n{name} {pair}", None) for name in dict.fromkeys(first + also) for pair in pairs]
    two = [f"{name} {surname}" for name in first for surname in surnames] + pairs
    return found + [(f"y{year}{key}", entry.born) for year in _years(entry) for key in two]


def _years(entry: Entry) -> list[int]:
    if entry.year is None:
        return []
    return [entry.year + step for step in (-1, 0, 1)] if entry.precision == "age" else [entry.year]


def _verdict(row: MatchRow, among: dict[int, tuple[float, Evidence]]) -> Match:
    total = 1 + sum(value for value, _ in among.values())
    best = sorted(among.items(), key=lambda item: (-item[1][0], item[0]))[: MOST_CANDIDATES + 1]
    candidates = tuple(
        Candidate(person_id, probability, evidence.codes)
        for person_id, (value, evidence) in best
        if (probability := _probability(value / total)) >= weights.POSSIBLE or "+document_same" in evidence.codes
    )[:MOST_CANDIDATES]
    if not candidates:
        return Match(row.row_id, "new")
    first = candidates[0]
    return Match(row.row_id, _word(first.probability), first.person_id, first.probability, candidates)


def _probability(value: float) -> float:
    return math.floor(value * 10_000) / 10_000


def _word(probability: float) -> str:
    if probability >= weights.CERTAIN:
        return "certain"
    return "probable" if probability >= weights.PROBABLE else "possible"


def _one_row_each(matches: list[Match]) -> list[Match]:
    """Where two rows claim one person, the likelier keeps the claim, and no claim stays certain when they are equal."""
    best: dict[int, int] = {}
    for n, match in enumerate(matches):
        if match.verdict not in ("certain", "probable") or match.person_id is None:
            continue
        holder = best.get(match.person_id)
        if holder is None:
            best[match.person_id] = n
            continue
        loser, winner = (n, holder) if matches[holder].probability >= match.probability else (holder, n)
        best[match.person_id] = winner
        matches[loser] = replace(matches[loser], verdict="possible")
        if matches[winner].probability - matches[loser].probability < 0.05:
            matches[winner] = replace(matches[winner], verdict="probable")
    return matches
