"""Participants: for the manager by name as long as there are names, for others as counts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.errors import BadInput, Refusal
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.sheets import read_sheet
from izote.seminars import actions, figures
from izote.seminars.forms.participants import JoinForm, ListForm, NameForm, ParticipantForm, facts_of
from izote.seminars.models import Participant, Seminar
from izote.seminars.queries import participants as queries
from izote.seminars.queries.seminars import department_names, guests_of, session_of
from izote.seminars.rules.words import kind_label, label
from izote.seminars.views.common import confirm_page, form_page, managed, seen, sent

ROWS = 50


def _list(code: str) -> str:
    return reverse("participant_list", args=[code])


@login_required
@require_safe
def participant_list(request: HttpRequest, code: str) -> HttpResponse:
    """Who takes part: rows for the manager, counts by kind of institution for others."""
    row, head = seen(request, code)
    if not head["manages"]:
        return render(request, "seminars/participant_counts.html", {**head, "told": told_groups(figures.workshop(request.user, code))})
    page = page_of(queries.participants_of(row), ("number", "pk"), request.GET.get("cursor", ""), ROWS)
    context = {**head, "page": page, "people": shown(row, page.rows, by=request.user), "guests": _guests(row)}
    return render(request, "seminars/participant_list.html", context)


def shown(seminar: Seminar, rows: list[Participant], *, by: Any) -> list[dict[str, Any]]:
    """Participants as a table shows them; reading names leaves a line in the trail."""
    names, places = actions.read_names(seminar, rows, by=by), department_names()
    return [
        {
            "row": one,
            "name": names.get(one.pk, ""),
            "institution": one.institution.name if one.institution else kind_label(one.kind),
            "department": places.get(one.department, "—"),
            "role": label("roles", one.role),
        }
        for one in rows
    ]


def _guests(seminar: Seminar) -> list[tuple[Any, str]]:
    return [(one, kind_label(one.kind)) for one in guests_of(seminar)]


def told_groups(one: figures.Workshop) -> dict[str, Any]:
    """The groups of a seminar in words."""
    words = {"organisation": _("organisations"), "observer": _("observers")}
    groups = [
        (
            kind_label(group.kind),
            words.get(group.standing, _("participants")),
            _("fewer than 5, or withheld") if group.count is None else group.count,
        )
        for group in one.groups
    ]
    return {"whole": one.participants, "groups": groups, "closed": one.state == Seminar.State.CLOSED}


@login_required
@once
def participant_create(request: HttpRequest, code: str) -> HttpResponse:
    """Register somebody who was told and agreed."""
    row, _head = managed(request, code)
    form = JoinForm(sent(request), org_id=row.org_id)

    def act(data: dict[str, Any]) -> None:
        one = actions.join(row, by=request.user, **data)
        messages.success(request, _("Registered as %(code)s.") % {"code": one.code})

    return form_page(request, form, act, to=_list(code), title=_("Register a participant"))


@login_required
def participant_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Register a list; rows that cannot be read are named with their field."""
    row, head = managed(request, code)
    form, report, status = ListForm(sent(request), request.FILES or None), None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                sheet = read_sheet(file.read(), file.name, size=file.size)
                report = actions.join_list(row, sheet, informed=form.cleaned_data["informed"], by=request.user)
                status = 200
            except Refusal as refusal:
                form.add_error("file" if isinstance(refusal, BadInput) else None, str(refusal.message))
    return render(request, "seminars/participant_upload.html", {**head, "form": form, "report": report, "back": _list(code)}, status=status)


@login_required
@once
def participant_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Correct what is known of a participant; once the seminar is closed, only how the name is spelt."""
    row, _head = managed(request, code)
    one = queries.participant_of(row, number)
    name = actions.read_names(row, [one], by=request.user).get(one.pk, "")
    form: Any = ParticipantForm(sent(request), org_id=row.org_id, unnamed=not name, initial={**facts_of(one), "name": name})
    if not row.is_open:
        form = NameForm(sent(request), initial={"name": name})

    def act(data: dict[str, Any]) -> None:
        if row.is_open:
            actions.change_participant(one, by=request.user, **{"name": "", **data})
        else:
            actions.correct_name(one, data["name"], by=request.user)

    return form_page(request, form, act, to=_list(code), title=_("Correct %(code)s") % {"code": one.code})


@login_required
@once
def participant_leave(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take somebody off who did not come."""
    row, _head = managed(request, code)
    one = queries.participant_of(row, number)
    text = _("Name, attendance and answers go with it.")
    title, yes = _("Take %(code)s off?") % {"code": one.code}, _("Yes, take off")
    return confirm_page(request, lambda: actions.leave(one, by=request.user), to=_list(code), title=title, text=text, yes=yes)


@login_required
@once
def participant_forget(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Erase one name at once."""
    row, _head = managed(request, code)
    one = queries.participant_of(row, number)
    text = _("It cannot be undone, and no certificate can be printed with this name afterwards.")
    title, yes = _("Erase the name of %(code)s?") % {"code": one.code}, _("Yes, erase the name")
    return confirm_page(request, lambda: actions.erase_name(one, by=request.user), to=_list(code), title=title, text=text, yes=yes)


@login_required
@once
def attendance_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say who was at a session."""
    row, head = managed(request, code)
    session = session_of(row, pk)
    if request.method == "POST":
        numbers = {int(text) for text in request.POST.getlist("present") if text.isascii() and text.isdigit() and len(text) < 4}
        n = actions.note_attendance(session, numbers, by=request.user)
        messages.success(request, _("Noted: %(n)s were there.") % {"n": n})
        return redirect("seminar_detail", code)
    people = shown(row, list(queries.participants_of(row)), by=request.user)
    there = queries.present_at(session.pk)
    context = {**head, "session": session, "module": label("modules", session.module), "people": people, "there": there}
    return render(request, "seminars/attendance_note.html", context)
