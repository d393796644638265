"""Sources and loads for somebody; a file's first rows; rows set aside; months in which a source spoke."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import brotli
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.access.sealing_wax import open_sealed
from izote.observatory.models import Coverage, Finding, Load, Piece, SetAside, Source, Vintage
from izote.observatory.permissions import require
from izote.observatory.rules.findings import COLUMNS
from izote.observatory.rules.layout import Layout
from izote.observatory.rules.words import label

READ, LOAD, SIGN = "observatory.read", "observatory.load", "observatory.sign"
SAMPLE = 400
OPEN = (Load.State.DRAFT, Load.State.WAITING, Load.State.READING, Load.State.CHECKED, Load.State.FAILED)


def sources_for(user: Any, right: str = READ) -> QuerySet[Source]:
    """The sources of the offices in which the user has that right."""
    return Source.objects.filter(org__in=orgs_with(user, right)).order_by("domain", "name", "pk")


def source_for(user: Any, pk: int, right: str = READ) -> Source:
    """One source that the user may see (404) and use so (403)."""
    row = sources_for(user).select_related("org").filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def loads_for(user: Any) -> QuerySet[Load]:
    """Every load that the user may see; without what only their own page needs."""
    rows = Load.objects.filter(org__in=orgs_with(user, READ)).select_related("source", "uploaded_by", "signed_by")
    return rows.defer("plan", "preview", "unknown")


def load_for(user: Any, pk: int, right: str = READ) -> Load:
    """One load that the user may see (404) and use so (403)."""
    rows = Load.objects.filter(org__in=orgs_with(user, READ))
    row = rows.select_related("source", "source__org", "profile", "scope", "corrects", "uploaded_by", "signed_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def waiting_for(user: Any) -> QuerySet[Load]:
    """Loads that wait for this user's signature: never the user's own."""
    rows = loads_for(user).filter(org__in=orgs_with(user, SIGN), state=Load.State.CHECKED)
    return rows.exclude(uploaded_by_id=user.pk).order_by("-uploaded_at", "-pk")


def vintages_for(user: Any) -> QuerySet[Vintage]:
    """The vintages of the user's offices."""
    return Vintage.objects.filter(org__in=orgs_with(user, READ)).select_related("source", "load", "signed_by")


def vintage_for(user: Any, pk: int) -> Vintage:
    """One vintage that the user may see."""
    row = vintages_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def findings_of(load: Load) -> list[Finding]:
    """What the checks saw, the gravest first."""
    weight = {Finding.Weight.ERROR: 0, Finding.Weight.WARNING: 1, Finding.Weight.FACT: 2}
    return sorted(Finding.objects.filter(load=load), key=lambda one: (weight.get(Finding.Weight(one.weight), 3), one.pk))


@dataclass
class Sample:
    """The first rows of a file, with their lines."""

    rows: list[list[str]]
    lines: list[int]


def sample(load: Load) -> Sample:
    """The first rows of the kept file."""
    sealed = Piece.objects.filter(load=load, number=0).values_list("sealed", flat=True).first()
    if sealed is None:
        return Sample([], [])
    data = brotli.decompress(open_sealed(bytes(sealed), about=f"observatory_piece:{load.pk}:0"))
    kept = load.plan["kept"]
    text = data.decode(kept["encoding"], errors="replace").removeprefix("\ufeff")
    if load.size > len(data) and "\n" in text:
        text = text[: text.rindex("\n")]
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=kept["separator"]):
        rows.append(row)
        if len(rows) >= SAMPLE:
            break
    if kept["numbered"]:
        return Sample([row[1:] for row in rows], [int(row[0]) for row in rows])
    return Sample(rows, list(range(1, len(rows) + 1)))


@dataclass
class Heads:
    """The cells of a row set aside: what each is called, by which field it is read ("" not at all)."""

    names: list[str]
    fields: list[str]

    def value(self, row: SetAside) -> str:
        """What stood in the field that could not be read."""
        wanted = COLUMNS.get(row.field, (row.field,))
        said = [cell for cell, name in zip(row.cells, self.fields, strict=False) if name in wanted and cell]
        return " · ".join(said)[:120]

    def shown(self, row: SetAside) -> list[tuple[int, str, str]]:
        """The cells that are read: place in the row, name, value."""
        together = zip(self.names, self.fields, row.cells, strict=False)
        return [(at, name, cell) for at, (name, field, cell) in enumerate(together) if field]


def heads_of(load: Load) -> Heads:
    """How the cells of this load's rows are called, as the reader had them."""
    layout = Layout.of(load.plan)
    if not load.plan["kept"]["numbered"]:
        return Heads(list(layout.headings), list(layout.fields))
    if not layout.wide:
        return Heads(["", *layout.headings], ["", *layout.fields])
    own = [(heading, name) for heading, name in zip(layout.headings, layout.fields, strict=True) if name]
    spread = ["year", "month", "sex", "count"]
    names = [*(heading for heading, _name in own), *(label("columns", name) for name in spread)]
    return Heads(["", *names], ["", *("" if name in spread else name for _heading, name in own), *spread])


def set_aside_of(load: Load) -> QuerySet[SetAside]:
    """The rows of a load that have a reason."""
    return SetAside.objects.filter(load=load).exclude(why="")


def reasons_of(load: Load) -> list[tuple[str, str, int]]:
    """Why rows were set aside: field, reason, rows."""
    found = set_aside_of(load).values_list("field", "why").annotate(n=Count("pk")).order_by("-n", "field", "why")
    return [(field, why, n) for field, why, n in found]


def last_vintages(user: Any) -> dict[int, dict[str, Any]]:
    """For each source its newest vintage and cut-off."""
    rows = vintages_for(user).order_by("source_id", "-number").distinct("source_id")
    return {row.source_id: {"number": row.number, "cut_off": row.cut_off, "pk": row.pk} for row in rows}


def open_loads(user: Any) -> dict[int, int]:
    """For each source how many loads are under way."""
    rows = Load.objects.filter(org__in=orgs_with(user, READ)).values_list("source_id")
    return dict(rows.annotate(n=Count("pk", filter=Q(state__in=OPEN))).order_by("source_id"))


def span_of(source: Source) -> tuple[Any, Any]:
    """The first and the last month for which the source speaks."""
    found = Coverage.objects.filter(source=source).aggregate(first=Min("month"), last=Max("month"))
    return found["first"], found["last"]
