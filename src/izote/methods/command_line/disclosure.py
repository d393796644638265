"""Disclosure control on the command line: hide small cells, and attack what is printed."""

import argparse
import csv
from pathlib import Path
from typing import Any

from izote.methods.disclosure import Key, Table, attack, cross, differencing, protect
from izote.methods.errors import Declined
from izote.methods.tables import read, write


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dimensions", help="columns of labels, with commas; default: all but the count")
    parser.add_argument("--count", default="count", help="column of the counts (an empty cell is a hidden one)")
    parser.add_argument("--total", default="total", help="the label of sums over a whole dimension")
    parser.add_argument("--hierarchy", help="CSV: dimension,parent,child (a place within a wider place, a month within a quarter)")
    parser.add_argument("--known", help="CSV like the input: an earlier edition as printed (empty: hidden)")


def _suppress_options(parser: argparse.ArgumentParser) -> None:
    _configure(parser)
    parser.add_argument("--k", type=int, default=5, help="hide counts from 1 to k−1; 10 for returned persons")
    parser.add_argument("--time-limit", type=float, default=8.0)
    parser.add_argument(
        "--mark", action="store_true", help="add a column that tells primary from secondary: for the office, never for the public"
    )


def _cells(path: str, dimensions: list[str], count: str) -> dict[Key, int | None]:
    file = read(path)
    numbers = file.counts(count)
    labels = [file.texts(name) for name in dimensions]
    cells: dict[Key, int | None] = {}
    for row, value in enumerate(numbers):
        key = tuple(column[row] for column in labels)
        if key in cells:
            raise Declined("twice", f"Row {row + 2}: the cell {' · '.join(key)} stands twice.", row=row + 2)
        cells[key] = None if value != value else int(value)
    return cells


def _table(args: argparse.Namespace) -> tuple[Table, list[str]]:
    names = [name for name in next(csv.reader([_first_line(args.input)])) if name != args.count]
    dimensions = args.dimensions.split(",") if args.dimensions else names
    cells = _cells(args.input, dimensions, args.count)
    trees: list[dict[str, list[str]]] = [{} for _ in dimensions]
    if args.hierarchy:
        file = read(args.hierarchy)
        for dimension, parent, child in zip(file.texts("dimension"), file.texts("parent"), file.texts("child"), strict=True):
            if dimension not in dimensions:
                raise Declined("hierarchy", f"The hierarchy names the dimension “{dimension}”, which the table lacks.")
            trees[dimensions.index(dimension)].setdefault(parent, []).append(child)
    for at, tree in enumerate(trees):
        labels = dict.fromkeys(str(key[at]) for key in cells)
        below = {child for children in tree.values() for child in children}
        top = [label for label in labels if label != args.total and label not in below]
        if args.total in labels and args.total not in tree and top:
            tree[args.total] = top
    known = {key: 0 if value is None else value for key, value in cells.items()}
    relations = cross(known, trees, sums=False).relations
    return Table(cells, relations), dimensions


def _first_line(path: str) -> str:
    with Path(path).open(encoding="utf-8-sig") as handle:
        return handle.readline()


def suppress(args: argparse.Namespace) -> str:
    """Write the table with its cells hidden."""
    table, dimensions = _table(args)
    known: dict[Key, int] = {}
    hidden: list[Key] = []
    if args.known:
        for key, value in _cells(args.known, dimensions, args.count).items():
            if value is None:
                hidden.append(key)
            elif key in table.cells:
                known[key] = value
    found = protect(table, k=args.k, known=known, keep_hidden=hidden, time_limit=args.time_limit)
    rows = []
    for key, value in found.table.cells.items():
        mark = "primary" if key in found.primary else "secondary" if value is None else ""
        rows.append([*key, "" if value is None else value, *([mark] if args.mark else [])])
    write(args.output, [*dimensions, args.count, *(["hidden"] if args.mark else [])], rows)
    return found.sentence


def _differencing_options(parser: argparse.ArgumentParser) -> None:
    _configure(parser)
    parser.add_argument("--k", type=int, default=5)
    parser.add_argument("--growing", action="store_true", help="readers know that figures only grow")


def run_differencing(args: argparse.Namespace) -> str:
    """Write what two editions tell together: --known is the earlier one as printed."""
    table, dimensions = _table(args)
    if not args.known:
        raise Declined("known", "Give the earlier edition with --known.")
    cells = _cells(args.known, dimensions, args.count)
    held = [(total, parts) for total, parts in table.relations if all(key in cells for key in (total, *parts))]
    found = differencing(Table(cells, held), table, k=args.k, growing=args.growing)
    rows: list[list[Any]] = [[*key, "narrowed", end.low, "" if end.high is None else end.high] for key, end in found.given_away.items()]
    rows += [[*key, "small_change", change, change] for key, change in found.small_changes.items()]
    write(args.output, [*dimensions, "what", "low", "high"], rows)
    return found.sentence


def run_attack(args: argparse.Namespace) -> str:
    """Write what each hidden cell may still be."""
    table, dimensions = _table(args)
    tables = [table]
    if args.known:
        cells = _cells(args.known, dimensions, args.count)
        held = [(total, parts) for total, parts in table.relations if all(key in cells for key in (total, *parts))]
        tables.insert(0, Table(cells, held))
    found = attack(tables)[-1]
    write(args.output, [*dimensions, "low", "high"], ([*key, end.low, "" if end.high is None else end.high] for key, end in found.items()))
    exact = sum(end.width == 0 for end in found.values())
    return f"{len(found)} hidden cells; {exact} of them are given away exactly."


COMMANDS: dict[str, Any] = {
    "suppress": ("Hide small counts and the fewest other cells that keep them hidden.", _suppress_options, suppress),
    "differencing": ("What two editions of a table tell together.", _differencing_options, run_differencing),
    "attack": ("What the hidden cells of a printed table may still be.", _configure, run_attack),
}
