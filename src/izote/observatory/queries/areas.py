"""Of which places the bulletins of an office speak."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from izote.access.models import Organization
from izote.observatory.models import Source
from izote.observatory.rules.withholding import COUNTRY
from izote.territory.queries import gazetteer, pack, resolve


@dataclass(frozen=True)
class Area:
    """The municipality of an office and its districts: keys by code, names by code."""

    country: str
    municipality: str
    districts: tuple[str, ...]
    ids: dict[str, int | None]
    names: dict[str, str]


def area_of(org: Organization, country: str, place: str = "") -> Area | None:
    """A municipality with its districts: the one named (sv-0614), else the office's own; nothing where the country has none such."""
    home, _dash, code = (place or f"{settings.IZOTE_COUNTRY.lower()}-{org.place_code}").partition("-")
    if home != country or not code:
        return None
    index, facts = gazetteer(country), pack(country)
    keys = [level.key for level in facts.levels]
    stable = facts.stable_level
    here = next((n for n, one in enumerate(index.entries) if one.code == code), None)
    if here is None:
        return None
    wide = keys[max(keys.index(stable) - 1, 0)]
    above = [index.entries[n] for n in (here, *index.above(here, None))]
    town = next((one for one in above if one.level == wide and one.span.end is None), index.entries[here])
    inside = [index.entries[n] for n in index.below[index.at[town.id]] if index.entries[n].level == stable]
    own = [town, *sorted(inside, key=lambda one: one.code)]
    name = facts.name
    return Area(
        country,
        town.code,
        tuple(one.code for one in own[1:]),
        {**{one.code: one.id for one in own}, COUNTRY: None},
        {**{one.code: one.name for one in own}, COUNTRY: name.get("es") or next(iter(name.values()))},
    )


def apart(area: Area, places: Iterable[str]) -> dict[str, int]:
    """The places among these that lie outside an area and in none of the others: their keys by code."""
    index = gazetteer(area.country)
    at = {one.code: n for n, one in enumerate(index.entries) if one.code in places}
    town = next(n for n, one in enumerate(index.entries) if one.code == area.municipality)
    above = {n: set(index.above(n, None)) for n in (*at.values(), town)}
    outside = [n for n in at.values() if n != town and n not in above[town] and town not in above[n]]
    return {index.entries[n].code: index.entries[n].id for n in sorted(outside) if not above[n] & set(outside)}


def place_named(org: Organization, domain: str, text: str) -> str | None:
    """Country and code of a place as people write it, where a source of the office speaks of that country; nothing where it is not one."""
    spoken = Source.objects.filter(org=org, domain=domain).values_list("country", flat=True).distinct()
    home = settings.IZOTE_COUNTRY.lower()
    best = ("", 0.0)
    for country in sorted(spoken, key=lambda one: (one != home, one)):
        if text.lower() in (f"{country}-{one.code}" for one in gazetteer(country).entries):
            return text.lower()
        found = resolve(text, country=country)
        if found.status == "one" and found.places[0].confidence > best[1]:
            best = (f"{country}-{found.places[0].code}", found.places[0].confidence)
    return best[0] or None
