"""HSDS as a tabular data package: one CSV file a table, with a datapackage.json that names keys and columns."""

import csv
import json
import re
from pathlib import Path
from typing import Any

from izote.kit.sheetwrite import safe_cell
from izote.partners.hsds import PROFILE, VERSION

NUMBER = re.compile(r"[-+]?[\d .()-]+")
# Where a nested field goes, and by which column it points back at what it stood in.
TABLES = {
    "organization": "organizations",
    "phones": "phones",
    "schedules": "schedules",
    "service_areas": "service_areas",
    "service_at_locations": "service_at_locations",
    "location": "locations",
    "addresses": "addresses",
    "accessibility": "accessibility",
    "languages": "languages",
    "required_documents": "required_documents",
    "attributes": "attributes",
    "taxonomy_term": "taxonomy_terms",
    "taxonomy_detail": "taxonomies",
    "capacities": "service_capacities",
    "unit": "units",
}
POINTS_AT = {
    "organization_id": "organizations",
    "service_id": "services",
    "location_id": "locations",
    "taxonomy_term_id": "taxonomy_terms",
    "taxonomy_id": "taxonomies",
    "unit_id": "units",
}
Tables = dict[str, dict[str, dict[str, Any]]]


def tables_of(documents: list[dict[str, Any]]) -> Tables:
    """Every row of every table once, by its id."""
    tables: Tables = {}
    for document in documents:
        _take("services", document, tables)
    return tables


def _take(table: str, document: dict[str, Any], tables: Tables) -> None:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            flat[f"{'taxonomy' if name == 'taxonomy_detail' else name}_id"] = value["id"]
            _take(TABLES[name], value, tables)
        elif isinstance(value, list):
            for one in value:
                _take(TABLES[name], one, tables)
        else:
            flat[name] = value
    tables.setdefault(table, {})[document["id"]] = flat


def write_package(documents: list[dict[str, Any]], folder: Path) -> dict[str, int]:
    """Write the tables and their description; returns how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = tables_of(documents)
    resources = []
    for name, rows in sorted(tables.items()):
        columns = sorted({column for row in rows.values() for column in row}, key=lambda column: (column != "id", column))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            out = csv.DictWriter(handle, columns, restval="")
            out.writeheader()
            out.writerows({column: _cell(value) for column, value in row.items()} for row in rows.values())
        resources.append(_resource(name, columns, set(tables)))
    package = {
        "name": "human-services-data",
        "profile": "tabular-data-package",
        "version": VERSION,
        "homepage": PROFILE,
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return {name: len(rows) for name, rows in tables.items()}


def _cell(value: Any) -> Any:
    """No text that a spreadsheet program would run; numbers, telephone numbers among them, stay as they are."""
    return value if isinstance(value, str) and NUMBER.fullmatch(value) else safe_cell(value)


def _resource(name: str, columns: list[str], known: set[str]) -> dict[str, Any]:
    keys = [
        {"fields": column, "reference": {"resource": POINTS_AT[column], "fields": "id"}}
        for column in columns
        if POINTS_AT.get(column) in known
    ]
    fields = [{"name": column, "type": "string"} for column in columns]
    schema = {"fields": fields, "primaryKey": "id", **({"foreignKeys": keys} if keys else {})}
    return {"name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}
