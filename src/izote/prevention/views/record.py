"""The system's own record: how fast, how right, how far it is answered; beside the rest of the country."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.charts import Dot, dots
from izote.kit.tables import Column, Fact, Table
from izote.prevention.permissions import office_of
from izote.prevention.queries.record import Record, record_for
from izote.prevention.rules.record import MEASURES, Figure
from izote.prevention.rules.words import words
from izote.prevention.views.downloads import answer, with_downloads
from izote.vault.door import require_open

READ = "prevention.read"


@login_required
@require_safe
def own_record(request: HttpRequest) -> HttpResponse:
    """Every measure with what it was counted from and its interval, by delegation and year."""
    org = office_of(request.user, READ)
    if org is None:
        raise PermissionDenied(READ)
    delegation, year = request.GET.get("delegacion", ""), request.GET.get("anio", "")
    if (delegation and not words("delegations").get(delegation)) or (year and not (year.isdigit() and len(year) == 4)):
        raise Http404
    found = record_for(request.user, delegation)
    tables = [chosen_table(found, int(year) if year else None, delegation), years_table(found, delegation)]
    if request.GET.get("descarga"):
        require_open(org)
        return answer(request, tables, "registro") or HttpResponse(status=404)
    context = {
        "delegations": [one for one in words("delegations").values() if one.row["departments"]],
        "delegation": delegation,
        "year": year,
        "found": found,
        "tables": with_downloads(request, tables),
        "picture": picture(found, int(year) if year else None, delegation),
    }
    return render(request, "prevention/own_record.html", context)


def measure(code: str) -> Any:
    """A measure's entry in the vocabulary."""
    return words("measures")[code]


def counted_from(code: str, figure: Figure) -> str:
    """What a figure was counted from, in words."""
    word = measure(code)
    what = word.row["en_n"] if str(word) == word.en else word.row["es_n"]
    return f"{figure.part} / {figure.of} {what}" if figure.part is not None else f"{figure.of} {what}"


def unit(code: str) -> str:
    """In what a measure is counted."""
    kind = measure(code).row["kind"]
    return {"share": "%", "hours": _("hours, median"), "days": _("days, median"), "alpha": _("median")}[kind]


def interval(code: str, figure: Figure) -> str:
    """The interval of a share, or up to where nine of ten lie."""
    if figure.value is None:
        return ""
    if figure.low is None:
        least = _("nine in ten: at least %(n)s") if code == "alpha" else _("nine in ten: up to %(n)s")
        return least % {"n": f"{figure.high:.1f}" if code != "alpha" else f"{figure.high:.2f}"}
    return f"{figure.low:.1f} – {figure.high:.1f}"


def facts(found: Record) -> list[Fact]:
    """What goes for the whole table."""
    return [Fact(_("Computed"), date_format(found.at, "SHORT_DATETIME_FORMAT"), "#date+cutoff")]


def chosen_table(found: Record, year: int | None, delegation: str) -> Table:
    """All measures of a year, or of all years, beside the rest of the country."""
    own, rest = found.of("own", year), found.of("rest", year)
    columns = [Column(_("Measure"), "#indicator+name"), Column(_("Unit"), "#indicator+unit"), Column(_("Value"), "#indicator+value+num", 2)]
    columns += [Column(_("95 % interval, or nine in ten"), "#indicator+interval"), Column(_("Counted from"), "#indicator+base")]
    rows: list[list[Any]] = []
    for code in MEASURES:
        one = own[code]
        row = [str(measure(code)), unit(code), said(one), interval(code, one), counted_from(code, one)]
        if delegation:
            row += [said(rest[code]), counted_from(code, rest[code])]
        rows.append(row)
    if delegation:
        columns += [Column(_("Rest of the country"), "#indicator+value+rest", 1), Column(_("Counted from (rest)"), "#indicator+base+rest")]
    title = _("Own record, %(year)s") % {"year": year} if year else _("Own record, all years")
    return Table("medidas", title, columns, rows, facts(found), internal=True)


def said(figure: Figure) -> float | str:
    """A value, or that it is not known."""
    return _("not known") if figure.value is None else figure.value


def years_table(found: Record, delegation: str) -> Table:
    """Each measure by year."""
    columns = [Column(_("Year"), "#date+year"), *(Column(str(measure(code)), f"#indicator+{code}", 1) for code in MEASURES)]
    rows = [[str(year), *(said(found.of("own", year)[code]) for code in MEASURES)] for year in found.years]
    return Table("anios", _("By year"), columns, rows, facts(found), internal=True)


def picture(found: Record, year: int | None, delegation: str) -> Any:
    """The shares with their intervals; a delegation stands over the rest of the country."""
    rows = []
    for code in MEASURES:
        if measure(code).row["kind"] != "share":
            continue
        own = found.of("own", year)[code]
        rows.append(Dot(str(measure(code)), own.value, own.low, own.high, mark=bool(delegation)))
        if delegation:
            rest = found.of("rest", year)[code]
            rows.append(Dot(_("rest of the country"), rest.value, rest.low, rest.high))
    return dots(rows, label=_("Shares in percent, with 95 % intervals"), digits=0)
