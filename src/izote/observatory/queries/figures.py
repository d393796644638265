"""Figures with what makes them honest: interval, source, version, cut-off, denominator, gaps, breaks of definition."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from izote.methods.rates import poisson_interval
from izote.observatory.loader.tallying import AGES
from izote.observatory.models import Source, Tally, Vintage
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.population import Counted, exposure, people_of
from izote.observatory.rules.indicators import Indicator
from izote.observatory.rules.words import authority_of
from izote.territory.queries import pack

# of more persons than this share the sex or age must be told, or the figure of one sex or age is not known
UNTOLD = 0.05
GROUPS = {"population": "all", "women": "women", "men": "men", "children": "children"}


@dataclass(frozen=True)
class Basis:
    """Where figures come from: source, version of its figures, cut-off, people under the rate."""

    source: Source
    vintage: Vintage
    people: Counted | None = None
    ways: tuple[str, ...] = ()

    @property
    def cut_off(self) -> dt.date:
        """Until when the source had spoken."""
        return self.vintage.cut_off


@dataclass
class Grid:
    """Counts of an indicator by place and year: shape (places, years); NaN is a gap; `whole` says which are whole years.

    `places` are positions of the country's atlas; `population` has the same shape, NaN where nobody counted. `through` is the last
    month counted of each year. Where the country is whole in no year, its row sums the places known in every year: `panel` says how
    many, and of how many.
    """

    basis: Basis
    indicator: Indicator
    places: list[int]
    years: list[int]
    counts: np.ndarray
    whole: np.ndarray
    population: np.ndarray
    through: int = 12
    panel: tuple[int, int] | None = None
    _interval: tuple[np.ndarray, np.ndarray] | None = field(default=None, repr=False)

    @property
    def exposure(self) -> np.ndarray:
        """Person-years: the people times the part of the year that is counted."""
        return self.population * (self.through / 12)

    @property
    def rate(self) -> np.ndarray:
        """Events per unit of population and year; NaN where the year is not whole or nobody counted the people."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.whole, self.counts / self.exposure * self.indicator.per, np.nan)

    @property
    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Exact 95 % limits of the rates."""
        if self._interval is None:
            gap = np.full(self.counts.shape, np.nan)
            low, high = poisson_interval(self.counts) if np.isfinite(self.counts).any() else (gap, gap)
            with np.errstate(divide="ignore", invalid="ignore"):
                scale = np.where(self.whole, self.indicator.per / self.exposure, np.nan)
                self._interval = (low * scale, high * scale)
        return self._interval


@dataclass
class Series:
    """Counts of an indicator in one place by month: `months` from January of the first year; NaN is a gap."""

    basis: Basis
    indicator: Indicator
    first: int
    months: np.ndarray

    @property
    def years(self) -> list[int]:
        """The years it spans."""
        return list(range(self.first, self.first + len(self.months) // 12))

    def rolling(self) -> np.ndarray:
        """Sums of twelve months ending in each; NaN before the twelfth and across gaps."""
        out = np.full(len(self.months), np.nan)
        if len(self.months) >= 12:
            out[11:] = np.lib.stride_tricks.sliding_window_view(self.months, 12).sum(axis=1)
        return out


def sources_with(org_id: int, indicator: Indicator) -> list[Source]:
    """The office's sources that speak of an indicator, in the order in which the indicator trusts them."""
    trust = {authority: at for at, authority in enumerate(indicator.authorities)}
    speaks = Tally.objects.filter(source=OuterRef("pk"), category__in=indicator.categories, until__isnull=True)
    found = Source.objects.filter(Exists(speaks), org_id=org_id, domain=indicator.domain)
    return sorted(found, key=lambda one: (trust.get(authority_of(one.authority), 99), one.pk))


def last_vintage(source: Source) -> Vintage | None:
    """The version in use."""
    return source.vintages.order_by("-number").first()


def in_use(source: Source, indicator: Indicator, vintage: Vintage | None = None) -> QuerySet[Tally]:
    """The rows of an indicator as they stand, or as they stood in a version."""
    rows = Tally.objects.filter(source=source, category__in=indicator.categories)
    if vintage is None:
        return rows.filter(until__isnull=True)
    return rows.filter(since__lte=vintage.number).filter(Q(until__isnull=True) | Q(until__gt=vintage.number))


def basis_of(source: Source, vintage: Vintage | None = None, people: str = "") -> Basis | None:
    """Where figures of a source come from; nothing while nobody has signed any."""
    version = vintage or last_vintage(source)
    return Basis(source, version, people_of(source.org_id, source.country, people)) if version else None


def grid(
    indicator: Indicator,
    basis: Basis,
    *,
    level: str | None = None,
    places: Sequence[int | None] | None = None,
    years: Sequence[int] | None = None,
    past: bool = False,
    through: int = 12,
) -> Grid:
    """Counts by place and year for a level or for some places (keys; None is the country); one question to the database.

    `past` reads the version that the basis names instead of the one in use; `through` counts every year up to that month.
    """
    here = atlas(basis.source.country)
    rows = in_use(basis.source, indicator, basis.vintage if past else None)
    if places is not None:
        named = Q(place__in=[place for place in places if place is not None])
        rows = rows.filter(named | Q(place__isnull=True) if None in places else named)
        positions = [here.position[place] for place in places]
    else:
        rows = rows.filter(level=level)
        positions = [at for at, one in enumerate(here.levels) if one == level]
    if years is not None:
        rows = rows.filter(year__in=list(years))
    narrowed = bool(indicator.sex or indicator.ages)
    wanted = ("place_id", "year", "total", "whole", *(("who",) if narrowed else ()), *(("months",) if through < 12 else ()))
    found = list(rows.values_list(*wanted))
    span = list(years) if years is not None else sorted({row[1] for row in found})
    counts = np.full((len(positions), len(span)), np.nan)
    whole = np.ones(counts.shape, dtype=bool)
    row_at, column_at = {at: n for n, at in enumerate(positions)}, {year: n for n, year in enumerate(span)}
    for place, year, total, is_whole, *more in found:
        cell = row_at[here.position[place]], column_at[year]
        number = persons_of(indicator, more[0], total) if narrowed else total
        if through < 12:
            number, is_whole = _first_months(more[-1], number, total, through)
        if number is not None:
            counts[cell] = number if np.isnan(counts[cell]) else counts[cell] + number
        whole[cell] &= is_whole and number is not None
    whole &= ~np.isnan(counts)
    out = Grid(basis, indicator, positions, span, counts, whole, _population(indicator, basis, positions, span), through)
    return _with_panel(out, places.index(None), years, past=past) if places is not None and None in places else out


def _first_months(months: list[int | None], number: int | None, total: int, through: int) -> tuple[int | None, bool]:
    """The events up to a month, and whether all these months are known; persons of one sex or age only where no later month is known."""
    said = [n for n in months[:through] if n is not None]
    if not said or (number != total and sum(said) != total):
        return None, False
    return (sum(said) if number == total else number), len(said) == through


def _with_panel(out: Grid, country: int, years: Sequence[int] | None, *, past: bool) -> Grid:
    """Where no year of the country is whole: the sum of those places that are known in every year of which any place is known."""
    if out.whole[country].any():
        return out
    stable = pack(out.basis.source.country).stable_level
    parts = grid(out.indicator, out.basis, level=stable, years=years, past=past, through=out.through)
    spoken = parts.whole.any(axis=0)
    same = np.asarray(parts.whole[:, spoken].all(axis=1))
    peopled = same & np.isfinite(parts.population[:, spoken]).all(axis=1)
    if out.indicator.is_rate and peopled.any():
        same = peopled
    if not spoken.any() or not same.any():
        return out
    if years is None and parts.years != out.years:
        out = _spread(out, sorted({*parts.years, *out.years}))
    at = np.array([out.years.index(year) for year in parts.years])[spoken]
    out.counts[country, at] = parts.counts[same][:, spoken].sum(axis=0)
    out.population[country, at] = parts.population[same][:, spoken].sum(axis=0)
    out.whole[country, at] = True
    out.panel = int(same.sum()), len(same)
    return out


def _spread(one: Grid, years: list[int]) -> Grid:
    """The same figures over more years."""
    counts, whole = np.full((len(one.places), len(years)), np.nan), np.zeros((len(one.places), len(years)), dtype=bool)
    at = [years.index(year) for year in one.years]
    counts[:, at], whole[:, at] = one.counts, one.whole
    people = _population(one.indicator, one.basis, one.places, years)
    return Grid(one.basis, one.indicator, one.places, years, counts, whole, people, one.through)


def whole_years(figures: Grid, row: int = 0) -> list[int]:
    """The years of which every month that counts is known in a place and was over at the cut-off."""
    end = figures.basis.cut_off + dt.timedelta(days=1)
    last = end.year if end.month > figures.through else end.year - 1
    return [year for n, year in enumerate(figures.years) if figures.whole[row, n] and year <= last]


def _population(indicator: Indicator, basis: Basis, positions: list[int], years: list[int]) -> np.ndarray:
    if not years or basis.people is None or indicator.denominator not in GROUPS:
        return np.full((len(positions), len(years)), np.nan)
    people, _ways = exposure(basis.people, years, GROUPS[indicator.denominator])
    return people[positions] if len(people) else np.full((len(positions), len(years)), np.nan)


def added(held: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Counts of one category with those of another; where only one was counted that one, where none was a gap."""
    return np.where(np.isnan(held), said, np.where(np.isnan(said), held, held + said))


def persons_of(indicator: Indicator, who: Any, total: int) -> int | None:
    """The persons of the indicator's sex and ages; nothing where the source does not say it of nearly all: not known is not nobody."""
    if who is None:
        return None
    by = who_of(who)
    told = by[:2] if indicator.sex else by
    told = told[:, :-1] if indicator.ages else told
    if total - int(told.sum()) > total * UNTOLD:
        return None
    some = by[{"F": [0], "M": [1]}.get(indicator.sex, [0, 1, 2])]
    if indicator.ages is None:
        return int(some.sum())
    first, last = indicator.ages
    return int(some[:, first // 5 : min(last // 5 + 1, AGES - 1)].sum())


def who_of(raw: Any) -> np.ndarray:
    """Counts by sex (F, M, not known) and five-year age group (the last: not known)."""
    return np.frombuffer(bytes(raw), dtype="<i4").reshape(3, AGES) if raw else np.zeros((3, AGES), dtype=np.int64)


def series(indicator: Indicator, basis: Basis, place: int | None, *, past: bool = False) -> Series:
    """Counts by month in one place (None: the country); where the indicator has several categories, those of which the source speaks.

    None where the indicator counts one sex or some ages: of these the months are not kept.
    """
    if indicator.sex or indicator.ages:
        return Series(basis, indicator, 0, np.empty(0))
    rows = in_use(basis.source, indicator, basis.vintage if past else None).filter(place=place)
    found = list(rows.values_list("year", "months"))
    if not found:
        return Series(basis, indicator, 0, np.empty(0))
    first, last = min(year for year, _m in found), max(year for year, _m in found)
    out = np.full((last - first + 1) * 12, np.nan)
    for year, months in found:
        at = (year - first) * 12
        said = np.array([np.nan if n is None else n for n in months], dtype=float)
        held = out[at : at + 12]
        out[at : at + 12] = added(held, said)
    return Series(basis, indicator, first, out)


@dataclass(frozen=True)
class Detail:
    """Who and how in one place and some years: hour × weekday, sex × age, and words (means, kind of place, country) with counts."""

    clock: np.ndarray
    who: np.ndarray
    parts: dict[str, dict[str, int]]
    total: int


def detail(indicator: Indicator, basis: Basis, place: int | None, years: Sequence[int]) -> Detail:
    """The sums over some years of everything the source says beside when and where."""
    clock, who, parts, total = np.zeros((7, 24), dtype=np.int64), np.zeros((3, AGES), dtype=np.int64), dict[str, dict[str, int]](), 0
    rows = in_use(basis.source, indicator).filter(place=place, year__in=list(years))
    for hours, persons, words, n in rows.values_list("clock", "who", "parts", "total"):
        total += n
        clock = clock + (np.frombuffer(bytes(hours), dtype="<i4").reshape(7, 24) if hours else 0)
        who = who + who_of(persons)
        for kind, counts in words.items():
            held = parts.setdefault(kind, {})
            for code, number in counts.items():
                held[code] = held.get(code, 0) + number
    return Detail(clock, who, parts, total)


def weekly(indicator: Indicator, source: Source, level: str, *, weeks: int, until: dt.date) -> tuple[list[int], list[dt.date], np.ndarray]:
    """Counts by place and week (Monday to Sunday, ending before `until`): positions, Mondays, (places, weeks); NaN: days not known."""
    here = atlas(source.country)
    end = until - dt.timedelta(days=until.weekday())
    begin = end - dt.timedelta(weeks=weeks)
    positions = [at for at, one in enumerate(here.levels) if one == level]
    row_at = {at: n for n, at in enumerate(positions)}
    days = np.full((len(positions), weeks * 7), np.nan)
    rows = in_use(source, indicator).filter(level=level, year__gte=begin.year, year__lte=end.year)
    for place, year, raw, months in rows.values_list("place_id", "year", "days", "months"):
        if raw is None:
            continue
        _lay(days[row_at[here.position[place]]], begin, year, raw, months)
    return positions, [begin + dt.timedelta(weeks=n) for n in range(weeks)], days.reshape(len(positions), weeks, 7).sum(axis=2)


def _lay(row: np.ndarray, begin: dt.date, year: int, raw: Any, months: list[int | None]) -> None:
    """Put the days of a year where they belong; days of months of which nobody spoke stay unknown."""
    start = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - start).days
    values = np.frombuffer(bytes(raw), dtype="<u2")[:length].astype(float) if raw else np.zeros(length)
    for month in [at for at, n in enumerate(months, 1) if n is None]:
        first_day = (dt.date(year, month, 1) - start).days
        values[first_day : first_day + calendar.monthrange(year, month)[1]] = np.nan
    offset = (start - begin).days
    first, last = max(0, -offset), min(length, len(row) - offset)
    if last > first:
        held = row[offset + first : offset + last]
        row[offset + first : offset + last] = added(held, values[first:last])
