"""`./izote methods NAME --input FILE.csv --output FILE.csv`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

from izote.methods import command_line
from izote.methods.errors import Declined

Command = tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], Any]]


def commands() -> dict[str, Command]:
    """Every method of every family: its sentence, its options, what it does."""
    found: dict[str, Command] = {}
    for family in pkgutil.iter_modules(command_line.__path__):
        found.update(importlib.import_module(f"izote.methods.command_line.{family.name}").COMMANDS)
    return found


def main(words: list[str]) -> int:
    """Run one method; without a name, list them."""
    known = commands()
    if not words or words[0] not in known:
        print("Methods (each with --help):\n", *(f"  {name:24} {known[name][0]}" for name in sorted(known)), sep="\n")  # noqa: T201
        return 0 if not words or words[0] in ("help", "--help", "-h") else 2
    sentence, configure, run = known[words[0]]
    parser = argparse.ArgumentParser(prog=f"izote methods {words[0]}", description=sentence)
    parser.add_argument("--input", required=True, metavar="FILE.csv")
    parser.add_argument("--output", required=True, metavar="FILE.csv")
    configure(parser)
    try:
        said = run(parser.parse_args(words[1:]))
    except (Declined, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    if said:
        sys.stderr.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
