"""Who is whose neighbour: rows of a sparse matrix kept as three arrays, made from polygons, points, or a list of pairs."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from izote.methods.errors import Declined

EARTH_KM = 6371.0088


class Neighbours(NamedTuple):
    """Compressed rows: the neighbours of place i are indices[indptr[i]:indptr[i + 1]], never i itself; values are their weights."""

    indptr: np.ndarray
    indices: np.ndarray
    values: np.ndarray

    @property
    def n(self) -> int:
        """How many places."""
        return len(self.indptr) - 1

    @property
    def numbers(self) -> np.ndarray:
        """How many neighbours each place has."""
        return np.diff(self.indptr)

    @property
    def rows(self) -> np.ndarray:
        """The place to which each neighbour belongs."""
        return np.repeat(np.arange(self.n), self.numbers)

    @property
    def islands(self) -> np.ndarray:
        """Places without any neighbour."""
        return np.flatnonzero(self.numbers == 0)

    def standardised(self) -> "Neighbours":
        """Weights of each row adding up to one."""
        sums = np.bincount(self.rows, self.values, self.n)
        return self._replace(values=self.values / sums[self.rows])

    def lag(self, y: np.ndarray) -> np.ndarray:
        """Weighted sum over each place's neighbours, for y of shape (places,) or (places, columns)."""
        from scipy.sparse import csr_array

        flat = np.asarray(y, float).reshape(self.n, -1)
        return (csr_array((self.values, self.indices, self.indptr), shape=(self.n, self.n)) @ flat).reshape(y.shape)

    def among(self, keep: np.ndarray) -> "Neighbours":
        """Only the places where `keep` is true, numbered anew."""
        number = np.cumsum(keep) - 1
        both = keep[self.rows] & keep[self.indices]
        sizes = np.bincount(number[self.rows[both]], minlength=int(keep.sum()))
        return Neighbours(np.concatenate(([0], np.cumsum(sizes))), number[self.indices[both]], self.values[both])


def from_rows(rows: np.ndarray, columns: np.ndarray, n: int, values: np.ndarray | None = None) -> Neighbours:
    """Neighbours from pairs of numbers; doubles and places beside themselves fall out, the order becomes rows then columns."""
    rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    weights = np.ones(len(rows)) if values is None else np.asarray(values, float)
    if len(weights) != len(rows) or len(columns) != len(rows):
        raise Declined("shape", "Rows, columns and weights must be of one length.")
    if len(rows) and (min(rows.min(), columns.min()) < 0 or max(rows.max(), columns.max()) >= n):
        raise Declined("neighbour", "A neighbour has a number outside the places.")
    if not np.isfinite(weights).all() or (weights <= 0).any():
        raise Declined("weight", "Weights must be greater than zero and finite.")
    _, first = np.unique(rows * n + columns, return_index=True)
    first = first[rows[first] != columns[first]]
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows[first], minlength=n))))
    return Neighbours(indptr.astype(np.int64), columns[first], weights[first])


def from_pairs(places: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Neighbours:
    """Neighbours from names: each pair is (place, neighbour); give both directions where it goes both ways."""
    number = {name: at for at, name in enumerate(places)}
    if len(number) != len(places):
        raise Declined("place", "A place is named twice.")
    rows, columns = [], []
    for place, neighbour in pairs:
        for name in (place, neighbour):
            if name not in number:
                raise Declined("place", f"The neighbours name “{name}”, which is no place of the data.", place=name)
        rows.append(number[place])
        columns.append(number[neighbour])
    return from_rows(np.array(rows, np.int64), np.array(columns, np.int64), len(places))


Polygon = list[np.ndarray]


def read_geojson(path: str | Path, key: str) -> tuple[list[str], list[Polygon]]:
    """Names (the property `key`) and rings of every polygon; features of one name are one place. Rings have shape (vertices, 2)."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        features = found["features"]
    except (ValueError, KeyError, TypeError):
        raise Declined("geojson", "This file is not a GeoJSON feature collection.") from None
    places: dict[str, Polygon] = {}
    for number, feature in enumerate(features, 1):
        geometry, properties = feature.get("geometry") or {}, feature.get("properties") or {}
        if key not in properties:
            raise Declined("geojson", f"Feature {number} has no property “{key}”; it has: {', '.join(properties)}.", feature=number)
        kind = geometry.get("type")
        if kind not in ("Polygon", "MultiPolygon"):
            raise Declined("geojson", f"Feature {number} is a {kind}, not a polygon.", feature=number)
        parts = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        rings = [np.array([point[:2] for point in ring], float) for part in parts for ring in part]
        places.setdefault(str(properties[key]), []).extend(rings)
    return list(places), list(places.values())


def contiguity(polygons: Sequence[Polygon], *, kind: str = "queen", tolerance: float = 0.0) -> Neighbours:
    """Neighbours that touch: `queen` share a vertex, `rook` share an edge (two consecutive vertices).

    polygons: a list of rings (vertices, 2) for each place. Vertices within `tolerance` (units of the coordinates) are one; borders drawn
    with different vertices on the two sides do not meet: look at `islands`.
    """
    if kind not in ("queen", "rook"):
        raise Declined("kind", "Contiguity is “queen” or “rook”.")
    rings = [(place, ring) for place, polygon in enumerate(polygons) for ring in polygon]
    if not rings:
        raise Declined("empty", "There are no polygons.")
    points = np.concatenate([ring for _, ring in rings])
    if not np.isfinite(points).all():
        raise Declined("geojson", "A vertex has no finite coordinates.")
    place = np.concatenate([np.full(len(ring), at) for at, ring in rings])
    vertex = _same_points(points, tolerance)
    if kind == "rook":
        last = np.zeros(len(points), bool)
        last[np.cumsum([len(ring) for _, ring in rings]) - 1] = True
        a, b = vertex[:-1][~last[:-1]], vertex[1:][~last[:-1]]
        vertex = np.unique(np.minimum(a, b) * (int(vertex.max()) + 1) + np.maximum(a, b), return_inverse=True)[1]
        place = place[:-1][~last[:-1]]
        vertex, place = vertex[a != b], place[a != b]
    return _sharing(place, vertex, len(polygons))


def _same_points(points: np.ndarray, tolerance: float) -> np.ndarray:
    """A number for each point, the same for points that are one."""
    unique, number = np.unique(points, axis=0, return_inverse=True)
    number = number.reshape(-1)
    if tolerance <= 0:
        return number
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(unique).query_pairs(tolerance, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(unique), len(unique)))
    return connected_components(graph, directed=False)[1][number]


def _sharing(place: np.ndarray, thing: np.ndarray, n: int) -> Neighbours:
    """Places that hold the same thing."""
    from scipy.sparse import coo_array

    holds = coo_array((np.ones(len(place)), (place, thing)), shape=(n, int(thing.max(initial=0)) + 1)).tocsr()
    both = (holds @ holds.T).tocoo()
    return from_rows(both.row, both.col, n)


def centroids(polygons: Sequence[Polygon]) -> np.ndarray:
    """Centre of gravity of each place, shape (places, 2); rings of opposite turn (holes) take away."""
    out = np.empty((len(polygons), 2))
    for at, polygon in enumerate(polygons):
        area, moment = 0.0, np.zeros(2)
        for ring in polygon:
            origin = polygon[0][0]
            p, q = ring - origin, np.roll(ring, -1, axis=0) - origin
            cross = p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]
            area += cross.sum() / 2
            moment += ((p + q) * cross[:, None]).sum(0) / 6
        out[at] = polygon[0][0] + moment / area if abs(area) > 1e-15 else np.concatenate(polygon).mean(0)
    return out


def distances(points: np.ndarray, some: slice, *, geographic: bool) -> np.ndarray:
    """Distances from some points to all: in the units of the coordinates, or kilometres on the sphere for longitude, latitude."""
    if not geographic:
        return np.hypot(*(points[some, None] - points[None]).transpose(2, 0, 1))
    longitude, latitude = np.radians(points).T
    half = np.sin((latitude[some, None] - latitude) / 2) ** 2
    half += np.cos(latitude[some, None]) * np.cos(latitude) * np.sin((longitude[some, None] - longitude) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))


def _points(points: np.ndarray) -> np.ndarray:
    found = np.asarray(points, float)
    if found.ndim != 2 or found.shape[1] != 2 or not np.isfinite(found).all():
        raise Declined("points", "Points are two finite coordinates each.")
    return found


def nearest(points: np.ndarray, k: int, *, geographic: bool = False) -> Neighbours:
    """The k nearest of each place; at equal distance the one that stands first."""
    points = _points(points)
    n = len(points)
    if not 0 < k < n:
        raise Declined("k", f"k must lie between 1 and {n - 1}.", k=k)
    found = np.empty((n, k), np.int64)
    step = max(1, 4_000_000 // n)
    for start in range(0, n, step):
        away = distances(points, slice(start, start + step), geographic=geographic)
        away[np.arange(len(away)), np.arange(start, start + len(away))] = np.inf
        found[start : start + step] = np.argsort(away, axis=1, kind="stable")[:, :k]
    return from_rows(np.repeat(np.arange(n), k), found.ravel(), n)


def distance_band(points: np.ndarray, radius: float, *, geographic: bool = False) -> Neighbours:
    """All within `radius` (units of the coordinates, or kilometres when geographic), the border included."""
    points = _points(points)
    n, rows, columns = len(points), [], []
    if not (np.isfinite(radius) and radius > 0):
        raise Declined("radius", "The radius must be greater than zero.")
    step = max(1, 4_000_000 // n)
    for start in range(0, n, step):
        row, column = np.nonzero(distances(points, slice(start, start + step), geographic=geographic) <= radius)
        rows.append(row + start)
        columns.append(column)
    return from_rows(np.concatenate(rows), np.concatenate(columns), n)
