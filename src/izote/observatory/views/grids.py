"""Tables on paper and in PDF files: laid out, typed, compared with the totals that they state, made a load."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.observatory import actions, jobs
from izote.observatory.forms.requests import TableForm
from izote.observatory.loader.folders import private_folder
from izote.observatory.models import TypedTable
from izote.observatory.permissions import require_somewhere
from izote.observatory.queries import gaps
from izote.observatory.queries import loads as queries
from izote.observatory.queries.places import places_of_level
from izote.observatory.rules.typed import MOST_ROWS, Checked
from izote.observatory.rules.words import label
from izote.territory.models import Place
from izote.territory.queries import level_name, pack

READ, LOAD = queries.READ, queries.LOAD


@login_required
@once
def grid_new(request: HttpRequest) -> HttpResponse:
    """Lay out a table: source, what it counts, its rows, its columns."""
    require_somewhere(request.user, READ)
    require_somewhere(request.user, LOAD)
    sources = list(queries.sources_for(request.user, LOAD))
    facts = pack()
    keys = [level.key for level in facts.levels]
    levels = keys[: keys.index(facts.stable_level) + 1]
    around = [(f"{entry.code}", entry.name) for entry in places_of_level(levels[0])]
    form = TableForm(sent(request), sources=sources, levels=[(key, level_name(key).lower()) for key in levels], within=around)
    if request.method == "POST" and form.is_valid() and (table := _begun(request, form)):
        return redirect("grid_edit", pk=table.pk)
    drafts = gaps.tables_for(request.user).filter(load__isnull=True, written_by_id=request.user.pk).order_by("-written_at")[:25]
    told = [(one, label("categories", one.category)) for one in drafts]
    return render(request, "observatory/grid_new.html", {"form": form, "sources": sources, "drafts": told})


def _begun(request: HttpRequest, form: TableForm) -> TypedTable | None:
    data: dict[str, Any] = form.cleaned_data
    if len(places_of_level(data["level"], data["within"])) > MOST_ROWS:
        form.add_error("within", _("These are more rows than fit a page: choose one department."))
        return None
    source = queries.source_for(request.user, data["source"], LOAD)
    within = Place.objects.filter(country__code=pack().code, code=data["within"]).first() if data["within"] else None
    kept = {name: data[name] for name in ("category", "level", "year", "status")}
    return actions.begin_table(source, by=request.user, within=within, months=data["months"] == "yes", **kept)


@login_required
@once
def grid_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Type the table; what does not agree is marked and kept; what agrees becomes a load."""
    require_somewhere(request.user, READ)
    table = gaps.table_for(request.user, pk, LOAD)
    if table.load_id:
        return redirect("load_detail", pk=table.load_id)
    places = places_of_level(table.level, table.within.code if table.within else "")
    if request.method == "POST":
        answer = _typed(request, table, {entry.code: entry.name for entry in places})
        if answer is not None:
            return answer
        table = gaps.table_for(request.user, pk, LOAD)
    found = actions.table_checked(table)
    heads = [str(MONTHS[n]) for n in range(1, 13)] if table.months else [str(table.year)]
    context = {
        "table": table,
        "what": label("categories", table.category),
        "heads": heads,
        "rows": [_row(entry.code, entry.name, table, found, heads) for entry in places],
        "totals": _totals(table, found, heads),
        "found": found,
        "begun": bool(table.cells),
    }
    return render(request, "observatory/grid_edit.html", context)


def _typed(request: HttpRequest, table: TypedTable, names: dict[str, str]) -> HttpResponse | None:
    """Keep what was typed; when it is to be sent, its totals must agree."""
    width = 12 if table.months else 1
    post = request.POST
    cells = {code: [post.get(f"c{code}-{at}", "").strip()[:20] for at in range(width)] for code in names}
    rows = {code: post.get(f"r{code}", "").strip()[:20] for code in names}
    actions.type_table(
        table, by=request.user, cells=cells, row_totals=rows, column_totals=[post.get(f"t{at}", "").strip()[:20] for at in range(width + 1)]
    )
    if post.get("then") != "send":
        messages.success(request, _("Kept as a draft."))
        return redirect("grid_edit", pk=table.pk)
    try:
        with private_folder("typed") as folder:
            load = actions.send_table(table, by=request.user, names=names, folder=folder)
    except BadInput as refused:
        messages.error(request, str(refused.message))
        return None
    jobs.read_load.defer(load_id=load.pk, user_id=int(request.user.pk or 0))
    return redirect("load_progress", pk=load.pk)


def _row(code: str, name: str, table: TypedTable, found: Checked, heads: list[str]) -> dict[str, Any]:
    typed = [*table.cells.get(code, []), *[""] * len(heads)]
    cells = [(f"c{code}-{at}", head, typed[at], (code, at) in found.wrong) for at, head in enumerate(heads)]
    said = (f"r{code}", table.row_totals.get(code, ""), (code, len(heads)) in found.wrong)
    return {"name": name, "cells": cells, "total": said, "off": found.rows.get(code)}


def _totals(table: TypedTable, found: Checked, heads: list[str]) -> list[tuple[str, str, str, bool, tuple[int, int] | None]]:
    typed = [*table.column_totals, *[""] * (len(heads) + 1)]
    every = [*heads, _("Total")]
    return [(f"t{at}", head, typed[at], ("", at) in found.wrong, found.columns.get(at)) for at, head in enumerate(every)]
