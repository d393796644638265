"""Clusters and forecasts: computed by the service, shown to the observatory alone."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.charts import Line, Mark, lines, numbers
from izote.kit.paging import page_of
from izote.kit.tables import Column, Table
from izote.observatory.models import Analysis
from izote.observatory.permissions import require_somewhere
from izote.observatory.queries.alarms import analyses_for, analysis_for, newest
from izote.observatory.queries.figures import basis_of, series
from izote.observatory.views.alarm_parts import counted_words, facts_of, indicator_of, level_words, place_words
from izote.observatory.views.cluster_parts import declined_words, group
from izote.observatory.views.parts import answer, with_downloads

Kind = Analysis.Kind
PAGE, PAST = 20, 24
DOMAINS = {"violence", "returns"}


@login_required
@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    """Groups of places, and clusters in place and time, of the newest versions."""
    require_somewhere(request.user, "observatory.read")
    page = page_of(newest(analyses_for(request.user, Kind.HOTSPOTS, Kind.SCAN)), ("-pk",), request.GET.get("cursor", ""), PAGE)
    groups = [group(one) for one in page]
    tables = [one.table for one in groups if one.table]
    if (file := answer(request, tables, "agrupaciones")) is not None:
        return file
    found = list(zip([one for one in groups if one.table], with_downloads(request, tables), strict=True))
    context = {"page": page, "found": found, "nothing": [one for one in groups if not one.table]}
    return render(request, "observatory/cluster_list.html", context)


@login_required
@require_safe
def forecast_list(request: HttpRequest, domain: str = "violence") -> HttpResponse:
    """The forecasts of one domain; another domain has another page."""
    require_somewhere(request.user, "observatory.read")
    if domain not in DOMAINS:
        raise Http404
    rows = newest(analyses_for(request.user, Kind.FORECAST)).filter(source__domain=domain)
    page = page_of(rows, ("-pk",), request.GET.get("cursor", ""), PAGE)
    shown = [(one, _name(one), level_words(one.source.country, one.level), declined_words(one.payload.get("declined", ""))) for one in page]
    return render(request, "observatory/forecast_list.html", {"page": page, "rows": shown, "domain": domain})


@login_required
@require_safe
def forecast_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A forecast with its intervals, how it did against naive ones, and what is still to be reported."""
    require_somewhere(request.user, "observatory.read")
    found = analysis_for(request.user, pk, Kind.FORECAST)
    payload = found.payload
    told = payload.get("evaluation")
    still = newest(analyses_for(request.user, Kind.NOWCAST).filter(source=found.source, indicator=found.indicator)).first()
    tables = [] if payload.get("declined") else [_table(found)]
    tables += [_nowcast(still)] if still and not still.payload["declined"] else []
    if (file := answer(request, tables, f"pronostico-{found.indicator}")) is not None:
        return file
    context: dict[str, Any] = {
        "analysis": found,
        "indicator": _name(found),
        "level": level_words(found.source.country, found.level),
        "declined": declined_words(payload.get("declined", "")),
        "told": told,
        "better": _against(told),
        "files": {one["table"].key: one for one in with_downloads(request, tables)},
        "naive": "" if payload.get("declined") else _naive(payload["method"]),
    }
    return render(request, "observatory/forecast_detail.html", context)


def _name(found: Analysis) -> str:
    return counted_words(found.indicator)


def _naive(method: str) -> str:
    names = {
        "seasonal naive": _("the same month of the year before"),
        "climatology": _("all earlier years of the same month"),
        "last value": _("the last month"),
    }
    return "" if method == "model" else names.get(method, method)


def _against(told: dict[str, Any] | None) -> list[tuple[str, float]]:
    return [(_naive(name), value) for name, value in sorted(told["baselines"].items(), key=lambda pair: pair[1])] if told else []


def _months(payload: dict[str, Any]) -> list[dt.date]:
    start = dt.date.fromisoformat(payload["start"])
    count = len(payload["mean"][0])
    return [dt.date(start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def _table(found: Analysis) -> Table:
    payload = found.payload
    months = _months(payload)
    columns = [Column(_("Place"), "#loc+name"), *(Column(date_format(month, "M Y"), f"#indicator+m{month:%Y%m}") for month in months)]
    rows = []
    for n, place in enumerate(payload["places"]):
        cells = zip(payload["mean"][n], payload["low"][n], payload["high"][n], strict=True)
        rows.append([place_words(found.source.country, [place]), *(f"{mean:.0f} ({low:.0f}–{high:.0f})" for mean, low, high in cells)])
    title, about = _("Forecast by place, with 90 % intervals"), facts_of(found.source, found.vintage, found.indicator)
    table = Table("pronostico", title, columns, sorted(rows, key=lambda row: row[0]), about, found.source.domain, internal=True)
    table.picture = _picture(found)
    return table


def _picture(found: Analysis) -> Any:
    """The country's past and coming months; other levels show their table."""
    payload, indicator, basis = found.payload, indicator_of(found.indicator), basis_of(found.source, found.vintage)
    if payload["places"] != [None] or indicator is None or basis is None:
        return ""
    told = series(indicator, basis, None, past=True)
    start = dt.date.fromisoformat(payload["start"])
    end = (start.year - told.first) * 12 + start.month - 1
    past = numbers(told.months[max(end - PAST, 0) : end])
    months = _months(payload)
    first = [dt.date((start.year * 12 + start.month - 1 - n) // 12, (start.month - 1 - n) % 12 + 1, 1) for n in range(len(past), 0, -1)]
    along = [date_format(month, "m/y") for month in (*first, *months)]
    empty: list[float | None] = [None] * len(past)
    line = Line(_("forecast"), [*past, *payload["mean"][0]], [*empty, *payload["low"][0]], [*empty, *payload["high"][0]])
    said = _("Months counted and forecast, with 90 % interval. The numbers are in the table.")
    return lines([line], along, label=said, marks=[Mark(len(past) - 0.5, _("forecast"))], dots=False)


def _nowcast(found: Analysis) -> Table:
    columns = [
        Column(_("Month"), "#date+month"),
        Column(_("Reported so far"), "#affected+total", 0),
        Column(_("Expected in the end"), "#indicator+expected", 0),
        Column(_("90 % interval"), "#indicator+interval"),
    ]
    rows = [
        [date_format(dt.date.fromisoformat(one["month"]), "M Y"), one["reported"], one["estimate"], f"{one['low']}–{one['high']}"]
        for one in found.payload["months"]
    ]
    note = _("Learnt from the earlier versions of these figures: reports of the last months still come.")
    about = facts_of(found.source, found.vintage, found.indicator)
    return Table("por_llegar", _("What is still to be reported"), columns, rows, about, found.source.domain, notes=[note], internal=True)
