"""The tables of a bulletin: the office's figures, and which of them the public may read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from izote.access.models import Organization
from izote.methods.rates import poisson_interval
from izote.observatory.models import Bulletin, Coverage, PublishedCell, Source, Tally, Vintage
from izote.observatory.models.sources import Domain
from izote.observatory.queries.areas import Area, apart, area_of
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.care import Own, care_composed, own_indicators, own_source, written
from izote.observatory.queries.figures import GROUPS, last_vintage, who_of
from izote.observatory.queries.onesource import told_before
from izote.observatory.queries.population import exposure, people_of
from izote.observatory.rules.bulletins import BREAKDOWNS, Row, finest, rows_wanted
from izote.observatory.rules.change import change
from izote.observatory.rules.indicators import Indicator, indicators
from izote.observatory.rules.onesource import Told, standing
from izote.observatory.rules.withholding import COUNTRY, Answer, Cell, Frame, Printed, Truth, complete, decide, joined

SECONDS = 24.0


@dataclass
class Item:
    """An indicator of a bulletin with its source, the version of its figures, and the rows that it wants."""

    indicator: Indicator
    source: Source
    vintage: Vintage
    breakdowns: tuple[str, ...]
    categories: str
    area: Area
    rows: list[Row]


def available(org: Organization, domain: str) -> Sequence[tuple[Indicator, Sequence[Source | Own]]]:
    """The public indicators of a domain of which a source of the office speaks, with these sources, the trusted first."""
    if domain == Domain.CARE:
        return [(one, [own_source(org)]) for one in own_indicators(org, domain) if one.public]
    return _authorities(org, domain)


def _authorities(org: Organization, domain: str) -> list[tuple[Indicator, list[Source]]]:
    sources = list(Source.objects.filter(org=org, domain=domain, vintages__isnull=False).distinct())
    spoken = _spoken(sources)
    found = []
    for one in indicators().values():
        if one.domain == domain and one.public and one.categories and not (one.sex and one.ages):
            trust = {authority: at for at, authority in enumerate(one.authorities)}
            some = [source for source in sources if spoken[source.pk] & set(one.categories)]
            if some:
                found.append((one, sorted(some, key=lambda source: (trust.get(source.authority, 99), source.pk))))
    return found


def _spoken(sources: Iterable[Source]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Coverage.objects.filter(source__in=list(sources)).values_list("source_id", "category")
    for source, category in rows.distinct():
        found[source].add(category)
    return found


def items_of(bulletin: Bulletin) -> list[Item]:
    """What a bulletin shows; left out is what has no figures any more, and the year before where another source was published of it."""
    told = told_before(bulletin)
    known = {(one.code, source.code): source for one, sources in _authorities(bulletin.org, bulletin.domain) for source in sources}
    spoken = _spoken(set(known.values()))
    found = []
    for said in bulletin.items:
        source = known.get((said["indicator"], said["source"]))
        area = area_of(bulletin.org, source.country, bulletin.place) if source else None
        vintage = last_vintage(source) if source else None
        if source is None or area is None or vintage is None:
            continue
        one = indicators()[said["indicator"]]
        categories = joined(set(one.categories) & spoken[source.pk])
        breakdowns = tuple(name for name in BREAKDOWNS if name in said["breakdowns"])
        rows = rows_wanted(one, categories, bulletin.kind, bulletin.period, breakdowns, area.municipality, area.districts)
        item = Item(one, source, vintage, breakdowns, categories, area, rows)
        own = int(bulletin.period[:4])
        item.rows = [row for row in rows if row.year == own or standing(_told(item, row.year), told) is None]
        found.append(item)
    return found


def _told(one: Item, year: int) -> Told:
    """What an indicator of a bulletin would tell of a year."""
    places = frozenset(one.area.names) - {COUNTRY}
    sets = frozenset(one.categories.split("+"))
    who = one.source.org_id, one.source.code, one.source.name
    return Told(one.indicator.code, sets, year, places, *who, country=one.area.names[COUNTRY])


def composed(bulletin: Bulletin) -> dict[str, Any]:
    """Every table of a bulletin as the office sees it, each cell with its fate, and what the disclosure control says of itself."""
    if bulletin.domain == Domain.CARE:
        return {"items": care_composed(bulletin), "sentences": [], "stamp": stamp(bulletin)}
    items = items_of(bulletin)
    answers, values = decided(bulletin, items)
    said = [_item(one, values, answers[one.source.pk]) for one in items]
    sentences = [sentence for answer in answers.values() for sentence in answer.sentences]
    return {"items": said, "sentences": sentences, "stamp": stamp(bulletin)}


def stamp(bulletin: Bulletin) -> dict[str, Any]:
    """What the tables were made from: versions of figures, and how much had been published before."""
    last = PublishedCell.objects.filter(org=bulletin.org_id).order_by("-pk").values_list("pk", flat=True).first()
    if bulletin.domain == Domain.CARE:
        return {"written": written(bulletin), "published": last or 0}
    return {"vintages": {one.source.code: one.vintage.number for one in items_of(bulletin)}, "published": last or 0}


def decided(bulletin: Bulletin, items: Sequence[Item]) -> tuple[dict[int, Answer], dict[tuple[int, Cell], int]]:
    """Which cells of each source are printed, group by group of cells that hang together; and the counts by source and cell."""
    groups: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for one in items:
        for year in sorted({row.year for row in one.rows}):
            groups[one.source.pk, year].append(one)
    answers, values = defaultdict[int, Answer](Answer), dict[tuple[int, Cell], int]()
    seconds = min(3.0, SECONDS / max(len(groups), 1))
    for (source, year), some in sorted(groups.items()):
        earlier = list(PublishedCell.objects.filter(org=bulletin.org_id, source=some[0].source, year=year))
        for sets in _connected([one.categories for one in some], [row.categories for row in earlier]):
            wanted = [one for one in some if one.categories in sets]
            if wanted:
                found, counts = _group(wanted, [row for row in earlier if row.categories in sets], sets, year, seconds)
                answers[source].join(found)
                values |= {(source, cell): n for cell, n in counts.items()}
    return answers, values


def _connected(*sets: Iterable[str]) -> list[set[str]]:
    """Sets of categories that share a category, directly or through others."""
    out: list[tuple[set[str], set[str]]] = []
    for one in sorted({each for some in sets for each in some}):
        singles, names = set(one.split("+")), {one}
        apart = []
        for held, called in out:
            if held & singles:
                singles, names = singles | held, names | called
            else:
                apart.append((held, called))
        out = [*apart, (singles, names)]
    return [names for _singles, names in out]


def _group(items: list[Item], earlier: list[PublishedCell], sets: set[str], year: int, seconds: float) -> tuple[Answer, dict[Cell, int]]:
    source = items[0].source
    wanted = [row.cell for one in items for row in one.rows if row.year == year]
    cells = [Cell(row.categories, row.place, row.period, row.part, row.label) for row in earlier]
    parts: dict[str, set[str]] = defaultdict(set)
    for cell in (*wanted, *cells):
        if cell.part:
            parts[cell.part].add(cell.label)
    vintages = sorted({row.vintage for row in earlier} | {items[0].vintage.number})
    others = apart(items[0].area, {cell.place for cell in cells})
    area = replace(items[0].area, ids={**items[0].area.ids, **others})
    labels = {part: tuple(sorted(some)) for part, some in parts.items()}
    frame = Frame(year, area.municipality, area.districts, tuple(sorted(sets)), labels, tuple(others))
    truths = truths_of(source, area, frame, vintages)
    printed = [Printed(cell, row.vintage, row.value) for cell, row in zip(cells, earlier, strict=True)]
    counts = _counts(frame, truths[-1], wanted)
    there = [cell for cell in dict.fromkeys(wanted) if cell in counts]
    return decide(frame, truths, printed, there, seconds=seconds), counts


def _counts(frame: Frame, truth: Truth, wanted: Iterable[Cell]) -> dict[Cell, int]:
    cells, _relations = complete(frame, truth)
    return {cell: cells[cell] for cell in wanted if cell in cells}


def truths_of(source: Source, area: Area, frame: Frame, vintages: Sequence[int]) -> list[Truth]:
    """What each version of the figures said of a year."""
    codes = {place: code for code, place in area.ids.items()}
    ids = [place for place in area.ids.values() if place is not None]
    rows = Tally.objects.filter(source=source, category__in=frame.singles, year=frame.year)
    places = rows.filter(place__in=ids) | rows.filter(place__isnull=True)
    found = list(places.values_list("place_id", "category", "months", "total", "whole", "who", "parts", "since", "until"))
    out = []
    for number in vintages:
        truth = Truth(number)
        for place, category, months, total, whole, who, parts, since, until in found:
            if since <= number and (until is None or until > number):
                _lay(truth.atoms, frame, Cell(category, codes[place], ""), months, total if whole else None, who, parts)
        out.append(truth)
    return out


def _lay(
    atoms: dict[Cell, int], frame: Frame, at: Cell, months: list[int | None], total: int | None, who: Any, parts: dict[str, Any]
) -> None:
    for month, n in enumerate(months, 1):
        if n is not None:
            atoms[at._replace(period=f"{frame.year}-{month:02d}")] = n
    if total is None:
        return
    year = at._replace(period=str(frame.year))
    atoms[year] = total
    if at.place != frame.municipality:
        return
    if who is not None:
        by = who_of(who).astype(int)
        if "sex" in frame.parts:
            women, men = int(by[0].sum()), int(by[1].sum())
            atoms |= {year._replace(part="sex", label=one): n for one, n in (("F", women), ("M", men), ("?", total - women - men))}
        if "age" in frame.parts:
            ages = by.sum(axis=0)
            ages[-1] += total - int(ages.sum())
            atoms |= {year._replace(part="age5", label=str(group)): int(n) for group, n in enumerate(ages)}
    if "means" in frame.parts and parts.get("means"):
        # the table shows every means there is: what it does not name is "not known"
        told = {code: parts["means"].get(code, 0) for code in frame.parts["means"] if code != "?"} | {"?": 0}
        told["?"] = total - sum(told.values())
        atoms |= {year._replace(part="means", label=code): n for code, n in told.items()}


def _item(one: Item, values: dict[tuple[int, Cell], int], answer: Answer) -> dict[str, Any]:
    people = _people(one)
    tables = []
    for key in one.breakdowns:
        rows = [_row(one, row, values, answer, people) for row in one.rows if row.table == key]
        if rows:
            if key == "places":
                _changes(one.indicator, rows)
            tables.append({"key": key, "rows": rows})
    return {"indicator": _card(one.indicator), "source": _source(one, people), "breaks": _breaks(one), "tables": tables}


def _card(one: Indicator) -> dict[str, Any]:
    words = {name: dict(getattr(one, name)) for name in ("name", "definition", "numerator", "unit", "caveats")}
    return {"code": one.code, "version": one.version, "per": one.per, "rate": one.is_rate, "finest": finest(one), **words}


def _source(one: Item, people: dict[str, Any]) -> dict[str, Any]:
    said = {"code": one.source.code, "name": one.source.name, "authority": one.source.authority, "vintage": one.vintage.number}
    return said | {
        "cut_off": one.vintage.cut_off.isoformat(),
        "people": people.get("name", ""),
        "ways": people.get("ways", {}),
        "names": one.area.names,
    }


def _breaks(one: Item) -> list[dict[str, str]]:
    years = {row.year for row in one.rows}
    return [
        {"day": each.day.isoformat(), "es": each.row["es"], "en": each.row["en"]}
        for each in breaks(one.source, one.indicator)
        if each.day.year in years
    ]


def _people(one: Item) -> dict[str, Any]:
    """The people under the rates of a yearly bulletin, by place and year."""
    years = sorted({row.year for row in one.rows if row.whole_year})
    if not (one.indicator.is_rate and years and one.indicator.denominator in GROUPS):
        return {}
    counted = people_of(one.source.org_id, one.source.country)
    values, ways = exposure(counted, years, GROUPS[one.indicator.denominator])
    if not len(values):
        return {}
    here = atlas(one.source.country)
    at = {code: here.position[place] for code, place in one.area.ids.items()}
    table = {(code, year): float(values[position, n]) for code, position in at.items() for n, year in enumerate(years)}
    return {"name": counted.name, "ways": dict(zip(map(str, years), ways, strict=True)), "table": table}


def _row(one: Item, row: Row, values: dict[tuple[int, Cell], int], answer: Answer, people: dict[str, Any]) -> dict[str, Any]:
    cell = row.cell
    count = values.get((one.source.pk, cell))
    state = "gap" if count is None else "primary" if cell in answer.primary else "secondary" if cell in answer.secondary else "printed"
    said: dict[str, Any] = {**cell._asdict(), "year": row.year, "count": count, "state": state}
    under = people.get("table", {}).get((cell.place, row.year)) if row.whole_year and row.table == "places" else None
    if count is not None and under and np.isfinite(under):
        low, high = poisson_interval(np.array([float(count)]))
        per = one.indicator.per / under
        said |= {
            "people": round(under),
            "rate": round(count * per, 2),
            "low": round(float(low[0]) * per, 2),
            "high": round(float(high[0]) * per, 2),
        }
    return said


def _changes(indicator: Indicator, rows: list[dict[str, Any]]) -> None:
    """The change against the same time of the year before, where both are printed: a percentage tells the count behind it."""
    held = {(row["place"], row["year"]): row for row in rows}
    for (place, year), row in held.items():
        before = held.get((place, year - 1))
        if before is None or row["state"] != "printed" or before["state"] != "printed" or before["period"][4:] != row["period"][4:]:
            continue
        if indicator.is_rate and (not row.get("people") or not before.get("people")) and len(row["period"]) == 4:
            continue
        found = change(before["count"], row["count"], before.get("people") or 1.0, row.get("people") or 1.0)
        row["change"] = [before["count"], row["count"], *(round(v, 4) if np.isfinite(v) else None for v in found[2:5])]
