"""The commands of prevention: a machine as data, and a walk through it."""

import argparse
from typing import Any

from izote.kit.errors import BadInput
from izote.prevention.rules import walk
from izote.prevention.rules.machines import NAMES, as_data, find


def configure_machine(parser: argparse.ArgumentParser) -> None:
    """Options of `prevention machine`."""
    parser.description = "Print a machine of states as JSON: from, to, roles, guards, clock."
    parser.add_argument("name", help=f"one of {', '.join(NAMES)}, or its name in Spanish")
    parser.set_defaults(json=True)


def show_machine(args: argparse.Namespace) -> dict[str, Any]:
    """One machine as plain data."""
    found = find(args.name)
    if found is None:
        raise BadInput(f"There is no machine called {args.name}. There are: {', '.join(NAMES)}.")
    return as_data(found.code)


def configure_walk(parser: argparse.ArgumentParser) -> None:
    """Options of `prevention walk`."""
    parser.description = "Walk the machines at random, by persons who try everything; stops at the first state that must not be."
    parser.add_argument("name", nargs="?", choices=NAMES, help="one machine; all when none is named")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)


def walk_machines(args: argparse.Namespace) -> dict[str, Any]:
    """Walk, and say how often each state was reached."""
    names = [args.name] if args.name else list(NAMES)
    return {name: walk.walk(name, steps=args.steps // len(names), seed=args.seed) for name in names}


for handler in (show_machine, walk_machines):
    handler.nobody = True  # type: ignore[attr-defined]

COMMANDS = {
    "prevention machine": (configure_machine, show_machine),
    "prevention walk": (configure_walk, walk_machines),
}
