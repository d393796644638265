"""What happened after: the calls of a case, one call, those to be made, those that reached nobody, the sealed ones."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.access.permissions import home_org
from izote.access.reauthentication import recently
from izote.casework.actions import after as actions
from izote.casework.forms.after import CallForm, PeriodForm
from izote.casework.models import ContactCall
from izote.casework.permissions import may_read_sealed, may_work
from izote.casework.queries import after as queries
from izote.casework.queries.closing import closures_of
from izote.casework.rules.after import closes, grave_outcomes, opens, outcomes_of, results_of
from izote.casework.rules.words import label
from izote.casework.views.answers import need_any, need_cases, seen_case, sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.pictures import bars
from izote.people.views.filewords import Pairs

YEAR = dt.timedelta(days=365)


@login_required
def after_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The calls of a case with their attempts, what was asked of services, and the way to close it."""
    case, head = seen_case(request, pk)
    works = may_work(request.user, case)
    if works and case.is_open:
        actions.plan_calls(case, by=request.user)
    calls = [(call, opens(call.wave, call.due_on), closes(call.wave, call.due_on)) for call in queries.calls_of(case)]
    context = {
        **head,
        "calls": calls,
        "attempts": queries.attempts_of(case)[:30],
        "stopped": queries.calls_stopped(case),
        "closures": closures_of(case),
        "may_work": works,
        "may_sealed": may_read_sealed(request.user, case),
        "today": timezone.localdate(),
    }
    return render(request, "casework/after_detail.html", context)


@login_required
@once
def call_log(request: HttpRequest, pk: UUID, call_pk: UUID) -> HttpResponse:
    """One call: whom to call safely, and one tap for what came of it."""
    case, head = seen_case(request, pk, "case.own")
    call = queries.call_for(case, call_pk)
    form = CallForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return _logged(request, call, form)
    context = {
        **head,
        "call": call,
        "form": form,
        "reach": queries.reach_of(case, head["person"]),
        "tries": results_of("try"),
        "spoke": outcomes_of("person"),
        "other": outcomes_of("other") if call.attempts else [],
        "grave": outcomes_of("grave"),
        "attempts": [a for a in queries.attempts_of(case) if a.call_id == call.pk],
        "stopped": queries.calls_stopped(case),
    }
    return render(request, "casework/call_log.html", context)


def _logged(request: HttpRequest, call: ContactCall, form: CallForm) -> HttpResponse:
    data = form.cleaned_data
    if not form.is_outcome:
        actions.log_try(call, means=data["means"], result=data["tap"], at=form.at, by=request.user)
        messages.success(request, _("The attempt was noted. Try another day, and by another means."))
        return redirect("after_detail", call.case_id)
    actions.record_outcome(call, data["tap"], means=data["means"], told=data["told"], at=form.at, by=request.user)
    return redirect("call_recorded", call.case_id, call.pk)


@login_required
def call_recorded(request: HttpRequest, pk: UUID, call_pk: UUID) -> HttpResponse:
    """What happens next, calmly; of a sealed outcome nothing but that it is kept."""
    case, head = seen_case(request, pk)
    call = queries.call_for(case, call_pk)
    return render(request, "casework/call_recorded.html", {**head, "call": call, "may_work": may_work(request.user, case)})


@login_required
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls whose days have begun, the oldest first."""
    need_any(request.user, "case.own")
    page = page_of(queries.calls_due(request.user).select_related("case"), ["due_on", "pk"], request.GET.get("cursor", ""))
    _note(request, "due", len(page.rows))
    return render(request, "casework/call_list.html", {"page": page, "rows": queries.named(page.rows)})


@login_required
def never_reached(request: HttpRequest) -> HttpResponse:
    """Those whom nobody reached: how many in each wave, drawn and as a table, and who they are."""
    need_cases(request.user)
    today = timezone.localdate()
    usual = {"since": today - YEAR, "until": today}
    form = PeriodForm(request.GET or None, initial=usual)
    asked = form.cleaned_data if request.GET and form.is_valid() else {}
    since, until = asked.get("since") or usual["since"], asked.get("until") or today
    wave = int(asked["wave"]) if asked.get("wave") else None
    page = page_of(queries.never_reached(request.user, since, until, wave), ["due_on", "pk"], request.GET.get("cursor", ""))
    _note(request, "never", len(page.rows))
    counted = queries.waves_counted(request.user, since, until)
    context = {"form": form, "page": page, "rows": queries.named(page.rows), "picture": _picture(counted), **_table(counted, since, until)}
    return render(request, "casework/never_reached.html", context | {"since": since, "until": until})


def _picture(counted: list[dict[str, Any]]) -> Any:
    """Two bars a wave: tried often and not reached, never tried."""
    rows: list[tuple[object, float | None]] = []
    for row in counted:
        wave = label("call_waves", str(row["wave"]))
        rows += [(_("%(wave)s: not reached") % {"wave": wave}, row["tried"]), (_("%(wave)s: not tried") % {"wave": wave}, row["untried"])]
    return bars(rows, _("Calls that reached nobody, by wave"))


def _table(counted: list[dict[str, Any]], since: dt.date, until: dt.date) -> dict[str, Any]:
    """The states of each wave, whose name leads to those whom nobody reached in it."""
    states = [_("Due"), _("Reached"), _("Told by others"), _("Recorded"), _("Not reached"), _("Not tried"), _("Still open")]
    columns = [_("Which call"), *states]
    keys = ("due", "reached", "told", "sealed", "tried", "untried", "open")
    return {"columns": columns, "counts": [[_wave_link(row["wave"], since, until), *(row[key] for key in keys)] for row in counted]}


def _wave_link(wave: int, since: dt.date, until: dt.date) -> str:
    query = urlencode({"since": since, "until": until, "wave": wave})
    return format_html('<a href="{}?{}">{}</a>', reverse("never_reached"), query, label("call_waves", str(wave)))


@login_required
def sealed_list(request: HttpRequest) -> HttpResponse:
    """The sealed outcomes of the office, for those who lead: which calls, not what they say."""
    need_any(request.user, "case.sealed")
    rows = queries.sealed_for(request.user)
    _note(request, "sealed", len(rows))
    return render(request, "casework/sealed_list.html", {"rows": rows})


@recently
@once
def sealed_open(request: HttpRequest, call_pk: UUID) -> HttpResponse:
    """Before the seal is opened it is said that this is written down; opened by a second, deliberate step."""
    need_any(request.user, "case.sealed")
    call = queries.sealed_call(request.user, call_pk)
    outcome = actions.read_sealed(call, by=request.user) if request.method == "POST" else ""
    context = {"call": call, "case": call.case, "outcome": outcome, "facts": _facts(call), "grave": sorted(grave_outcomes())}
    return render(request, "casework/sealed_open.html", context)


@recently
@require_POST
@once
def sealed_take_back(request: HttpRequest, call_pk: UUID) -> HttpResponse:
    """It was recorded by mistake: the call is made again."""
    need_any(request.user, "case.sealed")
    actions.take_back_sealed(queries.sealed_call(request.user, call_pk), by=request.user)
    messages.success(request, _("It was taken back. The call is to be made again."))
    return redirect(reverse("sealed_list"))


def _facts(call: ContactCall) -> Pairs:
    at = timezone.localtime(call.last_attempt_at).strftime("%d/%m/%Y %H:%M") if call.last_attempt_at else ""
    return [(_("Which call"), label("call_waves", str(call.wave))), (_("Recorded on"), at), (_("Recorded by"), str(call.by or ""))]


def _note(request: HttpRequest, kind: str, rows: int) -> None:
    org = home_org(request.user)
    actions.note_listed(kind, rows, org.pk if org else None, by=request.user)
