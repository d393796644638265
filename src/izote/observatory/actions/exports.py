"""The notebook door: figures as Parquet with their dictionary, for whoever goes on reckoning outside; one domain a file."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.kit.errors import BadInput
from izote.observatory.models import Edition, Source, Tally, Vintage
from izote.observatory.rules.bulletins import LICENCE
from izote.observatory.rules.exports import COLUMNS, README, TYPES
from izote.observatory.rules.together import must_stand_apart
from izote.observatory.rules.words import label
from izote.territory.queries import gazetteer

COPIES = ("internal", "public")
DOMAINS = ("violence", "returns")
SCALE = 5_000


@transaction.atomic
def write_export(*, org: Organization, by: Any, domain: str, copy: str, path: Path) -> dict[str, int]:
    """Write one domain's figures as a ZIP of Parquet files; internally what the office sees, publicly what was printed."""
    require(by, "observatory.read", org)
    must_stand_apart([domain])
    if domain not in DOMAINS or copy not in COPIES:
        raise BadInput(_("An export is of violence or of returns, as an internal or a public copy."))
    rows = _internal(org, domain) if copy == "internal" else _public(org, domain)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        written = _parquet(rows, Path(folder), COLUMNS[copy])
        parts = {"figures.parquet": Path(folder, "figures.parquet").read_bytes()}
    parts |= {"dictionary.csv": _dictionary(copy), "sources.csv": _sources(org, domain)}
    parts |= {name: text.format(office=org.name, domain=domain, licence=LICENCE).encode() for name, text in README[copy].items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    record(by, "figures.exported", org=org, kind="export", key=domain, copy=copy, rows=written)
    return {"rows": written, "bytes": path.stat().st_size}


def _internal(org: Organization, domain: str) -> Iterator[list[Any]]:
    """Place × month × category, as in use now."""
    sources = {one.pk: one for one in Source.objects.filter(org=org, domain=domain)}
    newest = {row.source_id: row for row in Vintage.objects.filter(source__in=list(sources)).order_by("source_id", "number")}
    entries = {one.country: gazetteer(one.country) for one in sources.values()}
    found = Tally.objects.filter(source__in=list(sources), until__isnull=True).order_by("source_id", "category", "year")
    for source, category, place, level, year, months in found.values_list(
        "source_id", "category", "place_id", "level", "year", "months"
    ).iterator(chunk_size=SCALE):
        one, version = sources[source], newest[source]
        index = entries[one.country]
        where = index.entries[index.at[place]] if place is not None else None
        named = [where.code if where else one.country, where.name if where else "", level]
        for month, count in enumerate(months, 1):
            yield [
                one.code,
                category,
                label("categories", category),
                *named,
                year,
                month,
                count,
                version.number,
                version.cut_off.isoformat(),
            ]


def _public(org: Organization, domain: str) -> Iterator[list[Any]]:
    """Every cell of every bulletin that was not withdrawn, withheld cells as empty figures."""
    for edition in Edition.objects.filter(org=org, domain=domain, withdrawn_at__isnull=True).order_by("pk"):
        for item in edition.frozen["items"]:
            card, about = item["indicator"], item["source"]
            for row in (each for table in item["tables"] for each in table["rows"]):
                head = [edition.code, card["code"], card["version"], about["code"], row["categories"], row["place"]]
                tail = [row["period"], row["part"], row["label"], row["count"], row["state"], about["vintage"], about["cut_off"]]
                yield [*head, about["names"].get(row["place"], ""), *tail]


def _parquet(rows: Iterator[list[Any]], folder: Path, columns: Mapping[str, str]) -> int:
    import duckdb

    with Path(folder, "rows.csv").open("w", newline="", encoding="utf-8") as out:
        writer, count = csv.writer(out), 0
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    kinds = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in columns.items())
    with duckdb.connect() as db:
        db.execute("set memory_limit='260MB'; set threads=2; set autoinstall_known_extensions=false")
        read = f"select * from read_csv('{folder}/rows.csv', header=true, columns={{{kinds}}})"  # noqa: S608
        db.execute(f"copy ({read}) to '{folder}/figures.parquet' (format parquet, compression zstd)")
    return count


def _dictionary(copy: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["column", "type"])
    writer.writerows(COLUMNS[copy].items())
    return out.getvalue().encode()


def _sources(org: Organization, domain: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["source", "name", "authority", "version", "cut_off"])
    for row in Vintage.objects.filter(org=org, source__domain=domain).select_related("source").order_by("source", "number"):
        writer.writerow([row.source.code, row.source.name, row.source.authority, row.number, row.cut_off.isoformat()])
    return out.getvalue().encode()
