"""Who comes home: the authority's arrivals, our own offices' figures beside them, never added; no figure of violence anywhere near."""

from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.casework.figures import cell_words
from izote.kit.charts import Line, lines, numbers
from izote.kit.tables import Column, Fact, Table
from izote.observatory.permissions import require_somewhere
from izote.observatory.queries.analysis import standing
from izote.observatory.queries.chosen import Chosen, chosen, country_name, entries_at, entry_of, level_label, number_of
from izote.observatory.queries.figures import detail, grid, series, whole_years
from izote.observatory.queries.offices import Quarter, quarters_of, received_of
from izote.observatory.rules.indicators import SMALL
from izote.observatory.rules.offices import PLACES, RECEIVED, measures
from izote.observatory.rules.together import must_stand_apart
from izote.observatory.rules.withholding import BANDS
from izote.observatory.rules.words import label
from izote.observatory.views.bulletin_tables import part_words, period_words
from izote.observatory.views.parts import answer, cell, choice, count_cell, facts, level_tag, with_downloads
from izote.territory.queries import gazetteer

COUNT, RATE = "returns_count", "returns_rate"


@login_required
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Arrivals by month, origin, sex, age and means, in the country or one place; and what our own office received."""
    require_somewhere(request.user, "observatory.read")
    asked = chosen(request.user, COUNT, request.GET)
    must_stand_apart([asked.indicator])
    code = request.GET.get("lugar", "").strip()
    entry = entry_of(asked.country, code) if code else None
    if code and entry is None:
        raise Http404
    found = _arrivals(request, asked, entry) if asked.basis else []
    own = received_of(asked.org_id)
    found += _own(asked, own, entry)
    if (file := answer(request, found, f"returns-{code or asked.country}")) is not None:
        return file
    context = {"chosen": asked, "entry": entry, "name": entry.name if entry else country_name(asked.country), "quarters": own}
    context |= {"files": with_downloads(request, found), "choices": _choices(request, asked), "place": code}
    return render(request, "observatory/returns.html", context)


def _choices(request: HttpRequest, asked: Chosen) -> list[dict[str, Any]]:
    if asked.basis is None:
        return []
    years = grid(asked.indicator, asked.basis, places=[None]).years
    return [
        choice("fuente", _("Source"), [(one.code, one.name) for one in asked.sources], asked.basis.source.code),
        choice("anio", _("Year"), [(year, year) for year in reversed(years)], request.GET.get("anio", "")),
    ]


def _arrivals(request: HttpRequest, asked: Chosen, entry: Any) -> list[Table]:
    assert asked.basis
    place = entry.id if entry else None
    months = series(asked.indicator, asked.basis, place)
    if not len(months.months):
        return []
    known = [year for n, year in enumerate(months.years) if np.isfinite(months.months[12 * n : 12 * n + 12]).any()]
    year = number_of(request.GET, "anio", known, max(known or months.years))
    more = detail(asked.indicator, asked.basis, place, [year])
    return [_months(asked, months), *_years(asked, place), *_parts(asked, more, year)]


def _years(asked: Chosen, place: int | None) -> list[Table]:
    """Whole years, where the source states them without their months or has them all."""
    assert asked.basis
    figures = grid(asked.indicator, asked.basis, places=[place])
    rows = [[year, count_cell(figures.counts[0, n])] for n, year in enumerate(figures.years) if figures.whole[0, n]]
    columns = [Column(_("Year"), "#date+year"), Column(_("Persons"), "#affected+returnees", 0)]
    return [Table("anios", _("Returned persons by year"), columns, rows, facts(asked, figures.years), "returns")] if rows else []


def _months(asked: Chosen, months: Any) -> Table:
    title = _("Returned persons by month")
    names = [f"{months.first + n // 12}-{n % 12 + 1:02d}" for n in range(len(months.months))]
    rows = [[period_words(name), count_cell(value)] for name, value in zip(names, months.months, strict=True)]
    shown = [name if name.endswith("-01") else "" for name in names]
    picture = lines([Line(title, numbers(months.months))], [one[:4] for one in shown], label=title, dots=False)
    columns = [Column(_("Month"), "#date+month"), Column(_("Persons"), "#affected+returnees", 0)]
    return Table("meses", title, columns, rows, facts(asked, months.years), "returns", picture=picture)


def _parts(asked: Chosen, more: Any, year: int) -> list[Table]:
    people = more.who.sum(axis=1)
    ages = more.who.sum(axis=0)
    by = {
        "sex": [(part_words("sex", one), int(n)) for one, n in zip(("F", "M", "?"), people, strict=True)],
        "age": [(part_words("age", one), int(ages[list(groups)].sum())) for one, groups in BANDS.items()],
        "country": [(label("countries", code), n) for code, n in sorted(more.parts.get("country", {}).items(), key=lambda one: -one[1])],
        "means": [(label("means", code), n) for code, n in sorted(more.parts.get("means", {}).items(), key=lambda one: -one[1])],
    }
    titles = {"sex": _("By sex"), "age": _("By age"), "country": _("By country of origin"), "means": _("By means")}
    found = []
    for key, rows in by.items():
        if sum(n for _name, n in rows):
            columns = [Column(titles[key]), Column(_("Persons"), "#affected+returnees", 0)]
            title = f"{titles[key]}, {year}"
            found.append(Table(key, title, columns, [list(row) for row in rows], facts(asked, [year]), "returns"))
    return found


def _own(asked: Chosen, own: list[Quarter], entry: Any) -> list[Table]:
    """What our office received, with the authority's figure of the same quarter beside it: two counts of different things."""
    if not own:
        return []
    national = series(asked.indicator, asked.basis, entry.id if entry else None) if asked.basis else None
    rows = [[period_words(one.name), _office(one.totals.get(RECEIVED)), _quarter(national, one)] for one in own]
    columns = [Column(_("Quarter"), "#date+quarter"), Column(_("Received by our office"), "#affected+office", 0),
               Column(_("Arrivals that the authority counts here"), "#affected+authority", 0)]  # fmt: skip
    note = _("Not to be added: whoever our office received is also among the authority's arrivals. Our own figures below 10 are withheld.")
    about = [*_own_facts(own), *facts(asked, [])]
    return [Table("oficina", _("Our office beside the authority, by quarter"), columns, rows, about, "returns", notes=[note])]


def _own_facts(quarters: list[Quarter]) -> list[Fact]:
    """What the office's own figures go by: counted once a quarter, never anew."""
    return [
        Fact(_("Source"), _("our own office's files"), "#meta+source"),
        Fact(_("Cut-off"), max(one.until for one in quarters), "#date+cutoff"),
        Fact(_("Version of the figures"), _("counted once"), "#meta+vintage"),
        Fact(_("Version of the definition"), "measures 1", "#meta+definition"),
    ]


def _office(value: float | None) -> Any:
    return _("withheld") if value is None else int(value)


def _quarter(months: Any, quarter: Quarter) -> int | None:
    if months is None or not len(months.months):
        return None
    at = (quarter.since.year - months.first) * 12 + quarter.since.month - 1
    some = months.months[at : at + 3] if at >= 0 else []
    return int(sum(some)) if len(some) == 3 and np.isfinite(some).all() else None


@login_required
@require_safe
def returns_places(request: HttpRequest) -> HttpResponse:
    """Municipalities by returned persons, each with the ranks it may have."""
    require_somewhere(request.user, "observatory.read")
    asked = chosen(request.user, RATE, request.GET)
    context: dict[str, Any] = {"chosen": asked}
    if asked.basis is None:
        return render(request, "observatory/returns_places.html", context)
    national = grid(asked.indicator, asked.basis, places=[None])
    level = request.GET.get("nivel", "")
    level = level if level in asked.levels else asked.levels[min(1, len(asked.levels) - 1)]
    year = number_of(request.GET, "anio", national.years, max(whole_years(national) or national.years or [asked.basis.cut_off.year]))
    table = _ranked(asked, level, year)
    if (file := answer(request, [table], "returns-places")) is not None:
        return file
    context |= {"files": with_downloads(request, [table]), "year": year}
    context["choices"] = [
        *_choices(request, asked),
        choice("nivel", _("Level"), [(key, level_label(asked.country, key, plural=True)) for key in asked.levels], level),
    ]
    return render(request, "observatory/returns_places.html", context)


def _ranked(asked: Chosen, level: str, year: int) -> Table:
    assert asked.basis
    figures = grid(asked.indicator, asked.basis, level=level, years=[year])
    held = standing(figures, level)
    rows = []
    for n, entry in enumerate(entries_at(asked.country, figures.places)):
        if entry is None or not np.isfinite(figures.counts[n, 0]):
            continue
        known = np.isfinite(held.rank[n]) and figures.counts[n, 0] >= SMALL
        ranks = f"{held.rank[n]:.0f} ({held.low[n]:.0f}–{held.high[n]:.0f})" if known else "—"
        rate = [cell(figures.rate[n, 0]), cell(figures.interval[0][n, 0]), cell(figures.interval[1][n, 0])]
        rows.append(
            (held.rank[n] if known else np.inf, -figures.counts[n, 0], [entry.name, count_cell(figures.counts[n, 0]), *rate, ranks])
        )
    columns = [Column(level_label(asked.country, level), level_tag(asked, level)),
               Column(_("Persons"), "#affected+returnees", 0), Column(_("Rate"), "#indicator+num", 1),
               Column(_("lower limit"), "#indicator+low", 1), Column(_("upper limit"), "#indicator+high", 1),
               Column(_("Rank (95 % interval)"), "#indicator+rank")]  # fmt: skip
    body = [row for _rank, _count, row in sorted(rows, key=lambda one: (one[0], one[1], one[2][0]))]
    title = _("Returned persons by place, %(year)s") % {"year": year}
    note = _("Places whose intervals overlap cannot be told apart: no order between them is known.")
    return Table("lugares", title, columns, body, facts(asked, [year]), "returns", notes=[note])


@login_required
@require_safe
def care_figures(request: HttpRequest) -> HttpResponse:
    """What our office did: figures of care and programmes by quarter, as the office let them go."""
    require_somewhere(request.user, "observatory.read")
    org = chosen(request.user, COUNT, {}).org_id
    quarters = quarters_of(org, "care")
    wanted = next((one for one in quarters if one.name == request.GET.get("trimestre", "")), quarters[0] if quarters else None)
    found = _care(quarters, wanted) if wanted else []
    if (file := answer(request, found, "care")) is not None:
        return file
    picked = [choice("trimestre", _("Quarter"), [(one.name, period_words(one.name)) for one in quarters], wanted.name)] if wanted else []
    return render(request, "observatory/care_figures.html", {"files": with_downloads(request, found), "choices": picked, "quarter": wanted})


def _worded(name: str, code: str, dimension: str, cells: dict[str, float | None]) -> list[list[Any]]:
    """The cells of a measure by one dimension, in words."""
    if dimension in PLACES:
        places = {one.code: one.name for one in gazetteer().entries}
        said = {key: places.get(key, key) if key else _("not known") for key in cells}
    else:
        said = cell_words(code, dimension, cells)
    return [[name, label("care_dimensions", dimension), said[key], _office(value)] for key, value in cells.items()]


def _care(quarters: list[Quarter], wanted: Quarter) -> list[Table]:
    named = {code: label("measures", code) for code in measures()}
    note = _("Cells below 10 are withheld, and others from which they could be worked out. Counted once, never anew.")
    columns = [Column(_("Measure"), "#activity"), *(Column(period_words(one.name), "#value", 0) for one in quarters[:4])]
    codes = [code for code in named if any(code in one.totals for one in quarters[:4])]
    rows = [[named[code], *(_office(one.totals[code]) if code in one.totals else None for one in quarters[:4])] for code in codes]
    about = _own_facts(quarters[:4])
    found = [Table("totales", _("Care and programmes by quarter"), columns, rows, about, "care", notes=[note])]
    detail_of = [(code, dimension, some) for code, by in wanted.cells.items() for dimension, some in by.items()]
    cells = [row for code, dimension, some in detail_of for row in _worded(named[code], code, dimension, some)]
    if cells:
        heads = [
            Column(_("Measure"), "#activity"),
            Column(_("By"), "#meta+by"),
            Column(_("Cell"), "#meta+cell"),
            Column(_("Number"), "#value", 0),
        ]
        found.append(
            Table("celdas", _("The quarter in detail: %(period)s") % {"period": period_words(wanted.name)}, heads, cells, about, "care")
        )
    return found
