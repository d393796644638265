"""The notebook door: figures as Parquet with their dictionary, for whoever goes on reckoning outside; one domain a file."""

import csv
import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.context import acting_as
from izote.access.models import Organization
from izote.access.permissions import require
from izote.access.sealing_wax import seal
from izote.kit.errors import BadInput, Conflict
from izote.kit.handing import packaged
from izote.observatory.actions.binding import execute
from izote.observatory.loader.folders import private_folder
from izote.observatory.loader.process import Stopped
from izote.observatory.loader.taking import pieces
from izote.observatory.models import Export, ExportPiece
from izote.observatory.permissions import require_export
from izote.observatory.queries import exports as queries
from izote.observatory.rules.bulletins import LICENCE
from izote.observatory.rules.exports import FILES, TYPES, dictionary, readme
from izote.observatory.rules.together import must_stand_apart

State = Export.State
KEPT = dt.timedelta(days=30)
KEEP = "insert into observatory_exportpiece (org_id, export_id, name, number, sealed) values (%s, %s, %s, %s, %b)"


@transaction.atomic
def begin_export(*, org: Organization, by: Any, domain: str, copy: str) -> Export:
    """Ask for one domain's figures; a job makes them, and they are kept, sealed, for thirty days."""
    _may_be(org, by, domain, copy)
    if queries.exports_for(by).filter(state__in=(State.WAITING, State.MAKING)).exists():
        raise Conflict(_("Another export of yours is being made. Wait for it, or give it up."))
    row = Export.objects.create(org=org, domain=domain, copy=copy, asked_by=by, expires_at=timezone.now() + KEPT)
    record(by, "export.begun", org=org, kind="export", key=row.pk, domain=domain, copy=copy)
    return row


def _may_be(org: Organization, by: Any, domain: str, copy: str) -> None:
    must_stand_apart([domain])
    if domain not in Export.Domain.values or copy not in Export.Copy.values:
        raise BadInput(_("An export is of violence or of returns, as an internal or a public copy."))
    require_export(by, org, copy)


def make_export(export_id: int, *, by: Any) -> str:
    """Make the files of an export and keep them sealed; each step in its own transaction, so that it may be given up."""
    with acting_as(by.pk):
        row = Export.objects.select_for_update(of=("self",)).select_related("org").filter(pk=export_id, asked_by=by).first()
        if row is None or not row.under_way:
            return row.state if row else "given up"
        _may_be(row.org, by, row.domain, row.copy)
        row.state, row.done = State.MAKING, 0
        row.save(update_fields=Export.MOVES)
        ExportPiece.objects.filter(export=row).delete()
    try:
        with _folder() as folder:
            rows = write_files(row.org, by=by, domain=row.domain, copy=row.copy, folder=folder, step=lambda *at: _step(row, by, *at))
            return _keep(row, by, folder, rows)
    except Stopped:
        return "given up"
    except Exception:
        with acting_as(by.pk):
            Export.objects.filter(pk=row.pk, state=State.MAKING).update(state=State.FAILED, moved_at=timezone.now())
        raise


@contextmanager
def _folder() -> Iterator[Path]:
    """Where the files of an export are written, beside the lock that keeps them from being swept away meanwhile."""
    with private_folder("export") as home:
        folder = home / "files"
        folder.mkdir()
        yield folder


def _step(row: Export, by: Any, done: int, total: int) -> None:
    with acting_as(by.pk):
        if not Export.objects.filter(pk=row.pk, state=State.MAKING).update(done=done, total=total, moved_at=timezone.now()):
            raise Stopped


def write_files(
    org: Organization, *, by: Any, domain: str, copy: str, folder: Path, step: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, int]:
    """Write the files of an export into a folder; the rows of each."""
    with ExitStack() as stack:
        opened = {name: stack.enter_context(Path(folder, f"{name}.csv").open("w", newline="", encoding="utf-8")) for name in FILES[copy]}
        counted = _written(org, by, domain, copy, {name: csv.writer(handle) for name, handle in opened.items()}, step)
    for name, columns in FILES[copy].items():
        _parquet(Path(folder, f"{name}.csv"), {column: kind for column, (kind, _es, _en) in columns.items()})
    _table(Path(folder, "dictionary.csv"), dictionary(copy))
    heads = ["source", "name", "authority", "version", "cut_off"]
    _table(Path(folder, "sources.csv"), [heads, *queries.source_rows(org, domain, copy, by)])
    until = f"{timezone.localdate() + KEPT}"
    for name, text in readme(copy, office=org.name, domain=domain, licence=LICENCE, until=until).items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return counted


def _written(
    org: Organization, by: Any, domain: str, copy: str, writers: dict[str, Any], step: Callable[[int, int], None]
) -> dict[str, int]:
    """Every row to its file; how many went to each."""
    counted = dict.fromkeys(writers, 0)

    def put(rows: Iterable[tuple[str, list[Any]]]) -> None:
        for name, row in rows:
            writers[name].writerow(row)
            counted[name] += 1

    if copy == "public":
        step(0, 2)
        put(("figures", row) for row in queries.public_rows(org, domain, by))
        return counted
    with acting_as(by.pk):
        known = queries.pinned(org, domain)
    for done, one in enumerate(known):
        step(done, len(known) + 2)
        put(queries.internal_rows(one, by))
    for country in sorted({one.source.country for one in known}):
        put(("population", row) for row in queries.population_rows(org, country, by))
    step(len(known), len(known) + 2)
    return counted


def _parquet(path: Path, columns: dict[str, str]) -> None:
    """A CSV file becomes Parquet beside it."""
    import duckdb

    how = "header=false, auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\r\\n'"
    kinds = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in columns.items())
    with duckdb.connect() as db:
        db.execute("set memory_limit='200MB'; set threads=1; set preserve_insertion_order=true; set autoinstall_known_extensions=false")
        read = f"select * from read_csv('{path}', {how}, columns={{{kinds}}})"  # noqa: S608
        db.execute(f"copy ({read}) to '{path.with_suffix('.parquet')}' (format parquet, compression zstd)")
    path.unlink()


def _table(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)


def _keep(row: Export, by: Any, folder: Path, rows: dict[str, int]) -> str:
    """The files into the database, sealed, piece by piece; ready with the last."""
    files = sorted(folder.iterdir())
    for path in files:
        for number, piece in enumerate(pieces(path)):
            sealed = seal(piece, about=f"observatory_exportpiece:{row.pk}:{path.name}:{number}")
            with acting_as(by.pk):
                if not Export.objects.select_for_update().filter(pk=row.pk, state=State.MAKING).exists():
                    raise Stopped
                execute(KEEP, [row.org_id, row.pk, path.name, number, sealed])
    size = sum(path.stat().st_size for path in files)
    with acting_as(by.pk):
        ready = {"state": State.READY, "rows": rows, "size": size, "moved_at": timezone.now()}
        if not Export.objects.filter(pk=row.pk, state=State.MAKING).update(**ready):
            raise Stopped
        record(by, "figures.exported", org=row.org_id, kind="export", key=row.pk, domain=row.domain, copy=row.copy, rows=sum(rows.values()))
    return State.READY


@transaction.atomic
def drop_export(export: Export, *, by: Any) -> None:
    """Give an export up, or throw it away before its time; its job, if one is at work, stops."""
    require(by, "observatory.read", export.org_id)
    ExportPiece.objects.filter(export=export).delete()
    export.delete()
    record(by, "export.dropped", org=export.org_id, kind="export", key=export.pk)


def note_fetched(export: Export, sent: int, *, by: Any, whole: bool) -> None:
    """Leave the line of a download."""
    record(by, "export.fetched", org=export.org_id, kind="export", key=export.pk, copy=export.copy, bytes=sent, whole=whole)


@transaction.atomic
def forget_exports(org: Organization, *, by: Any) -> int:
    """Throw away what has expired in one office."""
    require(by, "observatory.compute", org)
    gone = list(Export.objects.filter(org=org, expires_at__lte=timezone.now()).values_list("pk", flat=True))
    if gone:
        ExportPiece.objects.filter(export__in=gone).delete()
        Export.objects.filter(pk__in=gone).delete()
        record(by, "export.expired", org=org, kind="export", key="expired", exports=len(gone))
    return len(gone)


def write_export(*, org: Organization, by: Any, domain: str, copy: str, path: Path, password: str = "") -> dict[str, Any]:
    """Write an export straight to a file, behind a password when one is given."""
    with acting_as(by.pk):
        _may_be(org, by, domain, copy)
    with _folder() as folder:
        rows = write_files(org, by=by, domain=domain, copy=copy, folder=folder)
        made = folder.parent / "made.zip"
        files = sorted(folder.iterdir())
        with made.open("wb") as out:
            out.writelines(packaged(((one.name, pieces(one)) for one in files), password=password))
        shutil.move(made, path)
    with acting_as(by.pk):
        record(by, "figures.exported", org=org, kind="export", key=domain, domain=domain, copy=copy, rows=sum(rows.values()))
    return {"rows": rows, "bytes": path.stat().st_size}
