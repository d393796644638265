"""The story of one place: what is new, what changed, every indicator in one row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q

from izote.observatory.loader.tallying import COUNTRY
from izote.observatory.models import Source, Tally, Vintage
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.chosen import levels_of
from izote.observatory.queries.figures import GROUPS, Basis, persons_of
from izote.observatory.queries.population import Counted, people_of
from izote.observatory.rules.change import Change, change
from izote.observatory.rules.indicators import Indicator, finest_of, of_domain
from izote.observatory.rules.words import authority_of


@dataclass(frozen=True)
class Row:
    """One indicator in one place: its last whole year, and the year before."""

    indicator: Indicator
    source: Source
    vintage: Vintage
    year: int
    count: float
    people: float
    changed: Change


def compact(org_id: int, place: int | None, country: str, people: Counted | None, domain: str = "violence") -> list[Row]:
    """Every indicator of a domain of which a source speaks here, each from the source it trusts most; one question for all counts."""
    sources = {one.pk: one for one in Source.objects.filter(org_id=org_id, domain=domain, country=country)}
    here = atlas(country)
    shown = {flag: {COUNTRY, *finest_of(flag, levels_of(country))[1]} for flag in (True, False)}
    wanted = [one for one in of_domain(domain) if one.categories and here.levels[here.position[place]] in shown[one.sensitive]]
    categories = {category for one in wanted for category in one.categories}
    held: dict[tuple[int, str], dict[int, tuple[int, bool, Any]]] = defaultdict(dict)
    rows = Tally.objects.filter(source__in=list(sources), category__in=categories, place=place, until__isnull=True)
    for key, category, year, total, whole, who in rows.values_list("source_id", "category", "year", "total", "whole", "who"):
        held[key, category][year] = (total, whole, who)
    versions = {one.source_id: one for one in Vintage.objects.filter(source__in=list(sources)).order_by("number")}
    counted = people or people_of(org_id, country)
    position = here.position[place]
    found = []
    for one in wanted:
        trust = {authority: at for at, authority in enumerate(one.authorities)}
        for source in sorted(sources.values(), key=lambda each: (trust.get(authority_of(each.authority), 99), each.pk)):
            years = _years(one, [held[source.pk, c] for c in one.categories if (source.pk, c) in held])
            if years:
                found.append(_row(one, source, versions[source.pk], years, counted, position))
                break
    return found


def _years(indicator: Indicator, parts: Sequence[dict[int, tuple[int, bool, Any]]]) -> dict[int, float]:
    """Whole years with their counts, over the categories of which the source speaks; the last two suffice."""
    years = sorted({year for part in parts for year in part if all(year not in p or p[year][1] for p in parts)}, reverse=True)[:1]
    out: dict[int, float] = {}
    for year in (y for last in years for y in (last, last - 1)):
        said = [part[year] for part in parts if year in part]
        numbers = [persons_of(indicator, who, total) if indicator.sex or indicator.ages else total for total, whole, who in said if whole]
        if numbers and len(numbers) == len(said) and None not in numbers:
            out[year] = float(sum(n for n in numbers if n is not None))
    return out


def _row(one: Indicator, source: Source, vintage: Vintage, years: dict[int, float], counted: Any, position: int) -> Row:
    year = max(years)
    group = GROUPS.get(one.denominator, "")
    now, before = (counted.at(y, group)[0] if group else None for y in (year, year - 1))
    here = np.nan if now is None else float(now[position])
    then = np.nan if before is None else float(before[position])
    sizes = (then, here) if one.is_rate else (1.0, 1.0)
    return Row(one, source, vintage, year, years[year], here, change(years.get(year - 1, np.nan), years[year], *sizes))


@dataclass(frozen=True)
class Difference:
    """A year whose count is another one since the last version."""

    year: int
    before: int | None
    after: int | None


def changes(basis: Basis, indicator: Indicator, place: int | None) -> list[Difference]:
    """What the version in use says otherwise than the one before it, by year."""
    number = basis.vintage.number
    rows = Tally.objects.filter(source=basis.source, category__in=indicator.categories, place=place).filter(
        Q(since=number) | Q(until=number)
    )
    old: dict[int, int] = {}
    new: dict[int, int] = {}
    for year, total, since in rows.values_list("year", "total", "since"):
        into = new if since == number else old
        into[year] = into.get(year, 0) + total
    found = [Difference(year, old.get(year), new.get(year)) for year in sorted(old.keys() | new.keys(), reverse=True)]
    return [one for one in found if one.before != one.after] if number > 1 else []


def versions(basis: Basis, indicator: Indicator, place: int | None, most: int = 3) -> list[Vintage]:
    """The last signed loads that speak of a place and an indicator."""
    here = atlas(basis.source.country)
    rows = basis.source.vintages.filter(number__lte=basis.vintage.number).select_related("load").order_by("-number")
    rows = rows.defer("load__plan", "load__preview", "load__unknown")[:24]
    mine = here.scope(place)
    found = [one for one in rows if set(one.load.categories) & set(indicator.categories) and (here.scope(one.load.scope_id) & mine).any()]
    return found[:most]
