"""A table typed from paper: kept as it is typed, and made a load like any other file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.permissions import require
from izote.kit.errors import BadInput, Conflict
from izote.observatory.actions.loads import begin_load, confirm_load
from izote.observatory.loader.taking import as_csv, take
from izote.observatory.models import Load, Source, TypedTable
from izote.observatory.rules.layout import Layout, Spread
from izote.observatory.rules.typed import Checked, checked
from izote.observatory.rules.words import label, words
from izote.territory.models import Place


@transaction.atomic
def begin_table(
    source: Source, *, by: Any, category: str, level: str, within: Place | None, year: int, months: bool, status: str
) -> TypedTable:
    """Lay a table out: nothing is typed yet."""
    require(by, "observatory.load", source.org_id)
    word = words("categories").get(category)
    if word is None or word.row["domain"] != source.domain:
        raise BadInput(_("This source does not speak of that."))
    fields = {"category": category, "level": level, "within": within, "year": year, "months": months, "status": status}
    row = TypedTable.objects.create(org_id=source.org_id, source=source, written_by=by, **fields)
    record(by, "table.written", org=row.org_id, kind="table", key=row.pk)
    return row


@transaction.atomic
def type_table(
    table: TypedTable, *, by: Any, cells: dict[str, list[str]], row_totals: dict[str, str], column_totals: list[str]
) -> TypedTable:
    """Keep what was typed, right or wrong: nothing is lost."""
    row = _open(table, by)
    row.cells, row.row_totals, row.column_totals = cells, row_totals, column_totals
    row.save(update_fields=["cells", "row_totals", "column_totals", "written_at"])
    record(by, "table.written", org=row.org_id, kind="table", key=row.pk)
    return row


@transaction.atomic
def send_table(table: TypedTable, *, by: Any, names: dict[str, str], folder: Path) -> Load:
    """Make a load of it, when its totals are those of the paper; the same checks and the same second person follow."""
    row = _open(table, by)
    width = 12 if row.months else 1
    found = checked(row.cells, row.row_totals, row.column_totals, width)
    if not found.agrees:
        raise BadInput(_("The totals do not agree yet: correct the rows and columns that are marked."))
    if not found.filled:
        raise BadInput(_("Nothing has been typed yet."))
    path = folder / "typed.csv"
    path.write_bytes(_file(row, names, width))
    load = begin_load(row.source, take(path, f"typed-{row.pk}.csv"), by=by, folder=folder, status=row.status)
    last = max(at for figures in found.figures.values() for at, value in enumerate(figures) if value is not None)
    until = f"{row.year}-{last + 1 if row.months else 12:02d}-01"
    covers = {"since": f"{row.year}-01-01", "until": until}
    load = confirm_load(load, by=by, layout=_layout(row, width), control_total=found.stated, scope=row.within, cut_off=None, **covers)
    row.load = load
    row.save(update_fields=["load", "written_at"])
    record(by, "table.sent", org=row.org_id, kind="table", key=row.pk, load=load.pk)
    return load


def _open(table: TypedTable, by: Any) -> TypedTable:
    """A table is in the hands of who began it, as a load is: whoever signs it typed nothing of it."""
    require(by, "observatory.load", table.org_id)
    if table.written_by_id != by.pk:
        raise PermissionDenied("observatory.load")
    row = TypedTable.objects.select_for_update(of=("self",)).select_related("source", "within").get(pk=table.pk)
    if row.load_id:
        raise Conflict(_("This table is a load already: correct it there, or type a new one."))
    return row


def _headings(table: TypedTable, width: int) -> list[str]:
    months = [f"{table.year}-{n:02d}" for n in range(1, 13)]
    return [label("columns", "place_code"), label("columns", "municipality"), *(months if width == 12 else [str(table.year)])]


def _file(table: TypedTable, names: dict[str, str], width: int) -> bytes:
    """The table as a file: a title with its number, the headings, a row a place."""
    rows = [["Izote", str(table.pk), table.category], _headings(table, width)]
    rows += [[code, names.get(code, ""), *[*table.cells.get(code, []), *[""] * width][:width]] for code in names]
    return as_csv(rows)


def _layout(table: TypedTable, width: int) -> Layout:
    headings = _headings(table, width)
    months = {at + 2: Spread(table.year, at + 1 if width == 12 else None) for at in range(width)}
    fixed = {"category": table.category, "year": str(table.year)}
    return Layout(2, headings, ["place_code", "", *[""] * width], months, fixed)


def table_checked(table: TypedTable) -> Checked:
    """What stands in a table, against its totals."""
    return checked(table.cells, table.row_totals, table.column_totals, 12 if table.months else 1)
