"""Cells around points (Voronoi by half-plane clipping) and the joining of cells: schematic maps without a boundary file."""

import itertools
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Ring = list[Point]
DECIMALS = 6
SLIVER = 1e-9


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
    found = [""] * len(points)
    boxes = []
    for code, shapes in areas:
        corners = [corner for shape in shapes for ring in shape for corner in ring]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        boxes.append((min(xs), min(ys), max(xs), max(ys), code, [ring for shape in shapes for ring in shape]))
    known: dict[tuple[float, float], str] = {}
    for at, point in enumerate(points):
        if point is None:
            continue
        if point not in known:
            x, y = point
            inside = (b for b in boxes if b[0] <= x <= b[2] and b[1] <= y <= b[3] and sum(_crossings(ring, x, y) for ring in b[5]) % 2)
            known[point] = next((b[4] for b in inside), "")
        found[at] = known[point]
    return found


def _crossings(ring: list[list[float]], x: float, y: float) -> int:
    """How many sides of the ring lie to the right of the point at its height."""
    count = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count
