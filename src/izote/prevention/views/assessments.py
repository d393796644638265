"""Assessments: the list, one whole, what it is about, its evidence, and what changed since the one before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.prevention.actions import assessments as actions
from izote.prevention.actions.moving import today
from izote.prevention.forms.assessments import AssessmentForm, DocumentForm, RaterForm
from izote.prevention.models import EvidenceItem, RiskAssessment
from izote.prevention.permissions import has_somewhere, may, may_rate, may_review, may_write_scenario, office_of, require_somewhere
from izote.prevention.queries import assessments as queries
from izote.prevention.queries.comparing import compared
from izote.prevention.queries.rating import evidence_of, sheets_of
from izote.prevention.queries.settling import waits_for
from izote.prevention.rules.machines import machine
from izote.prevention.rules.shown import shown

READ, ANALYSE, LEAD = "prevention.read", "prevention.analyse", "prevention.direct"


def found(request: HttpRequest, code: str, right: str = READ) -> RiskAssessment:
    """The assessment of an address: 403 for who reads no prevention, 404 for whose office it is not, 403 without the right."""
    require_somewhere(request.user, READ)
    return queries.assessment_for(request.user, code, right)


@login_required
@require_safe
def risk_assessment_list(request: HttpRequest) -> HttpResponse:
    """All of them, by state or place; those that are soon over first of all."""
    require_somewhere(request.user, READ)
    rows, state, place = queries.assessments_for(request.user), request.GET.get("estado", ""), request.GET.get("lugar", "")[:120]
    if state == "soon":
        rows = queries.soon_over(rows, today())
    elif state in machine("assessment").states:
        rows = rows.filter(state=state)
    if place:
        rows = queries.of_place_named(rows, place)
    page = page_of(rows, ("-pk",), request.GET.get("cursor", ""), 25)
    context = {"page": page, "state": state, "place": place, "states": machine("assessment").states, "today": today()}
    return render(request, "prevention/risk_assessment_list.html", context | {"writes": has_somewhere(request.user, ANALYSE)})


@login_required
@once
def risk_assessment_create(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    org = office_of(request.user, ANALYSE)
    if org is None:
        raise PermissionDenied(ANALYSE)
    form = AssessmentForm(sent(request), raters=queries.raters_in(org.pk), initial={"place": request.GET.get("lugar", "")[:16]})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.begin_assessment(org=org, by=request.user, **form.said())
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Begun. Add its evidence, then open the double rating."))
            return redirect("risk_assessment_detail", row.code)
    context = {"form": form, "title": _("New assessment"), "back": reverse("risk_assessment_list")}
    return render(request, "prevention/form.html", context)


@login_required
@once
def risk_assessment_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what it is about while it is a draft."""
    row = found(request, code, ANALYSE)
    form = AssessmentForm(sent(request), raters=queries.raters_in(row.org_id), row=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_assessment(row, by=request.user, **form.said())
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("risk_assessment_detail", code)
    context = {"form": form, "title": _("What %(code)s is about") % {"code": code}, "back": reverse("risk_assessment_detail", args=[code])}
    return render(request, "prevention/form.html", context)


@login_required
@require_safe
def risk_assessment_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One assessment: where it stands, what may be done now, its profile, its scenario, its history."""
    row = found(request, code)
    record = queries.record_of(row)
    over = row.state in ("approved", "expired", "superseded") and not queries.valid(row, today())
    context: dict[str, Any] = {"assessment": row, "over": over} | _doings(request, row)
    context |= {"sheets": _sheets(row), "history": queries.history_of(row), "notes": row.notes.select_related("by").order_by("-pk")}
    context |= {"items": evidence_of(row, request.user) if row.state in ("draft", "double_rating") else ()}
    context |= {"older": queries.same_matter(row).filter(pk__lt=row.pk).first(), "told": row.state not in ("draft", "double_rating")}
    return render(request, "prevention/risk_assessment_detail.html", context | shown(record))


def _doings(request: HttpRequest, row: RiskAssessment) -> dict[str, Any]:
    """What the user may do now."""
    user, kept = request.user, queries.agreement_of(row)
    rates = may_rate(user, row)
    reviews = may_review(user, row)
    return {
        "may_edit": row.state == "draft" and user.pk == row.author_id,
        "may_rate": rates and row.state == "double_rating",
        "may_replace": row.state == "double_rating" and may(user, LEAD, row.org_id),
        "may_settle": rates and row.state == "reconciling",
        "may_write_scenario": may_write_scenario(user, row),
        "may_review": reviews and row.state == "national_review",
        "waiting": waits_for(user, row) if rates and row.state == "reconciling" else [],
        # whoever reconciles has to know it as well as whoever reviews
        "marks": kept.marks if kept and (reviews or (rates and row.state == "reconciling")) else [],
    }


def _sheets(row: RiskAssessment) -> list[tuple[Any, Any]]:
    held = sheets_of(row)
    return [(one, held.get(one.pk)) for one in (row.rater_one, row.rater_two) if one]


@login_required
@once
def risk_assessment_evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Evidence: verified signals of the place, documents, memory dates."""
    row = found(request, code)
    form = DocumentForm(sent(request) if "title" in request.POST else None)
    if request.method == "POST":
        try:
            if _added(request, row, form):
                messages.success(request, _("Added."))
                return redirect("risk_assessment_evidence", code)
        except BadInput as refusal:
            form.add_error(None, str(refusal)) if form.is_bound else messages.error(request, str(refusal))
    items = evidence_of(row, request.user)
    used = {one.signal_id for one in items}
    signals = [one for one in queries.evidence_signals(row.org_id, row.place)[:60] if one.pk not in used]
    return render(
        request, "prevention/risk_assessment_evidence.html", {"assessment": row, "form": form, "items": items, "signals": signals}
    )


def _added(request: HttpRequest, row: RiskAssessment, form: DocumentForm) -> bool:
    key = request.POST.get("signal", "")
    if key.isdigit() and len(key) < 12:
        actions.add_signal(row, get_object_or_404(queries.evidence_signals(row.org_id), pk=int(key)), by=request.user)
        return True
    if not form.is_valid():
        return False
    actions.add_document(row, by=request.user, **form.cleaned_data)
    return True


@login_required
@require_POST
@once
def risk_assessment_evidence_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take away evidence on which nothing rests."""
    row = found(request, code)
    actions.drop_evidence(row, get_object_or_404(EvidenceItem, assessment=row, pk=pk), by=request.user)
    return redirect("risk_assessment_evidence", code)


@login_required
@require_POST
@once
def risk_assessment_open(request: HttpRequest, code: str) -> HttpResponse:
    """Give it to its two raters."""
    actions.open_double_rating(found(request, code), by=request.user)
    messages.success(request, _("The two raters can begin. Neither sees what the other writes until both have finished."))
    return redirect("risk_assessment_detail", code)


@login_required
@once
def risk_assessment_rater(request: HttpRequest, code: str) -> HttpResponse:
    """Let another person rate in the place of one who cannot."""
    row = found(request, code, LEAD)
    if row.state != "double_rating":
        raise Conflict(_("This assessment is not being rated now."))
    form = RaterForm(
        sent(request),
        unfinished=queries.unfinished(row),
        raters=queries.raters_in(row.org_id).exclude(pk__in=[row.rater_one_id, row.rater_two_id]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace_rater(row, by=request.user, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Replaced. What the other had begun is gone; whoever comes begins anew."))
            return redirect("risk_assessment_detail", code)
    context = {
        "form": form,
        "title": _("Replace a rater of %(code)s") % {"code": code},
        "back": reverse("risk_assessment_detail", args=[code]),
    }
    return render(request, "prevention/form.html", context)


@login_required
@require_safe
def risk_assessment_compare(request: HttpRequest, code: str) -> HttpResponse:
    """What changed since the one before, factor by factor, and why."""
    row = found(request, code)
    older = queries.same_matter(row).filter(pk__lt=row.pk).select_related("place", "author", "rater_one", "rater_two").first()
    if older is None:
        raise Http404
    context = {"assessment": row, "older": older, "rows": compared(queries.record_of(older), queries.record_of(row))}
    return render(request, "prevention/risk_assessment_compare.html", context)
