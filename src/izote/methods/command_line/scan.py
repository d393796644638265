"""Space-time scans on the command line."""

import argparse
from functools import partial
from typing import Any

import numpy as np

from izote.methods.errors import Declined
from izote.methods.tables import read, write


def _configure(parser: argparse.ArgumentParser, kind: str) -> None:
    parser.description = f"{parser.description} Input columns: date (or week), place, count (one row a place and period; absent: zero)."
    parser.add_argument("--places", required=True, help="CSV: place,x,y (or longitude,latitude) and, for the Poisson scan, population")
    parser.add_argument("--neighbours", type=int, help="largest circle, in places")
    parser.add_argument("--radius", type=float, help="largest circle: radius (km with longitude and latitude)")
    parser.add_argument("--share", type=float, default=0.5, help="largest circle, as a share of the population")
    parser.add_argument("--longest", type=int, help="longest window, in periods")
    parser.add_argument("--replicates", type=int, default=999)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clusters", type=int, default=10)
    if kind == "expectation":
        parser.add_argument(
            "--baseline", default="expected", help="column of the expected counts; without it: the mean of the place before the window"
        )


def _run(args: argparse.Namespace, kind: Any) -> str:
    from izote.methods.scan import circles, scan

    where = read(args.places)
    names = where.texts("place")
    round_ = "longitude" in where.columns
    population = where.numbers("population") if "population" in where.columns else None
    x, y = (where.numbers(name) for name in (("longitude", "latitude") if round_ else ("x", "y")))
    zones = circles(x, y, spherical=round_, neighbours=args.neighbours, radius=args.radius, population=population, share=args.share)
    file = read(args.input)
    periods, counts = _spread(file, names, "count", 0.0)
    baseline = None
    if kind == "expectation":
        baseline = _baseline(args, file, names, counts)
    found = scan(
        counts,
        zones,
        kind=kind,
        population=population,
        baseline=baseline,
        most=args.longest,
        replicates=args.replicates,
        seed=args.seed,
        clusters=args.clusters,
    )
    head = ["cluster", "places", "from", "to", "observed", "expected", "ratio", "score", "p", "recurrence"]
    rows = (
        [
            n,
            " ".join(names[at] for at in one.places),
            periods[-one.duration],
            periods[-1],
            one.observed,
            one.expected,
            one.ratio,
            one.score,
            one.p,
            one.recurrence,
        ]
        for n, one in enumerate(found.clusters, 1)
    )
    write(args.output, head, rows)
    return found.sentence


def _spread(file: Any, names: list[str], column: str, empty: float) -> tuple[list[str], np.ndarray]:
    """Long rows as (periods, places); every period between the first and the last day or week that occurs."""
    import datetime as dt

    days = file.days("week" if "week" in file.columns else "date")
    step = 7 if "week" in file.columns else 1
    first, last = min(days), max(days)
    if any((day - first).days % step for day in days):
        raise Declined("week", "The weeks do not begin on the same day of the week.")
    periods = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
    at = {name: number for number, name in enumerate(names)}
    out = np.full((len(periods), len(names)), empty)
    for row, (day, place, value) in enumerate(zip(days, file.texts("place"), file.numbers(column), strict=True)):
        if place not in at:
            raise Declined("place", f"Row {row + 2}: the place “{place}” has no coordinates.", row=row + 2)
        out[(day - first).days // step, at[place]] += value
    return [day.isoformat() for day in periods], out


def _baseline(args: argparse.Namespace, file: Any, names: list[str], counts: np.ndarray) -> np.ndarray:
    if args.baseline in file.columns:
        return _spread(file, names, args.baseline, 0.0)[1]
    longest = args.longest or 0
    if not 0 < longest < counts.shape[0]:
        raise Declined("baseline", "Give a column of expected counts, or --longest shorter than the series.")
    mean = (counts[:-longest].sum(axis=0) + 0.5) / (counts.shape[0] - longest)
    return np.broadcast_to(mean, counts.shape)


SENTENCES = {
    "poisson": "Clusters alive today: Kulldorff's prospective Poisson scan.",
    "permutation": "Clusters alive today from cases alone: space-time permutation scan (2005).",
    "expectation": "Clusters alive today against what was expected: Neill's expectation-based Poisson scan.",
}
COMMANDS: dict[str, Any] = {
    f"scan-{kind}": (sentence, partial(_configure, kind=kind), partial(_run, kind=kind)) for kind, sentence in SENTENCES.items()
}
