"""Cells around points (Voronoi by half-plane clipping) and the joining of cells: schematic maps without a boundary file."""

import itertools
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Ring = list[Point]
DECIMALS = 6
SLIVER = 1e-9
MOST_AT_ONCE = 2_000_000


def tessellation(points: Sequence[Point], outline: Sequence[Point]) -> list[Ring]:
    """For each point the part of the outline that is nearer to it than to any other; open rings that turn left, in 6 decimals.

    Source: the definition of the Voronoi cell as an intersection of half-planes (Sutherland-Hodgman clipping).
    Two equal points raise ValueError.
    """
    if len(set(points)) != len(points):
        raise ValueError("two places have the same point")
    start = list(outline)
    cells = []
    for p in points:
        cell = start
        for q in sorted(points, key=lambda other: math.dist(p, other)):
            if q == p:
                continue
            if not cell or math.dist(p, q) > 2 * max(math.dist(p, corner) for corner in cell):
                break
            cell = _nearer(cell, p, q)
        cells.append(turned(_tidy(cell), left=True))
    return cells


def _nearer(ring: Ring, p: Point, q: Point) -> Ring:
    """The part of the ring on p's side of the line halfway to q."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    middle = dx * (p[0] + q[0]) / 2 + dy * (p[1] + q[1]) / 2
    side = [dx * x + dy * y - middle for x, y in ring]
    if max(side) <= 0:
        return ring
    out: Ring = []
    for n, corner in enumerate(ring):
        before, last, here = ring[n - 1], side[n - 1], side[n]
        if (last <= 0) != (here <= 0):
            t = last / (last - here)
            out.append((before[0] + t * (corner[0] - before[0]), before[1] + t * (corner[1] - before[1])))
        if here <= 0:
            out.append(corner)
    return out


def _tidy(ring: Ring) -> Ring:
    """Rounded, without repeated corners and without spikes of no width."""
    out: Ring = []
    for x, y in ring:
        corner = (round(x, DECIMALS), round(y, DECIMALS))
        if not out or out[-1] != corner:
            out.append(corner)
    while len(out) > 1 and out[0] == out[-1]:
        out.pop()
    changed = True
    while changed and len(out) > 3:
        changed = False
        for n in range(len(out)):
            a, b, c = out[n - 2], out[n - 1], out[n]
            turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
            back = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0
            if a == c or (abs(turn) < 1e-11 and back):
                del out[n - 1]
                changed = True
                break
    return out


def area(ring: Sequence[Point]) -> float:
    """The area within an open or closed ring, in squared units; positive when it turns left."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def turned(ring: Ring, *, left: bool) -> Ring:
    """The ring turning left, or right."""
    return ring if (area(ring) > 0) == left else ring[::-1]


def polygons(rings: Sequence[Ring]) -> list[list[Ring]]:
    """Rings that turn left, each with the holes that lie within; slivers of no area are left out."""
    outer = [[ring] for ring in rings if area(ring) > SLIVER]
    for hole in (ring for ring in rings if area(ring) < -SLIVER):
        around = [polygon for polygon in outer if contains(polygon[0], hole[0])] or outer[:1]
        for polygon in around[:1]:
            polygon.append(hole)
    return outer


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies within a ring (even-odd rule)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def dissolve(rings: Iterable[Ring]) -> list[Ring]:
    """The lines of rings that share whole edges, outer ones turning left and holes right; the rings where lines do not close."""
    rings = list(rings)
    edges: set[tuple[Point, Point]] = set()
    for ring in rings:
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (b, a) in edges:
                edges.remove((b, a))
            elif a != b:
                edges.add((a, b))
    leaving: dict[Point, list[Point]] = {}
    for a, b in sorted(edges):
        leaving.setdefault(a, []).append(b)
    out: list[Ring] = []
    while leaving:
        start = at = next(iter(leaving))
        line = [start]
        while True:
            if at not in leaving:
                return rings
            onward = leaving[at].pop()
            if not leaving[at]:
                del leaving[at]
            if onward == start:
                break
            line.append(onward)
            at = onward
        out.append(line)
    return out


def within(areas: Sequence[tuple[str, list[list[list[list[float]]]]]], points: Sequence[tuple[float, float] | None]) -> list[str]:
    """The code of the area in which each point lies, by the even-odd rule; nothing for a point outside all."""
    # only those who look points up pay for it
    import numpy as np

    known = list({point for point in points if point is not None})
    if not known:
        return [""] * len(points)
    x, y = np.asarray(known, dtype=float).T
    area = np.full(len(known), -1)
    for number, (_code, shapes) in enumerate(areas):
        sides = np.asarray([[*a, *b] for shape in shapes for ring in shape for a, b in itertools.pairwise(ring)], dtype=float)
        x1, y1, x2, y2 = sides.T
        near = np.flatnonzero((area < 0) & (x >= min(x1.min(), x2.min())) & (x <= max(x1.max(), x2.max())) & (y >= min(y1.min(), y2.min()))
                              & (y <= max(y1.max(), y2.max())))  # fmt: skip
        for some in np.array_split(near, len(near) * len(sides) // MOST_AT_ONCE + 1):
            # how many sides lie to the right of each point at its height
            px, py = x[some, None], y[some, None]
            with np.errstate(divide="ignore", invalid="ignore"):
                right = ((y1 > py) != (y2 > py)) & (px < (x2 - x1) * (py - y1) / (y2 - y1) + x1)
            area[some[right.sum(axis=1) % 2 == 1]] = number
    found = dict(zip(known, area.tolist(), strict=True))
    return ["" if point is None or found[point] < 0 else areas[found[point]][0] for point in points]
