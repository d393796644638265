"""Applying instruments: what there is for a case, filling one in, what it amounts to, correcting it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from izote.casework.actions import assessments as actions
from izote.casework.forms.assessments import CorrectionForm, CriticalForm
from izote.casework.forms.questions import draw
from izote.casework.models import Assessment, Case
from izote.casework.permissions import may
from izote.casework.queries import assessments as queries
from izote.casework.queries import instruments
from izote.casework.queries.cases import open_case
from izote.casework.views.answers import seen_case, sent
from izote.casework.views.filling import Filling, protocols_of
from izote.casework.views.results import result_of
from izote.kit.errors import Conflict
from izote.kit.once import once


def fetched(request: HttpRequest, case: UUID, pk: UUID) -> tuple[Case, Assessment, dict[str, Any]]:
    """A case on which the user works, and one assessment of it; 404 for what one may not see, also of the restricted kind."""
    found, context = seen_case(request, case, "case.own")
    row = queries.assessment_for(found, pk)
    instrument = instruments.instrument_for(request.user, found.org_id, row.instrument, row.version)
    return found, row, {**context, "assessment": row, "instrument": instrument, "tab": "assessments"}


def page_of(name: str, row: Assessment, anchor: str = "") -> str:
    """The address of one of the pages of an assessment."""
    return reverse(name, args=[row.case_id, row.pk]) + anchor


@login_required
def assessment_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which instruments there are for this case: begun, done, due."""
    case, context = seen_case(request, pk, "case.own")
    rows = queries.assessments_of(case)
    context |= {
        "tab": "assessments",
        "standings": queries.standings(request.user, case, context["person"], rows),
        "critical": [row for row in rows if row.critical and row.critical_seen_at is None],
    }
    return render(request, "casework/assessment_list.html", context)


@login_required
@require_POST
@once
def assessment_start(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """Begin to apply an instrument."""
    case, _context = seen_case(request, pk, "case.own")
    instrument = instruments.instrument_for(request.user, case.org_id, form)
    return redirect(page_of("assessment_fill", actions.start_assessment(case, instrument, by=request.user)))


@login_required
@once
def assessment_fill(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """The form itself: what was answered so far, and the questions that are asked now; everything is saved in one request."""
    found, row, context = fetched(request, case, pk)
    if row.state != "draft":
        return redirect(page_of("assessment_detail", row))
    filling = Filling(request, found, row, context["instrument"])
    if request.method != "POST":
        return filling.page(context)
    if filling.seen != row.edit or not filling.head.is_valid():
        return filling.page(context, status=409 if filling.seen != row.edit else 200)
    if filling.finishing and filling.ready:
        return _complete(request, filling)
    saved = actions.save_assessment(row, filling.answers, filling.said, seen=filling.seen, by=request.user)
    return redirect(_after_save(request, saved, filling))


def _complete(request: HttpRequest, filling: Filling) -> HttpResponse:
    """Finish; where that is not possible now, what was typed is kept all the same."""
    try:
        with transaction.atomic():
            done = actions.complete_assessment(filling.row, filling.answers, filling.said, seen=filling.seen, by=request.user)
    except Conflict as conflict:
        actions.save_assessment(filling.row, filling.answers, filling.said, seen=filling.seen, by=request.user)
        messages.error(request, str(conflict.message))
        return redirect(page_of("assessment_fill", filling.row))
    if done.critical and done.critical_seen_at is None:
        return redirect(page_of("assessment_critical", done))
    messages.success(request, _("The form is complete."))
    return redirect(page_of("assessment_detail", done))


def _after_save(request: HttpRequest, row: Assessment, filling: Filling) -> str:
    """Where one goes after saving: first of all to the steps that a critical answer asks for."""
    if row.critical != filling.row.critical:
        return page_of("assessment_critical", row)
    if filling.wants == "later":
        messages.success(request, _("Saved. You can go on whenever you like."))
        return reverse("assessment_list", args=[row.case_id])
    if filling.finishing:
        return page_of("assessment_fill", row, "?terminar=1")
    after = filling.drawn.page_after(filling.wants)
    return page_of("assessment_fill", row, f"#p-{after}" if after else "#finish")


@login_required
@once
def assessment_critical(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """What to do now, after an answer that cannot wait; then what was done."""
    found, row, context = fetched(request, case, pk)
    form = CriticalForm(sent(request), case=found)
    if request.method == "POST" and form.is_valid():
        actions.answer_critical(row, by=request.user, **{name: form.cleaned_data[name] for name in ("done", "risk")})
        messages.success(request, _("Saved. Your supervisor sees that it was attended to."))
        return redirect(page_of("assessment_fill", row))
    codes = queries.opened_answers(open_case(found, "answers"), row)["critical"] if row.critical else ""
    context |= {"form": form, "protocols": protocols_of(codes), "on": page_of("assessment_fill", row)}
    return render(request, "casework/assessment_critical.html", context)


@login_required
def assessment_detail(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """What a completed form amounts to, with everything that was answered; opening it is written into the trail."""
    found, row, context = fetched(request, case, pk)
    if row.state == "draft":
        return redirect(page_of("assessment_fill", row))
    opened = open_case(found, "answers", "texts")
    stored = queries.opened_answers(opened, row)
    drawn = draw(context["instrument"], stored["answers"], today=row.held_on)
    context |= {
        "drawn": drawn,
        "result": result_of(context["instrument"], stored),
        "scores": queries.scores_of(row),
        "corrections": [
            {"body": said.body, "at": dt.datetime.fromisoformat(said.created_at)} for said in opened.about("correction", row.pk)
        ],
        "alone": opened.said("one_adult", row.pk),
        "done": opened.said("critical", row.pk),
        "protocols": protocols_of(stored["critical"]),
        "may_rescore": may(request.user, "case.team", found.org_id),
    }
    return render(request, "casework/assessment_detail.html", context)


@login_required
@once
def assessment_correct(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """Correct a completed form, for a reason; what it said before stays in its history."""
    found, row, context = fetched(request, case, pk)
    if row.state != "complete":
        return redirect(page_of("assessment_fill", row))
    filling = Filling(request, found, row, context["instrument"], correcting=True)
    form = CorrectionForm(sent(request), prefix="head")
    context |= {"form": form}
    if request.method != "POST":
        return filling.page(context)
    if filling.seen != row.edit or not form.is_valid() or not filling.ready:
        return filling.page(context, status=409 if filling.seen != row.edit else 200)
    reason = form.cleaned_data["reason"]
    done = actions.correct_assessment(row, filling.answers, reason=reason, seen=filling.seen, by=request.user)
    unseen = done.critical and done.critical_seen_at is None
    return redirect(page_of("assessment_critical" if unseen else "assessment_detail", done))


@login_required
@once
def assessment_discard(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """Put aside a form that was begun by mistake."""
    found, row, context = fetched(request, case, pk)
    if request.method == "POST":
        actions.discard_assessment(row, by=request.user)
        return redirect(reverse("assessment_list", args=[found.pk]))
    return render(request, "casework/assessment_discard.html", {**context, "back": page_of("assessment_fill", row)})


@login_required
@require_POST
@once
def assessment_rescore(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """Compute the scores anew with other weights, beside the old ones."""
    _found, row, context = fetched(request, case, pk)
    weights = request.POST.get("weights", "")
    if weights not in context["instrument"].weights:
        raise Http404
    actions.rescore_assessment(row, weights, by=request.user)
    return redirect(page_of("assessment_detail", row))
