"""Rows set aside: looked at with their reason, corrected in the page or in a spreadsheet program, read again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.sheets import Limits, SheetRefused, read_sheet
from izote.kit.sheetwrite import write_csv, write_xlsx
from izote.observatory import actions, jobs
from izote.observatory.forms.loads import CorrectedForm
from izote.observatory.models import Load, SetAside
from izote.observatory.permissions import may, require_somewhere
from izote.observatory.queries import loads as queries
from izote.observatory.rules.corrected import sheet_of, understood
from izote.observatory.rules.findings import why

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ, LOAD = queries.READ, queries.LOAD


@login_required
@once
def load_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows set aside, each with its reason and its cells to be corrected."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk)
    if request.method == "POST":
        return _mended(request, queries.load_for(request.user, pk, LOAD), _corrected(load, request.POST))
    field, _sep, reason = request.GET.get("por", "").partition(":")
    rows = queries.set_aside_of(load)
    rows = rows.filter(field="" if reason in ("", field) else field, why=reason or field) if field else rows
    page = page_of(rows, ("number",), request.GET.get("cursor", ""), 20)
    heads = queries.heads_of(load)
    told = [(row, why(row.field, row.why), heads.value(row), heads.shown(row) if row.number >= 0 else []) for row in page]
    open_ = may(request.user, LOAD, load.org_id) and load.state == Load.State.CHECKED
    reasons = [(f"{field_}:{why_}" if field_ else why_, why(field_, why_), n) for field_, why_, n in queries.reasons_of(load)]
    context = {"load": load, "page": page, "rows": told, "reasons": reasons, "may_mend": open_, "chosen": request.GET.get("por", "")}
    context["may_load"] = may(request.user, LOAD, load.org_id)
    return render(request, "observatory/load_set_aside.html", context)


def _corrected(load: Load, posted: Any) -> dict[int, list[str]]:
    """The rows as they were typed: fields are called r<number>-<cell>."""
    typed: dict[int, dict[int, str]] = {}
    for name, value in posted.items():
        number, _sep, at = name[1:].partition("-")
        if name[:1] == "r" and number.isdigit() and at.isdigit():
            typed.setdefault(int(number), {})[int(at)] = value.strip()[:2000]
    held = SetAside.objects.filter(load=load, number__in=list(typed))
    return {row.number: [typed[row.number].get(at, cell) for at, cell in enumerate(row.cells)] for row in held}


def _mended(request: HttpRequest, load: Load, rows: dict[int, list[str]]) -> HttpResponse:
    n = actions.mend_rows(load, by=request.user, rows=rows)
    if not n:
        messages.info(request, _("No row was changed."))
        return redirect("load_set_aside", pk=load.pk)
    messages.success(request, ngettext("%(n)s row was corrected.", "%(n)s rows were corrected.", n) % {"n": n})
    if request.POST.get("then") != "read":
        return redirect("load_set_aside", pk=load.pk)
    actions.read_again(load, by=request.user)
    jobs.read_load.defer(load_id=load.pk, user_id=int(request.user.pk or 0))
    return redirect("load_progress", pk=load.pk)


@login_required
def load_aside_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a file to be corrected, with the number by which each is known again."""
    require_somewhere(request.user, READ)
    # in a file of their own they may carry words that the figures never will: only for those who correct them
    load = queries.load_for(request.user, pk, LOAD)
    rows = list(queries.set_aside_of(load).filter(number__gte=0).order_by("number"))
    if not rows:
        raise Conflict(_("No row of this load is set aside."))
    header, body = sheet_of(queries.heads_of(load).names, [(row.number, row.line, why(row.field, row.why), row.cells) for row in rows])
    csv = request.GET.get("formato") == "csv"
    content = write_csv(header, body) if csv else write_xlsx(header, body, title=_("Set aside"))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if csv else XLSX)
    response["Content-Disposition"] = f'attachment; filename="apartadas-{load.pk}.{"csv" if csv else "xlsx"}"'
    return response


@login_required
@once
def load_aside_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The corrected file again: rows are known by their number, and the file sent twice changes nothing more."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk, LOAD)
    form = CorrectedForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            sheet = read_sheet(file.read(), file.name, size=file.size, limits=Limits(rows=25_000, columns=420))
            held = dict(SetAside.objects.filter(load=load, number__gte=0).values_list("number", "cells"))
            return _mended(request, load, understood(sheet.rows, queries.heads_of(load).names, held))
        except (SheetRefused, BadInput) as refused:
            form.add_error("file", str(refused.message))
    return render(request, "observatory/load_aside_upload.html", {"load": load, "form": form})
