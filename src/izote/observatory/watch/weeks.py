"""The weeks of every series of a source, read once: counts, where each series may be compared from, and why not earlier."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from izote.observatory.loader.tallying import COUNTRY
from izote.observatory.models import Load, Source, Tally, Vintage
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.figures import last_vintage, weekly
from izote.observatory.rules.alarms import EARS_WEEKS, LEAST_EVENTS, MOST_TESTED, TESTED, TRACK, WINDOW, YEARS, still_reported, watched
from izote.observatory.rules.indicators import Indicator, indicators
from izote.territory.queries import pack

# five years and their window, half a year before for the CUSUM, and the weeks whose course is kept
WEEKS = round(YEARS * 52.1775) + WINDOW + 3 + 26 + TRACK


@dataclass(frozen=True)
class Key:
    """Which series a row of the table is."""

    indicator: Indicator
    level: str
    place: int | None


@dataclass
class Weeks:
    """counts: (series, weeks), NaN where days are not known or not comparable; `first` the week from which each series is used."""

    source: Source
    vintage: Vintage
    keys: list[Key]
    dates: list[dt.date]
    counts: np.ndarray
    first: np.ndarray
    reason: list[str]
    tested: range
    left_out: list[dict[str, str]] = field(default_factory=list)

    def rows(self, indicator: str, level: str) -> list[int]:
        """The rows of an indicator at a level."""
        return [at for at, key in enumerate(self.keys) if key.indicator.code == indicator and key.level == level]


def levels_of(country: str) -> list[str]:
    """Country, and the levels at which figures are kept down to the stable one; never below."""
    facts = pack(country)
    keys = [level.key for level in facts.levels]
    return [COUNTRY, *keys[: keys.index(facts.stable_level) + 1]]


def spoken(source: Source) -> set[str]:
    """The categories of which a source speaks."""
    return set(Tally.objects.filter(source=source, until__isnull=True).values_list("category", flat=True).distinct())


def read_weeks(source: Source, after: dt.date | None = None) -> Weeks | None:
    """Everything there is to look through; nothing where the source gives no days. `after`: the last week that an earlier look tested."""
    vintage = last_vintage(source)
    if vintage is None:
        return None
    until = vintage.cut_off + dt.timedelta(days=1)
    keys: list[Key] = []
    tables, first, reason = [], [], []
    dates: list[dt.date] = []
    said = spoken(source)
    left_out = [
        {"indicator": one.code, "why": "sensitive"} for one in indicators().values() if one.sensitive and said & set(one.categories)
    ]
    for indicator in watched(indicators().values(), said):
        parts = [(level, *weekly(indicator, source, level, weeks=WEEKS, until=until)) for level in levels_of(source.country)]
        if np.nansum(parts[0][3][:, -104:]) < LEAST_EVENTS:
            left_out.append({"indicator": indicator.code, "why": "few" if np.isfinite(parts[0][3]).any() else "no_days"})
            continue
        dates = parts[0][2]
        start, why = _since(source, indicator, dates)
        for level, positions, _dates, counts in parts:
            ids = atlas(source.country).ids
            counts[:, :start] = np.nan
            seen = np.isfinite(counts).any(axis=1)
            tables.append(counts[seen])
            keys += [Key(indicator, level, ids[at]) for at, there in zip(positions, seen, strict=True) if there]
            begin = np.isfinite(counts[seen]).argmax(axis=1)
            first.append(begin)
            reason += [why if why and at == start else "" for at in begin]
    if not keys:
        return None
    table = np.concatenate(tables)
    tested = _tested(table, dates, vintage, after)
    return Weeks(source, vintage, keys, dates, table, np.concatenate(first), reason, tested, left_out) if len(tested) else None


def _since(source: Source, indicator: Indicator, dates: list[dt.date]) -> tuple[int, str]:
    """The first week after the last change of definition, and its code; changes through which series are joined do not count."""
    found = [one for one in breaks(source, indicator) if not one.row.get("joined") and one.day > dates[0]]
    if not found:
        return 0, ""
    last = max(found, key=lambda one: one.day)
    return next((at for at, week in enumerate(dates) if week >= last.day), len(dates)), f"break:{last.code}"


def _tested(table: np.ndarray, dates: list[dt.date], vintage: Vintage, after: dt.date | None) -> range:
    """From where the last look ended (at most half a year back) to the last week of which reports have come."""
    reported = np.flatnonzero(np.isfinite(table).any(axis=0))
    final = vintage.load.status == Load.Status.FINAL
    usable = [int(at) for at in reported if final or not still_reported(dates[at], vintage.cut_off)]
    if not usable:
        return range(0)
    end = usable[-1] + 1
    # a young series is tested from where the detector of short histories can begin
    begin = max(end - TESTED, min(int(reported[0]) + EARS_WEEKS, end - 1))
    if after is not None:
        begin = min(begin, next((at for at, week in enumerate(dates) if week > after), end))
    return range(max(begin, end - MOST_TESTED, 0), end)
