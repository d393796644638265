"""What a file changes: which of its rows are known, which were corrected, which are new, who belongs together, who goes first."""

import datetime as dt
import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from izote.people.listentry import ListEntry, SetAside, content_key, identity_fields, row_key
from izote.people.listreading import ReadList
from izote.people.names import fold
from izote.people.rules import age_of

SMALL_CHILD, OLDER, ADULT = 5, 60, 18
MOST_AT_HOME = 40


@dataclass(frozen=True)
class Known:
    """A row that a list has already."""

    id: UUID
    key: str
    content: str
    line: int


@dataclass
class Planned:
    """One row as it is to be written: new, or a correction of a known one."""

    id: UUID
    key: str
    content: str
    read: ListEntry | SetAside
    is_new: bool
    family: int | None = None
    first: bool = False

    @property
    def status(self) -> str:
        """Where the row begins."""
        if isinstance(self.read, SetAside):
            return "set_aside"
        return "repeated" if self.read.repeat_of else "staged"


@dataclass
class Plan:
    """The rows to write, and how many of the file's rows change nothing."""

    rows: list[Planned] = field(default_factory=list)
    unchanged: int = 0


def plan(read: ReadList, known: Sequence[Known], *, secret: bytes, today: dt.date, source_column: int | None = None) -> Plan:
    """Compare a file with the rows that its list has: the same file, whole or in part, changes nothing."""
    by_token = {str(row.id): row for row in known}
    by_key = {row.key: row for row in known}
    made = Plan()
    pairs: list[tuple[ListEntry | SetAside, str, Known | None]] = []
    taken: set[UUID] = set()
    seen: Counter[str] = Counter()
    every: list[ListEntry | SetAside] = [*read.entries, *read.set_aside]
    for one in sorted(every, key=lambda row: row.line):
        token = one.token if isinstance(one, ListEntry) else _token(one, read.headers)
        key = _key(one, seen, secret, source_column)
        row = by_token.get(token.lower()) if token else None
        row = row or by_key.get(key)
        if row is not None and row.id not in taken:
            taken.add(row.id)
        else:
            row = None
        pairs.append((one, key, row))
    _pair_by_line(pairs, [row for row in known if row.id not in taken], matched=len(taken))
    keys_in_use = set(by_key)
    families = family_numbers(read.entries, today)
    for one, key, row in pairs:
        content = content_key(one, secret) if isinstance(one, ListEntry) else _hmac(secret, *one.cells)
        if row is not None and row.content == content:
            made.unchanged += 1
            continue
        if row is not None:
            key = row.key
        elif key in keys_in_use:
            continue
        keys_in_use.add(key)
        made.rows.append(Planned(row.id if row else uuid4(), key, content, one, row is None, families.get(one.line)))
    _mark_first(made.rows, today)
    return made


def _pair_by_line(pairs: list[tuple[ListEntry | SetAside, str, Known | None]], left: list[Known], *, matched: int) -> None:
    """In a corrected copy of the whole file, what is left over on the same line on both sides is the same row, its identity corrected."""
    if matched * 2 < len(pairs):
        return
    by_line = {row.line: row for row in left}
    for at, (one, key, row) in enumerate(pairs):
        if row is None and one.line in by_line:
            pairs[at] = (one, key, by_line.pop(one.line))


def _key(one: ListEntry | SetAside, seen: Counter[str], secret: bytes, source_column: int | None) -> str:
    """By source id, else by identity and ordinal; a row that was not read, by its source id or its cells."""
    if isinstance(one, ListEntry):
        same = (one.source_id and "s:" + fold(one.source_id)) or repr(identity_fields(one))
        bare = ListEntry(one.line, source_id=one.source_id) if one.source_id else one
        token, bare.token = bare.token, ""
        key = row_key(bare, 0 if one.source_id else seen[same], secret)
        bare.token = token
    else:
        source = one.cells[source_column] if source_column is not None and source_column < len(one.cells) else ""
        same = "s:" + fold(source) if fold(source) else "x:" + repr(one.cells)
        key = (
            row_key(ListEntry(one.line, source_id=source), 0, secret) if fold(source) else f"x:{_hmac(secret, *one.cells, str(seen[same]))}"
        )
    seen[same] += 1
    return f"{key}#{seen[same]}" if key.startswith("s:") and seen[same] > 1 else key


def _token(row: SetAside, headers: list[str]) -> str:
    at = next((index for index, header in enumerate(headers) if fold(header) == "clave izote"), None)
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _hmac(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def entry_age(entry: ListEntry, today: dt.date) -> int | None:
    """How old she or he is, as far as the list tells."""
    if entry.birth_date or entry.birth_precision == "year":
        return age_of(entry.birth_date, entry.birth_year, today)
    if entry.age is not None:
        return int(entry.age)
    return age_of(None, entry.birth_year, today)


def stands_alone(entry: ListEntry, today: dt.date) -> bool:
    """A child or adolescent whom nobody accompanies."""
    age = entry_age(entry, today)
    told = entry.unaccompanied or entry.accompanied is False
    return bool(told) and (age < ADULT if age is not None else bool(entry.unaccompanied))


def goes_first(entry: ListEntry, today: dt.date) -> bool:
    """Whether the person is called before the others: ill, pregnant, very young, older."""
    age = entry_age(entry, today)
    return bool(entry.medical or entry.pregnancy) or (age is not None and (age <= SMALL_CHILD or age >= OLDER))


def _mark_first(rows: list[Planned], today: dt.date) -> None:
    """With a small child or somebody ill, the whole family goes first."""
    families = set()
    for row in rows:
        row.first = isinstance(row.read, ListEntry) and goes_first(row.read, today)
        if row.first and row.family is not None:
            families.add(row.family)
    for row in rows:
        row.first = row.first or row.family in families


def family_numbers(entries: Iterable[ListEntry], today: dt.date) -> dict[int, int]:
    """By line, the number of the family: the list's own groups, else shared surnames at one address or telephone on one flight."""
    groups: dict[tuple[str, ...], list[ListEntry]] = defaultdict(list)
    loose: list[ListEntry] = []
    for entry in entries:
        if entry.repeat_of:
            continue
        if entry.group_hint and not entry.group_hint.isspace() and entry.group_hint not in ("si", "x"):
            groups["g", fold(entry.flight), entry.group_hint].append(entry)
        else:
            loose.append(entry)
    homes: dict[tuple[str, ...], list[ListEntry]] = defaultdict(list)
    for entry in loose:
        home = fold(entry.address) if len(fold(entry.address)) > 8 else entry.phone
        if home:
            homes[fold(entry.flight), entry.place_code or fold(entry.municipality), home].append(entry)
    for at_home, members in homes.items():
        if len(members) > MOST_AT_HOME:  # a neighbourhood, not a home
            continue
        for number, kin in enumerate(_kin(members, today)):
            groups["h", *at_home, str(number)] = kin
    families = [members for members in groups.values() if 2 <= len(members) <= 15]
    families.sort(key=lambda members: min(member.line for member in members))
    return {member.line: number for number, members in enumerate(families, 1) for member in members}


def _kin(members: list[ListEntry], today: dt.date) -> list[list[ListEntry]]:
    """Those of one home in sets in which everybody shares surnames with somebody."""
    sets: list[list[ListEntry]] = []
    for member in members:
        touching = [one for one in sets if any(_related(member, other, today) for other in one)]
        merged = [*(other for one in touching for other in one), member]
        sets = [one for one in sets if one not in touching] + [merged]
    return [people for people in sets if len(people) > 1]


def _related(one: ListEntry, other: ListEntry, today: dt.date) -> bool:
    """Both surnames the same, or one of them where a child is beside an older person or the address has a number."""
    mine, theirs = ({fold(name) for name in (e.first_surname, e.second_surname) if name} for e in (one, other))
    if mine == theirs and mine:
        return True
    ages = [entry_age(e, today) for e in (one, other)]
    exact = any(c.isdigit() for c in one.address) or (one.phone and one.phone == other.phone)
    child = any(age is not None and age < ADULT for age in ages)
    return bool(mine & theirs) and bool(exact or child)
