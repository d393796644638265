"""Tables and pictures of an indicator: its places, its ranks, its two maps, the country through the years."""

from bisect import bisect_right
from collections.abc import Callable
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from izote.kit.charts import Dot, Line, dots, lines, multiples, number, numbers, shaded, swatch
from izote.kit.tables import Column, Link, Table
from izote.observatory.queries.analysis import Standing
from izote.observatory.queries.chosen import Chosen, country_name, entries_at, level_label
from izote.observatory.queries.figures import Break, Grid
from izote.observatory.queries.maps import outlines
from izote.observatory.rules.indicators import in_language
from izote.observatory.views.parts import (
    SMALL,
    break_marks,
    carried,
    cell,
    count_cell,
    facts,
    joined_words,
    level_tag,
    panel_words,
    year_words,
)


class View(NamedTuple):
    """What was asked for: a choice, a level, a year, and the figures of that year."""

    chosen: Chosen
    level: str
    year: int
    figures: Grid
    standing: Standing | None
    entries: list[Any]
    # places with enough events to be shaded and ranked
    shown: np.ndarray


def view_of(chosen: Chosen, level: str, year: int, figures: Grid, standing: Standing | None) -> View:
    """A view with its places looked up once."""
    shown = np.nan_to_num(figures.counts[:, 0]) >= SMALL
    return View(chosen, level, year, figures, standing, entries_at(chosen.country, figures.places), shown)


def trend_table(chosen: Chosen, national: Grid, broken: list[Break]) -> Table:
    """The country through the years, with intervals and the marks of broken definitions."""
    rate, (low, high) = national.rate[0], national.interval
    is_rate = chosen.indicator.is_rate
    years = national.years
    rows: list[list[Any]] = [
        [
            str(year),
            count_cell(national.counts[0, n]),
            _("whole") if national.whole[0, n] else _("part"),
            count_cell(national.population[0, n]),
            *([cell(rate[n]), cell(low[0, n]), cell(high[0, n])] if is_rate else []),
        ]
        for n, year in enumerate(years)
    ]
    columns = [
        Column(_("Year"), "#date+year"),
        Column(_("Events"), "#affected+total", 0),
        Column(_("The year"), "#status"),
        Column(_("People"), "#population", 0),
    ]
    if is_rate:
        columns += [
            Column(_("Rate"), "#indicator+num", 1),
            Column(_("lower limit"), "#indicator+low", 1),
            Column(_("upper limit"), "#indicator+high", 1),
        ]
    title = _("%(indicator)s: %(country)s, by year") % {"indicator": chosen.indicator, "country": country_name(chosen.country)}
    values = numbers(rate) if is_rate else numbers(np.where(national.whole[0], national.counts[0], np.nan))
    line = Line(title, values, numbers(low[0]), numbers(high[0])) if is_rate else Line(title, values)
    picture = lines([line], [str(y) for y in years], label=title, marks=break_marks(broken, years[0], len(years)) if years else ())
    notes = [*panel_words(national.panel), *joined_words(broken)]
    return Table("pais", title, columns, rows, facts(chosen, years), chosen.indicator.domain, picture=picture, notes=notes)


def parts_table(chosen: Chosen, figures: Grid, broken: list[Break]) -> Table | None:
    """Each of the widest places through the years, as small lines on one scale."""
    is_rate = chosen.indicator.is_rate
    values = figures.rate if is_rate else np.where(figures.whole, figures.counts, np.nan)
    names = [one.name if one else "" for one in entries_at(chosen.country, figures.places)]
    if len(figures.years) < 2 or not np.isfinite(values).any():
        return None
    heads = [Column(level_label(chosen.country, chosen.levels[0]), "#adm1+name")]
    changed = {one.day.year for one in broken if not one.joined}
    heads += [Column(f"{year} †" if year in changed else str(year), f"#indicator+y{year}", int(is_rate)) for year in figures.years]
    rows = [[name, *numbers(row)] for name, row in zip(names, values, strict=True)]
    said = {"indicator": chosen.indicator, "level": level_label(chosen.country, chosen.levels[0]).lower()}
    title = _("%(indicator)s by %(level)s, through the years") % said
    ends = str(figures.years[0]), str(figures.years[-1])
    drawn = [(name, numbers(row)) for name, row in zip(names, values, strict=True)]
    marks = [one.at for one in break_marks([one for one in broken if not one.joined], figures.years[0], len(figures.years))]
    picture = multiples(drawn, ends, label=title, digits=int(is_rate), marks=marks)
    return Table("partes", title, heads, rows, facts(chosen, figures.years), chosen.indicator.domain, picture=picture)


def places_table(view: View, link: bool = True) -> Table:
    """Every place with its number, people, rate, interval and smoothed rate."""
    figures, is_rate = view.figures, view.chosen.indicator.is_rate
    rate, (low, high) = figures.rate[:, 0], figures.interval
    columns = [
        Column(level_label(view.chosen.country, view.level), level_tag(view.chosen, view.level)),
        Column(_("Code"), level_tag(view.chosen, view.level, "code")),
        Column(_("Events"), "#affected+total", 0),
    ]
    if is_rate:
        columns += [
            Column(_("People"), "#population", 0),
            Column(_("Rate"), "#indicator+num", 1),
            Column(_("lower limit"), "#indicator+low", 1),
            Column(_("upper limit"), "#indicator+high", 1),
            Column(_("Smoothed rate"), "#indicator+smoothed", 1),
            Column(_("Smoothed with neighbours"), "#indicator+spatial", 1),
        ]
    rows: list[list[Any]] = []
    url = place_urls(view.chosen)
    for n in by_rate(view):
        place = view.entries[n]
        if place is None:
            continue
        name = Link(place.name, url(place.code)) if link else place.name
        row: list[Any] = [name, place.code, count_cell(figures.counts[n, 0])]
        if is_rate:
            row += [count_cell(figures.population[n, 0]), cell(rate[n]), cell(low[n, 0]), cell(high[n, 0])]
            row += [cell(view.standing.smoothed[n]), cell(view.standing.spatial[n])] if view.standing else [None, None]
        rows.append(row)
    title = _("%(indicator)s by %(level)s, %(year)s") % _names(view)
    return Table("lugares", title, columns, rows, facts(view.chosen, [view.year]), view.chosen.indicator.domain)


def by_rate(view: View) -> list[int]:
    """Places with enough events by their rate, the highest first; the others after them, by name."""
    values = view.figures.rate[:, 0] if view.chosen.indicator.is_rate else view.figures.counts[:, 0]
    first = [int(n) for n in np.argsort(-np.nan_to_num(values, nan=-1), kind="stable") if view.shown[n]]
    rest = [n for n in range(len(values)) if not view.shown[n]]
    return first + sorted(rest, key=lambda n: view.entries[n].name if view.entries[n] else "")


def ranks_table(view: View, most: int = 15) -> Table | None:
    """Ranks with their intervals, only of places with enough events; the picture shows the first ones."""
    standing = view.standing
    if standing is None or standing.declined or not view.shown.any():
        return None
    order = sorted(np.flatnonzero(view.shown & np.isfinite(standing.rank)).tolist(), key=lambda n: (standing.rank[n], n))
    total = int(np.isfinite(standing.rank).sum())
    columns = [
        Column(level_label(view.chosen.country, view.level), level_tag(view.chosen, view.level)),
        Column(_("Rank by rate") if view.chosen.indicator.is_rate else _("Rank by number"), "#indicator+rank", 0),
        Column(_("may stand between"), "#indicator+rank+low", 0),
        Column(_("and"), "#indicator+rank+high", 0),
        Column(_("Places that cannot be told from it"), "#indicator+unordered", 0),
    ]
    rows: list[list[Any]] = []
    for n in order:
        place = view.entries[n]
        rows.append([place.name, *(count_cell(x[n]) for x in (standing.rank, standing.low, standing.high, standing.unordered))])
    title = _("Place in the order by %(level)s, %(year)s: of %(n)s") % {**_names(view), "n": total}
    drawn = [Dot(row[0], row[1], row[2], row[3]) for row in rows[:most]]
    table = Table("rangos", title, columns, rows, facts(view.chosen, [view.year]), view.chosen.indicator.domain)
    table.picture = dots(drawn, label=title, digits=0)
    table.notes = [_unordered(rows)] if rows else []
    return table


def _unordered(rows: list[list[Any]]) -> str:
    first, total = rows[0], len(rows)
    together = [row[0] for row in rows if row[2] is not None and row[2] <= (first[3] or 0)]
    if len(together) > 1:
        said = _("These places cannot be ordered: the intervals of their ranks overlap with that of the first (%(n)s of %(total)s).")
        return said % {"n": len(together), "total": total}
    return _("Only the first place can be told from all the others.")


def maps(view: View) -> dict[str, Any] | None:
    """Raw and smoothed rates on two maps of one scale, with the scale in numbers; counts on one."""
    figures, standing, is_rate = view.figures, view.standing, view.chosen.indicator.is_rate
    if standing is None or not view.shown.any():
        return None
    drawing = outlines(view.level, view.chosen.country)
    if not drawing.shapes:
        return None
    values, digits = (figures.rate[:, 0], 1) if is_rate else (np.where(figures.whole, figures.counts, np.nan)[:, 0], 0)
    raw = np.where(view.shown, values, np.nan)
    bounds = _bounds(raw)
    pictures = [(_("As counted"), _map(view, drawing, raw, values, bounds, _("As counted")))]
    if is_rate:
        near = bool(np.isfinite(standing.spatial).any())
        smoothed = standing.spatial if near else standing.smoothed
        title = _("Smoothed (empirical Bayes, with its neighbours)") if near else _("Smoothed (empirical Bayes)")
        pictures.append((title, _map(view, drawing, np.where(view.shown, smoothed, np.nan), smoothed, bounds, _("Smoothed"))))
    edges = [0.0, *bounds]
    legend = [
        (
            swatch(f"shade{n + 1}"),
            _("%(a)s to under %(b)s") % {"a": number(edges[n], digits), "b": number(edges[n + 1], digits)}
            if n + 1 < len(edges)
            else _("%(a)s and more") % {"a": number(edges[n], digits)},
        )
        for n in range(len(edges))
    ]
    legend += [(swatch("blank"), _("fewer than 5 events: not shaded")), (swatch("nodata"), _("no data"))]
    return {
        "pictures": pictures,
        "legend": legend,
        "unit": in_language(view.chosen.indicator.unit),
        "is_rate": is_rate,
        "schematic": drawing.schematic,
    }


def _bounds(values: np.ndarray) -> list[float]:
    """Up to four rounded limits between five sorts of shade, the same for both maps."""
    found = values[np.isfinite(values)]
    limits = np.quantile(found, [0.2, 0.4, 0.6, 0.8]) if len(found) else np.array([])
    rounded = [float(f"{limit:.2g}") for limit in limits]
    return sorted({one for one in rounded if one > 0})


def _map(view: View, drawing: Any, values: np.ndarray, said: np.ndarray, bounds: list[float], words: str) -> SafeString:
    by_code: dict[str, tuple[str, str]] = {}
    counts, values_, said_ = view.figures.counts[:, 0].tolist(), values.tolist(), said.tolist()
    url = place_urls(view.chosen)
    for n, place in enumerate(view.entries):
        if place is None:
            continue
        count = counts[n]
        sort = "nodata" if count != count else "blank"
        if isfinite(values_[n]):
            sort = f"shade{1 + bisect_right(bounds, values_[n])}"
        rate = f", {number(said_[n], 1)}" if view.chosen.indicator.is_rate else ""
        by_code[place.code] = (sort, f"{place.name}: n = {number(count)}{rate}")
    shapes = []
    for one in drawing.shapes:
        sort, says = by_code.get(one.code, ("nodata", one.title))
        shapes.append((one.path, sort, says, url(one.code)))
    return shaded(drawing.width, drawing.height, shapes, label=f"{view.chosen.indicator}. {words}")


def place_urls(chosen: Chosen) -> Callable[[str], str]:
    """The address of the observatory's page of a place, for violence; elsewhere of territory's: the two domains share no page."""
    violence = chosen.indicator.domain == "violence"
    before, after = reverse("observatory_place" if violence else "place_detail", args=["0"]).rsplit("0", 1)
    after += carried(chosen) if violence else ""
    return lambda code: f"{before}{code}{after}"


def _names(view: View) -> dict[str, Any]:
    return {
        "indicator": view.chosen.indicator,
        "level": level_label(view.chosen.country, view.level).lower(),
        "year": year_words(view.chosen, view.year),
    }
