"""The observatory's commands: load a file, sign it."""

import argparse
from pathlib import Path
from typing import Any

from django.http import Http404

from izote.access.context import acting_as
from izote.access.permissions import office_of
from izote.kit.errors import BadInput
from izote.kit.export import new_password
from izote.observatory import actions
from izote.observatory.loader.folders import private_folder
from izote.observatory.loader.taking import take
from izote.observatory.models import Finding, Load, Source
from izote.observatory.models.sources import Domain
from izote.observatory.queries.onefigure import one_figure
from izote.observatory.rules.layout import Layout


def configure_load(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory load`."""
    parser.description = "Load a file of a source: kept, read and checked; a second person signs it."
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="the source's short name")
    parser.add_argument("--sheet", help="the sheet of a workbook")
    parser.add_argument("--category", default="", help="what the whole file counts, where no column says it")
    parser.add_argument("--year", default="", help="the year of the whole file, where nothing says it")
    parser.add_argument("--leave-out", nargs="*", type=int, default=[], help="columns (from 0) that are not kept")
    parser.add_argument("--control-total", type=int)


def load(args: argparse.Namespace) -> dict[str, Any]:
    """Load one file as the named user."""
    by = args.user
    if by is None:
        raise BadInput("Say who acts: --as USER.")
    with private_folder("command") as folder, acting_as(by.pk):
        office = office_of(by, "observatory.load")
        source = Source.objects.filter(org=office, code=args.source).first()
        if source is None:
            raise BadInput(f"There is no source called {args.source}.")
        taken = take(args.file, args.file.name, sheet=args.sheet)
        row = actions.begin_load(source, taken, by=by, folder=folder, leave_out=args.leave_out, at_once=True)
        before = row.state != Load.State.DRAFT
        if not before:
            layout = Layout.of(row.plan)
            layout.fixed |= {name: value for name, value in (("category", args.category), ("year", args.year)) if value}
            actions.confirm_load(row, by=by, layout=layout, control_total=args.control_total)
    if not before:
        actions.read_load(row.pk, by=by, path=args.file)
    with acting_as(by.pk):
        row = Load.objects.get(pk=row.pk)
        found = [f"{one.weight} {one.code} {one.facts}" for one in Finding.objects.filter(load=row)]
    said = {"load": row.pk, "state": row.state, "rows": row.rows, "kept": row.kept, "set_aside": row.set_aside, "findings": found}
    return (
        said
        | ({"known": True} if before else {})
        | ({"ok": False, "error": row.preview.get("error")} if row.state == Load.State.FAILED else {})
    )


load.own_transactions = True  # type: ignore[attr-defined]


def configure_sign(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory sign`."""
    parser.description = "Sign a load that another person made, and put it to use."
    parser.add_argument("load", type=int)
    parser.add_argument("--warnings-read", action="store_true", help="say that the warnings printed without it have been read")


def sign(args: argparse.Namespace) -> dict[str, Any]:
    """Sign one load as the named user."""
    by = args.user
    with acting_as(by.pk):
        row = Load.objects.filter(pk=args.load).first()
        if row is None:
            raise BadInput("There is no such load.")
        # figures that never came to their end are begun again by who signed
        if row.state != Load.State.SIGNED or row.signed_by_id != by.pk:
            warnings = Finding.objects.filter(load=row, weight=Finding.Weight.WARNING)
            if warnings and not args.warnings_read:
                return {"ok": False, "load": args.load, "warnings": [f"{one.code} {one.facts}" for one in warnings]}
            actions.read_warnings(row, by=by, findings=[one.pk for one in warnings])
            actions.sign_load(row, by=by)
    state = actions.make_figures(args.load, by=by)
    return {"load": args.load, "state": state}


sign.own_transactions = True  # type: ignore[attr-defined]


def configure_source(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory source`."""
    parser.description = "Add an authority's series, or correct how it is described."
    parser.add_argument("code")
    parser.add_argument("--name", required=True)
    parser.add_argument("--authority", required=True)
    parser.add_argument("--domain", required=True, choices=[choice.value for choice in Domain])
    parser.add_argument("--country", default="sv")
    parser.add_argument("--every", default="month", choices=["month", "year"])


def source(args: argparse.Namespace) -> dict[str, Any]:
    """Write one source."""
    office = office_of(args.user, "observatory.load") if args.user else None
    if office is None:
        raise BadInput("Say who acts: --as USER, somebody who loads data.")
    held = Source.objects.filter(org=office, code=args.code).first()
    fields = {name: getattr(args, name) for name in ("code", "name", "authority", "domain", "country", "every")}
    row = actions.write_source(org=office, by=args.user, source=held, **fields)
    return {"source": row.code, "id": row.pk}


def configure_figure(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory figure`."""
    parser.description = "One figure with its interval, source, version, cut-off, people and caveats."
    parser.add_argument("indicator")
    parser.add_argument("--place", default="", help="a place's code; nothing: the whole country")
    parser.add_argument("--period", required=True, help="a year (2025), a month (2025-03) or a quarter (2025-Q1)")
    parser.add_argument("--source", default="", help="the source's short name; nothing: the one that the indicator trusts most")
    parser.add_argument("--population", default="", help="the series of people under the rate")


def figure(args: argparse.Namespace) -> dict[str, Any]:
    """One figure as the named user may read it."""
    by = args.user
    if by is None:
        raise BadInput("Say who acts: --as USER.")
    with acting_as(by.pk):
        try:
            return one_figure(by, args.indicator, args.place, args.period, source=args.source, people=args.population)
        except Http404:
            raise BadInput("There is no such indicator, source, place or population here.") from None


def configure_alarms(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory alarms`."""
    parser.description = "Look through the last weeks of the sources now, as the service does every Monday."
    parser.add_argument("--source", default="", help="the source's short name (all when left out)")


def alarms(args: argparse.Namespace) -> dict[str, Any]:
    """Raise alarms as the service."""
    from izote.observatory.watch.run import raise_alarms, sources_to_watch

    done = [raise_alarms(pk) for pk, _code, _domain in sources_to_watch(args.source)]
    if args.source and not done:
        raise BadInput(f"There is no source called {args.source} with signed figures.")
    return {"alarms": sum(one["alarms"] for one in done), "sources": done}


alarms.own_transactions = alarms.nobody = True  # type: ignore[attr-defined]


def configure_analyse(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory analyse`."""
    parser.description = "Compute clusters and forecasts of the sources now, as the service does every Monday."
    parser.add_argument("--source", default="", help="the source's short name (all when left out)")


def analyse(args: argparse.Namespace) -> dict[str, Any]:
    """Compute clusters and forecasts as the service."""
    from izote.observatory.watch.run import analyse as compute
    from izote.observatory.watch.run import sources_to_watch

    done = [compute(pk) for pk, _code, _domain in sources_to_watch(args.source)]
    if args.source and not done:
        raise BadInput(f"There is no source called {args.source} with signed figures.")
    return {"analyses": sum(one["analyses"] for one in done), "sources": done}


analyse.own_transactions = analyse.nobody = True  # type: ignore[attr-defined]


def configure_export(parser: argparse.ArgumentParser) -> None:
    """Options of `observatory export`."""
    parser.description = (
        "Write the figures of one domain as a ZIP of Parquet files with their dictionary; an internal copy behind a password."
    )
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--domain", default="violence", choices=["violence", "returns"])
    parser.add_argument("--copy", default="internal", choices=["internal", "public"])


def export(args: argparse.Namespace) -> dict[str, Any]:
    """Write one export as the named user; an internal copy behind a password that is said once."""
    if args.user is None:
        raise BadInput("Say who acts: --as USER, somebody who reads the observatory.")
    with acting_as(args.user.pk):
        office = office_of(args.user, "observatory.read")
    if office is None:
        raise BadInput("Say who acts: --as USER, somebody who reads the observatory.")
    password = new_password() if args.copy == "internal" else ""
    try:
        found = actions.write_export(org=office, by=args.user, domain=args.domain, copy=args.copy, path=args.output, password=password)
    except OSError as error:
        raise BadInput(f"{args.output} cannot be written: {error.strerror}.") from error
    return {"file": str(args.output), **found, **({"password": password} if password else {})}


export.own_transactions = True  # type: ignore[attr-defined]

COMMANDS = {
    "observatory alarms": (configure_alarms, alarms),
    "observatory analyse": (configure_analyse, analyse),
    "observatory source": (configure_source, source),
    "observatory export": (configure_export, export),
    "observatory load": (configure_load, load),
    "observatory sign": (configure_sign, sign),
    "observatory figure": (configure_figure, figure),
}
