"""The yearly report in one click: asked for, waited for, fetched."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.kit.errors import BadInput
from izote.kit.forms import sent
from izote.kit.once import once
from izote.prevention.actions import yearly as actions
from izote.prevention.forms.yearly import AskForm, MandateForm
from izote.prevention.jobs.yearly import print_yearly
from izote.prevention.models import YearlyReport
from izote.prevention.queries.yearly import mandate
from izote.prevention.views.bulletins import office

PUBLISH, LATEST = "prevention.publish", 20
MIMES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


@login_required
@require_safe
def yearly_list(request: HttpRequest) -> HttpResponse:
    """One's latest reports, and what is needed for the next."""
    org, year = office(request.user, PUBLISH), timezone.localdate().year
    mine = YearlyReport.objects.filter(org=org, by=request.user.pk).defer("pdf", "csv").order_by("-pk")[:LATEST]
    form = AskForm(initial={"year": year - 1, "language": "es"})
    context = {"reports": mine, "form": form, "years": range(year, year - 3, -1), "said": mandate(org.pk, year)}
    return render(request, "prevention/yearly_list.html", context)


@login_required
@once
def mandate_write(request: HttpRequest, year: int) -> HttpResponse:
    """Write mandate and mechanism of a year; it begins with what was said before."""
    org = office(request.user, PUBLISH)
    before = mandate(org.pk, year)
    start = {"words_es": before.words_es, "words_en": before.words_en} if before else {}
    form = MandateForm(sent(request), initial=start)
    if form.is_bound and form.is_valid():
        try:
            actions.write_mandate(org=org, by=request.user, year=year, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("yearly_list")
    context = {"form": form, "title": _("Mandate and mechanism, %(year)s") % {"year": year}, "back": "../../", "go": _("Save")}
    return render(request, "prevention/monthly_form.html", context)


@login_required
@require_POST
@once
def yearly_ask(request: HttpRequest) -> HttpResponse:
    """Ask for one; a job makes it."""
    org, form = office(request.user, PUBLISH), AskForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose a year that has begun."))
    row = actions.ask_yearly(org=org, by=request.user, **form.cleaned_data)
    user = int(request.user.pk or 0)
    transaction.on_commit(lambda: print_yearly.defer(report_id=row.pk, user_id=user))
    return redirect("yearly_detail", row.pk)


@login_required
@require_safe
def yearly_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and where it can be fetched."""
    office(request.user, PUBLISH)
    row = get_object_or_404(YearlyReport.objects.defer("pdf", "csv"), pk=pk, by=request.user.pk)
    return render(request, "prevention/yearly_detail.html", {"report": row})


@login_required
@require_safe
def yearly_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The paper, or the figures with their HXL tags."""
    office(request.user, PUBLISH)
    row = get_object_or_404(YearlyReport, pk=pk, by=request.user.pk)
    if form not in MIMES:
        raise Http404
    content = actions.open_yearly(row, form, by=request.user)
    name = f"informe-{row.year}-{row.language}.{'hxl.csv' if form == 'csv' else 'pdf'}"
    return HttpResponse(content, content_type=MIMES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
