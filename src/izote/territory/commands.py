"""The room's commands: what does this text mean, and here are official boundaries."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.territory import actions, queries


def configure_resolve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="a place as people write it")
    parser.add_argument("--within", help="code of the wider place to look in")
    parser.add_argument("--level", help="the level wanted: department, municipality, district or canton")
    parser.add_argument("--on", type=dt.date.fromisoformat, help="the day on which the text was written, YYYY-MM-DD")


def resolve(args: argparse.Namespace) -> dict[str, Any]:
    """One place, several candidates or none."""
    if args.level and args.level not in {level.key for level in queries.pack().levels}:
        raise BadInput(_("There is no level called %(name)s.") % {"name": args.level})
    answer = queries.resolve(args.text, within=args.within, on=args.on, level=args.level)
    return {"text": args.text, "status": answer.status, "places": [found._asdict() for found in answer.places]}


resolve.nobody = True  # type: ignore[attr-defined]


def show_resolve(data: dict[str, Any]) -> str:
    """One line for each candidate."""
    lines = [data["status"]]
    for p in data["places"]:
        wider = ", ".join(filter(None, (p["municipality"], p["department"])))
        lines.append(f"  {p['code']:<6} {p['name']} ({p['level']}; {wider}) {p['confidence']:.2f} {p['why']}")
    return "\n".join(lines)


def configure_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="GeoJSON or TopoJSON with one shape for each district")
    parser.add_argument("--source", required=True, help="who published the lines")
    parser.add_argument("--version", required=True, help="their edition or date")
    parser.add_argument("--code-property", default="", help="the property that holds the code, when it is not found by itself")


def import_boundaries(args: argparse.Namespace) -> dict[str, Any]:
    """Check a boundary file and, when it is whole, replace the lines."""
    if args.user is None:
        raise BadInput(_("Say who imports the boundaries, with --as."))
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise BadInput(_("The file %(name)s cannot be read.") % {"name": args.file.name}) from error
    return actions.import_boundaries(
        data, source=args.source[:160], version=args.version[:32], by=args.user, code_property=args.code_property
    )


def show_import(data: dict[str, Any]) -> str:
    """The report in words."""
    head = _("%(matched)s places matched among %(features)s shapes.") % data
    result = _("The boundaries were replaced.") if data["changed"] else _("Nothing was changed.")
    return "\n".join([head, *data["errors"][:30], *data["warnings"][:30], result])


COMMANDS = {
    "territory resolve": (configure_resolve, resolve, show_resolve),
    "territory import-boundaries": (configure_import, import_boundaries, show_import),
}
