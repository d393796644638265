"""Indicators: their cards, and the figures of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.access.models import Organization
from izote.kit.tables import Table
from izote.observatory.models.sources import Domain
from izote.observatory.permissions import may, require_somewhere
from izote.observatory.queries.alarms import how_many
from izote.observatory.queries.analysis import standing
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.care import care_item, latest
from izote.observatory.queries.chosen import Chosen, chosen, level_label, number_of
from izote.observatory.queries.figures import Grid, grid, whole_years
from izote.observatory.queries.held import held
from izote.observatory.queries.values import INDEX
from izote.observatory.rules.indicators import of_domain
from izote.observatory.rules.words import words
from izote.observatory.views.bulletin_tables import shown
from izote.observatory.views.indicator_maps import maps
from izote.observatory.views.indicator_tables import View, parts_table, places_table, ranks_table, trend_table, view_of
from izote.observatory.views.parts import answer, choice, month_choice, with_downloads, year_words
from izote.observatory.views.public_bulletins import withheld_words
from izote.observatory.views.values import values_table

SHELVES = (Domain.VIOLENCE, Domain.RETURNS, Domain.CARE, Domain.ECONOMY)
KINDS = ("rate", "count", "ratio", "share")


@login_required
@require_safe
def indicator_list(request: HttpRequest, domain: str = "violence") -> HttpResponse:
    """The cards of one domain; another domain has another page."""
    require_somewhere(request.user, "observatory.read")
    cards = of_domain(domain)
    if not cards:
        raise Http404
    order = list(words("categories"))
    counted = sorted((one for one in cards if one.categories), key=lambda one: (order.index(one.categories[0]), KINDS.index(one.kind)))
    own = [one for one in cards if one.measure]
    groups = {"figures": counted, "own": own, "surveys": [one for one in cards if not one.categories and not one.measure]}
    others = [one for one in SHELVES if one != domain]
    return render(request, "observatory/indicator_list.html", {"domain": Domain(domain), "groups": groups, "others": others})


@login_required
@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: card, maps, ranks, places, the country through the years."""
    require_somewhere(request.user, "observatory.read")
    asked = chosen(request.user, code, request.GET)
    context: dict[str, Any] = {"chosen": asked, "indicator": asked.indicator, "is_return": asked.indicator.domain == "returns"}
    if asked.indicator.measure:
        return _own(request, asked, context)
    if not asked.indicator.categories:
        return _typed(request, asked, context)
    context["alarms"] = how_many(request.user, asked.indicator)
    if asked.basis is None:
        return render(request, "observatory/indicator_detail.html", context)
    view, years, kept, drawn = held(asked, "indicator", request.GET.dict(), lambda: _figures(request, asked))
    if (file := answer(request, kept, code)) is not None:
        return file
    files = {one["table"].key: one for one in with_downloads(request, kept)}
    context |= {
        "view": view,
        "year": year_words(asked, view.year),
        "files": files,
        "maps": drawn,
        "choices": _choices(asked, view, years),
    }
    return render(request, "observatory/indicator_detail.html", context)


def _figures(request: HttpRequest, asked: Chosen) -> tuple[View, list[int], list[Table], Any]:
    """The view, the years there are, the tables and the maps."""
    assert asked.basis
    national = grid(asked.indicator, asked.basis, places=[None], through=asked.through)
    broken = breaks(asked.basis.source, asked.indicator)
    parts = grid(asked.indicator, asked.basis, level=asked.levels[0], years=national.years, through=asked.through)
    view = _view(request, asked, national, parts)
    found = [places_table(view), ranks_table(view), trend_table(asked, national, broken), parts_table(asked, parts, broken)]
    return view, national.years, [one for one in found if one], maps(view)


def _own(request: HttpRequest, asked: Chosen, context: dict[str, Any]) -> HttpResponse:
    """An indicator of what our own office did."""
    org = Organization.objects.get(pk=asked.org_id)
    periods = latest(org, asked.indicator)
    tables = shown(care_item(org, asked.indicator, periods)) if periods else []
    if (file := answer(request, tables, asked.indicator.code)) is not None:
        return file
    context |= {"own": with_downloads(request, tables), "withheld": withheld_words("care")}
    return render(request, "observatory/indicator_detail.html", context)


def _typed(request: HttpRequest, asked: Chosen, context: dict[str, Any]) -> HttpResponse:
    """An indicator whose values are typed: surveys and competitiveness."""
    tables = [values_table(asked.org_id, asked.indicator)]
    if (file := answer(request, tables, asked.indicator.code)) is not None:
        return file
    context["files"] = {one["table"].key: one for one in with_downloads(request, tables)}
    context |= {"is_index": asked.indicator.code == INDEX, "may_write": may(request.user, "observatory.write", asked.org_id)}
    return render(request, "observatory/indicator_detail.html", context)


def _view(request: HttpRequest, asked: Chosen, national: Grid, parts: Grid) -> View:
    assert asked.basis
    level = request.GET.get("nivel", "")
    level = level if level in asked.levels else asked.levels[min(1, len(asked.levels) - 1)]
    year = number_of(request.GET, "anio", national.years, max(whole_years(national) or national.years or [asked.basis.cut_off.year]))
    figures = grid(asked.indicator, asked.basis, level=level, years=[year], through=asked.through)
    return view_of(asked, level, year, figures, standing(figures, level), parts, national)


def _choices(asked: Chosen, view: View, years: list[int]) -> list[dict[str, Any]]:
    assert asked.basis
    found = [
        choice("fuente", _("Source"), [(one.code, one.name) for one in asked.sources], asked.basis.source.code),
        choice("anio", _("Year"), [(year, year) for year in reversed(years)], view.year),
        *month_choice(asked),
        choice("nivel", _("Level"), [(key, level_label(asked.country, key, plural=True)) for key in asked.levels], view.level),
    ]
    if asked.people and asked.basis.people:
        found.append(choice("poblacion", _("Population"), asked.people, asked.basis.people.code))
    return found
