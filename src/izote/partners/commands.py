"""Commands of the directory."""

import argparse
import json
from pathlib import Path
from typing import Any

from izote.kit.errors import BadInput
from izote.partners import hsds, queries
from izote.partners.hsdstables import write_package


def configure_hsds(parser: argparse.ArgumentParser) -> None:
    """Options of `partners hsds`."""
    parser.description = (
        "Write the published services as Open Referral HSDS 3.0: one JSON file, or a folder of tables with datapackage.json."
    )
    parser.add_argument("--output", type=Path, required=True, help="FILE.json, or a folder")


def export_hsds(args: argparse.Namespace) -> dict[str, Any]:
    """Write every published service."""
    documents = [queries.document_of(row) for row in queries.publications()]
    target: Path = args.output
    try:
        if target.suffix == ".json":
            counts = {"contents": documents, "total_items": len(documents), "version": hsds.VERSION, "profile": hsds.PROFILE}
            target.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            return {"services": len(documents), "output": str(target)}
        tables = write_package(documents, target)
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror}.") from error
    return {"services": len(documents), "output": str(target), "tables": tables}


export_hsds.nobody = True  # type: ignore[attr-defined]

COMMANDS = {"partners hsds": (configure_hsds, export_hsds)}
