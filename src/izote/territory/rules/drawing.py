"""From shapes to the paths of a picture: pure numbers, drawn by a template."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

WIDTH = 640.0
BANDS = 5


class Shape(NamedTuple):
    """One place in the picture: its path, its class in the stylesheet, what it says and where it leads."""

    code: str
    path: str
    css: str
    title: str
    url: str


class Drawing(NamedTuple):
    """A whole picture in its own units."""

    width: int
    height: int
    label: str
    shapes: list[Shape]
    schematic: bool


def band(value: float, values: Iterable[float]) -> int:
    """Which fifth of the sorted different values a value belongs to, 1 to 5."""
    ordered = sorted(set(values))
    return min(BANDS, 1 + ordered.index(value) * BANDS // max(len(ordered), 1))


def draw(
    collection: Mapping[str, Any],
    *,
    label: str,
    values: Mapping[str, float] | None = None,
    marked: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    says: Mapping[str, str] | None = None,
) -> Drawing:
    """A picture of a GeoJSON collection of places, shaded by value where there is one."""
    values, links, says, marked = values or {}, links or {}, says or {}, set(marked)
    features = [f for f in collection["features"] if f["geometry"]["coordinates"]]
    corners = [corner for f in features for ring in rings(f["geometry"]) for corner in ring]
    if not corners:
        return Drawing(int(WIDTH), 1, label, [], True)
    west, east = min(c[0] for c in corners), max(c[0] for c in corners)
    south, north = min(c[1] for c in corners), max(c[1] for c in corners)
    flat = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 4) / max((east - west) * flat, (north - south) * 1.4, 1e-9)

    def at(corner: list[float]) -> tuple[float, float]:
        return round(2 + (corner[0] - west) * flat * scale, 1), round(2 + (north - corner[1]) * scale, 1)

    shapes = []
    for feature in features:
        code, name = feature["properties"]["code"], feature["properties"]["name"]
        css = "marked" if code in marked else f"band{band(values[code], values.values())}" if code in values else "plain"
        path = "".join(_line([at(corner) for corner in ring]) for ring in rings(feature["geometry"]))
        shapes.append(Shape(code, path, css, says.get(code, name), links.get(code, "")))
    width, height = (east - west) * flat * scale + 4, (north - south) * scale + 4
    return Drawing(math.ceil(width), math.ceil(height), label, shapes, any(f["properties"].get("schematic") for f in features))


def rings(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    """All rings of a Polygon or MultiPolygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _line(points: list[tuple[float, float]]) -> str:
    kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"
