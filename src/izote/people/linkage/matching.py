"""Many rows against an office's files: candidates by exact keys, weighed, told apart from their rivals."""

import math
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import connection

from izote.people.linkage import weights
from izote.people.linkage.comparing import Evidence, most_to_come, names_and_birth, numbers_and_place, weighed
from izote.people.linkage.entries import Entry, MatchRow, add_details, entry_of, file_entry
from izote.people.linkage.keys import Keys, day_keys, year_keys

CHUNK, BY_TURNS = 500, 8
MOST_CANDIDATES = 5
SETTLED = 0.98
DETAILS = "select * from search.link_details(%s, %s)"
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


class Shares(dict[str, float]):
    """The share of an office's persons who bear each name, as heard; what is not in it is rare."""

    rare = 0.001

    def __missing__(self, sound: str) -> float:
        return self.rare


class Office:
    """How common names and districts are in one office, asked once."""

    def __init__(self, org_id: int, known: float = weights.KNOWN_BEFORE) -> None:
        self.org_id = org_id
        self.known = known
        self.persons = float(self._ask([""]).get("", 0))
        self.shares = Shares()
        self.shares.rare = 5 / (self.persons + 1000)
        self.share = self.shares.__getitem__
        self.knows_all = False
        with connection.cursor() as cursor:
            cursor.execute("select * from search.link_places(%s)", [org_id])
            self._places = dict(cursor.fetchall())
        self._files = sum(self._places.values())

    def _ask(self, sounds: list[str] | None) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("select * from search.link_shares(%s, %s::text[])", [self.org_id, sounds])
            return dict(cursor.fetchall())

    def learn(self, sounds: Iterable[str]) -> None:
        """Ask about names not asked about before."""
        if self.knows_all:
            return
        missing = {sound for sound in sounds if sound not in self.shares}
        found = self._ask(list(missing)) if missing else {}
        self._keep({sound: found.get(sound, 4) for sound in missing})

    def learn_all(self) -> None:
        """Ask about every name that is not rare: worth it for many rows."""
        self._keep(self._ask(None))
        self.knows_all = True

    def _keep(self, found: dict[str, int]) -> None:
        self.shares.update({sound: (persons + 1) / (self.persons + 1000) for sound, persons in found.items()})

    @property
    def prior(self) -> float:
        """How likely any one file is before anything is compared."""
        return self.known / max(self.persons, 20.0)

    @property
    def is_large(self) -> bool:
        """Whether there are so many files that names alone say little."""
        return self.persons > 20_000

    def place_share(self, place_id: int) -> float:
        """The share of the office's persons who live in a district."""
        return (self._places.get(place_id, 0) + 1) / (self._files + 100)


@dataclass
class Asked:
    """A row under way: what it says, and the files it may be about with their odds and evidence."""

    row: MatchRow
    entry: Entry
    among: dict[int, tuple[float, Evidence]]

    @property
    def sure(self) -> float:
        """The probability of the likeliest file so far."""
        values = [value for value, _ in self.among.values()]
        return max(values) / (1 + sum(values)) if values else 0.0

    def weigh(self, person_id: int, evidence: Evidence, office: Office) -> None:
        """Take a file's evidence into account; of several files of one person the likeliest counts."""
        value = weights.odds(evidence.match, evidence.kin, office.persons, office.known)
        if person_id not in self.among or self.among[person_id][0] < value:
            self.among[person_id] = (value, evidence)


Question = tuple[str, list[Any]]
Work = Generator[Question, list[Any], list[Match]]


def match_rows(rows: Iterable[MatchRow], *, org_id: int) -> list[Match]:
    """Say of each row of a list whom of the office's files it is about; nobody is certain for two rows."""
    return _one_row_each(list(likeliest(rows, org_id=org_id)))


def likeliest(rows: Iterable[MatchRow], *, org_id: int, known: float = weights.KNOWN_BEFORE) -> Iterator[Match]:
    """The same for rows that have nothing to do with each other; `known` is the share of them expected to be in the register."""
    office = Office(org_id, known)
    chunks = _chunks(rows)
    while some := list(islice(chunks, BY_TURNS)):
        if len(some) > 1 and not office.knows_all:
            office.learn_all()
        with connection.connection.pipeline():
            done = _by_turns([_work(chunk, office) for chunk in some])
        for matches in done:
            yield from matches


def _chunks(rows: Iterable[MatchRow]) -> Iterator[list[MatchRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _by_turns(works: list[Work]) -> list[list[Match]]:
    """Run pieces of work by turns: while the answer to one is weighed, the database looks for the next."""
    done: list[list[Match]] = [[] for _ in works]
    ready = deque((n, next(work)) for n, work in enumerate(works))
    held: tuple[int, list[Any]] | None = None
    while ready or held:
        asked = ready.popleft() if ready else None
        cursor = connection.cursor()
        if asked:
            cursor.execute(*asked[1])
        if held:
            try:
                ready.append((held[0], works[held[0]].send(held[1])))
            except StopIteration as end:
                done[held[0]] = end.value
        held = (asked[0], cursor.fetchall()) if asked else None
        cursor.close()
    return done


def _work(rows: list[MatchRow], office: Office) -> Work:
    """One chunk; yields its questions to the database and is sent the answers."""
    asked = [Asked(row, entry_of(row), {}) for row in rows]
    yield from _round(office, asked, day_keys, numbers=True)
    if unsure := [one for one in asked if one.sure < SETTLED]:
        yield from _round(office, unsure, lambda entry: year_keys(entry, office.is_large), numbers=False)
    return [_verdict(one) for one in asked]


def _round(
    office: Office, asked: list[Asked], keys: Callable[[Entry], list[Keys]], *, numbers: bool
) -> Generator[Question, list[Any], None]:
    """Candidates for all these rows; names and births are looked at first, the rest where it could still decide."""
    found = yield FIND, [office.org_id, *_question(asked, keys, numbers=numbers)]
    pairs = [(asked[row[0]], row[1], row[2], row[3], file_entry(*row[4:])) for row in found if row[2] not in asked[row[0]].row.itself]
    office.learn(sound for *_, other in pairs for _, sound in (*other.given, *other.surnames))
    near = []
    for one, file_id, shows, by_number, other in pairs:
        findings = names_and_birth(one.entry, other, office.share)
        worth = math.prod(finding[0] for finding in findings) * most_to_come(one.entry, office.place_share)
        if by_number or office.prior * worth >= weights.POSSIBLE:
            near.append((one, file_id, shows, other, findings))
    details = {row[0]: row[1:] for row in (yield DETAILS, [office.org_id, list({file_id for _, file_id, *_ in near})])}
    for one, file_id, shows, other, findings in near:
        if file_id in details:
            if add_details(other, *details[file_id]):
                findings = names_and_birth(one.entry, other, office.share)
            one.weigh(shows, weighed(findings, numbers_and_place(one.entry, other, office.place_share)), office)


def _question(asked: list[Asked], keys: Callable[[Entry], list[Keys]], *, numbers: bool) -> list[list[Any]]:
    sought = [(n, *some) for n, one in enumerate(asked) for some in keys(one.entry)]
    documents = [(n, key) for n, one in enumerate(asked) for kind, key in one.entry.documents if kind != "source"] if numbers else []
    phones = [(n, key) for n, one in enumerate(asked) for key in one.entry.phones] if numbers else []
    return [*_columns(sought, 3), *_columns(documents, 2), *_columns(phones, 2)]


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [[row[at] for row in rows] for at in range(width)]


def _verdict(asked: Asked) -> Match:
    row, total = asked.row, 1 + sum(value for value, _ in asked.among.values())
    best = sorted(asked.among.items(), key=lambda item: (-item[1][0], item[0]))[: MOST_CANDIDATES + 1]
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
