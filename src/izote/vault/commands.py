"""The command of the vault: shut everything."""

import argparse
from typing import Any

from izote.access.permissions import office_of
from izote.kit.errors import BadInput
from izote.vault import actions


def configure_lockdown(parser: argparse.ArgumentParser) -> None:
    """Options of `vault lockdown`."""
    parser.description = "Shut everything at once: vault, sessions, exports. Two persons lift it again on the page of the vault."


def lockdown(args: argparse.Namespace) -> dict[str, Any]:
    """Shut the office of the named user."""
    office = office_of(args.user, "prevention.read") if args.user else None
    if office is None:
        raise BadInput("Say who acts: --as USER, somebody who works in prevention.")
    row = actions.lock_down(office, by=args.user)
    return {"ok": True, "office": office.code, "since": row.at}


COMMANDS = {"vault lockdown": (configure_lockdown, lockdown)}
