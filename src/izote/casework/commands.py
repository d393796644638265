"""Commands of casework."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from izote.casework.instruments import BadWeights, Instrument, UnknownInstrument, catalogue, instrument, xform, xlsform
from izote.casework.instruments.bulk import Problem, score_file
from izote.kit.errors import BadInput

TOLD = 20


def configure_score(parser: argparse.ArgumentParser) -> None:
    """Options of `casework score`."""
    parser.description = "Score a CSV file of answers: a column a question (empty: missing, na: does not apply); other columns are carried."
    parser.add_argument("instrument", help=_known())
    parser.add_argument("--input", type=Path, required=True, help="the answers")
    parser.add_argument("--output", type=Path, required=True, help="where the scores go: a column a dimension, and one for the whole")
    parser.add_argument("--scored", action="store_true", help="the values are already on the scale of the instrument")
    parser.add_argument("--weights", metavar="NAME|FILE", default="", help="a version of the weights, or a JSON file of the same shape")
    parser.add_argument("--version", default=None, help="a version of the instrument; else the latest")
    parser.add_argument("--errors", type=Path, help="where the cells go that are no answers: line, column, message")
    parser.add_argument("--strict", action="store_true", help="end with an error when a row was set aside")


def score(args: argparse.Namespace) -> dict[str, Any]:
    """Score or rescore a file; rows that cannot be read are set aside and said, and get no score."""
    told = 0

    def tell(problem: Problem) -> None:
        nonlocal told
        told += 1
        if told <= TOLD:
            sys.stderr.write(f"{problem}\n")

    made = _instrument(args)
    try:
        done = score_file(made, args.input, args.output, scored=args.scored, weights=_weights(args.weights), errors=args.errors, tell=tell)
    except BadWeights as wrong:
        raise BadInput(str(wrong)) from wrong
    if told > TOLD:
        sys.stderr.write(
            f"… and {told - TOLD} more cells{f'; all are in {args.errors}' if args.errors else ' (--errors FILE keeps them all)'}\n"
        )
    return done | ({"ok": False} if args.strict and done["set_aside"] else {})


def show_score(data: dict[str, Any]) -> str:
    """What was scored, with what, and what was not."""
    weights = f", weights {data['weights']}{'' if data['official'] else ' (not official)'}" if data["weights"] else ""
    lines = [
        f"{data['instrument']} {data['version']}{weights}: {data['rows']} rows → {data['output']}",
        f"{data['scored']} scored, {data['insufficient']} with too few answers, {data['set_aside']} set aside",
    ]
    if data["missing_columns"]:
        lines.append(f"columns that the file does not have (counted as missing): {', '.join(data['missing_columns'])}")
    return "\n".join(lines)


def configure_form(parser: argparse.ArgumentParser) -> None:
    """Options of `casework xform` and `casework xlsform`."""
    parser.description = "Write an instrument as a file: an XForm for field devices, or an XLSForm workbook to read."
    parser.add_argument("instrument", help=_known())
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--version", default=None, help="a version of the instrument; else the latest")


def write_xform(args: argparse.Namespace) -> dict[str, Any]:
    """Write the XForm of an instrument."""
    return _write(args, xform(_instrument(args)).encode())


def write_xlsform(args: argparse.Namespace) -> dict[str, Any]:
    """Write the XLSForm of an instrument."""
    return _write(args, xlsform(_instrument(args)))


def _write(args: argparse.Namespace, data: bytes) -> dict[str, Any]:
    try:
        args.output.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{args.output} cannot be written: {error.strerror}.") from error
    made = _instrument(args)
    return {"instrument": made.form_id, "version": made.version, "output": str(args.output), "bytes": len(data)}


def _known() -> str:
    return ", ".join(one.form_id for one in catalogue())


def _instrument(args: argparse.Namespace) -> Instrument:
    try:
        return instrument(args.instrument, args.version)
    except UnknownInstrument as error:
        raise BadInput(f"There is no instrument {error}; there are: {_known()}.") from error


def _weights(given: str) -> Any:
    """The name of a version of the weights, or the table in a file."""
    path = Path(given)
    if not given.endswith(".json"):
        return given or None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from error


for handler in (score, write_xform, write_xlsform):
    handler.nobody = True  # type: ignore[attr-defined]

COMMANDS = {
    "casework score": (configure_score, score, show_score),
    "casework xform": (configure_form, write_xform),
    "casework xlsform": (configure_form, write_xlsform),
}
