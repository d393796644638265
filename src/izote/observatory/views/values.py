"""Values of surveys and competitiveness: typed by one person, signed by another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.charts import Dot, dots
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.tables import Column, Fact, Table
from izote.observatory import actions
from izote.observatory.forms.values import SurveyValueForm, WeightsForm
from izote.observatory.permissions import may, office_of, require_somewhere
from izote.observatory.queries.chosen import office_or_404
from izote.observatory.queries.values import INDEX, reckoned, signed_values, values_for, weights_of
from izote.observatory.rules.indicators import Indicator, in_language, indicators


@login_required
@require_safe
def survey_value_list(request: HttpRequest) -> HttpResponse:
    """Every typed value, with those that wait for a second person."""
    require_somewhere(request.user, "observatory.read")
    org = office_or_404(request.user)
    page = page_of(values_for(org), ("-written_at", "pk"), request.GET.get("cursor", ""), 40)
    may_sign = may(request.user, "observatory.sign", org)
    rows = [
        (row, indicators().get(row.indicator), may_sign and not row.signed_by_id and row.written_by_id != request.user.pk) for row in page
    ]
    context = {"page": page, "rows": rows, "may_load": may(request.user, "observatory.load", org)}
    return render(request, "observatory/survey_value_list.html", context)


@login_required
@once
def survey_value_write(request: HttpRequest) -> HttpResponse:
    """Type one value."""
    require_somewhere(request.user, "observatory.load")
    office = office_of(request.user, "observatory.load")
    assert office
    form = SurveyValueForm(sent(request), initial={"indicator": request.GET.get("indicator", "")})
    if request.method == "POST" and form.is_valid():
        actions.write_survey_value(org=office, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. It is shown once a second person has signed it."))
        return redirect("survey_value_list")
    lead = _("With its interval and number of interviews; a second person signs it.")
    context = {"form": form, "title": _("A value of a survey"), "lead": lead, "back": reverse("survey_value_list")}
    return render(request, "observatory/form_page.html", context)


@login_required
@require_POST
@once
def survey_value_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign what another person typed."""
    require_somewhere(request.user, "observatory.sign")
    row = get_object_or_404(values_for(office_or_404(request.user, "observatory.sign")), pk=pk)
    actions.sign_survey_value(row, by=request.user)
    messages.success(request, _("Signed: it is in use now."))
    return redirect("survey_value_list")


@login_required
@once
def index_weight_write(request: HttpRequest) -> HttpResponse:
    """Say how much each sub-index weighs here: no official weights are known."""
    require_somewhere(request.user, "observatory.write")
    office = office_of(request.user, "observatory.write")
    assert office
    form = WeightsForm(sent(request), weights=weights_of(office.pk))
    if request.method == "POST" and form.is_valid():
        actions.write_weights(org=office, by=request.user, weights=form.cleaned_data)
        messages.success(request, _("The weights are changed."))
        return redirect("indicator_detail", INDEX)
    lead = _("The weights of the published index are not known. These are the office's own, and every page says so.")
    context = {"form": form, "title": _("Unofficial weights"), "lead": lead, "back": reverse("indicator_detail", args=[INDEX])}
    return render(request, "observatory/form_page.html", context)


def values_table(org: int, indicator: Indicator) -> Table:
    """What the surveys said, the newest first, with interval and interviews."""
    heads = [
        Column(_("Place"), "#loc+name"),
        Column(_("Year"), "#date+year"),
        Column(_("Survey"), "#meta+source"),
        Column(_("Value"), "#indicator+num", 1),
        Column(_("lower limit"), "#indicator+low", 1),
        Column(_("upper limit"), "#indicator+high", 1),
        Column(_("Interviews"), "#affected+interviews", 0),
    ]
    whole = _("whole country")
    rows: list[list[Any]]
    if indicator.code == INDEX:
        found = reckoned(org, weights_of(org))
        rows = [[one.place.name if one.place else whole, str(one.year), one.survey, one.value, None, None, one.interviews] for one in found]
    else:
        rows = [
            [row.place.name if row.place else whole, str(row.year), row.survey, row.value, row.low, row.high, row.interviews]
            for row in signed_values(org, [indicator.code])
        ]
    facts = [
        Fact(_("Indicator"), str(indicator), "#indicator+name"),
        Fact(_("Version of the definition"), f"{indicator.code} {indicator.version}", "#meta+definition"),
        Fact(_("Unit"), in_language(indicator.unit), "#meta+unit"),
    ]
    table = Table("valores", _("%(indicator)s, as surveys found it") % {"indicator": indicator}, heads, rows, facts, indicator.domain)
    drawn = [Dot(f"{row[0]}, {row[1]} ({row[2]}), n = {row[6]}", row[3], row[4], row[5]) for row in rows[:16]]
    table.picture = dots(drawn, label=table.title) if drawn else ""
    return table
