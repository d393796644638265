"""The observatory's page of one place."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.tables import Table
from izote.observatory.permissions import require_somewhere
from izote.observatory.queries.alarms import how_many
from izote.observatory.queries.analysis import Alike, alike
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.chosen import MAIN, Chosen, chosen, country_name, entry_of, level_label, number_of, wider_of
from izote.observatory.queries.figures import Series, detail, grid, series, whole_years
from izote.observatory.queries.held import held
from izote.observatory.queries.story import changes, compact, versions
from izote.observatory.queries.unplaced import unplaced
from izote.observatory.rules.indicators import of_domain
from izote.observatory.views import place_details as details
from izote.observatory.views import place_tables as tables
from izote.observatory.views.parts import answer, carried, choice, month_choice, with_downloads
from izote.observatory.views.parts import span as span_of
from izote.observatory.views.place_tables import Here
from izote.observatory.views.quarter_table import quarters

BASELINE = 3


@login_required
@require_safe
def observatory_place(request: HttpRequest, code: str) -> HttpResponse:
    """What happens in one place: what is new, trend, seasons, hours, who, how, beside others."""
    require_somewhere(request.user, "observatory.read")
    asked = chosen(request.user, request.GET.get("indicador") or MAIN["violence"], request.GET)
    if asked.indicator.domain != "violence" or not asked.indicator.categories:
        raise Http404
    entry = entry_of(asked.country, code)
    if entry is None and code != asked.country:
        raise Http404
    context = _about(request, asked, entry, code)
    if asked.basis is None or not asked.shows(entry):
        return render(request, "observatory/observatory_place.html", context | {"wider_shown": asked.widened(entry)})
    here, kept = held(asked, f"place {code}", request.GET.dict(), lambda: _figures(request, asked, entry))
    if (file := answer(request, kept, f"{code}-{asked.indicator.code}")) is not None:
        return file
    return render(request, "observatory/observatory_place.html", context | _context(request, here, kept))


def _figures(request: HttpRequest, asked: Chosen, entry: Any) -> tuple[Here, list[Table]]:
    here, near = _here(request, asked, entry)
    return here, _tables(here, near)


def _about(request: HttpRequest, asked: Chosen, entry: Any, code: str) -> dict[str, Any]:
    name = entry.name if entry else country_name(asked.country)
    return {
        "chosen": asked,
        "indicator": asked.indicator,
        "name": name,
        "onward": carried(asked),
        "code": code,
        "entry": entry,
        "level": level_label(asked.country, entry.level) if entry else "",
        "wider": wider_of(asked.country, entry) if entry else [],
        "country": country_name(asked.country),
        "country_code": asked.country,
        "alarms": how_many(request.user, asked.indicator, code, asked.country),
        "shown": asked.shows(entry),
    }


def _here(request: HttpRequest, asked: Chosen, entry: Any) -> tuple[Here, list[Alike]]:
    assert asked.basis
    place = entry.id if entry else None
    own = grid(asked.indicator, asked.basis, places=[place, None] if entry else [None], through=asked.through)
    found = own if entry else _twice(own)
    if not found.years:
        raise Http404
    year = number_of(request.GET, "anio", found.years, max(whole_years(found) or found.years))
    # alike before the year that is shown, not in it
    before = tuple(one for one in whole_years(found) if one < year)[-BASELINE:] or (year,)
    near = alike(asked.indicator, asked.basis, place, entry.level, before) if entry and asked.indicator.is_rate else []
    others = grid(asked.indicator, asked.basis, places=[one.place for one in near], years=[year], through=asked.through) if near else None
    name = entry.name if entry else country_name(asked.country)
    wider: list[Any] = [*(one.id for one in wider_of(asked.country, entry)), None] if entry else []
    loose = unplaced(asked.indicator, asked.basis, entry.level, wider, year, asked.through) if entry else []
    return Here(asked, name, place, year, found, others, breaks(asked.basis.source, asked.indicator), loose), near


def _twice(own: Any) -> Any:
    """The country's own page: the country beside itself."""
    own.places = own.places * 2
    own.counts, own.whole, own.population = (each.repeat(2, axis=0) for each in (own.counts, own.whole, own.population))
    return own


def _tables(here: Here, near: list[Alike]) -> list[Table]:
    asked, basis = here.chosen, here.chosen.basis
    assert basis
    months = series(asked.indicator, basis, here.place)
    found = [
        tables.trend(here),
        *([quarters(here, months)] if asked.indicator.sensitive else _close(here, months)),
        tables.beside(here, near),
        tables.every(here, compact(asked.org_id, here.place, asked.country, basis.people)),
    ]
    return [one for one in found if one]


def _close(here: Here, months: Series) -> list[Table | None]:
    """By month, hour, persons, means and kind of place."""
    assert here.chosen.basis
    more = detail(here.chosen.indicator, here.chosen.basis, here.place, here.lately)
    span = span_of(here.lately)
    return [
        tables.rolling(here, months),
        tables.seasons(here, months),
        details.clock(here, more, span),
        details.who(here, more, span),
        details.how(here, more, span, "means", "means", _("Means")),
        details.how(here, more, span, "site", "sites", _("Kind of place")),
    ]


def _context(request: HttpRequest, here: Here, kept: list[Table]) -> dict[str, Any]:
    asked, basis = here.chosen, here.chosen.basis
    assert basis
    files = {one["table"].key: one for one in with_downloads(request, kept)}
    choices = [
        choice("indicador", _("Indicator"), [(one.code, one) for one in of_domain("violence") if one.categories], asked.indicator.code),
        choice(
            "fuente",
            _("Source"),
            [("", _("the first that the indicator trusts")), *((one.code, one.name) for one in asked.sources)],
            request.GET.get("fuente", ""),
        ),
        choice("anio", _("Year"), [(year, year) for year in reversed(here.grid.years)], here.year),
        *month_choice(asked),
    ]
    if asked.people and basis.people:
        choices.append(choice("poblacion", _("Population"), asked.people, basis.people.code))
    return {
        "here": here,
        "files": files,
        "choices": choices,
        "versions": versions(basis, asked.indicator, here.place),
        "changes": changes(basis, asked.indicator, here.place)[:8],
    }
