"""Forecasts and nowcasts on the command line."""

import argparse
import datetime as dt
from typing import Any

import numpy as np

from izote.methods.errors import Declined
from izote.methods.tables import read, write


def wide(path: str, *, whole: bool = True) -> tuple[list[str], list[str], np.ndarray]:
    """A first column of dates, then a column a series: (dates as written, series, figures (periods, series))."""
    file = read(path)
    first, *series = list(file.columns)
    if not series:
        raise Declined("column", "The file needs a column of periods and one or more series.")
    return file.texts(first), series, np.column_stack([file.counts(name) if whole else file.numbers(name) for name in series])


def _options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: a column of dates, then a column a series; an empty cell is no report."
    parser.add_argument("--horizon", type=int, default=12)
    parser.add_argument("--period", type=int, default=12, help="periods a year: 12 for months, 1 for years")
    parser.add_argument("--level", type=float, default=0.9)
    parser.add_argument("--exposure", help="CSV: series,population")


def _exposure(args: argparse.Namespace, series: list[str]) -> np.ndarray | None:
    if not args.exposure:
        return None
    file = read(args.exposure)
    people = dict(zip(file.texts("series"), file.numbers("population"), strict=True))
    lacking = [name for name in series if name not in people]
    if lacking:
        raise Declined("exposure", f"No population is given for “{lacking[0]}”.")
    return np.array([people[name] for name in series])


def _forecast_options(parser: argparse.ArgumentParser) -> None:
    _options(parser)
    parser.add_argument("--no-check", action="store_true", help="give the model even where a naive forecast was better")


def run_forecast(args: argparse.Namespace) -> str:
    """Write mean and interval by series and period."""
    from izote.methods.forecast import forecast

    dates, series, counts = wide(args.input)
    made = forecast(
        counts, horizon=args.horizon, period=args.period, level=args.level, exposure=_exposure(args, series), check=not args.no_check
    )
    following = _following(dates[-1], args.horizon, args.period)
    rows = (
        [name, following[h], made.mean[h, n], made.low[h, n], made.high[h, n], made.method]
        for n, name in enumerate(series)
        for h in range(args.horizon)
    )
    write(args.output, ["series", "period", "mean", "low", "high", "method"], rows)
    return made.sentence


def _following(last: str, horizon: int, period: int) -> list[str]:
    """The next months or years as dates; plain numbers where the last period is no date."""
    text = last.strip()
    if text.isdigit():
        return [str(int(text) + n) for n in range(1, horizon + 1)]
    try:
        day = dt.date.fromisoformat(text + "-01" if len(text) == 7 else text)
    except ValueError:
        return [f"+{n}" for n in range(1, horizon + 1)]
    if period not in (1, 4, 12):
        return [f"+{n}" for n in range(1, horizon + 1)]
    months = [day.year * 12 + day.month - 1 + n * (12 // period) for n in range(1, horizon + 1)]
    return [dt.date(month // 12, month % 12 + 1, 1).isoformat() for month in months]


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    _options(parser)
    parser.add_argument("--origins", type=int, help="how many of the last periods serve as origins")


def run_evaluate(args: argparse.Namespace) -> str:
    """Write the scores of model and naive forecasts."""
    from izote.methods.forecast import evaluate

    _, series, counts = wide(args.input)
    found = evaluate(
        counts, horizon=args.horizon, period=args.period, level=args.level, exposure=_exposure(args, series), origins=args.origins
    )
    rows: list[list[object]] = [["crps", "model", found.crps]]
    rows += [["crps", name, value] for name, value in found.baselines.items()]
    rows += [["coverage", "model", found.coverage], ["coverage_pit", "model", found.coverage_pit], ["promised", "model", found.promised]]
    rows += [["interval_score", "model", found.interval_score], ["forecasts", "model", found.forecasts]]
    rows += [[f"crps_horizon_{h}", "model", value] for h, value in enumerate(found.by_horizon, 1)]
    rows += [[f"pit_{n}", "model", value] for n, value in enumerate(found.pit, 1)]
    write(args.output, ["measure", "forecast", "value"], rows)
    return f"Best: {found.best}."


def _nowcast_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        f"{parser.description} Input: a column of periods, then a column a delay (0, 1, …), new reports in each; empty: not yet."
    )
    parser.add_argument("--window", type=int, help="learn the delays from the last so many periods only")
    parser.add_argument("--level", type=float, default=0.9)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--min-vintages", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)


def run_nowcast(args: argparse.Namespace) -> str:
    """Write reported and estimated counts by period."""
    from izote.methods.nowcast import nowcast

    periods, _, table = wide(args.input, whole=False)
    found = nowcast(table, window=args.window, level=args.level, replicates=args.replicates, min_vintages=args.min_vintages, seed=args.seed)
    rows = zip(periods, found.reported, found.estimate, found.low, found.high, strict=True)
    write(args.output, ["period", "reported", "estimate", "low", "high"], rows)
    return found.sentence


COMMANDS: dict[str, Any] = {
    "forecast": (
        "Counts of the coming months by place, with intervals; a naive forecast where that is better.",
        _forecast_options,
        run_forecast,
    ),
    "forecast-evaluate": ("Score the forecasts of the past against naive ones.", _evaluate_options, run_evaluate),
    "nowcast": ("How many cases of the last periods are still to be reported.", _nowcast_options, run_nowcast),
}
