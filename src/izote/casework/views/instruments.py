"""The instruments themselves: what they ask, who may apply them, whose they are, and their definitions to download."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from izote.access.audit import record
from izote.access.permissions import has_somewhere
from izote.casework.forms.questions import draw
from izote.casework.instruments import Instrument, xform, xlsform
from izote.casework.instruments.scoring import values_by_code
from izote.casework.queries import instruments
from izote.casework.views.answers import need_any, need_cases

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Every instrument that one may apply, with its licence and version."""
    need_cases(request.user)
    context = {"instruments": instruments.instruments_somewhere(request.user), "may_download": has_somewhere(request.user, "case.team")}
    return render(request, "casework/instrument_list.html", context)


@login_required
def instrument_detail(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """One version of an instrument to read: each question, its answers, and what they count."""
    need_cases(request.user)
    one = instruments.instrument_somewhere(request.user, form, version)
    counts = {item.name: {code: f"{value:f}" for code, value in values_by_code(item).items()} for item in one.items if item.scale}
    context = {"instrument": one, "drawn": draw(one, {}, whole=True), "counts": counts, "versions": instruments.versions_of(one.form_id)}
    return render(request, "casework/instrument_detail.html", context | {"may_download": has_somewhere(request.user, "case.team")})


@login_required
def instrument_xform(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """The definition for field devices."""
    return _download(request, form, version, lambda one: xform(one), "application/xml", "xml")


@login_required
def instrument_xlsform(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """The definition as a spreadsheet."""
    return _download(request, form, version, xlsform, SHEET, "xlsx")


def _download(
    request: HttpRequest, form: str, version: str, make: Callable[[Instrument], str | bytes], content_type: str, suffix: str
) -> HttpResponse:
    need_any(request.user, "case.team")
    one = instruments.instrument_somewhere(request.user, form, version)
    answer = HttpResponse(make(one), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{one.form_id}-v{one.version}.{suffix}"'
    record(request.user, "instrument.downloaded", kind="instrument", key=one.form_id, label=one.form_id, version=one.version)
    return answer
