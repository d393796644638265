"""Seminars and workshops: the list, one of them with its sessions, and what becomes of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.once import once
from izote.kit.paging import page_of
from izote.seminars import actions
from izote.seminars.forms.seminars import GuestsForm, SeminarForm, SessionForm
from izote.seminars.permissions import has_somewhere
from izote.seminars.queries import seminars as queries
from izote.seminars.rules.words import label
from izote.seminars.views.common import confirm_page, form_page, managed, managing, reading, seen, sent

ROWS = 25


@login_required
@require_safe
def seminar_list(request: HttpRequest) -> HttpResponse:
    """Seminars and workshops, the coming ones first."""
    reading(request)
    page = page_of(queries.seminars_for(request.user), ("-starts_on", "-pk"), request.GET.get("cursor", ""), ROWS)
    context = {"page": page, "manages": has_somewhere(request.user, "seminars.manage"), "today": timezone.localdate()}
    return render(request, "seminars/seminar_list.html", context)


@login_required
@once
def seminar_create(request: HttpRequest) -> HttpResponse:
    """Call a seminar or a workshop."""
    org = managing(request)
    form = SeminarForm(sent(request), org_id=org.pk)
    made: list[str] = []

    def act(data: dict[str, Any]) -> None:
        made.append(actions.start_seminar(org=org, by=request.user, **data).code)

    answer = form_page(request, form, act, to=reverse("seminar_list"), title=_("New seminar or workshop"))
    return redirect("seminar_detail", made[0]) if made else answer


@login_required
@once
def seminar_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is said of a seminar."""
    row, _head = managed(request, code)
    names = ("title", "programme", "place", "venue", "starts_on", "ends_on", "least_share")
    form = SeminarForm(sent(request), org_id=row.org_id, begun=True, initial={name: getattr(row, name) for name in names})

    def act(data: dict[str, Any]) -> None:
        actions.correct_seminar(row, by=request.user, **data)

    return form_page(request, form, act, to=reverse("seminar_detail", args=[code]), title=_("Correct %(code)s") % {"code": code})


@login_required
@require_safe
def seminar_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One seminar: its programme, its sessions."""
    row, head = seen(request, code)
    sessions = [(one, label("modules", one.module)) for one in queries.sessions_of(row)]
    return render(request, "seminars/seminar_detail.html", {**head, "sessions": sessions})


@login_required
@once
def session_create(request: HttpRequest, code: str) -> HttpResponse:
    """Add a session."""
    row, _head = managed(request, code)
    form = SessionForm(sent(request), seminar=row)

    def act(data: dict[str, Any]) -> None:
        actions.write_session(row, by=request.user, **data)

    return form_page(request, form, act, to=reverse("seminar_detail", args=[code]), title=_("New session"))


@login_required
@once
def session_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a session."""
    row, _head = managed(request, code)
    session = queries.session_of(row, pk)
    names = ("module", "starts_at", "minutes", "topic")
    initial = {name: getattr(session, name) for name in names} | {"day": f"{session.day}"}
    form = SessionForm(sent(request), seminar=row, initial=initial)

    def act(data: dict[str, Any]) -> None:
        actions.write_session(row, session=session, by=request.user, **data)

    return form_page(request, form, act, to=reverse("seminar_detail", args=[code]), title=_("Correct the session"))


@login_required
@once
def session_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a session out."""
    row, _head = managed(request, code)
    session = queries.session_of(row, pk)
    to = reverse("seminar_detail", args=[code])
    title = _("Take this session out?")
    return confirm_page(request, lambda: actions.drop_session(session, by=request.user), to=to, title=title, yes=_("Yes, take it out"))


@login_required
@once
def guests_write(request: HttpRequest, code: str) -> HttpResponse:
    """Say how many organisations or observers of a kind were there."""
    row, _head = managed(request, code)
    form = GuestsForm(sent(request))

    def act(data: dict[str, Any]) -> None:
        actions.count_guests(row, by=request.user, **data)

    lead = _("Organisations and observers are kept by kind only: how many, never which.")
    return form_page(request, form, act, to=reverse("participant_list", args=[code]), title=_("Organisations and observers"), lead=lead)


@login_required
@once
def seminar_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a seminar that is over, and count it."""
    row, _head = managed(request, code)
    text = _("Lists, attendance and answers are fixed. Its counts, none of them from one to four, may be read by the office from now on.")
    title, yes = _("Close and count %(code)s?") % {"code": code}, _("Yes, close and count it")
    to = reverse("certificate_list", args=[code])
    return confirm_page(request, lambda: actions.close_seminar(row, by=request.user), to=to, title=title, text=text, yes=yes, danger=False)


@login_required
@once
def seminar_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed seminar again."""
    row, _head = managed(request, code)
    text = _("Its counts are taken back until it is closed again.")
    title, yes = _("Open %(code)s again to correct it?") % {"code": code}, _("Yes, open it again")
    to = reverse("seminar_detail", args=[code])
    return confirm_page(request, lambda: actions.reopen_seminar(row, by=request.user), to=to, title=title, text=text, yes=yes, danger=False)


@login_required
@once
def seminar_call_off(request: HttpRequest, code: str) -> HttpResponse:
    """Call a seminar off."""
    row, _head = managed(request, code)
    text = _("The names of those who registered are erased at once.")
    title, yes = _("Call %(code)s off?") % {"code": code}, _("Yes, call it off")
    return confirm_page(
        request, lambda: actions.call_off(row, by=request.user), to=reverse("seminar_detail", args=[code]), title=title, text=text, yes=yes
    )
