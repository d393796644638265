"""Of which places the bulletins of an office speak."""

from dataclasses import dataclass

from izote.access.models import Organization
from izote.observatory.rules.withholding import COUNTRY
from izote.territory.queries import gazetteer, pack


@dataclass(frozen=True)
class Area:
    """The municipality of an office and its districts: keys by code, names by code."""

    country: str
    municipality: str
    districts: tuple[str, ...]
    ids: dict[str, int | None]
    names: dict[str, str]


def area_of(org: Organization, country: str) -> Area | None:
    """The municipality in which an office works, with its districts; nothing where the office has no place in that country."""
    index, facts = gazetteer(country), pack(country)
    keys = [level.key for level in facts.levels]
    stable = facts.stable_level
    here = next((n for n, one in enumerate(index.entries) if one.code == org.place_code), None)
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
