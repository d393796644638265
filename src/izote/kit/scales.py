"""Judgements on a short scale of steps, drawn by the server: a value in its interval, its trend as a sign, what is not known hatched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from izote.kit.charts import _svg, _text, two_lines

LEFT, RIGHT, HIGH = 12, 232, 18


@dataclass(frozen=True)
class Judged:
    """One row: its words, the value (None is said by `instead`), between which steps it lies, and a sign with its words at the end."""

    label: str
    value: int | None
    low: int
    high: int
    sign: str = ""
    instead: str = ""


def scale(rows: Sequence[Judged], *, label: object, most: int = 4) -> SafeString:
    """Rows on one scale from 0 to `most`: a band from low to high, a dot at the value; without a value the band is hatched and says so."""
    step = (RIGHT - LEFT) / most
    parts, y = [], 4.0
    top = y
    body = []
    for row in rows:
        words = two_lines(row.label, 46)
        body += [_text(0, y + 13 + at * 15, one) for at, one in enumerate(words)]
        y += 15 * len(words) + 6
        body.append(_row(row, y, step))
        y += HIGH + 10
    parts += [f'<path class="grid" d="M{LEFT + n * step:.1f} {top}V{y:.1f}"/>' for n in range(most + 1)]
    body += [_text(LEFT + n * step, y + 15, n, "middle") for n in range(most + 1)]
    return _svg(y + 22, label, "".join(parts + body), "scale")


def _row(row: Judged, y: float, step: float) -> str:
    left, wide = LEFT + row.low * step, max((row.high - row.low) * step, 3)
    known = row.value is not None
    fill = 'class="band"' if known else 'class="gap" fill="url(#izote-gap)"'
    drawn = [f'<rect {fill} x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{HIGH}"/>']
    if row.value is not None:
        x, middle = LEFT + row.value * step, y + HIGH / 2
        drawn.append(f'<path class="whisker" d="M{left:.1f} {y:.1f}v{HIGH}m0 -{HIGH / 2}H{left + wide:.1f}m0 -{HIGH / 2}v{HIGH}"/>')
        drawn.append(f'<circle class="mark" cx="{x:.1f}" cy="{middle:.1f}" r="6"/>')
    else:
        drawn.append(_text(left + 4, y + 13, row.instead, kind="halo"))
    drawn.append(_text(RIGHT + 10, y + 13, row.sign, kind="halo"))
    return "".join(drawn)
