"""Verbs of the room: load a country, replace its boundaries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction

from izote.territory import queries
from izote.territory.countries import Pack, PackError
from izote.territory.models import Boundary, Country, Place, PlaceCode, PlaceName, PlaceParent, Population
from izote.territory.rules import boundaries as files


def load_country(code: str, *, by: Any = None) -> dict[str, int]:
    """Bring a country's places up to date with its pack, as set-up does; the same pack again changes nothing."""
    pack = queries.pack(code)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('izote.territory'))")
        country, _new = Country.objects.get_or_create(code=pack.code, defaults={"name": pack.name["es"], "version": ""})
        if country.version != pack.version:
            _load(country, pack)
            country.name, country.version = pack.name["es"], pack.version
            country.save()
            queries.forget()
    return dict(Counter(Place.objects.filter(country=country).values_list("level", flat=True)))


def _load(country: Country, pack: Pack) -> None:
    rows = pack.table("places") + pack.table("cantons")
    _check(pack, rows)
    Place.objects.bulk_create(
        [_place(country, row) for row in rows],
        update_conflicts=True,
        unique_fields=["country", "code"],
        update_fields=["level", "name", "valid_from", "valid_to", "latitude", "longitude", "is_capital"],
        batch_size=1000,
    )
    ids = dict(Place.objects.filter(country=country).values_list("code", "pk"))
    own = [{"place": r["code"], "parent": r["parent"]} for r in rows if r.get("parent")]
    own_codes = [{"place": r["code"], "system": "igcn", "code": r["code"]} for r in pack.table("cantons") if "igcn" in pack.systems]
    _replace(country, (_parent(ids, r) for r in pack.table("parents") + own), PlaceParent)
    _replace(country, (_name(ids, r) for r in pack.table("aliases")), PlaceName)
    _replace(country, (_code(ids, r) for r in pack.table("codes") + own_codes), PlaceCode)
    _replace(country, (_count(ids, r) for r in pack.table("population")), Population)


def _check(pack: Pack, rows: list[dict[str, str]]) -> None:
    codes = Counter(row["code"] for row in rows)
    if twice := [code for code, n in codes.items() if n > 1]:
        raise PackError(f"codes twice in {pack.folder}: {twice[:5]}")
    counts = Counter(row["level"] for row in rows)
    if unknown := set(counts) - {level.key for level in pack.levels}:
        raise PackError(f"unknown levels in {pack.folder}: {sorted(unknown)}")
    for level in pack.levels:
        if level.expected is not None and counts[level.key] != level.expected:
            raise PackError(f"{pack.folder}: {counts[level.key]} places of level {level.key}, {level.expected} expected")


def _replace(country: Country, rows: Iterable[models.Model], model: type[models.Model]) -> None:
    model._default_manager.filter(place__country=country).delete()
    model._default_manager.bulk_create(list(rows), batch_size=1000)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _span(row: dict[str, str]) -> dict[str, dt.date | None]:
    return {"valid_from": _day(row.get("valid_from")), "valid_to": _day(row.get("valid_to"))}


def _place(country: Country, row: dict[str, str]) -> Place:
    return Place(
        country=country,
        code=row["code"],
        level=row["level"],
        name=row["name"],
        latitude=float(row["lat"]) if row.get("lat") else None,
        longitude=float(row["lon"]) if row.get("lon") else None,
        is_capital=bool(row.get("capital")),
        **_span(row),
    )


def _parent(ids: dict[str, int], row: dict[str, str]) -> PlaceParent:
    return PlaceParent(place_id=ids[row["place"]], parent_id=ids[row["parent"]], **_span(row))


def _name(ids: dict[str, int], row: dict[str, str]) -> PlaceName:
    return PlaceName(place_id=ids[row["place"]], name=row["name"], kind=row["kind"], source=row.get("source", ""), **_span(row))


def _code(ids: dict[str, int], row: dict[str, str]) -> PlaceCode:
    return PlaceCode(place_id=ids[row["place"]], system=row["system"], within=row.get("within", ""), code=row["code"], **_span(row))


def _count(ids: dict[str, int], row: dict[str, str]) -> Population:
    return Population(
        place_id=ids[row["place"]],
        year=int(row["year"]),
        sex=row.get("sex", ""),
        age_band=row.get("age_band", ""),
        count=int(row["count"]),
        source=row["source"],
        version=row["version"],
        note=row.get("note", ""),
    )


def import_boundaries(
    data: bytes, *, source: str, version: str, by: Any, code_property: str = "", country: str | None = None
) -> dict[str, Any]:
    """Check a boundary file against the stable level and, when it is whole, replace the lines of every place."""
    index = queries.gazetteer(country)
    features = files.read(data)
    stable = queries.places(country).filter(level=index.pack.stable_level)
    points = {code: (x or 0.0, y or 0.0) for code, x, y in stable.values_list("code", "longitude", "latitude")}
    report = files.check(features, index, points, code_property)
    drawn = report.pop("geometries")
    report |= {"ok": not report["errors"], "changed": False}
    ids = dict(stable.values_list("code", "pk"))
    held = Boundary.objects.filter(place_id__in=ids.values(), source=source, version=version).values_list("place__code", "geojson")
    if report["ok"] and dict(held) != drawn:
        rows = [Boundary(place_id=ids[c], geojson=g, source=source, version=version, imported_by=by.username) for c, g in drawn.items()]
        try:
            with transaction.atomic():
                Boundary.objects.filter(place_id__in=ids.values()).delete()
                Boundary.objects.bulk_create(rows)
        except DatabaseError as refusal:
            raise PermissionDenied("boundaries") from refusal
        report["changed"] = True
    return report
