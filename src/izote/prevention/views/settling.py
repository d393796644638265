"""Side by side: each factor is settled, dissent is written, the scenario is told, and it goes to review."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput, Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import settling as actions
from izote.prevention.forms.assessments import SettleForm, StanceForm
from izote.prevention.forms.scenarios import ScenarioForm
from izote.prevention.models import RiskAssessment
from izote.prevention.models.ratings import FACTORS
from izote.prevention.permissions import may_rate, may_write_scenario
from izote.prevention.queries.assessments import agreement_of, record_of
from izote.prevention.queries.settling import side_by_side, waits_for
from izote.prevention.rules.factors import factor_name
from izote.prevention.rules.shown import agreements, matrix_rows, profile_rows, scenario_words, withdrawn_words
from izote.prevention.views.assessments import found


def _side_by_side(request: HttpRequest, code: str) -> RiskAssessment:
    row = found(request, code)
    if row.state in ("draft", "double_rating"):
        raise Conflict(_("The two ratings are laid side by side when both have finished."))
    return row


@login_required
@require_safe
def risk_assessment_settle(request: HttpRequest, code: str) -> HttpResponse:
    """Both ratings, factor by factor, with what was settled and what is open."""
    row = _side_by_side(request, code)
    record = record_of(row)
    both = (*record.profile, *([record.protection_row] if record.protection_row else []))
    mine = may_rate(request.user, row) and row.state == "reconciling"
    context = {"assessment": row, "rows": profile_rows(both), "record": record, "agreements": agreements(record), "mine": mine}
    kept = agreement_of(row)
    context |= {"marks": kept.marks if kept else [], "withdrawn": withdrawn_words(record)}
    return render(request, "prevention/risk_assessment_settle.html", context | {"waiting": waits_for(request.user, row) if mine else []})


@login_required
@once
def risk_assessment_settle_factor(request: HttpRequest, code: str, factor: str) -> HttpResponse:
    """One factor: both ratings whole, and on what it is settled."""
    row = _side_by_side(request, code)
    if factor not in FACTORS:
        raise Http404
    pair = side_by_side(row, factor)
    agreed = pair.row.settled and {"value": "na" if pair.row.value is None else str(pair.row.value), "reason": pair.row.reason}
    form = SettleForm(sent(request), factor=factor, initial=agreed or {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(row, factor, by=request.user, **form.cleaned_data)
            return redirect("risk_assessment_settle", code)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
    context = {"assessment": row, "factor": factor, "name": factor_name(factor), "pair": pair, "shown": profile_rows([pair.row])[0]}
    mine = may_rate(request.user, row) and row.state == "reconciling"
    asked = mine and factor in waits_for(request.user, row)
    return render(
        request,
        "prevention/risk_assessment_settle_factor.html",
        context | {"form": form, "stance": StanceForm(), "mine": mine, "asked": asked},
    )


@login_required
@require_POST
@once
def risk_assessment_stance(request: HttpRequest, code: str, factor: str) -> HttpResponse:
    """Go along with what the other settled, or dissent."""
    row = _side_by_side(request, code)
    form = StanceForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Say whether you go along with it or dissent."))
    actions.take_stance(row, factor, by=request.user, **form.cleaned_data)
    messages.success(request, _("Written down."))
    return redirect("risk_assessment_settle", code)


@login_required
@once
def risk_assessment_scenario(request: HttpRequest, code: str) -> HttpResponse:
    """The scenario, with the matrix that proposes and the level that persons state."""
    row = _side_by_side(request, code)
    if not may_write_scenario(request.user, row):
        raise Conflict(_("Whoever began it and its two raters write the scenario while it is reconciled."))
    record = record_of(row)
    form = ScenarioForm(sent(request), groups=row.groups, record=record.scenario)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_scenario(row, by=request.user, **form.said())
            messages.success(request, _("Saved."))
            return redirect("risk_assessment_scenario" if "stay" in request.POST else "risk_assessment_detail", code)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
    context = {"assessment": row, "form": form, "matrix": matrix_rows(record), "scenario": scenario_words(record)}
    return render(request, "prevention/risk_assessment_scenario.html", context)


@login_required
@require_POST
@once
def risk_assessment_send(request: HttpRequest, code: str) -> HttpResponse:
    """Send it to the national review."""
    actions.send_to_review(_side_by_side(request, code), by=request.user)
    messages.success(request, _("Sent. Somebody who neither began nor rated it reviews it."))
    return redirect("risk_assessment_detail", code)
