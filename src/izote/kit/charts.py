"""Charts drawn by the server: no script, no colour as the only sign, gaps drawn as gaps; each is shown with its table."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

W = 340
LEFT, TOP, PLOT = 54, 24, 150
Value = float | None
DASHES = ("", "7 4", "2 3", "9 3 2 3")
PATTERNS = (
    '<defs><pattern id="izote-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch" d="M0 0V6"/></pattern><pattern id="izote-lines" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="paper" width="5" height="5"/><path class="hatch two" d="M0 2.5H5"/></pattern></defs>'
)


@dataclass(frozen=True)
class Line:
    """One line of a chart: its values (None is a gap) and, where known, the limits of their intervals."""

    name: str
    values: Sequence[Value]
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()


@dataclass(frozen=True)
class Mark:
    """A vertical mark: before which position (may lie between two), and its short words."""

    at: float
    words: str


@dataclass(frozen=True)
class Dot:
    """A value with its interval; `mark` makes it stand out."""

    label: str
    value: Value
    low: Value = None
    high: Value = None
    mark: bool = False


def number(value: Value, digits: int = 0) -> str:
    """A number as both languages of El Salvador's pages write it; a dash where there is none."""
    if value is None or not isfinite(value):
        return "—"
    return f"{value:,.{digits}f}"


def known(value: object) -> Value:
    """A finite number as a float; None for everything else, so that no picture ever holds NaN."""
    if value is None:
        return None
    found = float(value)  # type: ignore[arg-type]
    return found if isfinite(found) else None


def numbers(values: Iterable[object]) -> list[Value]:
    """The same for many."""
    return [known(value) for value in values]


def two_lines(text: object, width: int = 46) -> list[str]:
    """A text on at most two lines; what does not fit is cut with an ellipsis (the table says it whole)."""
    return textwrap.wrap(str(text), width, max_lines=2, placeholder="…") or [""]


def ticks(most: float, about: int = 4) -> list[float]:
    """Round numbers from 0 to just above `most`."""
    if most <= 0:
        return [0.0, 1.0]
    raw = most / about
    size = 10 ** floor(log10(raw))
    step = next(size * each for each in (1, 2, 5, 10) if size * each >= raw)
    return [step * n for n in range(ceil(most / step - 1e-9) + 1)]


def _svg(height: float, label: object, body: str, kind: str = "") -> SafeString:
    return SafeString(
        f'<svg class="chart {kind}" viewBox="0 0 {W} {height:g}" role="img" aria-label="{escape(str(label))}">{PATTERNS}{body}</svg>'
    )


def _text(x: float, y: float, words: object, anchor: str = "start", kind: str = "") -> str:
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{place}{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{escape(str(words))}</text>'


class _Scale:
    """From values to heights."""

    def __init__(self, values: Iterable[Value], height: float = PLOT, top: float = TOP) -> None:
        self.ticks = ticks(max((v for v in values if v is not None), default=0))
        self.height, self.top = height, top

    def y(self, value: float) -> float:
        """Where a value stands; what lies above the scale is drawn at its edge."""
        return self.top + self.height * (1 - min(max(value / self.ticks[-1], 0.0), 1.0))

    def drawn(self, width: float = W) -> str:
        """The ticks with their lines."""
        digits = 0 if all(t == int(t) for t in self.ticks) else 1 if all(abs(t * 10 - round(t * 10)) < 1e-6 for t in self.ticks) else 2
        return "".join(
            f'<path class="grid" d="M{LEFT} {self.y(t):.1f}H{width}"/>' + _text(LEFT - 5, self.y(t) + 4, number(t, digits), "end")
            for t in self.ticks
        )


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last of each run of true."""
    start = None
    for at, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = at
        elif not flag and start is not None:
            yield start, at - 1
            start = None


def _shape(kind: int, x: float, y: float) -> str:
    if kind == 0:
        return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    if kind == 1:
        return f'<rect class="mark two" x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6"/>'
    return f'<path class="mark three" d="M{x - 4:.1f} {y + 3:.1f}L{x + 4:.1f} {y + 3:.1f}L{x:.1f} {y - 4:.1f}Z"/>'


def lines(series: Sequence[Line], along: Sequence[str], *, label: object, marks: Sequence[Mark] = (), dots: bool = True) -> SafeString:
    """Lines over equal steps with the bands of their intervals; what the first one misses is hatched and said to be no data."""
    count = max(len(along), 1)
    step = (W - LEFT - 16) / max(count - 1, 1)

    def x(at: float) -> float:
        return LEFT + 4 + at * step

    top = TOP + (14 if len(marks) > 1 else 0)
    scale = _Scale([v for one in series for v in (*one.values, *_modest(one))], top=top)
    parts = [scale.drawn()]
    gaps = list(_runs([v is None for v in series[0].values])) if series else []
    for first, last in gaps:
        begin, end = max(x(first - 0.5), LEFT), min(x(last + 0.5), W)
        parts.append(f'<rect class="gap" x="{begin:.1f}" y="{top}" width="{end - begin:.1f}" height="{PLOT}" fill="url(#izote-gap)"/>')
        if end - begin > 58:
            parts.append(_text((begin + end) / 2, top + PLOT / 2, _("no data"), "middle", "halo"))
    for kind, one in enumerate(series):
        parts.append(_band(one, x, scale))
        parts.append(_line(one, kind, x, scale, dots=dots and count <= 40))
    bottom: float = top + PLOT
    wide = max((len(name) for name in along), default=1) * 9 + 10
    every = max(1, ceil(count * wide / (W - LEFT)))
    shown = [at for at in range(count) if (count - 1 - at) % every == 0] if along else []
    parts += [
        _text(W, bottom + 16, along[at], "end") if at == count - 1 else _text(x(at), bottom + 16, along[at], "middle") for at in shown
    ]
    for n, mark in enumerate(marks):
        at = min(max(x(mark.at), LEFT), W)
        parts.append(f'<path class="break" d="M{at:.1f} {14 + 14 * (n % 2)}V{bottom}"/>')
        parts.append(_text(min(max(at, LEFT + 40), W - 40), 11 + 14 * (n % 2), mark.words, "middle", "halo"))
    height, key = _key([(kind, one.name) for kind, one in enumerate(series)] if len(series) > 1 else [], bool(gaps), bottom + 26)
    return _svg(height, label, "".join(parts) + key, "lines")


def _modest(one: Line) -> list[Value]:
    """Upper limits, except those far above everything that was seen: a huge interval must not flatten the line."""
    most = max((v for v in one.values if v is not None), default=0)
    return [min(v, 1.6 * most) if v is not None and most else None for v in one.high]


def _band(one: Line, x, scale: _Scale) -> str:  # type: ignore[no-untyped-def]
    both = [lo is not None and hi is not None for lo, hi in zip(one.low, one.high, strict=False)]
    parts = []
    for first, last in _runs(both):
        up = [(x(at), scale.y(one.high[at] or 0)) for at in range(first, last + 1)]
        down = [(x(at), scale.y(one.low[at] or 0)) for at in range(last, first - 1, -1)]
        if first == last:
            parts.append(f'<path class="whisker" d="M{up[0][0]:.1f} {up[0][1]:.1f}V{down[0][1]:.1f}"/>')
        else:
            parts.append(f'<path class="band" d="M{"L".join(f"{a:.1f} {b:.1f}" for a, b in (*up, *down))}Z"/>')
    return "".join(parts)


def _line(one: Line, kind: int, x, scale: _Scale, *, dots: bool) -> str:  # type: ignore[no-untyped-def]
    dash = f' stroke-dasharray="{DASHES[kind % 4]}"' if DASHES[kind % 4] else ""
    parts, points = [], {at: (x(at), scale.y(v)) for at, v in enumerate(one.values) if v is not None}
    for first, last in _runs([v is not None for v in one.values]):
        path = "L".join(f"{points[at][0]:.1f} {points[at][1]:.1f}" for at in range(first, last + 1))
        parts.append(f'<path class="line l{kind % 4}"{dash} d="M{path}"/>' if first != last else "")
        if not dots and first == last:
            parts.append(_shape(kind, *points[first]))
    return "".join(parts) + ("".join(_shape(kind, *point) for point in points.values()) if dots else "")


def _key(named: Sequence[tuple[int, str]], gap: bool, top: float) -> tuple[float, str]:
    """What the signs mean, under the picture."""
    parts: list[str] = []
    for kind, name in named:
        dash = f' stroke-dasharray="{DASHES[kind % 4]}"' if DASHES[kind % 4] else ""
        parts.append(f'<path class="line l{kind % 4}"{dash} d="M{LEFT - 34} {top + 8}h28"/>{_shape(kind, LEFT - 20, top + 8)}')
        for at, words in enumerate(two_lines(name, 42)):
            parts.append(_text(LEFT, top + 12 + at * 15, words))
        top += 20 if len(two_lines(name, 42)) == 1 else 36
    if gap:
        parts.append(f'<rect class="gap" x="{LEFT - 34}" y="{top}" width="28" height="14" fill="url(#izote-gap)"/>')
        parts.append(_text(LEFT, top + 12, _("no data: not the same as zero")))
        top += 22
    return top + 2, "".join(parts)


def columns(values: Sequence[Value], along: Sequence[str], *, label: object) -> SafeString:
    """Upright bars, one a step (the months of a year); None is hatched."""
    scale, step = _Scale(values), (W - LEFT - 2) / max(len(values), 1)
    parts = [scale.drawn()]
    for at, value in enumerate(values):
        left = LEFT + at * step + step * 0.12
        if value is None:
            parts.append(f'<rect class="gap" x="{left:.1f}" y="{TOP}" width="{step * 0.76:.1f}" height="{PLOT}" fill="url(#izote-gap)"/>')
        else:
            y = scale.y(value)
            parts.append(f'<rect class="mark" x="{left:.1f}" y="{y:.1f}" width="{step * 0.76:.1f}" height="{TOP + PLOT - y:.1f}"/>')
        parts.append(_text(left + step * 0.38, TOP + PLOT + 16, along[at], "middle"))
    height, key = _key([], None in values, TOP + PLOT + 24)
    return _svg(height, label, "".join(parts) + key, "columns-chart")


def heat(grid: Sequence[Sequence[float]], rows: Sequence[str], along: Sequence[str], *, label: object) -> SafeString:
    """A grid whose squares grow with the number (area, not colour): hours across, days down."""
    most = max((v for row in grid for v in row), default=0) or 1
    left, top, high = 40, 6, 19
    step = (W - left) / max(len(along), 1)
    parts = []
    for r, row in enumerate(grid):
        middle = top + r * high + high / 2
        parts.append(_text(left - 6, middle + 4, rows[r], "end"))
        parts.append(f'<path class="grid" d="M{left} {middle:.1f}H{W}"/>')
        for c, value in enumerate(row):
            if value > 0:
                side = max((value / most) ** 0.5 * (step - 1), 1.5)
                x, y = left + c * step + (step - side) / 2, middle - side / 2
                parts.append(f'<rect class="mark" x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}"/>')
    bottom = top + len(rows) * high
    parts += [_text(left + (c + 0.5) * step, bottom + 16, name, "middle") for c, name in enumerate(along) if c % 6 == 0]
    parts.append(_text(left, bottom + 34, _("The largest square: %(n)s") % {"n": number(most)}))
    return _svg(bottom + 42, label, "".join(parts), "heat")


def pyramid(women: Sequence[float], men: Sequence[float], bands: Sequence[str], *, label: object) -> SafeString:
    """Women to the left (solid), men to the right (lined), the oldest on top."""
    most = max([*women, *men, 1])
    middle, half, room, high = W / 2, 27, 100, 17
    top = 22
    parts = [_text(middle - half - room, 13, _("women")), _text(middle + half + room, 13, _("men"), "end")]
    for r, at in enumerate(reversed(range(len(bands)))):
        y = top + r * high
        parts.append(_text(middle, y + 12, bands[at], "middle"))
        for side, value in ((-1, women[at]), (1, men[at])):
            size = value / most * room
            x = middle + half if side > 0 else middle - half - size
            sort = 'class="mark"' if side < 0 else 'class="outline" fill="url(#izote-lines)"'
            if value:
                parts.append(f'<rect {sort} x="{x:.1f}" y="{y + 2}" width="{max(size, 1):.1f}" height="{high - 4}"/>')
                parts.append(_text(middle + side * (half + size + 4), y + 12, number(value), "start" if side > 0 else "end"))
    return _svg(top + len(bands) * high + 6, label, "".join(parts), "pyramid")


def dots(rows: Sequence[Dot], *, label: object, reference: Value = None, reference_name: str = "", digits: int = 1) -> SafeString:
    """Values as dots with their intervals, each under its words; an upright line shows what they are compared with."""
    given = [v for row in rows for v in (row.value, row.low)] + [reference]
    most = max((v for v in given if v is not None), default=1) or 1
    high = max((row.high for row in rows if row.high is not None), default=most)
    scale = ticks(max(most, min(high, 2.5 * most)))
    room = W - 20

    def x(value: float) -> float:
        return 10 + room * min(max(value / scale[-1], 0.0), 1.0)

    parts, y = [], 4.0
    body: list[str] = []
    for row in rows:
        words = two_lines(row.label, 38)
        for at, one in enumerate(words):
            body.append(_text(0, y + 13 + at * 15, one, kind="strong" if row.mark else ""))
        body.append(_text(W, y + 13, number(row.value, digits), "end", "halo"))
        y += 15 * len(words) + 12
        if row.value is None:
            body.append(_text(10, y + 2, _("no data")))
        else:
            if row.low is not None and row.high is not None:
                arrow = f"M{x(row.high) - 5:.1f} {y - 4:.1f}l5 4l-5 4" if row.high > scale[-1] else f"M{x(row.high):.1f} {y - 4:.1f}v8"
                body.append(f'<path class="whisker" d="M{x(row.low):.1f} {y - 4:.1f}v8m0 -4H{x(row.high):.1f}{arrow}"/>')
            body.append(_shape(1 if row.mark else 0, x(row.value), y))
        y += 14
    if reference is not None:
        parts.append(f'<path class="break" d="M{x(reference):.1f} 4V{y:.1f}"/>')
        side = "start" if x(reference) < W / 2 else "end"
        body.append(_text(x(reference), y + 32, f"┆ {reference_name} {number(reference, digits)}", side))
    fine = 0 if all(t == int(t) for t in scale) else 2 if scale[-1] < 1 else 1
    parts += [f'<path class="grid" d="M{x(t):.1f} 4V{y:.1f}"/>' for t in scale]
    body += [_text(x(t), y + 15, number(t, fine), "start" if t == 0 else "end" if t == scale[-1] else "middle") for t in scale]
    return _svg(y + (40 if reference is not None else 22), label, "".join(parts + body), "dots")


def multiples(
    panels: Sequence[tuple[str, Sequence[Value]]], ends: tuple[str, str], *, label: object, digits: int = 1, marks: Sequence[float] = ()
) -> SafeString:
    """Small lines beside each other on one scale, with upright marks where they break; the number is the last one known."""
    most = max((v for _name, values in panels for v in values if v is not None), default=1) or 1
    wide, high, plot = W / 2 - 6, 108, 50
    parts = []
    for at, (name, values) in enumerate(panels):
        left, top = (at % 2) * (wide + 12), (at // 2) * high
        for row, words in enumerate(two_lines(name, 22)):
            parts.append(_text(left, top + 13 + row * 15, words))
        step, floor_ = (wide - 44) / max(len(values) - 1, 1), top + 36 + plot
        parts.append(f'<path class="grid" d="M{left:.1f} {floor_}H{left + wide - 40:.1f}"/>')
        parts += [f'<path class="break" d="M{left + mark * step:.1f} {floor_ - plot}V{floor_}"/>' for mark in marks]
        points = [None if v is None else (left + n * step, floor_ - v / most * plot) for n, v in enumerate(values)]
        for first, last in _runs([p is not None for p in points]):
            path = "L".join(f"{p[0]:.1f} {p[1]:.1f}" for p in points[first : last + 1] if p)
            parts.append(f'<path class="line l0" d="M{path}"/>' if first != last else "")
        last_known = next(((n, v) for n, v in reversed(list(enumerate(values))) if v is not None), None)
        if last_known and (end := points[last_known[0]]):
            parts.append(_shape(0, *end) + _text(end[0] + 7, end[1] + 4, number(last_known[1], digits)))
        parts.append(_text(left, floor_ + 15, ends[0]) + _text(left + wide - 40, floor_ + 15, ends[1], "end"))
    return _svg(ceil(len(panels) / 2) * high + 4, label, "".join(parts), "multiples")


def shaded(width: int, height: int, shapes: Iterable[tuple[str, str, str, str]], *, label: object) -> SafeString:
    """A map whose places carry a pattern each: (path, sort, what it says, where it leads); sorts are in `SHADES`."""
    parts = []
    for path, sort, says, url in shapes:
        fill = f' fill="url(#izote-{sort})"' if sort in SHADES else ""
        drawn = f'<path class="{sort}"{fill} d="{path}"><title>{escape(says)}</title></path>'
        parts.append(f'<a href="{escape(url)}" aria-label="{escape(says)}">{drawn}</a>' if url else drawn)
    frame = f'viewBox="0 0 {width} {height}" role="group" aria-label="{escape(str(label))}"'
    return SafeString(f'<svg class="shaded" {frame}>{_shades()}{"".join(parts)}</svg>')


# lines denser from band to band; the last is full
SHADES = {"shade1": 16, "shade2": 11, "shade3": 7.5, "shade4": 4.5, "shade5": 0, "nodata": 9, "part": 11, "people": 12}
# why a place has no shade: a dot, a cross, a ring
SIGNS = {
    "nodata": '<circle class="ink" cx="4.5" cy="4.5" r="1.3"/>',
    "part": '<path class="sign" d="M5.5 2.5v6M2.5 5.5h6"/>',
    "people": '<circle class="sign" cx="6" cy="6" r="2.8"/>',
}


def _shades() -> str:
    return f"<defs>{''.join(_shade(name, gap) for name, gap in SHADES.items())}</defs>"


def _shade(name: str, gap: float) -> str:
    size = gap or 4
    inside = f'<rect class="{name}" width="{size}" height="{size}"/>'
    if name in SIGNS:
        inside += SIGNS[name]
    elif gap:
        inside += f'<path class="hatch" d="M0 0V{size}"/>'
    turned = "" if name in SIGNS else ' patternTransform="rotate(45)"'
    return f'<pattern id="izote-{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turned}>{inside}</pattern>'


def swatch(sort: str) -> SafeString:
    """A small square with the pattern of a sort, for the words beside a map."""
    fill = f' fill="url(#izote-{sort})"' if sort in SHADES else ""
    return SafeString(
        f'<svg class="shaded swatch" viewBox="0 0 36 20" aria-hidden="true"><rect class="{sort}"{fill} width="36" height="20"/></svg>'
    )
