"""How many people: which count or projection stands under a rate, and how it was carried to the year."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from izote.observatory.loader.tallying import AGES
from izote.observatory.models import Source, Tally, Vintage
from izote.observatory.models.sources import Domain
from izote.observatory.queries.atlas import atlas
from izote.territory.models import Population
from izote.territory.queries import pack

CENSUS = "census"
SIGNED = Exists(Vintage.objects.filter(source=OuterRef("pk")))
_census: dict[str, tuple[Any, "Counted"]] = {}
# a signed version never changes, so that it is read once in a process
_held: dict[int, tuple[int | None, Any, "Counted"]] = {}


@dataclass
class Counted:
    """One series of counts of people: year → counts by position of the atlas (NaN where nobody counted), all, women, men, by age."""

    code: str
    name: str
    vintage: int | None
    years: dict[int, dict[str, np.ndarray]] = field(default_factory=dict)

    def at(self, year: int, group: str) -> tuple[np.ndarray | None, str]:
        """The count in a year: counted, drawn straight between two counts, or carried from the nearest; and which of these."""
        known = sorted(y for y, groups in self.years.items() if group in groups)
        if not known:
            return None, "none"
        if year in known:
            return self.years[year][group], "counted"
        before, after = [y for y in known if y < year], [y for y in known if y > year]
        if before and after:
            one, two = before[-1], after[0]
            share = (year - one) / (two - one)
            return self.years[one][group] * (1 - share) + self.years[two][group] * share, "between"
        return self.years[(before or after)[-1 if before else 0]][group], "carried"


def people_of(org_id: int, country: str, code: str = "") -> Counted:
    """The series of people that an office uses: the one named, else its newest population source, else the census of the country pack."""
    if code != CENSUS:
        sources = Source.objects.filter(org_id=org_id, domain=Domain.POPULATION, country=country)
        source = (sources.filter(code=code) if code else sources.filter(SIGNED)).order_by("-pk").first()
        if source is not None:
            return _of_source(source)
    return _of_census(country)


def choices_of(org_id: int, country: str) -> list[tuple[str, str]]:
    """The series of people one may choose from."""
    sources = Source.objects.filter(org_id=org_id, domain=Domain.POPULATION, country=country).filter(SIGNED)
    return [(source.code, source.name) for source in sources.order_by("-pk")] + [(CENSUS, _("Census of the country pack"))]


def _of_census(country: str) -> Counted:
    here = atlas(country)
    if (held := _census.get(country)) and held[0] is here:
        return held[1]
    found = Counted(CENSUS, "", None)
    rows = Population.objects.filter(place__country__code=pack(country).code, age_band="").values_list(
        "place_id", "year", "sex", "count", "source"
    )
    for place, year, sex, count, source in rows:
        found.name = source
        groups = found.years.setdefault(year, {})
        group = {"": "all", "F": "women", "M": "men"}[sex]
        if group not in groups:
            groups[group] = np.full(here.size, np.nan)
        groups[group][here.position[place]] = count
    for groups in found.years.values():
        for values in groups.values():
            _add_up(here, values)
    _census[country] = (here, found)
    return found


def _of_source(source: Source) -> Counted:
    here = atlas(source.country)
    newest = source.vintages.order_by("-number").values_list("number", flat=True).first()
    if (held := _held.get(source.pk)) and held[0] == newest and held[1] is here:
        return held[2]
    found = Counted(source.code, source.name, newest)
    _held[source.pk] = (newest, here, found)
    rows = Tally.objects.filter(source=source, category="population", until__isnull=True)
    for place, year, total, who in rows.values_list("place_id", "year", "total", "who"):
        groups = found.years.setdefault(year, {})
        _put(groups, "all", here, place, float(total))
        if who:
            by = np.frombuffer(bytes(who), dtype="<i4").reshape(3, AGES)
            for group, number in (("women", by[0].sum()), ("men", by[1].sum())):
                if by[:2].sum():
                    _put(groups, group, here, place, float(number))
            if by[:, :-1].sum():
                for band in range(AGES - 1):
                    _put(groups, f"age{band}", here, place, float(by[:, band].sum()))
                _put(groups, "children", here, place, float(by[:, :3].sum() + 0.6 * by[:, 3].sum()))
    return found


def _put(groups: dict[str, np.ndarray], group: str, here: Any, place: int | None, value: float) -> None:
    if group not in groups:
        groups[group] = np.full(here.size, np.nan)
    groups[group][here.position[place]] = value


def _add_up(here: Any, values: np.ndarray) -> None:
    """Wider places from their districts, where all were counted."""
    d = here.districts
    whole = here.inside @ np.isfinite(values[:d]).astype(np.int64) >= here.sizes
    summed = here.inside @ np.nan_to_num(values[:d])
    values[d:] = np.where(whole & (here.sizes > 0), summed, np.nan)


def exposure(counted: Counted, years: Sequence[int], group: str = "all") -> tuple[np.ndarray, list[str]]:
    """People by position and year, shape (places, years), and for each year how the number was come by."""
    columns, ways = [], []
    for year in years:
        values, way = counted.at(year, group)
        ways.append(way)
        columns.append(values)
    size = next((len(one) for one in columns if one is not None), 0)
    return np.stack([np.full(size, np.nan) if one is None else one for one in columns], axis=1), ways
