"""Detectors on the command line: `week,date,` then a column a series in; `series,week,observed,expected,threshold,score,alarm` out."""

import argparse
import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np

from izote.methods import tables
from izote.methods.detect.result import WHY, Detection
from izote.methods.errors import Declined

HEAD = ("series", "week", "observed", "expected", "threshold", "score", "alarm")


class Input:
    """Counts of shape (series, weeks), names of the series, labels of the weeks, and the dates where the file has them."""

    def __init__(self, path: str) -> None:
        table = tables.read(path)
        named = {name.casefold(): name for name in table.columns}
        week, date = named.get("week", named.get("semana")), named.get("date", named.get("fecha"))
        self.names = [name for name in table.columns if name not in (week, date)]
        if not self.names:
            raise Declined("series", "The file has no column of counts beside week and date.")
        self.dates: list[dt.date] | None = table.days(date) if date is not None else None
        self.labels = table.texts(week) if week is not None else [str(number) for number in range(1, len(table) + 1)]
        self.counts = np.array([table.counts(name) for name in self.names])


def population(path: str | None, given: Input) -> np.ndarray | None:
    """A CSV with the columns series,population, in any order of rows; every series must be there."""
    if path is None:
        return None
    table = tables.read(path)
    found = dict(zip(table.texts("series"), table.numbers("population"), strict=True))
    missing = [name for name in given.names if name not in found]
    if missing:
        raise Declined("population", f"The population file lacks the series {', '.join(missing[:5])}.", series=len(missing))
    return np.array([found[name] for name in given.names])


def written(args: argparse.Namespace, given: Input, found: Detection) -> str:
    """Write the answers, series by series in the order of the file; says how many alarms there are and what was not tested."""

    def rows() -> Iterator[tuple[object, ...]]:
        for s, name in enumerate(given.names):
            for j, week in enumerate(found.weeks):
                numbers = (found.observed[s, j], found.expected[s, j], found.threshold[s, j], found.score[s, j])
                yield (name, given.labels[week], *numbers, int(found.alarm[s, j]))

    n = tables.write(args.output, HEAD, rows())
    said = f"{n} series-weeks, {int(found.alarm.sum())} alarms"
    others = [f"{int((found.why == code).sum())} {WHY[code]}" for code in range(1, len(WHY)) if (found.why == code).any()]
    return said + (f"; {', '.join(others)}" if others else "")


def _last(parser: argparse.ArgumentParser, alpha: float) -> None:
    parser.add_argument("--last", type=int, default=1, metavar="N", help="test the last N weeks (1)")
    parser.add_argument("--alpha", type=float, default=alpha, help=f"share of false alarms ({alpha})")


def _small(parser: argparse.ArgumentParser, cases: int) -> None:
    parser.add_argument("--min-cases", type=int, default=cases, help=f"no alarm with fewer cases than this ({cases}) …")
    parser.add_argument("--min-cases-weeks", type=int, default=4, help="… in so many weeks, the tested one included (4)")


def _farrington_options(parser: argparse.ArgumentParser) -> None:
    _small(parser, 5)
    parser.add_argument("--b", type=int, default=5, help="years of baseline (5)")
    parser.add_argument("--w", type=int, default=3, help="half-window, weeks on either side (3)")
    parser.add_argument("--no-reweight", action="store_true", help="do not downweight past outbreaks")
    parser.add_argument("--no-trend", action="store_true", help="fit no trend")
    parser.add_argument("--powertrans", default="2/3", choices=["2/3", "1/2", "none"], help="power of the delta threshold (2/3)")
    parser.add_argument("--population", metavar="FILE.csv", help="columns series,population: offset of the rate")


def _flexible(parser: argparse.ArgumentParser) -> None:
    _last(parser, 0.005)
    _farrington_options(parser)
    parser.add_argument("--threshold", default="nbPlugin", choices=["nbPlugin", "delta", "muan"], help="threshold method (nbPlugin)")
    parser.add_argument("--no-periods", type=int, default=10, help="levels of the season (10)")
    parser.add_argument("--past-weeks-not-included", type=int, default=26, help="most recent weeks left out of the baseline (26)")
    parser.add_argument("--weights-threshold", type=float, default=2.58, help="Anscombe residual above which a week is downweighted (2.58)")
    parser.add_argument("--p-threshold-trend", type=float, default=1.0, help="keep the trend when its p-value is below (1)")


def _classic(parser: argparse.ArgumentParser) -> None:
    _last(parser, 0.005)
    _farrington_options(parser)
    parser.add_argument("--past-weeks-not-included", type=int, default=0, help="most recent weeks left out of the baseline (0)")
    parser.add_argument("--weights-threshold", type=float, default=1.0, help="Anscombe residual above which a week is downweighted (1)")
    parser.add_argument("--p-threshold-trend", type=float, default=0.05, help="keep the trend when its p-value is below (0.05)")


def _shared(args: argparse.Namespace, given: Input) -> dict[str, object]:
    return {
        "last": args.last,
        "alpha": args.alpha,
        "b": args.b,
        "w": args.w,
        "past_weeks_not_included": args.past_weeks_not_included,
        "trend": not args.no_trend,
        "p_threshold_trend": args.p_threshold_trend,
        "weights_threshold": args.weights_threshold,
        "reweight": not args.no_reweight,
        "powertrans": args.powertrans,
        "limit54": (args.min_cases, args.min_cases_weeks),
        "population": population(args.population, given),
    }


def run_flexible(args: argparse.Namespace) -> str:
    """`farrington-flexible`."""
    from izote.methods.detect.flexible import farrington_flexible

    given = Input(args.input)
    options = {**_shared(args, given), "no_periods": args.no_periods, "threshold_method": args.threshold}
    return written(args, given, farrington_flexible(given.counts, given.dates, **options))


def run_classic(args: argparse.Namespace) -> str:
    """`farrington`."""
    from izote.methods.detect.farrington import farrington

    given = Input(args.input)
    return written(args, given, farrington(given.counts, given.dates, **_shared(args, given)))  # type: ignore[arg-type]


def _ears(method: str) -> tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], str]]:
    def configure(parser: argparse.ArgumentParser) -> None:
        _last(parser, 0.001)
        parser.add_argument("--baseline", type=int, default=7, help="weeks of baseline (7)")
        parser.add_argument("--min-sigma", type=float, default=0.0, help="smallest standard deviation (0)")
        if method == "C3":
            sentence = "around the tested count as R's surveillance 1.20.3 answers, or around the mean as published"
            parser.add_argument("--c3", default="reference", choices=["reference", "published"], help=sentence)

    def run(args: argparse.Namespace) -> str:
        from izote.methods.detect.ears import ears

        given = Input(args.input)
        options = {"method": method, "last": args.last, "alpha": args.alpha, "baseline": args.baseline, "min_sigma": args.min_sigma}
        if method == "C3":
            options["c3"] = args.c3
        return written(args, given, ears(given.counts, given.dates, **options))

    return configure, run


def _cusum(parser: argparse.ArgumentParser) -> None:
    _last(parser, 0.005)
    parser.add_argument("--baseline", type=int, default=56, help="reports of the moving baseline (56)")
    parser.add_argument("--lag", type=int, default=2, help="steps between baseline and tested week (2)")
    parser.add_argument("--shift", type=float, default=1.5, help="rise to be found, in standard deviations (1.5)")
    parser.add_argument("--in-control", default="moving", choices=["moving", "season"], help="moving mean, or seasonal model (5 years)")
    parser.add_argument("--seed", type=int, default=1, help="of the simulation that sets the limit (1)")


def run_cusum(args: argparse.Namespace) -> str:
    """`nb-cusum`."""
    from izote.methods.detect.cusum import nb_cusum

    given = Input(args.input)
    found = nb_cusum(
        given.counts,
        given.dates,
        last=args.last,
        baseline=args.baseline,
        lag=args.lag,
        shift=args.shift,
        alpha=args.alpha,
        in_control=args.in_control,
        seed=args.seed,
    )
    return written(args, given, found)


def _bayes(parser: argparse.ArgumentParser) -> None:
    _last(parser, 0.005)
    _small(parser, 0)
    parser.add_argument("--b", type=int, default=5, help="years of baseline (5)")
    parser.add_argument("--w", type=int, default=3, help="half-window, weeks on either side (3)")
    parser.add_argument("--pooling", action="store_true", help="let the series borrow strength from each other")
    parser.add_argument("--poisson", action="store_true", help="weeks do not vary more than Poisson: the original method")
    parser.add_argument("--population", metavar="FILE.csv", help="columns series,population: exposure for the pooling")


def run_bayes(args: argparse.Namespace) -> str:
    """`bayes-threshold`."""
    from izote.methods.detect.bayes import bayes_threshold

    given = Input(args.input)
    found = bayes_threshold(
        given.counts,
        given.dates,
        last=args.last,
        b=args.b,
        w=args.w,
        alpha=args.alpha,
        pooling=args.pooling,
        overdispersion=not args.poisson,
        exposure=population(args.population, given),
        limit54=(args.min_cases, args.min_cases_weeks),
    )
    return written(args, given, found)


COMMANDS = {
    "farrington-flexible": ("Weekly aberration, three to five years of history: the detector to use first", _flexible, run_flexible),
    "farrington": ("Weekly aberration, classic Farrington (1996)", _classic, run_classic),
    "ears-c1": ("Weekly aberration, short history: EARS C1", *_ears("C1")),
    "ears-c2": ("Weekly aberration, short history: EARS C2", *_ears("C2")),
    "ears-c3": ("Weekly aberration, short history: EARS C3", *_ears("C3")),
    "nb-cusum": ("A small rise that lasts: negative binomial CUSUM", _cusum, run_cusum),
    "bayes-threshold": ("Weekly aberration, tiny counts: Bayesian predictive threshold", _bayes, run_bayes),
}
