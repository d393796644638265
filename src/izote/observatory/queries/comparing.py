"""Did it fall, by how much, more than elsewhere: the rest of the country, comparable places, other base years and definitions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from izote.methods.errors import Declined
from izote.methods.rates import variation
from izote.methods.standardise import difference_in_change
from izote.observatory.models import Claim
from izote.observatory.queries.analysis import Alike, alike
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import Break, breaks, crossed
from izote.observatory.queries.chosen import Chosen
from izote.observatory.queries.figures import Basis, Grid, basis_of, grid, sources_with
from izote.observatory.rules.change import Change, change
from izote.observatory.rules.indicators import Indicator, indicators
from izote.territory.queries import pack

FAMILY = {
    "homicide_rate": ("homicide_rate", "homicide_without_femicide_rate"),
    "homicide_without_femicide_rate": ("homicide_rate", "homicide_without_femicide_rate"),
}
BESIDE = {
    "homicide_rate": "disappearance_rate",
    "homicide_without_femicide_rate": "disappearance_rate",
    "homicide_count": "disappearance_rate",
    "women_homicide_rate": "disappearance_rate",
    "femicide_rate": "women_homicide_rate",
}
BASES, BASELINE = 7, 3


@dataclass(frozen=True)
class Side:
    """One side of a comparison: counts and people before and after, and the change of the rate; of the counts where people are unknown."""

    name: str
    changed: Change
    people: tuple[float, float]
    per: int
    is_rate: bool
    # of how many places, and how many there are, where not all are known
    known: tuple[int, int] | None = None

    def level(self, at: int) -> float:
        """The rate (or count) before (0) or after (1)."""
        count, people = (self.changed.before, self.changed.after)[at], self.people[at]
        return count / people * self.per if self.is_rate else count


@dataclass(frozen=True)
class Against:
    """The change here over the change elsewhere: 1 is "the same as elsewhere"."""

    side: Side
    ratio: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether an interval could be given."""
        return bool(np.isfinite(self.ratio) and np.isfinite(self.low) and np.isfinite(self.high))


@dataclass(frozen=True)
class Comparison:
    """Everything that the page says; the parts that cannot be said are None or empty."""

    chosen: Chosen
    figures: Grid
    years: tuple[int, int]
    own: Side
    smallest_fall: float
    smallest_rise: float
    rest: Against | None
    near: Against | None
    alike: list[Alike]
    others: list[Side]
    peak: int | None
    own_peak: int | None
    broken: list[Break]

    @property
    def place(self) -> int | None:
        """The key of the place; nothing for the country."""
        return atlas(self.chosen.country).ids[self.figures.places[0]]


def compare(asked: Chosen, place: Any, years: tuple[int, int], names: dict[int | None, str]) -> Comparison | None:
    """One place (None: the country) between two years; nothing where a year is not whole or unknown there."""
    basis, indicator = asked.basis, asked.indicator
    assert basis
    national = grid(indicator, basis, places=[None], through=asked.through)
    level = place.level if place else ""
    before = tuple(year for year in national.years if years[0] - BASELINE < year <= years[0])
    near = alike(indicator, basis, place.id, level, before) if place and before else []
    keys = [place.id if place else None, None, *(one.place for one in near)]
    figures = grid(indicator, basis, places=keys, years=national.years, through=asked.through) if place else national
    if any(year not in figures.years for year in years):
        return None
    a, b = (figures.years.index(year) for year in years)
    if not (figures.whole[0, a] and figures.whole[0, b]):
        return None
    own = _side(figures, names.get(keys[0], ""), [0], a, b)
    seen = _smallest(own)
    elsewhere = (_elsewhere if figures.panel else _rest)(figures, a, b) if place else None
    rest = _against(own, elsewhere) if elsewhere else None
    sides = [_side(figures, names.get(one.place, ""), [n], a, b) for n, one in enumerate(near, 2)]
    group = _against(own, _side(figures, "", list(range(2, 2 + len(near))), a, b)) if near else None
    peaks = _peak(figures, 1 if place else 0), _peak(figures, 0) if place else None
    broken = crossed(breaks(basis.source, indicator), years)
    return Comparison(asked, figures, years, own, *seen, rest, group, near, sides, *peaks, broken)


def _peak(figures: Grid, row: int) -> int | None:
    """The highest of the whole years; nothing where two years or fewer are known."""
    values = np.where(figures.whole, figures.counts, np.nan)[row]
    values = figures.rate[row] if np.isfinite(figures.rate[row]).any() else values
    return figures.years[int(np.nanargmax(values))] if np.isfinite(values).sum() > 2 else None


def _side(figures: Grid, name: str, rows: list[int], a: int, b: int, of: tuple[int, int] | None = None) -> Side:
    counts, people, known = figures.counts[rows], figures.exposure[rows], figures.whole[rows]
    before, after = (float(counts[:, at].sum()) if known[:, at].all() else np.nan for at in (a, b))
    return _changed(figures.indicator, name, (before, after), (float(people[:, a].sum()), float(people[:, b].sum())), of)


def _changed(
    indicator: Indicator, name: str, counts: tuple[float, float], people: tuple[float, float], of: tuple[int, int] | None = None
) -> Side:
    found = change(*counts, *(people if indicator.is_rate else (1.0, 1.0)))
    return Side(name, found, people, indicator.per, indicator.is_rate and not found.in_counts, of)


def _rest(figures: Grid, a: int, b: int) -> Side:
    """The country without the place."""
    known = figures.whole[:2]
    before, after = (float(figures.counts[1, at] - figures.counts[0, at]) if known[:, at].all() else np.nan for at in (a, b))
    sizes = (float(figures.exposure[1, a] - figures.exposure[0, a]), float(figures.exposure[1, b] - figures.exposure[0, b]))
    return _changed(figures.indicator, "", (before, after), sizes)


def _elsewhere(figures: Grid, a: int, b: int) -> Side:
    """All places outside this one that are known in both years, where not every place of the country is."""
    basis, years = figures.basis, [figures.years[a], figures.years[b]]
    parts = grid(figures.indicator, basis, level=pack(basis.source.country).stable_level, years=years, through=figures.through)
    here = atlas(basis.source.country)
    outside = ~here.scope(here.ids[figures.places[0]])[parts.places]
    known = outside & parts.whole.all(axis=1)
    peopled = known & np.isfinite(parts.exposure).all(axis=1)
    rows = np.flatnonzero(peopled if figures.indicator.is_rate and peopled.any() else known).tolist()
    return _side(parts, "", rows, 0, 1, (len(rows), int(outside.sum())))


def _against(own: Side, other: Side) -> Against | None:
    sizes = (*own.people, *other.people) if own.is_rate and other.is_rate else (1.0, 1.0, 1.0, 1.0)
    try:
        found = difference_in_change(own.changed.before, own.changed.after, other.changed.before, other.changed.after, sizes)
    except Declined:
        return None
    low, high = (float(found.low), float(found.high)) if np.isfinite(found.low) else (float(found.low_exact), float(found.high_exact))
    return Against(other, float(found.ratio), low, high)


def _smallest(own: Side) -> tuple[float, float]:
    try:
        sizes = own.people if own.is_rate else (1.0, 1.0)
        found = variation(own.changed.before, own.changed.after, *sizes)
    except Declined:
        return np.nan, np.nan
    return float(found.smallest_fall), float(found.smallest_rise)


@dataclass(frozen=True)
class Definition:
    """One way of counting: an indicator from one source; the change up to the last year from each base year, here and in the country."""

    indicator: Indicator
    basis: Basis
    here: dict[int, Change]
    country: dict[int, Change]


def definitions(asked: Chosen, place: Any, years: tuple[int, int]) -> list[Definition]:
    """The same question under several definitions and base years; sources stand beside each other and are never mixed."""
    found = []
    for code in FAMILY.get(asked.indicator.code, (asked.indicator.code,)):
        indicator = indicators()[code]
        for source in (one for one in asked.sources if one.country == asked.country):
            basis = basis_of(source, people=_people(asked)) if source != getattr(asked.basis, "source", None) else asked.basis
            if basis:
                found.append(_definition(asked, indicator, basis, place, *years))
    return [one for one in found if one.here]


def _people(asked: Chosen) -> str:
    return asked.basis.people.code if asked.basis and asked.basis.people else ""


def _definition(asked: Chosen, indicator: Indicator, basis: Basis, place: Any, since: int, until: int) -> Definition:
    figures = grid(indicator, basis, places=[place.id, None] if place else [None], through=asked.through)
    here: dict[int, Change] = {}
    country: dict[int, Change] = {}
    if until in figures.years:
        end = figures.years.index(until)
        for row, into in ((0, here), (-1, country)):
            for n, year in enumerate(figures.years):
                if since - BASES // 2 <= year <= since + BASES // 2 and year < until and figures.whole[row, n] and figures.whole[row, end]:
                    sizes = (figures.population[row, n], figures.population[row, end]) if indicator.is_rate else (1.0, 1.0)
                    into[year] = change(figures.counts[row, n], figures.counts[row, end], *sizes)
    return Definition(indicator, basis, here, country)


def beside(asked: Chosen, place: Any, years: tuple[int, int], name: str) -> tuple[Chosen, Side] | None:
    """What must be read beside an indicator (disappearances beside homicides), from the source that its card trusts most."""
    code = BESIDE.get(asked.indicator.code)
    if code is None:
        return None
    indicator = indicators()[code]
    source = next((one for one in sources_with(asked.org_id, indicator) if one.country == asked.country), None)
    basis = basis_of(source, people=_people(asked)) if source else None
    if basis is None or source is None:
        return None
    figures = grid(indicator, basis, places=[place.id if place else None], years=years, through=asked.through)
    other = replace(asked, indicator=indicator, basis=basis)
    return (other, _side(figures, name, [0], 0, 1)) if figures.whole.all() else None


def claims(org_id: int, codes: list[str], place: Any) -> QuerySet[Claim]:
    """What others said of these indicators here, or of the country."""
    where = Q(place=place.id) | Q(place__isnull=True) if place else Q(place__isnull=True)
    return Claim.objects.filter(where, org_id=org_id, indicator__in=codes).select_related("place").order_by("-claimed_on", "-pk")[:20]
