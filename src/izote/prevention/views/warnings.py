"""Warnings: the list, one of them, its words, its moves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import warnings as actions
from izote.prevention.actions.warning_moves import move_warning
from izote.prevention.forms.warnings import GroupsForm, ReasonForm, SectionForm, SignalsForm
from izote.prevention.permissions import has_somewhere, may, may_move, require_somewhere
from izote.prevention.queries.assessments import assessment_for, valid_for
from izote.prevention.queries.recommendations import whole
from izote.prevention.queries.warning_content import content_of, sections_of
from izote.prevention.queries.warnings import chosen, is_backed, signals_to_stand_on, verified_signals, warning_for, warnings_for
from izote.prevention.rules.machines import machine
from izote.prevention.rules.warning_document import document
from izote.prevention.rules.warnings import missing, sections
from izote.prevention.rules.words import labels, words
from izote.prevention.views.warning_parts import DOERS, around, guards_of, ways

READ, WRITE = "prevention.read", "prevention.analyse"


@login_required
@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """Every warning of the office, the newest first; by state, kind and place, and those that are late."""
    require_somewhere(request.user, READ)
    asked = {
        name: request.GET.get(key, "")[:60] for name, key in (("state", "estado"), ("kind", "tipo"), ("place", "lugar"), ("late", "tarde"))
    }
    page = page_of(chosen(warnings_for(request.user), asked), ("-pk",), request.GET.get("cursor", ""), 25)
    context = {"page": page, "asked": asked, "states": machine("warning").states.items(), "now": timezone.now()}
    return render(request, "prevention/warning_list.html", context | {"writes": has_somewhere(request.user, WRITE)})


@login_required
@once
def warning_begin(request: HttpRequest) -> HttpResponse:
    """Choose an approved assessment that has not expired."""
    require_somewhere(request.user, WRITE)
    rows = valid_for(request.user, timezone.localdate()).order_by("-pk")[:100]
    older = request.GET.get("actualiza", "")
    updates = warning_for(request.user, int(older), WRITE) if older.isdigit() and len(older) < 10 else None
    if request.method == "POST":
        made = actions.begin_warning(
            assessment_for(request.user, request.POST.get("assessment", ""), WRITE), by=request.user, updates=updates
        )
        messages.success(request, _("The warning is begun from the record. Write its sections now."))
        return redirect("warning_detail", made.pk)
    return render(request, "prevention/warning_begin.html", {"rows": rows, "updates": updates})


@login_required
@require_safe
def warning_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, section by section, built from the record and the editor's words."""
    row = warning_for(request.user, pk)
    content = content_of(row, request.user)
    held = {one.code: one for one in sections_of(row)}
    parts = [{"section": one, "row": held.get(one.code)} for one in document(content)]
    context = around(request, row) | {"parts": parts, "signals": verified_signals(row), "whole": whole(row) if row.may_be_written else None}
    context["asked"] = row.recommendations.order_by("position").only("pk", "code")
    context |= {"lacking": labels("warning_sections", list(missing(content["words"], "es"))) if row.may_be_written else ""}
    return render(request, "prevention/warning_detail.html", context | {"backed": is_backed(row)})


@login_required
@once
def warning_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Write the words of one section."""
    row = warning_for(request.user, pk, WRITE)
    if section not in sections():
        raise Http404
    held = next((one for one in sections_of(row) if one.code == section), None)
    start = {"es": held.es, "en": held.en, "reserved": held.reserved} if held else {}
    form = SectionForm(sent(request), initial=start)
    if request.method == "POST" and form.is_valid():
        made = actions.write_section(row, section, by=request.user, **form.cleaned_data)
        if made.hits:
            messages.warning(request, _("Saved; but it may name a person. Take that out, or let a second person say why it stays."))
        else:
            messages.success(request, _("Saved."))
        return redirect(f"{reverse('warning_detail', args=[pk])}#{section}")
    word = words("warning_sections")[section]
    return form_page(request, form, row, str(word), lead=word.row["hint_en" if request.LANGUAGE_CODE == "en" else "hint_es"])


def form_page(request: HttpRequest, form: Any, row: Any, title: str, *, lead: str = "", back: str = "warning_detail") -> HttpResponse:
    """A form of a warning on a page of its own."""
    context = {"form": form, "title": title, "lead": lead, "warning": row, "back": reverse(back, args=[row.pk])}
    return render(request, "prevention/form.html", context, status=422 if form.is_bound else 200)


def done(request: HttpRequest, form: Any, action: Any) -> bool:
    """Whether what was sent was done; what an action cannot use stands in the form, with everything that was typed."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except BadInput as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


@login_required
@once
def warning_groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the groups that are exposed."""
    row = warning_for(request.user, pk, WRITE)
    form = GroupsForm(sent(request), initial={"groups": row.groups, "general_why": row.general_why})
    if done(request, form, lambda said: actions.choose_groups(row, by=request.user, **said)):
        return redirect("warning_detail", pk)
    return form_page(request, form, row, _("Groups that are exposed"))


@login_required
@once
def warning_signals(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the verified signals on which it stands."""
    row = warning_for(request.user, pk, WRITE)
    form = SignalsForm(sent(request), signals=signals_to_stand_on(row), initial={"signals": row.stands_on.values_list("signal", flat=True)})
    if request.method == "POST" and form.is_valid():
        actions.choose_signals(row, form.cleaned_data["signals"], by=request.user)
        return redirect("warning_detail", pk)
    return form_page(request, form, row, _("Signals on which it stands"), lead=_("At least one has to be verified wholly."))


@login_required
@once
def warning_justify(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Say, as a second person, why words stay that may name somebody."""
    row = warning_for(request.user, pk)
    held = next((one for one in sections_of(row) if one.code == section and one.hits), None)
    if held is None:
        raise Http404
    form = ReasonForm(sent(request), needed=True)
    if done(request, form, lambda said: actions.justify_section(held, by=request.user, why=said["reason"])):
        return redirect("warning_detail", pk)
    return form_page(request, form, row, _("Why these words stay"), lead=f"{held.es}\n{held.en}")


@login_required
@once
def warning_move(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Move it to a state, seeing first what holds and what does not yet."""
    row = warning_for(request.user, pk)
    way = machine(row.MACHINE).move(row.state, to)
    if to not in DOERS and to not in {one.to for one, _url in ways(request.user, row, plain=True)}:
        raise Http404 if way is None else Conflict(_("The warning has moved on meanwhile. Open it again."))
    form = ReasonForm(sent(request), needed="reason_given" in way.guards if way else False)
    if request.method == "POST" and form.is_valid():
        do = DOERS.get(to)
        try:
            if do is not None:
                do(row, by=request.user)
            else:
                move_warning(row, to, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Done."))
            return redirect("warning_detail", pk)
        except BadInput as refused:
            form.add_error("reason", str(refused.message))
    context = {
        "form": form,
        "way": way,
        "guards": guards_of(row, to, request.user),
        "may": way is not None and may_move(request.user, way, row),
    }
    return render(request, "prevention/warning_move.html", around(request, row) | context)


def may_write(request: HttpRequest, row: Any) -> bool:
    """Whether the user could write in it now."""
    return row.may_be_written and may(request.user, WRITE, row.org_id)
