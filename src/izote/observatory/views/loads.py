"""A file on its way: uploaded, its columns confirmed, read, its words explained."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions, jobs
from izote.observatory.forms.loads import ColumnsForm, UploadForm, WordsForm
from izote.observatory.loader.taking import Taken, take
from izote.observatory.models import Load
from izote.observatory.permissions import has_somewhere, may, may_sign, require_somewhere
from izote.observatory.queries import loads as queries
from izote.observatory.rules.columns import ambiguous_dates, samples_of
from izote.observatory.rules.findings import KINDS
from izote.observatory.rules.layout import Layout, layout_of
from izote.observatory.views.loadpages import explained, months_shown
from izote.observatory.views.uploading import privately

State = Load.State
READ, LOAD = queries.READ, queries.LOAD
WORDS_A_PAGE = 60


@login_required
def load_list(request: HttpRequest) -> HttpResponse:
    """Every load, the newest first; those that wait for this user's signature above."""
    require_somewhere(request.user, READ)
    page = page_of(queries.loads_for(request.user), ("-uploaded_at", "-pk"), request.GET.get("cursor", ""), 25)
    waiting = list(queries.waiting_for(request.user)[:25])
    context = {"page": page, "waiting": waiting, "may_load": has_somewhere(request.user, LOAD)}
    return render(request, "observatory/load_list.html", context)


@privately
def load_upload(request: HttpRequest) -> HttpResponse:
    """Choose a source and a file, with what the source says of it."""
    sources = list(queries.sources_for(request.user, LOAD))
    first = {"source": request.GET.get("fuente", ""), "corrects": request.GET.get("corrige", "")}
    form = UploadForm(sent(request), request.FILES or None, sources=sources, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except BadInput as refused:
            form.add_error("file", str(refused.message))
    return render(request, "observatory/load_upload.html", {"form": form, "sources": sources})


def _taken(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Look at the file; keep it only when nothing in it may not be held."""
    data: dict[str, Any] = form.cleaned_data
    source = queries.source_for(request.user, data["source"], LOAD)
    taken = take(data["file"].path, data["file"].name, sheet=data["sheet"] or None)
    if len(taken.sheets) > 1 and not data["sheet"]:
        return _again(request, form, taken, sheets=taken.sheets)
    if before := actions.earlier(source, taken):
        messages.info(request, _("This very file was loaded before, so nothing has changed. Here is the load that it made."))
        return redirect("load_detail", pk=before.pk)
    corrects = queries.load_for(request.user, data["corrects"], LOAD) if data["corrects"] else None
    kept = {name: data[name] for name in ("status", "cut_off", "control_total")}
    folder: Path = request.private_folder  # type: ignore[attr-defined]
    try:
        leave_out = form.left_out(taken.sha256)
        load = actions.begin_load(source, taken, by=request.user, folder=folder, leave_out=leave_out, corrects=corrects, **kept)
    except actions.MayNotBeHeld as refused:
        gone = sorted({*form.left_out(taken.sha256), *refused.columns})
        return _again(request, form, taken, refused=refused.columns.values(), without=",".join(map(str, gone)))
    for notice in taken.notices:
        messages.info(request, notice.message)
    return redirect("load_columns", pk=load.pk)


def _again(request: HttpRequest, form: UploadForm, taken: Taken, *, sheets: Any = None, refused: Any = (), **more: Any) -> HttpResponse:
    """Nothing was kept: the same file is chosen again, with its sheet or without the columns that may not be held."""
    first = {**form.cleaned_data, "fingerprint": taken.sha256, **more}
    sources = list(queries.sources_for(request.user, LOAD))
    form = UploadForm(sources=sources, sheets=sheets, initial=first)
    context = {"form": form, "sources": sources, "sheets": sheets, "refused": [(name, explained(why), line) for name, why, line in refused]}
    return render(request, "observatory/load_upload.html", context | {"file_name": taken.name}, status=422)


@login_required
@once
def load_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column holds, with samples; corrected by whoever knows the source, kept as its profile."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk, LOAD)
    if load.state not in (State.DRAFT, State.CHECKED, State.FAILED):
        return redirect("load_detail", pk=pk)
    found = queries.sample(load)
    layout = _layout(load, found.rows, request.POST.get("head") or request.GET.get("filas", ""))
    form = ColumnsForm(sent(request), layout=layout, load=load)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_load(load, by=request.user, layout=form.layout(), **form.covers())
            jobs.read_load.defer(load_id=load.pk, user_id=int(request.user.pk or 0))
            return redirect("load_progress", pk=pk)
        except BadInput as refused:
            form.add_error(None, str(refused.message))
    columns = [_column(form, layout, at, samples_of(layout, found.rows, at)) for at in range(len(layout.headings))]
    context = {"load": load, "form": form, "columns": columns, "layout": layout, "ways": ambiguous_dates(layout, found.rows)}
    return render(request, "observatory/load_columns.html", context | {"above": found.rows[: layout.head]})


def _layout(load: Load, rows: list[list[str]], head: str) -> Layout:
    """The layout as it stands, or proposed anew for another number of heading rows."""
    layout = Layout.of(load.plan)
    wanted = int(head) if head.isdigit() and 0 < int(head) <= min(40, len(rows)) else layout.head
    return layout if wanted == layout.head else actions.of_domain(layout_of(rows, wanted), load.source.domain)


def _column(form: ColumnsForm, layout: Layout, at: int, samples: list[str]) -> dict[str, Any]:
    more = [form[f"{part}{at}"] for part in "yms"] if layout.wide else []
    spread = layout.spread.get(at)
    return {"field": form[f"c{at}"], "samples": samples, "more": more, "figures": bool(spread and not spread.total)}


@login_required
def load_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is; the page asks again by itself."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk)
    if not load.under_way:
        return redirect("load_detail", pk=pk)
    response = render(request, "observatory/load_progress.html", {"load": load, "may_load": may(request.user, LOAD, load.org_id)})
    if not load.stuck:
        response["Refresh"] = "2"
    return response


@login_required
def load_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A load with its counts, what the checks saw, its months, and what may be done now."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk)
    may_load = may(request.user, LOAD, load.org_id)
    if load.state == State.DRAFT and may_load:
        return redirect("load_columns", pk=pk)
    if load.under_way:
        return redirect("load_progress", pk=pk)
    findings = queries.findings_of(load)
    context = {
        "load": load,
        "findings": findings,
        "errors": sum(one.weight == "error" for one in findings),
        "months": months_shown(load),
        "unknown": [(KINDS.get(kind, kind), len(texts), sum(texts.values())) for kind, texts in load.unknown.items()],
        "vintage": queries.vintages_for(request.user).filter(load=load).first(),
        "corrections": list(queries.loads_for(request.user).filter(corrects=load)[:10]),
        "may_load": may_load,
        "may_sign": may_sign(request.user, load),
    }
    return render(request, "observatory/load_detail.html", context)


@login_required
@once
def load_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what words of the source mean; they hold for its later files too, and the file is read again."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk, LOAD)
    unknown = [(kind, text, n) for kind, texts in load.unknown.items() for text, n in texts.items()][:WORDS_A_PAGE]
    form = WordsForm(sent(request), unknown=unknown, source=load.source)
    if request.method == "POST" and form.is_valid() and form.meanings():
        actions.explain_word(load, by=request.user, meanings=form.meanings())
        return _read_again(request, load)
    rows = [
        (KINDS[kind], form[f"w{n}"], form[f"x{n}"] if kind == "place" else None, count) for n, (kind, _text, count) in enumerate(unknown)
    ]
    left = sum(map(len, load.unknown.values())) - len(unknown)
    return render(request, "observatory/load_words.html", {"load": load, "form": form, "rows": rows, "left": left})


def _read_again(request: HttpRequest, load: Load) -> HttpResponse:
    actions.read_again(load, by=request.user)
    jobs.read_load.defer(load_id=load.pk, user_id=int(request.user.pk or 0))
    return redirect("load_progress", pk=load.pk)


@login_required
@require_POST
@once
def load_read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file anew, with what was corrected and explained since."""
    require_somewhere(request.user, READ)
    return _read_again(request, queries.load_for(request.user, pk, LOAD))


@login_required
@once
def load_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a load up before it is signed."""
    require_somewhere(request.user, READ)
    load = queries.load_for(request.user, pk, LOAD)
    if load.state in (State.SIGNED, State.PUBLISHED):
        raise Conflict(_("It has been signed and is in use: correct it with a new file."))
    if request.method == "POST":
        actions.cancel_load(load, by=request.user)
        messages.success(request, _("The load was given up."))
        return redirect("load_list")
    return render(request, "observatory/load_cancel.html", {"load": load})
