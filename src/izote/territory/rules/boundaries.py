"""Boundary files: reading GeoJSON and TopoJSON, matching features to places, checking lines."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.territory.rules.cells import contains
from izote.territory.rules.gazetteer import Gazetteer, code_key
from izote.territory.rules.resolving import resolve

LARGEST = 60 * 1024 * 1024
MOST_FEATURES = 20_000
NEAR = 0.05
Polygons = list[list[list[list[float]]]]


class Feature(NamedTuple):
    """One shape of a file and what the file says about it."""

    properties: dict[str, str]
    polygons: Polygons


def read(data: bytes) -> list[Feature]:
    """The polygons of a GeoJSON or TopoJSON file."""
    if len(data) > LARGEST:
        raise BadInput(_("The boundary file is larger than 60 MB."))
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("This is not a GeoJSON or TopoJSON file.")) from error
    kind = document.get("type") if isinstance(document, dict) else None
    try:
        if kind == "FeatureCollection":
            return [_feature(f["geometry"], f) for f in _some(document["features"])]
        if kind == "Topology":
            arcs = _arcs(document)
            return [_feature(_untwist(g, arcs), g) for o in document["objects"].values() for g in _some(o["geometries"])]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise BadInput(_("The boundary file is damaged: a shape cannot be read.")) from error
    raise BadInput(_("The file holds no collection of shapes."))


def _refuse(text: str) -> float:
    raise ValueError(text)


def _some(features: list[Any]) -> list[Any]:
    if not 0 < len(features) <= MOST_FEATURES:
        raise ValueError("number of shapes")
    return features


def _feature(geometry: Mapping[str, Any], raw: Mapping[str, Any]) -> Feature:
    polygons = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}[geometry["type"]](geometry["coordinates"])
    clean = [[[_corner(corner) for corner in ring] for ring in polygon] for polygon in polygons]
    texts = {str(k): str(v).strip() for k, v in (raw.get("properties") or {}).items() if isinstance(v, str | int)}
    if isinstance(raw.get("id"), str | int):
        texts.setdefault("id", str(raw["id"]))
    return Feature(texts, clean)


def _corner(corner: list[float]) -> list[float]:
    x, y = float(corner[0]), float(corner[1])
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError("not a number")
    return [x, y]


def _arcs(document: Mapping[str, Any]) -> list[list[list[float]]]:
    moved = document.get("transform")
    if not moved:
        return list(document["arcs"])
    (sx, sy), (tx, ty) = moved["scale"], moved["translate"]
    out = []
    for arc in document["arcs"]:
        x = y = 0
        line = []
        for corner in arc:
            x, y = x + corner[0], y + corner[1]
            line.append([x * sx + tx, y * sy + ty])
        out.append(line)
    return out


def _untwist(geometry: Mapping[str, Any], arcs: list[list[list[float]]]) -> dict[str, Any]:
    def ring(numbers: list[int]) -> list[list[float]]:
        line: list[list[float]] = []
        for n in numbers:
            arc = arcs[n] if n >= 0 else arcs[~n][::-1]
            line += arc[1:] if line else arc
        return line

    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError("not a polygon")
    return {"type": "MultiPolygon", "coordinates": [[ring(numbers) for numbers in polygon] for polygon in polygons]}


def check(features: list[Feature], index: Gazetteer, points: Mapping[str, tuple[float, float]], code_property: str = "") -> dict[str, Any]:
    """Whether every place of the stable level has one sound shape inside the country; nothing is written here."""
    matched = match(features, index, code_property)
    errors: list[str] = []
    warnings: list[str] = []
    times = Counter(code for code in matched if code)
    for code in sorted(set(points) - set(times)):
        errors.append(_("%(place)s has no shape.") % {"place": code})
    for code in sorted(code for code, n in times.items() if n > 1):
        errors.append(_("%(place)s has %(n)s shapes.") % {"place": code, "n": times[code]})
    for number, (code, feature) in enumerate(zip(matched, features, strict=True), 1):
        if not code:
            warnings.append(_("Shape %(n)s matches no place and is left out.") % {"n": number})
            continue
        wrong = _faults(feature.polygons, index.pack.box)
        errors += [f"{code}: {fault}" for fault in wrong]
        if not wrong:
            warnings += [f"{code}: {fault}" for fault in _doubts(feature.polygons, points.get(code))]
    whole = {c: {"type": "MultiPolygon", "coordinates": f.polygons} for c, f in zip(matched, features, strict=True) if c}
    return {"features": len(features), "matched": len(times), "errors": errors, "warnings": warnings, "geometries": whole}


def match(features: list[Feature], index: Gazetteer, code_property: str = "") -> list[str]:
    """For each shape the code of its place, by the property that holds codes, else by name; empty when unknown."""
    names = sorted({key for f in features for key in f.properties})
    if code_property and code_property not in names:
        raise BadInput(_("No shape has a property called %(name)s.") % {"name": code_property})
    stable = index.pack.stable_level

    def by_code(feature: Feature, key: str) -> str:
        near = {p for p, _span in index.by_code.get(code_key(feature.properties.get(key, "")), []) if index.entries[p].level == stable}
        return index.entries[near.pop()].code if len(near) == 1 else ""

    best = max([code_property] if code_property else names, key=lambda k: len({by_code(f, k) for f in features} - {""}), default="")
    texts = {key: {f.properties.get(key, "") for f in features} for key in names}
    worded = [key for key in names if not any(c.isdigit() for text in texts[key] for c in text)]
    telling = max(worded, key=lambda key: len(texts[key]), default="")
    return [by_code(f, best) or _by_name(f, telling, index) for f in features]


def _by_name(feature: Feature, key: str, index: Gazetteer) -> str:
    name = feature.properties.get(key, "")
    tries = [name, *(f"{name}, {other}" for k, other in feature.properties.items() if k != key)]
    for text in tries:
        found = resolve(index, text, level=index.pack.stable_level)
        if found.status == "one" and found.places[0].confidence >= 0.9:
            return found.places[0].code
    return ""


def _faults(polygons: Polygons, box: tuple[float, float, float, float]) -> list[str]:
    faults = set()
    if not polygons or not all(polygons):
        faults.add(_("the shape is empty"))
    for ring in (ring for polygon in polygons for ring in polygon):
        if len(ring) < 4 or ring[0] != ring[-1]:
            faults.add(_("a line is not closed"))
        if any(not (box[0] <= x <= box[2] and box[1] <= y <= box[3]) for x, y in ring):
            faults.add(_("the shape leaves the country"))
    return sorted(faults)


def _doubts(polygons: Polygons, point: tuple[float, float] | None) -> list[str]:
    doubts = []
    outer = [[(x, y) for x, y in polygon[0]] for polygon in polygons]
    if any(crosses_itself(ring) for ring in outer):
        doubts.append(_("a line crosses itself"))
    if point and not any(contains(ring, point) for ring in outer):
        away = min(math.dist(point, corner) for ring in outer for corner in ring)
        if away > NEAR:
            doubts.append(_("the known middle point lies outside"))
    return doubts


def crosses_itself(ring: list[tuple[float, float]]) -> bool:
    """Whether two edges of a closed ring, not neighbours, cross."""
    a = np.array(ring, dtype=float)
    p, q = a[:-1], a[1:]
    n = len(p)
    for i in range(n - 2):
        j = slice(i + 2, n - 1 if i == 0 else n)
        r, s = p[j], q[j]
        if len(r) and bool(np.any((_turn(p[i], q[i], r) * _turn(p[i], q[i], s) < 0) & (_turn(r, s, p[i]) * _turn(r, s, q[i]) < 0))):
            return True
    return False


def _turn(a: Any, b: Any, c: Any) -> Any:
    d, e = b - a, c - a
    return d[..., 0] * e[..., 1] - d[..., 1] * e[..., 0]
