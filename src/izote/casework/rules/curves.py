"""Where the points of a curve over time stand in its picture."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

LEFT, TOP, WIDTH, HEIGHT, MONTHS = 36, 12, 420, 200, 20
MARKS = ("", "b", "c", "whole")


class Dot(NamedTuple):
    """One point: where it stands and what it is worth."""

    x: float
    y: float
    value: float


class Curve(NamedTuple):
    """One line: its key, its style, its path and its points."""

    key: str
    mark: str
    path: str
    dots: Sequence[Dot]


class Strip(NamedTuple):
    """The time of one wave: where it begins and how wide it is."""

    x: float
    width: float


def curves(lines: Mapping[str, Sequence[tuple[float, float | None]]], last: float = MONTHS) -> list[Curve]:
    """Each line of (months, value between 0 and 1); where a value is missing the line is interrupted, never drawn at zero."""
    return [_curve(key, MARKS[at % len(MARKS)], points, last) for at, (key, points) in enumerate(lines.items())]


def _curve(key: str, mark: str, points: Sequence[tuple[float, float | None]], last: float) -> Curve:
    dots, path, pen = [], "", "M"
    for months, value in points:
        if value is None:
            pen = "M"
            continue
        dot = Dot(x_of(months, last), y_of(value), value)
        dots.append(dot)
        path += f"{pen}{dot.x:g} {dot.y:g}"
        pen = "L"
    return Curve(key, mark, path, dots)


def strip(opens: float, closes: float, last: float = MONTHS) -> Strip:
    """The time of a wave, between two months."""
    return Strip(x_of(opens, last), round(x_of(closes, last) - x_of(opens, last), 1))


def x_of(months: float, last: float = MONTHS) -> float:
    """Where a month stands from the left."""
    return round(LEFT + min(max(months, 0), last) / last * WIDTH, 1)


def y_of(value: float) -> float:
    """Where a value between 0 and 1 stands from the top."""
    return round(TOP + (1 - value) * HEIGHT, 1)
