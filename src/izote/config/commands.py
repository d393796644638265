"""Commands of the whole house: the demo, backup and restore."""

import argparse
import getpass
import os
import time
from pathlib import Path
from typing import Any

from izote.config import backup
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


for handler in (make_backup, restore_backup):
    handler.nobody = True  # type: ignore[attr-defined]

COMMANDS = {"demo": (configure_demo, demo), "backup": (configure_file, make_backup), "restore": (configure_file, restore_backup)}
