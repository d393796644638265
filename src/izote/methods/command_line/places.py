"""Smoothed rates, ranks, and patterns on the map."""

import argparse
from typing import Any

import numpy as np

from izote.methods import tables
from izote.methods.command_line.rates import columns, confidence
from izote.methods.errors import Declined
from izote.methods.neighbours import Neighbours, centroids, contiguity, from_pairs, nearest, read_geojson


def _configure_neighbours(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--neighbours", metavar="FILE.csv", help="two columns: place, neighbour (both directions)")
    parser.add_argument("--geojson", metavar="FILE", help="polygons; neighbours are those that touch")
    parser.add_argument("--key", default="place", help="property of the polygons that holds the place")
    parser.add_argument("--contiguity", choices=("queen", "rook"), default="queen")
    parser.add_argument("--tolerance", type=float, default=0.0, help="vertices nearer than this are one (units of the file)")
    parser.add_argument("--nearest", type=int, default=0, metavar="K", help="instead of touching: the K nearest centres")


def _neighbours(args: argparse.Namespace, places: list[str]) -> Neighbours:
    """The neighbours in the order of the table."""
    if bool(args.neighbours) == bool(args.geojson):
        raise Declined("neighbours", "Give either --neighbours or --geojson.")
    if args.neighbours:
        table = tables.read(args.neighbours)
        return from_pairs(places, zip(table.texts("place"), table.texts("neighbour"), strict=True))
    names, polygons = read_geojson(args.geojson, args.key)
    number = {name: at for at, name in enumerate(names)}
    absent = [place for place in places if place not in number]
    if absent:
        raise Declined("place", f"The map has no place “{absent[0]}” ({len(absent)} missing).", place=absent[0], missing=len(absent))
    chosen = [polygons[number[place]] for place in places]
    if len(set(places)) != len(places):
        raise Declined("place", "A place is named twice.")
    if args.nearest:
        return nearest(centroids(chosen), args.nearest, geographic=True)
    return contiguity(chosen, kind=args.contiguity, tolerance=args.tolerance)


def _smoothed(args: argparse.Namespace) -> str:
    from izote.methods import smoothing

    table = tables.read(args.input)
    places, count, population = table.texts(args.place), table.counts(args.count), table.numbers(args.population)
    if hasattr(args, "geojson"):
        found = smoothing.spatial_empirical_bayes(count, population, _neighbours(args, places), per=args.per)
    else:
        found = smoothing.empirical_bayes(count, population, per=args.per)
    head = ["place", "smoothed", "rate", "weight", "mean", "smallest_rise"]
    n = tables.write(args.output, head, zip(places, *found, strict=True))
    return f"{n} places; own weight from {np.nanmin(found.weight):.2f} to {np.nanmax(found.weight):.2f}"


def _gamma(args: argparse.Namespace) -> str:
    from izote.methods.smoothing import gamma_poisson

    table = tables.read(args.input)
    found = gamma_poisson(
        table.counts(args.count), table.numbers(args.population), per=args.per, confidence=args.confidence, estimate=args.estimate
    )
    head = ["place", "smoothed", "low", "high", "relative", "smallest_rise"]
    lines = zip(table.texts(args.place), found.value, found.low, found.high, found.relative, found.smallest_rise, strict=True)
    n = tables.write(args.output, head, lines)
    told = "" if found.distinguishable else "; no variation beyond chance: one rate for all"
    return f"{n} places; nu {found.nu:.4g}, alpha {found.alpha:.4g}{told}"


def _ranks(args: argparse.Namespace) -> str:
    from izote.methods.ranks import rank_confidence_sets, ranks

    table = tables.read(args.input)
    places, count, population = table.texts(args.place), table.counts(args.count), table.numbers(args.population)
    found = ranks(
        count, population, first=args.first, draws=args.draws, seed=args.seed, prior=args.prior, confidence=args.confidence, per=args.per
    )
    sets = rank_confidence_sets(count, population, simultaneous=args.simultaneous, confidence=args.confidence)
    head = ["place", "rate", "rank", "low", "high", "expected_rank", f"first_{args.first}", "group", "unordered", "tied", "smallest_rise"]
    lines = zip(places, *found._replace(tied=found.tied.astype(int)), sets.low, sets.high, strict=True)
    n = tables.write(args.output, [*head, "set_low", "set_high"], lines)
    return f"{n} places in {found.group.max()} groups; seed {args.seed}"


def _values(args: argparse.Namespace, table: tables.Table) -> np.ndarray:
    """What the pattern is sought in: a column as it is, or rates of the counts."""
    from izote.methods.smoothing import empirical_bayes
    from izote.methods.spatial import standardised_rate

    if args.value:
        return table.numbers(args.value)
    count, population = table.counts(args.count), table.numbers(args.population)
    if args.rates == "standardised":
        return standardised_rate(count, population)
    smoothed = empirical_bayes(count, population)
    return smoothed.value if args.rates == "smoothed" else smoothed.raw


def _pattern(args: argparse.Namespace) -> str:
    from izote.methods import spatial

    table = tables.read(args.input)
    places, values = table.texts(args.place), _values(args, table)
    near = _neighbours(args, places)
    common = {"permutations": args.permutations, "seed": args.seed}
    alone = f"{len(near.islands)} without neighbour"
    if args.statistic == "moran":
        found = spatial.moran(values, near, **common)
        head = ["I", "expected", "z", "p_normal", "z_random", "p_random", "p", "smallest_change"]
        tables.write(args.output, head, [[float(x) for x in found[:8]]])
        return f"I {float(found.i):.4f}, p {float(found.p):.4g} ({args.permutations} permutations, seed {args.seed}); {alone}"
    if args.statistic == "local-moran":
        local = spatial.local_moran(values, near, **common)
        q = spatial.false_discovery(local.p)
        label = [spatial.QUADRANTS[each] if not np.isnan(p) else "" for each, p in zip(local.quadrant, local.p, strict=True)]
        head = ["place", "value", "I", "z", "p", "p_normal", "p_adjusted", "quadrant", "smallest_change"]
        lines = zip(places, values, local.i, local.z, local.p, local.p_normal, q, label, local.smallest_change, strict=True)
    else:
        getis = spatial.getis_ord(values, near, star=not args.no_star, **common)
        q = spatial.false_discovery(getis.p)
        label = ["" if np.isnan(z) else "high" if z > 0 else "low" for z in getis.z]
        head = ["place", "value", "G", "z", "p", "p_normal", "p_adjusted", "side", "smallest_change"]
        lines = zip(places, values, getis.g, getis.z, getis.p, getis.p_normal, q, label, getis.smallest_change, strict=True)
    n = tables.write(args.output, head, lines)
    enough = spatial.permutations_for(int((~np.isnan(q)).sum()))
    few = "" if args.permutations >= enough else f"; with under {enough} permutations a single cluster cannot pass the control"
    return f"{n} places, {int((q <= 0.05).sum())} pass the false-discovery control at 5 %; {alone}{few}; seed {args.seed}"


def _knox(args: argparse.Namespace) -> str:
    from izote.methods.knox import knox

    space, time, options = _events(args)
    deltas, taus = np.unique(args.delta), np.unique(args.tau)
    found = knox(space, time, deltas, taus, **options)
    head = ["delta", "tau", "pairs", "expected", "p", "p_poisson", "near_in_space", "near_in_time", "smallest_excess"]
    lines = [[delta, tau, *(x[i, j] for x in found)] for i, delta in enumerate(deltas) for j, tau in enumerate(taus)]
    tables.write(args.output, head, lines)
    return f"{len(time)} events, {len(lines)} thresholds, {args.permutations} permutations, seed {args.seed}"


def _events(args: argparse.Namespace) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    table = tables.read(args.input)
    space = np.column_stack((table.numbers(args.x), table.numbers(args.y)))
    time = np.array([day.toordinal() for day in table.days(args.date)], float) if args.date else table.numbers(args.time)
    return space, time, {"permutations": args.permutations, "seed": args.seed, "geographic": args.geographic}


def _one_interaction(args: argparse.Namespace, found: Any, events: int) -> str:
    tables.write(args.output, ["statistic", "expected", "p", "smallest_excess"], [found])
    return f"{events} events, {args.permutations} permutations, seed {args.seed}"


def _modified_knox(args: argparse.Namespace) -> str:
    from izote.methods.knox import modified_knox

    space, time, options = _events(args)
    return _one_interaction(args, modified_knox(space, time, args.delta, args.tau, **options), len(time))


def _mantel(args: argparse.Namespace) -> str:
    from izote.methods.knox import mantel

    space, time, options = _events(args)
    powers = {"space_power": args.space_power, "time_power": args.time_power}
    constants = {"space_constant": args.space_constant, "time_constant": args.time_constant}
    return _one_interaction(args, mantel(space, time, **constants, **powers, **options), len(time))


def _jacquez(args: argparse.Namespace) -> str:
    from izote.methods.knox import jacquez

    space, time, options = _events(args)
    return _one_interaction(args, jacquez(space, time, args.k, **options), len(time))


def _configure_events(parser: argparse.ArgumentParser) -> None:
    columns(parser, "x", "y", "time")
    parser.add_argument("--date", metavar="COLUMN", help="a column of ISO dates instead of the time")
    parser.add_argument("--geographic", action="store_true", help="x is longitude, y latitude; distances in kilometres")
    parser.add_argument("--permutations", type=int, default=999)
    parser.add_argument("--seed", type=int, default=1)


def _configure_modified_knox(parser: argparse.ArgumentParser) -> None:
    _configure_events(parser)
    parser.add_argument("--delta", type=float, required=True, help="the distance")
    parser.add_argument("--tau", type=float, required=True, help="the span of time")


def _configure_mantel(parser: argparse.ArgumentParser) -> None:
    _configure_events(parser)
    for name in ("space", "time"):
        parser.add_argument(f"--{name}-constant", type=float, default=1.0)
        parser.add_argument(f"--{name}-power", type=float, default=-1.0)


def _configure_jacquez(parser: argparse.ArgumentParser) -> None:
    _configure_events(parser)
    parser.add_argument("--k", type=int, default=3, help="how many nearest")


def _configure_similar(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place")
    parser.add_argument("--of", required=True, metavar="PLACE", help="the place to which others are compared")
    parser.add_argument("--features", nargs="+", required=True, metavar="COLUMN")
    parser.add_argument("--logarithm", nargs="*", default=[], metavar="COLUMN", help="features compared by ratio")
    parser.add_argument("--k", type=int, default=5)


def _similar(args: argparse.Namespace) -> str:
    from izote.methods.similar import similar

    table = tables.read(args.input)
    places = table.texts(args.place)
    if args.of not in places:
        raise Declined("place", f"The file has no place “{args.of}”.", place=args.of)
    features = np.column_stack([table.numbers(name) for name in args.features])
    logarithm = [name in args.logarithm for name in args.features]
    found = similar(features, places.index(args.of), args.k, logarithm=logarithm, names=args.features)
    head = ["place", "distance", "why", *(f"difference_{name}" for name in args.features)]
    rows = zip((places[at] for at in found.places), found.distance, found.why, found.difference, strict=True)
    n = tables.write(args.output, head, ([place, distance, why, *difference] for place, distance, why, difference in rows))
    return f"{n} places; a typical place lies at {found.typical:.2f}"


def _configure_places(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "count", "population")
    parser.add_argument("--per", type=float, default=100_000)


def _configure_spatial_smoothing(parser: argparse.ArgumentParser) -> None:
    _configure_places(parser)
    _configure_neighbours(parser)


def _configure_gamma(parser: argparse.ArgumentParser) -> None:
    _configure_places(parser)
    parser.add_argument("--estimate", choices=("clayton-kaldor", "likelihood"), default="clayton-kaldor")
    confidence(parser)


def _configure_ranks(parser: argparse.ArgumentParser) -> None:
    _configure_places(parser)
    parser.add_argument("--first", type=int, default=10, help="k of “probability of being among the first k”")
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prior", choices=("gamma-poisson", "exact"), default="gamma-poisson")
    parser.add_argument("--simultaneous", action="store_true", help="confidence sets that hold for all places together")
    confidence(parser)


def _configure_pattern(statistic: str, parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(statistic=statistic)
    columns(parser, "place", "count", "population")
    parser.add_argument("--value", metavar="COLUMN", help="a column taken as it is, instead of rates of the counts")
    rates = ("raw", "smoothed", "standardised")
    parser.add_argument("--rates", choices=rates, default="smoothed" if statistic == "getis-ord" else "standardised")
    parser.add_argument("--permutations", type=int, default=19_999)
    parser.add_argument("--seed", type=int, default=1)
    if statistic == "getis-ord":
        parser.add_argument("--no-star", action="store_true", help="Gi instead of Gi*: leave the place itself out")
    _configure_neighbours(parser)


def _configure_getis(parser: argparse.ArgumentParser) -> None:
    _configure_pattern("getis-ord", parser)


def _configure_local(parser: argparse.ArgumentParser) -> None:
    _configure_pattern("local-moran", parser)


def _configure_moran(parser: argparse.ArgumentParser) -> None:
    _configure_pattern("moran", parser)


def _configure_knox(parser: argparse.ArgumentParser) -> None:
    _configure_events(parser)
    parser.add_argument("--delta", type=float, nargs="+", required=True, help="one or more distances")
    parser.add_argument("--tau", type=float, nargs="+", required=True, help="one or more spans of time")


COMMANDS = {
    "empirical-bayes": ("Rates drawn to the mean of all places.", _configure_places, _smoothed),
    "spatial-empirical-bayes": ("Rates drawn to the mean of the neighbours.", _configure_spatial_smoothing, _smoothed),
    "gamma-poisson": ("Smoothed rates with the interval of their posterior.", _configure_gamma, _gamma),
    "ranks": ("Ranks of places with intervals, and groups the data cannot order.", _configure_ranks, _ranks),
    "getis-ord": ("Gi*: where high (or low) rates lie together.", _configure_getis, _pattern),
    "local-moran": ("Local Moran: high beside high, low beside low, and the odd ones out.", _configure_local, _pattern),
    "moran": ("Moran's I: is there any pattern on the map.", _configure_moran, _pattern),
    "similar": ("The places most like one in some features.", _configure_similar, _similar),
    "modified-knox": ("Knox less what each event's own neighbours let expect.", _configure_modified_knox, _modified_knox),
    "mantel": ("Correlation of nearness in space and in time over all pairs.", _configure_mantel, _mantel),
    "jacquez": ("Events among each other's nearest both in space and in time.", _configure_jacquez, _jacquez),
    "knox": ("Do events near in space come near in time.", _configure_knox, _knox),
}
