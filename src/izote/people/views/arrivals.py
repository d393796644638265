"""Arrival day: what there is to do, the upload in two steps, its progress, a list with its counts."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from izote.access.permissions import has_somewhere
from izote.kit.errors import Conflict
from izote.kit.once import once
from izote.kit.sheets import Limits, Sheet, SheetRefused, read_sheet
from izote.people import actions, jobs
from izote.people import queries_arrivals as queries
from izote.people.columns import TOKEN_HEADER, Mapping, apply_profile, header_keys, recognise
from izote.people.forms.arrivals import ColumnsForm, UploadForm
from izote.people.listdownload import WHY_HEADER, set_aside_sheet
from izote.people.listentry import NOTICES, REASONS
from izote.people.models import ArrivalList
from izote.people.names import fold
from izote.people.permissions import require_somewhere
from izote.people.screening import drop_columns, screen_sheet
from izote.people.views.answers import sent
from izote.people.views.words import is_demo, leaving_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def arrival_day(request: HttpRequest) -> HttpResponse:
    """One calm screen: the queue, the lists, and what waits for a decision."""
    user = request.user
    if not any(has_somewhere(user, right) for right in queries.WORKING):
        require_somewhere(user, "list.review")
    right = next(right for right in queries.WORKING if has_somewhere(user, right))
    lists = list(queries.lists_for(user, right)[:12])
    rows = [(listing, queries.counts_of([listing]) if listing.is_open else None) for listing in lists]
    tickets = queries.queue_of(queries.office_with(user, "queue.call")) if has_somewhere(user, "queue.call") else []
    context = {
        "lists": rows,
        "waiting": sum(ticket.state == "waiting" for ticket in tickets),
        "served": sum(ticket.state == "served" for ticket in tickets),
        "may_upload": has_somewhere(user, "list.upload"),
        "may_review": has_somewhere(user, "list.review"),
        "may_call": has_somewhere(user, "queue.call"),
        "may_count": has_somewhere(user, "figures.read"),
    }
    return render(request, "people/arrival_day.html", context)


@login_required
@once
def list_upload(request: HttpRequest) -> HttpResponse:
    """Step one: agreement, purpose, file; what must not be held is refused before anything is written."""
    require_somewhere(request.user, "list.upload")
    form = UploadForm(sent(request), request.FILES or None)
    if request.method == "POST" and not request.FILES and int(request.META.get("CONTENT_LENGTH") or 0) > Limits().bytes:
        form.add_error("file", str(SheetRefused("too_big").message))
    if request.method == "POST" and form.is_valid():
        try:
            return taken(request, form)
        except SheetRefused as refused:
            form.add_error("file", str(refused.message))
    return render(request, "people/list_upload.html", {"form": form, "demo": is_demo()})


def taken(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Read, recognise and screen a file in memory; then, and only then, keep it encrypted."""
    org = queries.office_with(request.user, "list.upload")
    file, data = form.cleaned_data["file"], form.cleaned_data
    raw = file.read()
    file_hash = hashlib.sha256(raw).hexdigest()
    if before := actions.same_file(org, file_hash):
        messages.info(request, _("This very file was uploaded before, so nothing has changed. Here is what it made."))
        return redirect("list_detail", pk=(before.corrects or before).pk)
    sheet = read_sheet(raw, file.name, size=file.size)
    if form.left_out():
        sheet = drop_columns(sheet, form.left_out())
    mapping = recognised(request.user, sheet)
    refusals = screen_sheet(sheet, mapping)
    if refusals:
        columns = sorted({*form.left_out(), *(one.column for one in refusals if one.column is not None)})
        again = UploadForm(initial={**data, "without": ",".join(map(str, columns))})
        return render(
            request,
            "people/list_refused.html",
            {"refusals": refusals, "form": again, "titled": any(one.column is None for one in refusals)},
            status=422,
        )
    kept = {name: data[name] for name in ("mode", "agreement", "purpose", "keep_days")}
    listing = actions.stage_list(org=org, by=request.user, file_hash=file_hash, sheet=sheet, mapping=mapping, **kept)
    for notice in sheet.notices:
        messages.info(request, notice.message)
    return redirect("list_columns", pk=listing.pk)


def recognised(user: Any, sheet: Sheet) -> Mapping:
    """What the columns hold: by the office's own profile of this source, where one fits, else by what they say and hold."""
    mapping = recognise(sheet)
    keys = {key for key in header_keys(mapping.headers) if key}
    fitting = [(len(keys & set(one.mapping.get("headers", {}))), one) for one in queries.profiles_for(user)]
    best = max(fitting, key=lambda pair: pair[0], default=(0, None))
    if best[1] is not None and best[0] * 2 > len(keys):
        mapping = apply_profile(sheet, best[1].mapping)
    for index, header in enumerate(mapping.headers):
        if fold(header) == fold(WHY_HEADER):
            mapping.columns[index] = "ignore"
        elif fold(header) == fold(TOKEN_HEADER):
            mapping.columns[index] = "token"
    return mapping


@login_required
@once
def list_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: what each column holds, with samples; corrected by whoever knows the list, kept as a profile."""
    listing = queries.list_for(request.user, pk, "list.upload")
    if listing.state != ArrivalList.State.DRAFT:
        return redirect("list_progress", pk=pk)
    sheet, mapping = actions.staged(listing)
    corrects = queries.corrected_by(listing, sheet, mapping)
    headers = {index: mapping.headers[index] or _("(no title)") for index in mapping.samples}
    profiles = [profile.name for profile in queries.profiles_for(request.user)]
    form = ColumnsForm(sent(request), headers=headers, columns=mapping.columns, profiles=profiles)
    if request.method == "POST" and form.is_valid():
        target = corrects if form.cleaned_data["is_correction"] == "yes" else None
        actions.confirm_columns(listing, columns=form.columns(), save_as=form.cleaned_data["save_as"], corrects=target, by=request.user)
        jobs.read_list.defer(list_id=listing.pk, user_id=int(request.user.pk or 0))
        return redirect("list_progress", pk=pk)
    fields = [(form[f"c{index}"], mapping.samples[index], mapping.confidence.get(index, 0) < 0.6) for index in headers]
    context = {"listing": listing, "form": form, "fields": fields, "corrects": corrects, "rows": len(sheet.rows) - mapping.data_start}
    return render(request, "people/list_columns.html", context)


@login_required
def list_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is; the page asks again by itself."""
    listing = queries.list_for(request.user, pk, "list.upload")
    if not listing.under_way:
        return redirect(
            "list_detail", pk=(listing.corrects_id or listing.pk) if listing.state == ArrivalList.State.ABSORBED else listing.pk
        )
    counts = queries.counts_of([listing.corrects or listing])
    linked = counts.received - counts.by_status.get("staged", 0)
    written = min(listing.done, listing.total)
    context = {"listing": listing, "done": (written + min(linked, written)) // 2, "total": listing.total}
    response = render(request, "people/list_progress.html", context)
    response["Refresh"] = "2"
    return response


@login_required
@once
def list_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a list that has not been read; nothing of it stays."""
    listing = queries.list_for(request.user, pk, "list.upload")
    if request.method == "POST":
        actions.cancel_list(listing, by=request.user)
        messages.success(request, _("The list was given up. Nothing of it was kept."))
        return redirect("arrival_day")
    return render(request, "people/list_cancel.html", {"listing": listing})


@login_required
def list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A list with its counts: received is the sum of the others, always."""
    right = next((right for right in queries.WORKING if has_somewhere(request.user, right)), "list.review")
    listing = queries.list_for(request.user, pk, right)
    if listing.state == ArrivalList.State.DRAFT:
        return redirect("list_columns", pk=pk)
    if listing.under_way:
        return redirect("list_progress", pk=pk)
    context = {
        "listing": listing,
        "counts": queries.counts_of([listing]),
        "families": sum(group.state == "suggested" for group in queries.families_of(listing)) if listing.is_open else 0,
        "reasons": leaving_words(queries.reasons_of(listing)),
        "notices": [(str(NOTICES[code]) % {"line": "…"}, n) for code, n in listing.outcome.get("notices", {}).items() if code in NOTICES],
        "dropped": sum(listing.outcome.get("dropped", {}).values()) - listing.outcome.get("dropped", {}).get("blank", 0),
        "may_review": has_somewhere(request.user, "list.review"),
        "may_upload": has_somewhere(request.user, "list.upload"),
    }
    return render(request, "people/list_detail.html", context)


@login_required
def list_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that could not be read, each with its reason."""
    listing = queries.list_for(request.user, pk)
    headers, rows = queries.set_aside_of(listing)
    actions.trace_list(request.user, "list.rows_seen", listing, shown=len(rows))
    told = [
        (cells.line, [REASONS[code] for code in row.reasons if code in REASONS], [c[:80] for c in cells.cells if c][:6])
        for row, cells in rows[:200]
    ]
    return render(request, "people/list_set_aside.html", {"listing": listing, "rows": told, "total": len(rows), "headers": headers})


@login_required
def set_aside_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a workbook to be corrected and uploaded again: with the token by which each row is known."""
    listing = queries.list_for(request.user, pk, "list.upload")
    headers, rows = queries.set_aside_of(listing)
    if not rows:
        raise Conflict(_("No row of this list is set aside."))
    actions.trace_list(request.user, "list.set_aside_downloaded", listing, rows=len(rows))
    response = HttpResponse(set_aside_sheet(headers, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="apartadas-{listing.pk}.xlsx"'
    return response


@login_required
def list_expiring(request: HttpRequest) -> HttpResponse:
    """What will be destroyed this week."""
    require_somewhere(request.user, "list.upload")
    return render(request, "people/list_expiring.html", {"rows": queries.expiring(request.user)})


@login_required
@once
def profile_list(request: HttpRequest) -> HttpResponse:
    """The sources whose columns are known, for those who upload and for whoever administers offices."""
    if not has_somewhere(request.user, "org.manage"):
        require_somewhere(request.user, "list.upload")
    profiles = queries.profiles_for(request.user)
    wanted = request.POST.get("forget", "")
    if request.method == "POST" and wanted.isdigit():
        profile = profiles.filter(pk=int(wanted)).first()
        if profile is None:
            raise Http404
        actions.forget_profile(profile, by=request.user)
        return redirect("profile_list")
    return render(request, "people/profile_list.html", {"profiles": profiles.select_related("org")})
