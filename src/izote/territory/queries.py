"""Questions about places: what people mean, where things lie, how many lived there."""

import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, F, Max, QuerySet
from django.utils.translation import get_language

from izote.territory.countries import Pack, read
from izote.territory.models import Boundary, Country, Place, PlaceCode, PlaceName, PlaceParent, Population
from izote.territory.rules import Entry, Gazetteer, Resolution, Span, dissolve, tessellation
from izote.territory.rules import resolve as resolve_in
from izote.territory.rules.cells import polygons, turned, within
from izote.territory.rules.drawing import Drawing, draw
from izote.territory.rules.gazetteer import build

CHECK_SECONDS = 30.0


class _Loaded(NamedTuple):
    version: str
    checked: float
    gazetteer: Gazetteer


_loaded: dict[str, _Loaded] = {}
_shapes: dict[tuple[str, str, object], dict[str, Any]] = {}


def pack(country: str | None = None) -> Pack:
    """The pack of a country, of the installation's own when none is named."""
    return read((country or settings.IZOTE_COUNTRY).lower(), tuple(map(str, settings.IZOTE_COUNTRY_PATHS)))


def gazetteer(country: str | None = None) -> Gazetteer:
    """The index of a country's places, built once per process and again when other data have been loaded."""
    facts = pack(country)
    held = _loaded.get(facts.code)
    now = time.monotonic()
    if held and now - held.checked < CHECK_SECONDS:
        return held.gazetteer
    version = Country.objects.filter(code=facts.code).values_list("version", flat=True).first() or ""
    index = held.gazetteer if held and held.version == version else _build(facts)
    _loaded[facts.code] = _Loaded(version, now, index)
    return index


def forget() -> None:
    """Let the next question look at the database again."""
    _loaded.clear()
    _shapes.clear()


def _build(facts: Pack) -> Gazetteer:
    of = {"place__country__code": facts.code}
    rank = {level.key: level.rank for level in facts.levels}
    places = Place.objects.filter(country__code=facts.code).order_by("pk")
    entries = [
        Entry(pk, code, name, level, rank[level], Span(start, end))
        for pk, code, name, level, start, end in places.values_list("pk", "code", "name", "level", "valid_from", "valid_to")
    ]
    parents = PlaceParent.objects.filter(**of).values_list("place_id", "parent_id", "valid_from", "valid_to")
    names = PlaceName.objects.filter(**of).values_list("place_id", "name", "kind", "valid_from", "valid_to")
    codes = PlaceCode.objects.filter(**of).values_list("place_id", "within", "code", "valid_from", "valid_to")
    return build(
        facts,
        entries,
        [(a, b, Span(c, d)) for a, b, c, d in parents],
        [(a, b, c, Span(d, e)) for a, b, c, d, e in names],
        [(a, b, c, Span(d, e)) for a, b, c, d, e in codes],
    )


def resolve(
    text: str, *, within: str | None = None, on: dt.date | None = None, level: str | None = None, country: str | None = None
) -> Resolution:
    """One place, several candidates, or none for what a person wrote; see the room's README."""
    return resolve_in(gazetteer(country), text, within=within, on=on, level=level)


def resolve_many(
    texts: Iterable[str], *, within: str | None = None, on: dt.date | None = None, level: str | None = None, country: str | None = None
) -> list[Resolution]:
    """The same for a whole list; each different text is read once."""
    index = gazetteer(country)
    answers: dict[str, Resolution] = {}
    out = []
    for text in texts:
        if text not in answers:
            answers[text] = resolve_in(index, text, within=within, on=on, level=level)
        out.append(answers[text])
    return out


def places(country: str | None = None) -> QuerySet[Place]:
    """All places of a country; anybody may read them."""
    return Place.objects.filter(country__code=pack(country).code)


def districts_below(code: str, country: str | None = None) -> list[Entry]:
    """The places of the stable level inside a place, or the one to which it belongs."""
    index, stable = gazetteer(country), pack(country).stable_level
    here = next((n for n, entry in enumerate(index.entries) if entry.code == code), None)
    if here is None:
        return []
    near = {here} | index.below[here] | index.above(here, None)
    return sorted((index.entries[n] for n in near if index.entries[n].level == stable), key=lambda entry: entry.code)


def wider(place_id: int, level: str, on: dt.date | None = None, country: str | None = None) -> Entry | None:
    """The place of that level to which a place belonged on a day."""
    index = gazetteer(country)
    here = index.at.get(place_id)
    return None if here is None else index.at_level(here, level, on)


class Counted(NamedTuple):
    """A population with where it comes from."""

    year: int
    total: int
    men: int | None
    women: int | None
    source: str
    notes: list[str]


def population(codes: Iterable[str], country: str | None = None) -> Counted | None:
    """The latest count of these places together, when all of them were counted in that year."""
    wanted = set(codes)
    counted = Population.objects.filter(place__country__code=pack(country).code, place__code__in=wanted, age_band="")
    rows = list(counted.select_related("place").order_by("-year", "place__code"))
    year = next((row.year for row in rows), None)
    same = [row for row in rows if row.year == year]
    if year is None or {row.place.code for row in same if not row.sex} != wanted:
        return None

    def add(sex: str) -> int:
        return sum(row.count for row in same if row.sex == sex)

    notes = sorted({_in_language(pack(country).notes.get(row.note, {"": row.note})) for row in same if row.note})
    return Counted(year, add(""), add("M") or None, add("F") or None, same[0].source, notes)


def populations(country: str | None = None) -> dict[str, int]:
    """The latest total of every place of the stable level, by code."""
    rows = Population.objects.filter(place__country__code=pack(country).code, sex="", age_band="").order_by("year")
    return dict(rows.values_list("place__code", "count"))


def shapes(level: str, country: str | None = None) -> dict[str, Any]:
    """GeoJSON of every place of a level: imported lines when each place has one, else cells of the schematic map."""
    index = gazetteer(country)
    version = Country.objects.filter(code=index.pack.code).values_list("version").first()
    stamp = Boundary.objects.filter(place__country__code=index.pack.code).aggregate(n=Count("pk"), last=Max("pk"))
    key = (index.pack.code, level, (version, stamp["n"], stamp["last"]))
    if key not in _shapes:
        if len(_shapes) > 32:
            _shapes.clear()
        _shapes[key] = _collection(index, level)
    return _shapes[key]


def _collection(index: Gazetteer, level: str) -> dict[str, Any]:
    stable, schematic = _stable_rings(index)
    rank = index.levels[level].rank
    features = []
    for n, entry in enumerate(index.entries):
        if entry.level != level:
            continue
        inside = [n] if n in stable else sorted(p for p in index.below[n] if p in stable)
        if rank > index.levels[index.pack.stable_level].rank or not inside:
            continue
        lines = stable[n] if n in stable else dissolve([ring for p in inside for ring in stable[p]])
        features.append(
            {
                "type": "Feature",
                "properties": {"code": entry.code, "name": entry.name, "level": level, "schematic": schematic},
                "geometry": {"type": "MultiPolygon", "coordinates": [[_closed(r) for r in one] for one in polygons(lines)]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _stable_rings(index: Gazetteer) -> tuple[dict[int, list[list[tuple[float, float]]]], bool]:
    """The open rings of each place of the stable level, and whether they are only schematic."""
    at = {entry.id: n for n, entry in enumerate(index.entries) if entry.level == index.pack.stable_level}
    drawn = dict(Boundary.objects.filter(place__in=list(at)).values_list("place_id", "geojson"))
    if drawn and set(drawn) == set(at):
        return {at[pk]: _open(g["coordinates"]) for pk, g in drawn.items()}, False
    points = Place.objects.filter(pk__in=list(at), longitude__isnull=False).order_by("code").values_list("pk", "longitude", "latitude")
    if not points:
        return {}, True
    cells = tessellation([(x or 0.0, y or 0.0) for _, x, y in points], index.pack.outline())
    return {at[pk]: [cell] for (pk, _, _), cell in zip(points, cells, strict=True) if cell}, True


def _open(shapes_: list[list[list[list[float]]]]) -> list[list[tuple[float, float]]]:
    """Outer lines turning left, holes right, without the repeated last corner."""
    return [turned([(c[0], c[1]) for c in ring[:-1]], left=n == 0) for one in shapes_ for n, ring in enumerate(one)]


def _closed(ring: list[tuple[float, float]]) -> list[list[float]]:
    return [list(corner) for corner in [*ring, ring[0]]]


def picture(
    level: str,
    *,
    label: str,
    only: Iterable[str] | None = None,
    values: Mapping[str, float] | None = None,
    marked: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    says: Mapping[str, str] | None = None,
    country: str | None = None,
) -> Drawing:
    """The map of a level, or of some of its places, for the template territory/map.html."""
    collection = shapes(level, country)
    if only is not None:
        kept = set(only)
        collection = collection | {"features": [f for f in collection["features"] if f["properties"]["code"] in kept]}
    return draw(collection, label=label, values=values, marked=marked, links=links, says=says)


def level_name(key: str, *, plural: bool = False) -> str:
    """What a level is called, in the language of the page."""
    level = pack().level(key)
    return _in_language(level.plural if plural else level.name)


def former_level_name(key: str) -> tuple[str, dt.date] | None:
    """What the level was called before a reform, and until when."""
    level = pack().level(key)
    return (_in_language(level.former_name), level.former_until) if level.former_name and level.former_until else None


def pack_name() -> str:
    """The country's name, in the language of the page."""
    return _in_language(pack().name)


def _in_language(names: Mapping[str, str]) -> str:
    return names.get((get_language() or "es")[:2]) or next(iter(names.values()))


def widest(code: str) -> str:
    """The code of the widest place to which a place belongs, or its own."""
    index = gazetteer()
    here = next((n for n, entry in enumerate(index.entries) if entry.code == code), None)
    if here is None:
        return code
    return index.entries[min({here} | index.above(here, None), key=lambda n: index.entries[n].rank)].code


def summary(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The widest places with how many places of the stable level and how many people they hold."""
    index, rows = gazetteer(), []
    for n, entry in enumerate(index.entries):
        if entry.rank == 0:
            inside = [index.entries[p].code for p in index.below[n] if index.entries[p].level == index.pack.stable_level]
            people = sum(counts.get(code, 0) for code in inside)
            rows.append({"code": entry.code, "name": entry.name, "places": len(inside), "population": people})
    return rows


def parents(place: Place) -> QuerySet[PlaceParent]:
    """The wider places of a place, the present one first."""
    return place.parents.select_related("parent").order_by(F("valid_to").desc(nulls_first=True))


class Coded(NamedTuple):
    """A code with the name of its system."""

    system: str
    code: str
    within: str


def codes(place: Place) -> list[Coded]:
    """What other systems call the place."""
    systems = pack().systems
    rows = place.codes.all().order_by("system")
    return [Coded(_in_language(systems.get(row.system, {"": row.system})), row.code, row.within) for row in rows]


def children(place: Place) -> list[dict[str, Any]]:
    """The places directly inside today, with their level's name and their people where counted."""
    inside = Place.objects.filter(parents__parent=place, parents__valid_to__isnull=True).order_by("code")
    counts = dict(Population.objects.filter(place__in=inside, sex="", age_band="").order_by("year").values_list("place__code", "count"))
    return [{"code": p.code, "name": p.name, "level": level_name(p.level), "population": counts.get(p.code)} for p in inside]


def places_at(points: Sequence[tuple[float, float] | None], country: str | None = None) -> list[str]:
    """The code of the place of the stable level in which each point (longitude, latitude) lies; nothing outside all of them."""
    drawn = shapes(pack(country).stable_level, country)["features"]
    return within([(one["properties"]["code"], one["geometry"]["coordinates"]) for one in drawn], points)


def in_words(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a file of signed figures as a page shows them: the name of each place, and days as days."""
    places = {one.code: one for one in Place.objects.filter(code__in={row["place"] for row in rows})}
    return [
        row
        | {
            "place": places.get(row["place"], row["place"]),
            "from": dt.date.fromisoformat(row["from"]),
            "to": dt.date.fromisoformat(row["to"]),
        }
        for row in rows
    ]
