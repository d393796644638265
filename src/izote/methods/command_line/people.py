"""Agreement between raters, and what a teaching unit changed, on the command line."""

import argparse
from typing import Any

import numpy as np

from izote.methods import tables
from izote.methods.command_line.rates import confidence
from izote.methods.errors import Declined


def _agreement_options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: a column of units, then a column a rater; an empty cell was not rated."
    parser.add_argument("--metric", choices=["nominal", "ordinal", "interval", "ratio"], default="ordinal")
    parser.add_argument("--replicates", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    confidence(parser)


def _agreement(args: argparse.Namespace) -> str:
    from izote.methods.agreement import krippendorff

    table = tables.read(args.input)
    raters = list(table.columns)[1:]
    if args.metric == "nominal":
        known = sorted({text for name in raters for text in table.texts(name) if text.strip()})
        ratings = np.array([[known.index(text) if text.strip() else np.nan for text in table.texts(name)] for name in raters])
    else:
        ratings = np.array([table.numbers(name) for name in raters])
    found = krippendorff(ratings, args.metric, replicates=args.replicates, seed=args.seed, confidence=args.confidence)
    head = ["metric", "alpha", "low", "high", "observed", "expected", "ratings", "units", "left_out", "raters", "reading"]
    row = [args.metric, found.alpha, found.low, found.high, found.observed, found.expected, found.ratings, found.units, found.left_out]
    tables.write(args.output, head, [[*row, found.raters, found.reading]])
    return found.sentence


def _teaching_options(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{parser.description} Input: columns code and moment (before, after), then a column a question: 1, 0 or empty."
    confidence(parser)


def _teaching(args: argparse.Namespace) -> str:
    from izote.methods.paired import teaching_effect

    table = tables.read(args.input)
    codes, moments = table.texts("code"), table.texts("moment")
    if wrong := set(moments) - {"before", "after"}:
        raise Declined("moment", f"The moment is before or after, not “{min(wrong)}”.")
    names = [name for name in table.columns if name not in ("code", "moment")]
    answers = np.column_stack([table.numbers(name) for name in names]) if names else np.empty((len(codes), 0))
    parts: list[Any] = []
    for moment in ("before", "after"):
        at = [n for n, said in enumerate(moments) if said == moment]
        parts += [[codes[n] for n in at], answers[at]]
    found = teaching_effect(*parts, confidence=args.confidence)
    head = ["what", "pairs", "before", "before_low", "before_high", "after", "after_low", "after_high", "gained", "lost", "p"]
    rows: list[list[object]] = [
        [name, each.pairs, *each.before, *each.after, each.gained, each.lost, each.p]
        for name, each in zip(names, found.questions, strict=True)
    ]
    tables.write(args.output, head, rows)
    return found.sentence


COMMANDS: dict[str, Any] = {
    "agreement": ("Whether raters who judged apart agree beyond chance (Krippendorff's alpha).", _agreement_options, _agreement),
    "teaching-effect": ("What a teaching unit changed in the answers of the same persons.", _teaching_options, _teaching),
}
