"""The administrator's command line: each command acts as a named user or a service, through the same actions as the pages."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

ROOMS = ("config", "territory", "access", "people", "vault", "partners", "casework", "seminars", "observatory", "prevention")


def commands(rooms: Iterable[str] = ROOMS) -> dict[str, tuple[Any, ...]]:
    """Every command that these rooms offer, by its words."""
    found: dict[str, tuple[Any, ...]] = {}
    for room in rooms:
        try:
            module = importlib.import_module(f"izote.{room}.commands")
        except ModuleNotFoundError as error:
            if error.name != f"izote.{room}.commands":
                raise
            continue
        found.update(module.COMMANDS)
    return found


def parser_for(words: str, configure: Callable[[argparse.ArgumentParser], None]) -> argparse.ArgumentParser:
    """The parser of one command with the options that all share."""
    parser = argparse.ArgumentParser(prog=f"izote {words}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--as", dest="as_user", metavar="USER", default=os.environ.get("IZOTE_USER", ""), help="the user who acts")
    configure(parser)
    return parser


def show(data: Any, *, as_json: bool, human: Callable[[Any], str] | None) -> None:
    """Print what a command returned."""
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=1, default=str))
    elif human:
        print(human(data))
    elif isinstance(data, dict):
        print("\n".join(f"{key}: {value}" for key, value in data.items()))
    else:
        print("\n".join(str(row) for row in data or []))


def acting(name: str, *, demo: bool) -> Any:
    """The context in which the command runs: the named user, on a demo the case worker when none is named, else nobody."""
    from izote.access.context import DOORKEEPER, acting_as
    from izote.access.models import User

    with acting_as(DOORKEEPER):
        user = User.objects.filter(username__iexact=name or ("ana" if demo else ""), is_active=True).first()
    if name and user is None:
        sys.exit(f"There is no active user called {name}.")
    return user


def main(argv: list[str]) -> int:
    """Find the command among the first words, run it, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izote.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.exceptions import PermissionDenied

    from izote.access.context import acting_as
    from izote.kit.errors import Refusal

    known = commands(argv[:1] if argv[:1] and argv[0] in ROOMS else ROOMS)
    for length in (3, 2, 1):
        words = " ".join(argv[:length])
        if words in known:
            break
    else:
        print("Commands (each with --help and --json):\n")
        print("\n".join(f"  ./izote {name}" for name in sorted(known)))
        return 0 if argv[:1] in ([], ["--help"], ["help"]) else 2
    configure, handler, *rest = known[words]
    args = parser_for(words, configure).parse_args(argv[length:])
    own_transactions = getattr(handler, "own_transactions", False)
    args.user = None if getattr(handler, "nobody", False) else acting(args.as_user, demo=settings.DEMO)
    context = acting_as(args.user.pk) if args.user and not own_transactions else nullcontext()
    try:
        with context:
            data = handler(args)
    except Refusal as refusal:
        sys.exit(str(refusal))
    except PermissionDenied as refusal:
        sys.exit(f"That user may not do this ({refusal}).")
    show(data, as_json=args.json, human=rest[0] if rest else None)
    return int(isinstance(data, dict) and data.get("ok") is False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
