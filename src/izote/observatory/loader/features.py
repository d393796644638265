"""Reads the features of one GeoJSON file from stdin in a process of its own, with time and memory bounded; it imports nothing of Izote."""

import json
import sys
from typing import Any

MEMORY, SECONDS = 1_000_000_000, 60


def point(geometry: Any) -> list[float] | None:
    """Longitude and latitude of a feature, or nothing."""
    try:
        where = geometry["coordinates"]
        while isinstance(where[0], list):
            where = where[0]
        return [float(where[0]), float(where[1])]
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):
        return None


def text(value: Any) -> str:
    """A property as text; what is no single value is left out."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def answer(data: bytes, columns: int, cells: int) -> dict[str, Any]:
    """Headings, rows and points, or why there are none."""
    try:
        features = json.loads(data.decode("utf-8-sig"))["features"]
        properties = [one["properties"] or {} for one in features]
        heads = list(dict.fromkeys(key for one in properties for key in one))[:columns]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"refused": "no features"}
    if len(heads) * len(features) > cells or len(features) > cells:
        return {"refused": "too large"}
    rows = [[text(one.get(key)) for key in heads] for one in properties]
    return {"heads": heads, "rows": rows, "points": [point(one.get("geometry")) for one in features]}


def main() -> None:
    """The bounds as arguments, the file on stdin; the answer is JSON on stdout."""
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still applies
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said = json.dumps(answer(sys.stdin.buffer.read(), *map(int, sys.argv[1:3])))
    except MemoryError:
        said = '{"refused": "too large"}'
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
