"""Commands of the whole house: the demo, backup and restore."""

import argparse
import getpass
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from izote.config import backup, state_docs
from izote.config.demo import load


def configure_demo(parser: argparse.ArgumentParser) -> None:
    """Options of `demo`."""
    parser.description = "Fill a demo database with invented people; what it held before is taken out, unless --if-empty."
    parser.add_argument("--persons", type=int, default=0, help="so many persons instead of the demo town")
    parser.add_argument("--offices", type=int, default=1, help="spread them over so many offices")
    parser.add_argument("--from", dest="source", type=Path, help="persons from a CSV file (person_id, first, second, last, …)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--if-empty", action="store_true", help="do nothing when there are persons already")


def demo(args: argparse.Namespace) -> dict[str, Any]:
    """Load the demo town, a registry of any size, or a file."""
    from izote.access.context import DOORKEEPER, acting_as

    with acting_as(DOORKEEPER):
        load.need_demo()
    if args.if_empty and load.count_persons():
        return {"ok": True, "persons": "already there"}
    if not args.if_empty:
        load.empty()
        if not (args.source or args.persons):
            load.freshen()
    begun = time.monotonic()
    if args.source:
        loaded = load.load_csv(args.source, seed=args.seed)
    elif args.persons:
        loaded = load.load_many(args.persons, offices=args.offices, seed=args.seed)
    else:
        return load.load_town()
    load.freshen()
    return {"ok": True, "persons": loaded, "seconds": round(time.monotonic() - begun, 1)}


demo.nobody = True  # type: ignore[attr-defined]
demo.own_transactions = True  # type: ignore[attr-defined]


def configure_file(parser: argparse.ArgumentParser) -> None:
    """Options of `backup` and `restore`."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--passphrase-file", type=Path, help="else IZOTE_PASSPHRASE, else it is asked for")


def passphrase(args: argparse.Namespace) -> str:
    """The passphrase of a backup from a file, the environment, or the keyboard."""
    if args.passphrase_file:
        return str(args.passphrase_file.read_text().strip())
    return os.environ.get("IZOTE_PASSPHRASE") or getpass.getpass("Passphrase: ")


def make_backup(args: argparse.Namespace) -> dict[str, Any]:
    """Write an encrypted backup of everything."""
    return backup.make(args.file, passphrase(args))


def restore_backup(args: argparse.Namespace) -> dict[str, Any]:
    """Put a backup in the place of the present data, which are kept under another name."""
    return backup.restore(args.file, passphrase(args))


NEED_PERSONS = ("web", "care", "search", "link_point", "link_list", "import_arrivals")
BENCHMARKS = (*NEED_PERSONS, "prevention", "import_incidents", "cube", "farrington", "detector", "hotspot", "scan", "forecast")


def configure_bench(parser: argparse.ArgumentParser) -> None:
    """Options of `bench`."""
    parser.description = "Measure against yardsticks in the same run; fills its own data folder with invented people."
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all when none is named")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="20,000 persons: counts, recall and agreement only")


def bench(args: argparse.Namespace) -> dict[str, Any]:
    """Run the benchmarks and return their figures."""
    sys.path.insert(0, str(settings.ROOT))
    persons = 20_000 if args.quick else args.persons
    if not set(NEED_PERSONS) & set(args.names or BENCHMARKS):
        persons = load.count_persons()
    if load.count_persons() != persons:
        load.empty()
        load.load_many(persons, offices=1, seed=7)
        load.freshen()
    found: dict[str, Any] = {}
    for name in args.names or BENCHMARKS:
        module = importlib.import_module(f"benchmarks.{name}")
        found[name] = module.run(persons, quick=args.quick)
        sys.stderr.write(f"{name}: {json.dumps(found[name], ensure_ascii=False)}\n")
    return found


bench.own_transactions = True  # type: ignore[attr-defined]

for handler in (bench, make_backup, restore_backup):
    handler.nobody = True  # type: ignore[attr-defined]

COMMANDS = {
    "bench": (configure_bench, bench),
    "docs states": (state_docs.configure, state_docs.handle),
    "demo": (configure_demo, demo),
    "backup": (configure_file, make_backup),
    "restore": (configure_file, restore_backup),
}
