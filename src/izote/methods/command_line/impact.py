"""Impact on the command line."""

import argparse
from typing import Any

from izote.methods.command_line.forecasts import wide
from izote.methods.errors import Declined
from izote.methods.tables import write


def _its_options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: a column of dates, then a column a series; every series is judged by itself."
    parser.add_argument("--at", required=True, help="the first period after the change, as written in the file")
    parser.add_argument("--period", type=int, default=12)
    parser.add_argument("--seasonality", type=int, default=1, help="pairs of sine and cosine a year; 0: none")
    parser.add_argument("--no-slope", action="store_true")
    parser.add_argument("--errors", choices=["quasi", "newey-west"], default="quasi")
    parser.add_argument("--level", type=float, default=0.95)


def _at(dates: list[str], wanted: str) -> int:
    if wanted not in dates:
        raise Declined("at", f"The period {wanted} is not in the file.")
    return dates.index(wanted)


def run_its(args: argparse.Namespace) -> str:
    """Write the change of level and slope of each series."""
    from izote.methods.impact import interrupted_time_series

    dates, series, counts = wide(args.input)
    at, said = _at(dates, args.at), ""
    rows: list[list[object]] = []
    for n, name in enumerate(series):
        try:
            found = interrupted_time_series(
                counts[:, n],
                at,
                period=args.period,
                seasonality=args.seasonality,
                slope=not args.no_slope,
                errors=args.errors,
                level=args.level,
            )
        except Declined as refusal:
            rows.append([name, *[""] * 13, str(refusal)])
            said = str(refusal)
            continue
        rows.append(
            [
                name,
                *found.level,
                found.p_level,
                *found.slope,
                found.p_slope,
                *found.averted,
                found.dispersion,
                found.smallest_change,
                found.sentence,
            ]
        )
        said = found.sentence
    head = [
        "level",
        "level_low",
        "level_high",
        "p_level",
        "slope",
        "slope_low",
        "slope_high",
        "p_slope",
        "averted",
        "averted_low",
        "averted_high",
    ]
    write(args.output, ["series", *head, "dispersion", "smallest_change", "sentence"], rows)
    return said if len(series) == 1 else f"{len(series)} series."


def _sc_options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: a column of dates, then a column of rates a place."
    parser.add_argument("--at", required=True, help="the first period after the change, as written in the file")
    parser.add_argument("--treated", required=True, help="the place with the measure")
    parser.add_argument("--most-rmspe", type=float, default=0.35, help="worst fit before the change, as a share of the place's mean")


def run_sc(args: argparse.Namespace) -> str:
    """Write observed and synthetic series."""
    from izote.methods.synthetic import synthetic_control

    dates, places, rates = wide(args.input, whole=False)
    if args.treated not in places:
        raise Declined("treated", f"The file has no place “{args.treated}”.")
    treated = places.index(args.treated)
    found = synthetic_control(rates, treated, _at(dates, args.at), most_rmspe=args.most_rmspe)
    write(args.output, ["period", "observed", "synthetic", "gap"], zip(dates, rates[:, treated], found.synthetic, found.gap, strict=True))
    parts = sorted(((weight, name) for weight, name in zip(found.weights, places, strict=True) if weight > 0.005), reverse=True)
    return f"{found.sentence} Mixture: {', '.join(f'{name} {weight:.0%}' for weight, name in parts)}."


def _did_options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: a column of dates, then a column of counts a place."
    parser.add_argument("--at", required=True, help="the first period after the change, as written in the file")
    parser.add_argument("--treated", required=True, help="the place with the measure")
    parser.add_argument("--exposure", metavar="FILE.csv", help="populations in the same form")
    parser.add_argument("--level", type=float, default=0.95)


def run_did(args: argparse.Namespace) -> str:
    """Write the change of one place over that of the others."""
    from izote.methods.impact import difference_in_differences

    dates, places, counts = wide(args.input)
    if args.treated not in places:
        raise Declined("treated", f"The file has no place “{args.treated}”.")
    exposure = wide(args.exposure, whole=False)[2] if args.exposure else None
    found = difference_in_differences(counts, places.index(args.treated), _at(dates, args.at), exposure=exposure, level=args.level)
    head = ["place", "ratio", "low", "high", "p", "dispersion", "smallest_change", "sentence"]
    row = [args.treated, *found.ratio, found.p, found.dispersion, found.smallest_change, found.sentence]
    write(args.output, head, [row])
    return found.sentence


COMMANDS: dict[str, Any] = {
    "difference-in-differences": ("The change of one place over the change of all others.", _did_options, run_did),
    "interrupted-time-series": ("Change of level and slope after a measure, against the series' own past.", _its_options, run_its),
    "synthetic-control": ("A place against the mixture of others that resembled it before a measure.", _sc_options, run_sc),
}
