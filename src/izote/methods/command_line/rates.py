"""Rates, changes and standardised rates from a table of places."""

import argparse
from collections.abc import Iterable

import numpy as np

from izote.methods import tables
from izote.methods.errors import Declined


def columns(parser: argparse.ArgumentParser, *names: str) -> None:
    """One option a column, named as the column by default."""
    for name in names:
        parser.add_argument(f"--{name.replace('_', '-')}", default=name, metavar="COLUMN", help=f"column, “{name}” unless told")


def confidence(parser: argparse.ArgumentParser) -> None:
    """Level of the intervals."""
    parser.add_argument("--confidence", type=float, default=0.95)


def _optional(table: tables.Table, name: str, instead: str | None = None) -> np.ndarray | float:
    if name in table.columns:
        return table.numbers(name)
    return table.numbers(instead) if instead and instead in table.columns else 1.0


def strata(table: tables.Table, place: str, stratum: str, *names: str) -> tuple[list[str], list[str], list[np.ndarray]]:
    """Rows place × stratum as arrays (places, strata); a pair that is missing is NaN, a pair named twice is refused."""
    first, second = table.texts(place), table.texts(stratum)
    places, levels = list(dict.fromkeys(first)), list(dict.fromkeys(second))
    row, column = [places.index(x) for x in first], [levels.index(x) for x in second]
    if len(set(zip(row, column, strict=True))) != len(row):
        raise Declined("twice", "A place has a stratum twice.")
    out = []
    for name in names:
        whole = np.full((len(places), len(levels)), np.nan)
        whole[row, column] = table.numbers(name)
        out.append(whole)
    return places, levels, out


def _rate(args: argparse.Namespace) -> str:
    from izote.methods.rates import rate

    table = tables.read(args.input)
    count, population = table.counts(args.count), table.numbers(args.population)
    found = rate(count, population, per=args.per, years=args.years, annualise=args.annualise, confidence=args.confidence)
    head = ["place", "count", "population", "rate", "low", "high", "annualised", "smallest_fall", "smallest_rise"]
    lines = zip(
        table.texts(args.place),
        count,
        population,
        found.value,
        found.low,
        found.high,
        found.smallest_fall,
        found.smallest_rise,
        strict=True,
    )
    n = tables.write(args.output, head, ([*line[:6], int(found.annualised), *line[6:]] for line in lines))
    return f"{n} places; {int(np.isnan(found.value).sum())} without report" + ("; annualised" if found.annualised else "")


def _variation(args: argparse.Namespace) -> str:
    from izote.methods.rates import variation

    table = tables.read(args.input)
    before, after = table.counts(args.before), table.counts(args.after)
    exposures = [_optional(table, name, "population") for name in (args.population_before, args.population_after)]
    found = variation(before, after, exposures[0], exposures[1], method=args.method, confidence=args.confidence)
    head = ["place", "before", "after", "variation", "low", "high", "p", "undefined", "said", "smallest_fall", "smallest_rise"]
    said = [found.said(at) for at in range(len(table))]
    undefined = found.undefined.astype(int)
    parts: list[Iterable[object]] = [
        table.texts(args.place),
        before,
        after,
        found.value,
        found.low,
        found.high,
        found.p,
        undefined,
        said,
    ]
    n = tables.write(args.output, head, zip(*parts, found.smallest_fall, found.smallest_rise, strict=True))
    sure = int(((found.low > 0) | (found.high < 0)).sum())
    return f"{n} places; in {sure} the interval leaves out “no change”; {int(found.undefined.sum())} undefined (from 0)"


def _difference(args: argparse.Namespace) -> str:
    from izote.methods.standardise import difference_in_change

    table = tables.read(args.input)
    before, after = table.counts(args.before), table.counts(args.after)
    known = ~np.isnan(before + after)
    rest_before, rest_after = (np.where(known, x[known].sum() - x, np.nan) for x in (before, after))
    found = difference_in_change(before, after, rest_before, rest_after, dispersion=args.dispersion, confidence=args.confidence)
    head = ["place", "before", "after", "here", "rest", "ratio", "low", "high", "low_exact", "high_exact", "smallest_fall", "smallest_rise"]
    n = tables.write(args.output, head, zip(table.texts(args.place), before, after, *found, strict=True))
    return f"{n} places, each against all the others together"


def _direct(args: argparse.Namespace) -> str:
    from izote.methods.standardise import direct_standardisation

    table = tables.read(args.input)
    places, levels, (count, population, standard) = strata(table, args.place, args.stratum, args.count, args.population, args.standard)
    norm = np.nanmax(standard, axis=0)
    if (np.nanmin(standard, axis=0) != norm).any():
        raise Declined("standard", "The standard population of a stratum must be the same for every place.")
    found = direct_standardisation(count, population, norm, per=args.per, confidence=args.confidence)
    head = ["place", "rate", "low", "high", "crude", "smallest_fall", "smallest_rise"]
    n = tables.write(args.output, head, zip(places, *found, strict=True))
    return f"{n} places, {len(levels)} strata"


def _indirect(args: argparse.Namespace) -> str:
    from izote.methods.standardise import indirect_standardisation

    table = tables.read(args.input)
    names = (args.count, args.population, args.standard_rate)
    places, levels, (count, population, standard) = strata(table, args.place, args.stratum, *names)
    norm = np.nanmax(standard, axis=0)
    if (np.nanmin(standard, axis=0) != norm).any():
        raise Declined("standard", "The standard rate of a stratum must be the same for every place.")
    found = indirect_standardisation(count.sum(1), population, norm / args.per, per=args.per, confidence=args.confidence)
    head = ["place", "ratio", "low", "high", "observed", "expected", "rate", "smallest_fall", "smallest_rise"]
    n = tables.write(args.output, head, zip(places, *found, strict=True))
    return f"{n} places, {len(levels)} strata"


def _configure_rate(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "count", "population")
    parser.add_argument("--per", type=float, default=100_000)
    parser.add_argument("--years", type=float, default=1.0, help="length of the period in years")
    parser.add_argument("--annualise", action="store_true", help="divide by the years; the output says so")
    confidence(parser)


def _configure_share(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "part", "whole")
    confidence(parser)


def _share(args: argparse.Namespace) -> str:
    from izote.methods.rates import share

    table = tables.read(args.input)
    part, whole = table.counts(args.part), table.counts(args.whole)
    found = share(part, whole, confidence=args.confidence)
    head = ["place", "part", "whole", "share", "low", "high", "exact_low", "exact_high", "smallest_change"]
    n = tables.write(args.output, head, zip(table.texts(args.place), part, whole, *found, strict=True))
    return f"{n} shares"


def _configure_variation(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "before", "after", "population_before", "population_after")
    parser.add_argument("--method", choices=("exact", "mid-p"), default="exact")
    confidence(parser)


def _configure_difference(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "before", "after")
    parser.add_argument("--dispersion", type=float, default=1.0, help="variance ÷ mean between places, 1 or more")
    confidence(parser)


def _configure_direct(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "stratum", "count", "population", "standard")
    parser.add_argument("--per", type=float, default=100_000)
    confidence(parser)


def _configure_indirect(parser: argparse.ArgumentParser) -> None:
    columns(parser, "place", "stratum", "count", "population", "standard_rate")
    parser.add_argument("--per", type=float, default=100_000, help="the standard rates are per so many too")
    confidence(parser)


COMMANDS = {
    "rate": ("Crude rates with exact Poisson intervals.", _configure_rate, _rate),
    "share": ("Shares with Wilson and exact intervals.", _configure_share, _share),
    "variation": ("Change from one period to the next, with its interval.", _configure_variation, _variation),
    "difference-in-change": ("Change of each place against the change of all others together.", _configure_difference, _difference),
    "standardise-direct": ("Directly standardised rates (gamma interval).", _configure_direct, _direct),
    "standardise-indirect": ("Observed over expected (SMR) with exact intervals.", _configure_indirect, _indirect),
}
