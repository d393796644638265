"""What somebody chose to look at: indicator, source, people under the rate, level, year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language

from izote.observatory.models import Source
from izote.observatory.permissions import office_of
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.figures import Basis, basis_of, in_use, sources_with
from izote.observatory.queries.population import choices_of
from izote.observatory.rules.indicators import Indicator, finest_of, indicators
from izote.territory.queries import gazetteer, pack

MAIN = {"violence": "homicide_rate", "returns": "returns_count", "economy": "competitiveness"}


@dataclass(frozen=True)
class Chosen:
    """The choice, with what else could be chosen; without a basis nobody has signed any figure of it yet."""

    org_id: int
    indicator: Indicator
    sources: list[Source]
    basis: Basis | None
    country: str
    people: list[tuple[str, str]]
    # the last month that is counted of every year, and that up to which the last, unfinished year is known
    through: int = 12
    part: int = 0

    @property
    def levels(self) -> list[str]:
        """The levels at which figures are shown, the widest first."""
        return finest_of(self.indicator.sensitive, levels_of(self.country))[1]

    def shows(self, entry: Any) -> bool:
        """Whether the indicator is shown of a place (None: the country)."""
        return entry is None or entry.level in self.levels

    def widened(self, entry: Any) -> Any:
        """The place itself, or the next wider one of which the indicator is shown."""
        return entry if self.shows(entry) else next((one for one in reversed(wider_of(self.country, entry)) if self.shows(one)), None)


def levels_of(country: str) -> list[str]:
    """From the widest level to the stable one."""
    facts = pack(country)
    keys = [level.key for level in facts.levels]
    return keys[: keys.index(facts.stable_level) + 1]


def office_or_404(user: Any, right: str = "observatory.read") -> int:
    """The user's office with that right; nothing of the observatory is shown to anybody else."""
    office = office_of(user, right)
    if office is None:
        raise Http404
    return int(office.pk)


def chosen(user: Any, code: str, said: Mapping[str, str]) -> Chosen:
    """What the address of a page names; an unknown indicator or source is not found."""
    indicator = indicators().get(code)
    if indicator is None:
        raise Http404
    org = office_or_404(user)
    sources = sources_with(org, indicator) if indicator.categories else []
    wanted = said.get("fuente", "")
    source = next((one for one in sources if one.code == wanted), None) if wanted else next(iter(sources), None)
    if wanted and source is None:
        raise Http404
    country = source.country if source else settings.IZOTE_COUNTRY.lower()
    people = choices_of(org, country) if indicator.is_rate else []
    series = said.get("poblacion", "")
    if series and series not in {key for key, _name in people}:
        raise Http404
    basis = basis_of(source, people=series) if source else None
    part = _unfinished(basis) if basis else 0
    # a month more or less from one version to the next would tell the month
    part -= part % 3 if indicator.sensitive else 0
    return Chosen(org, indicator, sources, basis, country, people, _through(indicator, basis, part, said.get("meses", "")), part)


def _unfinished(basis: Basis) -> int:
    """The last whole month of a last year that is not over; 0 where the year is over, or its first month is not."""
    day = basis.cut_off
    return 0 if (day + dt.timedelta(days=1)).year > day.year else (day + dt.timedelta(days=1)).month - 1


def _through(indicator: Indicator, basis: Basis | None, part: int, said: str) -> int:
    """Whole years, or each up to a month: as asked, and by itself where no year is whole anywhere."""
    if basis is None or not part or said == "12":
        return 12
    return part if said == str(part) or not in_use(basis.source, indicator).filter(whole=True).exists() else 12


def number_of(said: Mapping[str, str], name: str, among: list[int], otherwise: int) -> int:
    """A year of the address, where it is one of those known."""
    text = said.get(name, "")
    return int(text) if text.isdigit() and len(text) < 6 and int(text) in among else otherwise


def level_label(country: str, key: str, *, plural: bool = False) -> str:
    """What a level is called in the language of the page."""
    level = pack(country).level(key)
    names = level.plural if plural else level.name
    return names.get((get_language() or "es")[:2]) or next(iter(names.values()))


def country_name(country: str) -> str:
    """The country's name in the language of the page."""
    names = pack(country).name
    return names.get((get_language() or "es")[:2]) or next(iter(names.values()))


def entries_at(country: str, positions: list[int]) -> list[Any]:
    """The places at positions of the atlas, in their order; nothing for the country."""
    here, index = atlas(country), gazetteer(country)
    return [None if (place := here.ids[at]) is None else index.entries[index.at[place]] for at in positions]


def entry_of(country: str, code: str) -> Any:
    """The place with a code, where figures are kept of its level."""
    index, levels = gazetteer(country), set(levels_of(country))
    return next((one for one in index.entries if one.code == code and one.level in levels), None)


def wider_of(country: str, entry: Any) -> list[Any]:
    """The wider places in which a place lies today, the widest first."""
    index, levels = gazetteer(country), set(levels_of(country))
    above = [index.entries[n] for n in index.above(index.at[entry.id], timezone.localdate())]
    return sorted((one for one in above if one.level in levels), key=lambda one: one.rank)
