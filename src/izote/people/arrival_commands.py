"""`people arrivals load`: the same upload, columns and reading as the pages, from the command line."""

import argparse
import hashlib
from pathlib import Path
from typing import Any

from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput
from izote.kit.sheets import Limits, read_sheet
from izote.people import actions, jobs
from izote.people import queries_arrivals as queries
from izote.people.columns import apply_profile, recognise
from izote.people.models import ArrivalList, ImportProfile
from izote.people.screening import drop_columns, screen_sheet


def configure_load(parser: argparse.ArgumentParser) -> None:
    """Options of `people arrivals load`."""
    parser.description = "Read a list of arrivals: received = linked + new + undecided + repeated + set aside + expired, with reasons."
    parser.add_argument("file", type=Path)
    parser.add_argument("--office", required=True, metavar="CODE", help="the office's code, such as ZAC")
    parser.add_argument("--profile", default="", help="saved columns of this source; else they are recognised")
    parser.add_argument("--agreement", default="DEMO", help="the agreement under which the list comes")
    parser.add_argument("--purpose", default="reception", help="what it will be used for")
    parser.add_argument("--mode", choices=("counter", "contact"), default="counter")
    parser.add_argument("--keep-days", type=int, default=60)
    parser.add_argument("--new-list", action="store_true", help="another list, even if it shares most rows with one that is open")
    parser.add_argument("--without", default="", metavar="COLUMNS", help="numbers of columns not to be read, the first is 1")


def load(args: argparse.Namespace) -> dict[str, Any]:
    """Stage, confirm and read one file as the named user; each step in its own transaction."""
    if args.user is None:
        raise BadInput("Say who acts: --as USER.")
    try:
        size = args.file.stat().st_size
        raw = args.file.read_bytes() if size <= Limits().bytes else b""
    except OSError as error:
        raise BadInput(f"{args.file} cannot be read: {error.strerror}.") from error
    with acting_as(args.user.pk):
        org = Organization.objects.filter(code=args.office.upper()).first()
        if org is None:
            raise BadInput(f"There is no office {args.office}.")
        require(args.user, "list.upload", org)
        file_hash = hashlib.sha256(raw).hexdigest()
        before = actions.same_file(org, file_hash)
        if before:
            return told(before.corrects or before, unchanged=True)
        listing = stage(args, org, raw, size, file_hash)
    jobs.work(listing.pk, args.user.pk)
    with acting_as(args.user.pk):
        made = ArrivalList.objects.get(pk=listing.pk)
        return told(made.corrects or made) | {"change": {name: made.outcome.get(name, 0) for name in ("added", "corrected", "unchanged")}}


load.own_transactions = True  # type: ignore[attr-defined]


def stage(args: argparse.Namespace, org: Organization, raw: bytes, size: int, file_hash: str) -> ArrivalList:
    """Read, recognise, screen and stage, with the columns confirmed as they were recognised or as the profile says."""
    sheet = read_sheet(raw, args.file.name, size=size)
    if args.without:
        sheet = drop_columns(sheet, [int(part) - 1 for part in args.without.split(",") if part.strip().isdigit()])
    profile = ImportProfile.objects.filter(org=org, name=args.profile).first() if args.profile else None
    if args.profile and profile is None:
        raise BadInput(f"The office has no profile called {args.profile}.")
    mapping = apply_profile(sheet, profile.mapping) if profile else recognise(sheet)
    if refusals := screen_sheet(sheet, mapping):
        raise BadInput(" ".join(refusal.message for refusal in refusals))
    facts = {"mode": args.mode, "agreement": args.agreement, "purpose": args.purpose, "keep_days": args.keep_days}
    listing = actions.stage_list(org=org, by=args.user, file_hash=file_hash, sheet=sheet, mapping=mapping, **facts)
    columns = {index: name for index, name in mapping.columns.items() if name != "ignore"}
    corrects = None if args.new_list else queries.corrected_by(listing, sheet, mapping)
    actions.confirm_columns(listing, columns=columns, corrects=corrects, by=args.user)
    return listing


def told(listing: ArrivalList, *, unchanged: bool = False) -> dict[str, Any]:
    """The counts and the reasons."""
    counts, reasons = queries.counts_of([listing]), queries.reasons_of(listing)
    return {
        "ok": listing.state == ArrivalList.State.READY,
        "list": listing.pk,
        "same_file_as_before": unchanged,
        "received": counts.received,
        **{str(status): counts.by_status.get(status, 0) for status in queries.SUM},
        "reasons": {str(status): dict(found) for status, found in reasons.items() if found},
        "notices": listing.outcome.get("notices", {}),
        "no_persons_rows": listing.outcome.get("dropped", {}),
    }


def show(data: dict[str, Any]) -> str:
    """The same for people."""
    parts = " + ".join(f"{status} {data[str(status)]}" for status in queries.SUM)
    lines = [f"List {data['list']}: received {data['received']} = {parts}"]
    if data["same_file_as_before"]:
        lines.append("This very file was loaded before: nothing changed.")
    for status, found in data["reasons"].items():
        lines += [f"  {status}: {code} × {n}" for code, n in found.items()]
    return "\n".join(lines)


COMMANDS = {"people arrivals load": (configure_load, load, show)}
