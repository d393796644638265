"""The month's reports, the rows behind each number, and exports of cases."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.access.models import Organization
from izote.access.permissions import office_of
from izote.casework.actions import reports as actions
from izote.casework.instruments import UnknownInstrument, instrument
from izote.casework.models import Visit
from izote.casework.queries import measures, reports
from izote.casework.queries.measures import Period
from izote.casework.rules.words import words
from izote.casework.views.papers import download
from izote.kit.errors import BadInput
from izote.kit.paging import page_of
from izote.kit.print import pdf
from izote.people.models import Person

DAYS = ("day", "opened_at", "delivered_on", "held_on", "asked_on", "due_on", "sent_at", "approved_at", "answered_at", "starts_at")


def office(user: Any) -> Organization:
    """The office whose reports the user writes."""
    org = office_of(user, "report.month")
    if org is None:
        raise PermissionDenied("report.month")
    return org


def month_asked(text: str) -> Period:
    """The month asked for, else the last one that is over."""
    if not text:
        last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
        return measures.month(last.year, last.month)
    try:
        day = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise BadInput(_("This is no month. Write for instance 2026-10.")) from error
    measures.bounded(day, day)
    return measures.month(day.year, day.month)


def scheme_asked(text: str, usual: str) -> str:
    """The age groups asked for, else those of whom the report is for."""
    if text and text not in words("age_schemes"):
        raise Http404
    return text or usual


@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports of the month: one click each."""
    org = office(request.user)
    context = {"org": org, "reports": words("reports").values(), "period": month_asked(request.GET.get("mes", ""))}
    return render(request, "casework/report_list.html", context)


@login_required
def report_month(request: HttpRequest, report: str) -> HttpResponse:
    """One report: every number with its picture, its table and its list."""
    context = _made(request, report)
    actions.note_report(context["org"], report, context["period"], by=request.user)
    return render(request, "casework/report_month.html", context)


def _made(request: HttpRequest, report: str, *, leaves: bool = False) -> dict[str, Any]:
    """What a report says; one that leaves the office is in its own age groups alone: two groupings side by side undo what is withheld."""
    if report not in words("reports"):
        raise Http404
    org, period = office(request.user), month_asked(request.GET.get("mes", ""))
    own = words("reports")[report].row["scheme"]
    scheme = own if leaves else scheme_asked(request.GET.get("edades", ""), own)
    started, first = reports.time_to_first_service(org, period)
    return {
        "org": org,
        "report": words("reports")[report],
        "period": period,
        "scheme": scheme,
        "ages": reports.ages(scheme),
        "schemes": words("age_schemes").values(),
        "sections": reports.report(report, org, period, scheme),
        "started": started,
        "started_url": reports.address("cases_first_served", period, "", "", scheme),
        "first_service": first,
        "now": timezone.now(),
    }


@login_required
def report_pdf(request: HttpRequest, report: str) -> HttpResponse:
    """The same report to print and to sign."""
    made = _made(request, report, leaves=True)
    actions.note_report(made["org"], report, made["period"], by=request.user)
    data = actions.printed(made, by=request.user)
    said = {"language": get_language() or "es", "title": str(made["report"]), "office": made["org"].name, "by": str(request.user)}
    content = pdf("casework/typst/report.typ", data, at=made["now"], **said)
    return download(content, f"{report}-{made['period'].since:%Y-%m}.pdf")


@login_required
def report_sheet(request: HttpRequest, report: str) -> HttpResponse:
    """The same report as a spreadsheet."""
    made = _made(request, report, leaves=True)
    actions.note_report(made["org"], report, made["period"], by=request.user)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return download(actions.sheet(made), f"{report}-{made['period'].since:%Y-%m}.xlsx", kind)


@login_required
def report_rows(request: HttpRequest, measure: str) -> HttpResponse:
    """The rows behind one number: as many as the number says."""
    if measure not in measures.MEASURES:
        raise Http404
    org = office(request.user)
    period = _period(request)
    by, key, scheme = (request.GET.get(name, "") for name in ("por", "clave", "edades"))
    if not measures.breaks(measure, by) or not _is_key(by, key):
        raise Http404
    rows = measures.cell(measure, by, key, org.pk, period, scheme_asked(scheme, "office"))
    has_case = rows.model is not Visit and rows.model._meta.model_name != "case"
    page = page_of(rows.select_related("case") if has_case else rows, ["pk"], request.GET.get("cursor", ""))
    for row in page:
        row.said_day = next((day for name in DAYS if (day := getattr(row, name, None))), None)
        if rows.model is Visit:
            row.said_sex = Person.Sex(row.sex).label
    actions.note_rows(org, measure, len(page), by=request.user)
    context = {
        "org": org,
        "measure": words("measures")[measure],
        "definition": reports.definition(measure),
        "key": reports.key_labels(measure, by, [key])[key] if by else "",
        "period": period,
        "page": page,
        "count": rows.count(),
        "shape": rows.model._meta.model_name,
    }
    return render(request, "casework/report_rows.html", context)


def _is_key(by: str, key: str) -> bool:
    """Whether rows can be looked for under that key."""
    if by == "instrument":
        try:
            instrument(key)
        except UnknownInstrument:
            return False
    return "\0" not in key and (by != "district" or not key or (key.isdecimal() and len(key) < 10))


def _period(request: HttpRequest) -> Period:
    try:
        return measures.bounded(*(dt.date.fromisoformat(request.GET[name]) for name in ("desde", "hasta")))
    except (KeyError, ValueError) as error:
        raise BadInput(_("This link to the rows of a number cannot be read. Open the report again.")) from error
