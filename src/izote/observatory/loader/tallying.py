"""Counts the rows of the loads that speak for a year: by place, month, day, hour, who and how, and upwards to wider places."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from izote.access.sealing_wax import open_sealed
from izote.observatory.loader.folders import private_folder
from izote.observatory.models import Chunk, Coverage, Load, Tally, Vintage
from izote.territory.queries import gazetteer

SEXES, AGES = ("F", "M", ""), 19
PARTS = ("means", "site", "country")
COUNTRY = "country"
# up to this share of a year's events may lack their district before its silent districts become gaps instead of zeros
UNPLACED = 0.05
SIZES = {"days": 366, "clock": 168, "who": 3 * AGES}
KINDS = {"days": "<u2", "clock": "<i4", "who": "<i4"}
GROUPS = {
    "days": ("dayofyear(day) - 1", "precision = 'd'"),
    "clock": ("(isodow(day) - 1) * 24 + hour", "precision = 'd' and hour is not null"),
    "who": (
        f"case sex when 'F' then 0 when 'M' then {AGES} else {2 * AGES} end +"
        # the least of nothing and a number is the number: whose age is not known would be the oldest
        f" case when age is null then {AGES - 1} else least(age // 5, {AGES - 2}) end",
        "sex <> '' or age is not null",
    ),
}


@dataclass(frozen=True)
class Row:
    """The counts of one category in one place and year, as they are written; empty bytes are zeros throughout, None is not known."""

    category: str
    place_id: int | None
    level: str
    months: list[int | None]
    total: int
    whole: bool
    days: bytes | None
    clock: bytes | None
    who: bytes | None
    parts: dict[str, dict[str, int]]

    def months_text(self) -> str:
        """The months as PostgreSQL writes an array, with gaps."""
        return "{" + ",".join("NULL" if n is None else str(n) for n in self.months) + "}"


def changed(row: Row, held: Tally | None) -> bool:
    """Whether a row says something else than what is in use."""
    if held is None:
        return True
    if row.months != list(held.months) or row.total != held.total or row.whole != held.whole or row.parts != held.parts:
        return True
    pairs = ((row.days, held.days), (row.clock, held.clock), (row.who, held.who))
    return any((one is None) != (two is None) or (one or b"") != bytes(two or b"") for one, two in pairs)


def is_table(plan: dict[str, Any]) -> bool:
    """Whether what a file leaves out is not known, instead of nothing: it gives numbers, and nobody said that a blank month is zero."""
    fields, spread = plan.get("fields", ()), plan.get("spread") or {}
    by_month = "month" in fields or "date" in fields or any(one.get("month") for one in spread.values())
    return bool(spread or "count" in fields) and not (plan.get("blank") == "zero" and by_month)


class Atlas:
    """The places of a country as positions of arrays: districts first, then wider places, the whole country last."""

    def __init__(self, country: str) -> None:
        index = gazetteer(country)
        stable = index.pack.stable_level
        levels = [level.key for level in index.pack.levels]
        wide = levels[: levels.index(stable)]
        districts = [n for n, entry in enumerate(index.entries) if entry.level == stable]
        wider = [n for n, entry in enumerate(index.entries) if entry.level in wide]
        at = {n: position for position, n in enumerate(districts)}
        self.districts, self.size = len(districts), len(districts) + len(wider) + 1
        self.ids: list[int | None] = [*(index.entries[n].id for n in districts), *(index.entries[n].id for n in wider), None]
        self.levels = [*(index.entries[n].level for n in districts), *(index.entries[n].level for n in wider), COUNTRY]
        self.position = {place: position for position, place in enumerate(self.ids)}
        # which districts lie in each wider place, and which wider places lie wholly in another
        self.inside = np.zeros((len(wider) + 1, self.districts), dtype=np.int64)
        for row, n in enumerate(wider):
            self.inside[row, [at[p] for p in index.below[n] if p in at]] = 1
        self.inside[-1] = 1
        self.sizes = self.inside.sum(axis=1)
        shared = self.inside @ self.inside.T
        self.between = ((shared == self.sizes[None, :]) & (self.sizes[None, :] < self.sizes[:, None]) & (self.sizes[None, :] > 0)).astype(
            np.int64
        )

    def scope(self, place: int | None) -> np.ndarray:
        """Which districts a territory holds."""
        position = self.position.get(place, self.size - 1)
        if position >= self.districts:
            return np.asarray(self.inside[position - self.districts] > 0)
        one = np.zeros(self.districts, dtype=bool)
        one[position] = True
        return one


class Counts:
    """The arrays of one year: (category, place, …); a month of -1 is a gap."""

    def __init__(self, categories: list[str], atlas: Atlas) -> None:
        shape = (len(categories), atlas.size)
        self.categories, self.atlas = categories, atlas
        self.months = np.full((*shape, 12), -1, dtype=np.int64)
        self.stated = np.zeros(shape, dtype=bool)
        self.by_year = np.zeros(shape, dtype=bool)
        self.year_total = np.zeros(shape, dtype=np.int64)
        self.more = {name: np.zeros((*shape, size), dtype=np.int32) for name, size in SIZES.items()}
        self.parts: dict[tuple[int, int], dict[str, dict[str, int]]] = {}


def tallies(load: Load, year: int) -> Iterator[Row]:
    """Every row of a year for the categories of a load, from all loads of its source that speak for that year."""
    spoken = list(
        Coverage.objects.filter(source=load.source, category__in=load.categories, month__year=year).values_list(
            "category", "month__month", "scope_id", "load_id"
        )
    )
    if not spoken:
        return
    order = dict(Vintage.objects.filter(source=load.source).values_list("load_id", "number"))
    spoken.sort(key=lambda one: order.get(one[3], 0))
    loads = {load_id for _c, _m, _s, load_id in spoken}
    tables = {one.pk for one in Load.objects.filter(pk__in=loads).only("plan") if is_table(one.plan)}
    counts = Counts(sorted(load.categories), Atlas(load.source.country))
    with private_folder("count") as folder:
        _count(counts, folder, year, spoken, loads, tables)
    _zeros(counts, spoken, tables)
    _upwards(counts)
    yield from _rows(counts, load.source.domain)


def alone(load: Load, year: int) -> Iterator[Row]:
    """The months of a year as one load gives them that is not in use yet: what would be in use if it were signed."""
    assert load.covers_from and load.covers_to
    covered = [n for n in range(12) if load.covers_from <= dt.date(year, n + 1, 28) and dt.date(year, n + 1, 1) <= load.covers_to]
    spoken = [(category, n + 1, load.scope_id, load.pk) for category in load.categories for n in covered]
    tables = {load.pk} if is_table(load.plan) else set()
    counts = Counts(sorted(load.categories), Atlas(load.source.country))
    with private_folder("count") as folder:
        _count(counts, folder, year, spoken, {load.pk}, tables, months_only=True)
    _zeros(counts, spoken, tables)
    _upwards(counts)
    yield from _rows(counts, load.source.domain)


def _count(
    counts: Counts, folder: Path, year: int, spoken: list[Any], loads: set[int], tables: set[int], *, months_only: bool = False
) -> None:
    """The grouped sums of a year, straight from the sealed rows, into the arrays."""
    import duckdb

    with duckdb.connect() as db:
        db.execute("set memory_limit='260MB'; set threads=2; set autoinstall_known_extensions=false")
        db.execute(f"set temp_directory='{folder}'")
        if not _views(db, counts, folder, year, spoken, loads, tables):
            return
        found = _group(db, "month(day) - 1, stated, precision = 'y'")
        for category, place, month, stated, yearly, n in zip(*(one.tolist() for one in found), strict=True):
            counts.stated[category, place] |= stated
            if yearly:
                counts.by_year[category, place] = True
                counts.year_total[category, place] += n
            else:
                counts.months[category, place, month] = max(counts.months[category, place, month], 0) + n
        if months_only:
            return
        for name, (field, where) in GROUPS.items():
            category, place, at, n = _group(db, field, where)
            np.add.at(counts.more[name], (category, place, at), n)
        for kind in PARTS:
            sql = f"select c, p, {kind}, sum(n)::integer from mine where {kind} <> '' group by all"  # noqa: S608
            for category, place, code, n in db.execute(sql).fetchall():
                counts.parts.setdefault((category, place), {}).setdefault(kind, {})[code] = n


def _group(db: Any, fields: str, where: str = "true") -> list[np.ndarray]:
    """Sums of events by category, place and further numbers, as columns."""
    sql = f"select c, p, {fields}, sum(n)::integer as total from mine where {where} group by all"  # noqa: S608
    return [np.asarray(column) for column in db.execute(sql).fetchnumpy().values()]


def _views(db: Any, counts: Counts, folder: Path, year: int, spoken: list[Any], loads: set[int], tables: set[int]) -> bool:
    """The rows of each load for which that load is the last that speaks."""
    parts = []
    for chunk in Chunk.objects.filter(load_id__in=loads, year=year).order_by("pk").iterator(chunk_size=1):
        path = folder / f"{chunk.load_id}-{chunk.number}.parquet"
        path.write_bytes(open_sealed(bytes(chunk.sealed), about=f"observatory_chunk:{chunk.load_id}:{chunk.year}:{chunk.number}"))
        parts.append(f"select {chunk.load_id} as load, {chunk.load_id in tables} as stated, * from read_parquet('{path}')")  # noqa: S608
    if not parts:
        return False
    last = len(counts.atlas.ids) - 1
    # the rows are in; from here on nothing outside this database can be read or written, whatever a category is called
    db.execute(f"create table every_row as {' union all by name '.join(parts)}")
    db.execute("set enable_external_access=false; set lock_configuration=true")
    db.execute("create table places (place bigint, p int); create table owners (c int, month int, p int, load bigint)")
    db.execute("create table categories (category varchar, c int)")
    places = ",".join(f"({place},{at})" for at, place in enumerate(counts.atlas.ids) if place is not None)
    db.execute(f"insert into places values {places}")  # noqa: S608
    numbers = {category: at for at, category in enumerate(counts.categories)}
    db.executemany("insert into categories values (?, ?)", [[category, at] for category, at in numbers.items()])
    whole = all(scope is None for _c, _m, scope, _l in spoken)
    owners = list(_owners(counts, spoken, whole))
    at = 0
    while at < len(owners):
        some = owners[at : at + 20_000]
        values = ",".join(f"({numbers[c]},{int(m)},{'null' if p is None else int(p)},{int(load)})" for c, m, p, load in some)
        db.execute(f"insert into owners values {values}")  # noqa: S608
        at += 20_000
    placed = f"coalesce(q.p, case when r.place is null then {last} end)"
    owned = "o.c = k.c and o.load = r.load and o.month = case when r.precision = 'y' then 1 else month(r.day) end"
    owned += "" if whole else f" and o.p = {placed}"
    db.execute(
        f"create table mine as select o.c as c, {placed} as p, r.* from every_row r join categories k on k.category = r.category"  # noqa: S608
        f" left join places q on q.place = r.place join owners o on {owned} where {placed} is not null"
    )
    return True


def _owners(counts: Counts, spoken: Iterable[Any], whole: bool) -> Iterator[tuple[str, int, int | None, int]]:
    """Which load speaks for a category and month; where territories differ, for each place (the later takes it from the earlier)."""
    if whole:
        yield from dict([((c, m), (c, m, None, load)) for c, m, _s, load in spoken]).values()
        return
    atlas, found = counts.atlas, {}
    for category, month, scope, load in spoken:
        inside = atlas.scope(scope)
        for position in np.flatnonzero(inside).tolist():
            found[category, month, position] = load
        for row in range(len(atlas.sizes)):
            if (atlas.inside[row][~inside] == 0).all():
                found[category, month, atlas.districts + row] = load
    for (category, month, position), load in found.items():
        yield category, month, position, load


def _zeros(counts: Counts, spoken: list[Any], tables: set[int]) -> None:
    """Where a load of events speaks, a month without a row is a zero.

    Where many events name a wider place alone, its silent districts stay a gap in those months: they may be theirs.
    """
    atlas, d = counts.atlas, counts.atlas.districts
    named = (counts.months[:, d:, :] >= 0) & _many_unplaced(counts)[:, :, None]
    wider_only = _added(atlas.inside.T, named.astype(np.int64)) > 0
    numbers = {category: at for at, category in enumerate(counts.categories)}
    for category, month, scope, load in spoken:
        if load in tables:
            continue
        c, m = numbers[category], month - 1
        gap = (counts.months[c, :d, m] < 0) & atlas.scope(scope) & ~wider_only[c, :, m]
        counts.months[c, :d, m][gap] = 0


def _many_unplaced(counts: Counts) -> np.ndarray:
    """Whether more of a wider place's events of the year than `UNPLACED` name no narrower place; shape (category, wider place).

    Where a table states the wider place's number, nothing is known of its districts.
    """
    atlas, d = counts.atlas, counts.atlas.districts
    events = np.maximum(counts.months, 0).sum(axis=2)
    own = events[:, d:]
    total = own + events[:, :d] @ atlas.inside.T + own @ atlas.between.T
    return np.asarray((own > UNPLACED * total) | counts.stated[:, d:])


def _upwards(counts: Counts) -> None:
    """Wider places: their districts, what the source says of places between, and of the place itself; known where all parts are."""
    atlas, d = counts.atlas, counts.atlas.districts
    below, own = counts.months[:, :d], counts.months[:, d:].copy()
    known = _added(atlas.inside, (below >= 0).astype(np.int64)) + _added(atlas.between, (own >= 0) * atlas.sizes[:, None])
    total = _added(atlas.inside, np.maximum(below, 0)) + _added(atlas.between, np.maximum(own, 0))
    complete = (known >= atlas.sizes[None, :, None]) & (atlas.sizes[None, :, None] > 0) | (own >= 0)
    stated = (own >= 0) & counts.stated[:, d:, None]
    counts.months[:, d:] = np.where(stated, own, np.where(complete, total + np.maximum(own, 0), -1))
    years, year_own = counts.by_year[:, :d], counts.by_year[:, d:].copy()
    totals, total_own = counts.year_total[:, :d], counts.year_total[:, d:].copy()
    all_years = _added(atlas.inside, years.astype(np.int64)) >= atlas.sizes[None, :]
    summed = _added(atlas.inside, totals) + np.where(counts.stated[:, d:] & year_own, 0, total_own)
    counts.by_year[:, d:] = year_own | (all_years & (atlas.sizes[None, :] > 0))
    counts.year_total[:, d:] = np.where(counts.by_year[:, d:], np.where(counts.stated[:, d:] & year_own, total_own, summed), 0)
    for values in counts.more.values():
        values[:, d:] += _added(atlas.inside, values[:, :d]) + _added(atlas.between, values[:, d:])
    _parts_upwards(counts)


def _added(parts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The sums over the parts of each wider place, which are few: parts is (wider, place), values (category, place, …)."""
    wider, place = np.nonzero(parts)
    sums = np.zeros((len(values), len(parts), *values.shape[2:]), dtype=values.dtype)
    if len(wider):
        rows, starts = np.unique(wider, return_index=True)
        sums[:, rows] = np.add.reduceat(values[:, place], starts, axis=1, dtype=values.dtype)
    return sums


def _parts_upwards(counts: Counts) -> None:
    atlas, d = counts.atlas, counts.atlas.districts
    for (category, place), kinds in list(counts.parts.items()):
        rows = np.flatnonzero(atlas.inside[:, place] if place < d else atlas.between[:, place - d])
        for row in rows.tolist():
            into = counts.parts.setdefault((category, d + row), {})
            for kind, words in kinds.items():
                held = into.setdefault(kind, {})
                for code, n in words.items():
                    held[code] = held.get(code, 0) + n


def _rows(counts: Counts, domain: str) -> Iterator[Row]:
    """The arrays as rows to be written; places of which nothing is known are left out.

    Where the victims of violence came from is counted for the whole country alone.
    """
    atlas = counts.atlas
    spoken: Any = (counts.months >= 0).any(axis=2) | counts.by_year
    totals = np.maximum(counts.months, 0).sum(axis=2) + counts.year_total
    whole: Any = counts.by_year | np.asarray((counts.months >= 0).all(axis=2))
    told = {name: [bool(values[c].any()) for c in range(len(counts.categories))] for name, values in counts.more.items()}
    filled: dict[str, Any] = {name: values.any(axis=2) for name, values in counts.more.items()}
    for c, place in np.argwhere(np.asarray(spoken)).tolist():
        more = {
            name: None if not told[name][c] else values[c, place].astype(KINDS[name]).tobytes() if filled[name][c, place] else b""
            for name, values in counts.more.items()
        }
        held = counts.parts.get((c, place), {})
        wide = domain != "violence" or atlas.levels[place] == COUNTRY
        parts = {kind: dict(sorted(words.items())) for kind, words in sorted(held.items()) if kind != "country" or wide}
        months = [None if n < 0 else n for n in counts.months[c, place].tolist()]
        yield Row(
            counts.categories[c],
            atlas.ids[place],
            atlas.levels[place],
            months,
            int(totals[c, place]),
            bool(whole[c, place]),
            parts=parts,
            **more,
        )


def parts_text(row: Row) -> str:
    """The parts as JSON."""
    return json.dumps(row.parts)
