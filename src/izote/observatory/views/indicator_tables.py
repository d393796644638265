"""Tables and pictures of an indicator: its places, its ranks, the country through the years."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from izote.kit.charts import Dot, Line, dots, lines, multiples, number, numbers
from izote.kit.tables import Column, Link, Table
from izote.observatory.queries.analysis import Standing
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import Break
from izote.observatory.queries.chosen import Chosen, entries_at, level_label
from izote.observatory.queries.figures import Grid
from izote.observatory.queries.unplaced import unplaced_in, within
from izote.observatory.rules.indicators import SMALL
from izote.observatory.views.parts import (
    break_marks,
    carried,
    cell,
    count_cell,
    country_words,
    facts,
    joined_words,
    level_tag,
    panel_facts,
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
    # why a place has no shade: a sort of the map and words; nothing for those that have one
    reasons: list[tuple[str, str]]
    loose: str


def view_of(chosen: Chosen, level: str, year: int, figures: Grid, standing: Standing | None, wide: Grid, national: Grid) -> View:
    """A view with its places looked up once; `wide` and `national` hold the widest places and the country through the years."""
    shown = np.nan_to_num(figures.counts[:, 0]) >= SMALL
    entries = entries_at(chosen.country, figures.places)
    loose = unplaced_in(wide, figures, year) if level != chosen.levels[0] else {}
    reasons = [_reason(chosen, figures, n, loose) for n in range(len(entries))]
    return View(chosen, level, year, figures, standing, entries, shown, reasons, _loose_words(chosen, level, year, figures, national))


def _reason(chosen: Chosen, figures: Grid, n: int, loose: dict[int, tuple[int, int]]) -> tuple[str, str]:
    """Why a place is not shaded: its own reason, never another's."""
    count = figures.counts[n, 0]
    if not np.isfinite(figures.counts).any():
        return "nodata", _("no source spoke of this year")
    if not figures.whole[n, 0]:
        known = bool(np.isfinite(count))
        first = _("only some months of the year are known") if known else _("a gap: the source says nothing of this place")
        return "part" if known else "nodata", "; ".join(filter(None, (first, _wider_words(chosen, figures.places[n], loose))))
    if chosen.indicator.is_rate and not figures.population[n, 0] > 0:
        return "people", _("the people of this place are not known")
    return ("blank", _("fewer than %(n)s events") % {"n": SMALL}) if count < SMALL else ("", "")


def _wider_words(chosen: Chosen, position: int, loose: dict[int, tuple[int, int]]) -> str:
    """The events that are known of a wider place alone, and may be of this one."""
    for wide, (missing, _total) in loose.items():
        if within(atlas(chosen.country), wide, position):
            name = entries_at(chosen.country, [wide])[0].name
            said = _("for %(n)s events of %(place)s the source gives no narrower place, and some may be from here")
            return said % {"n": missing, "place": name}
    return ""


def _loose_words(chosen: Chosen, level: str, year: int, figures: Grid, national: Grid) -> str:
    """How many events stand in no row of a table by place."""
    if national.panel or year not in national.years:
        return ""
    total = national.counts[0, national.years.index(year)]
    missing = total - np.nansum(figures.counts[:, 0])
    if not missing > 0:
        return ""
    said = _("Of %(total)s events of %(year)s the source gives no %(level)s for %(n)s: they stand in no row.")
    return said % {"total": number(total), "year": year, "level": level_label(chosen.country, level).lower(), "n": number(missing)}


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
    title = _("%(indicator)s: %(country)s, by year") % {"indicator": chosen.indicator, "country": country_words(chosen, national.panel)}
    values = numbers(rate) if is_rate else numbers(np.where(national.whole[0], national.counts[0], np.nan))
    line = Line(title, values, numbers(low[0]), numbers(high[0])) if is_rate else Line(title, values)
    picture = lines([line], [str(y) for y in years], label=title, marks=break_marks(broken, years[0], len(years)) if years else ())
    notes = [*panel_words(national.panel), *joined_words(broken, years)]
    about = [*facts(chosen, years), *panel_facts(national.panel)]
    return Table("pais", title, columns, rows, about, chosen.indicator.domain, picture=picture, notes=notes)


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
    columns.append(Column(_("Remarks"), "#meta+remarks"))
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
        rows.append([*row, view.reasons[n][1]])
    title = _("%(indicator)s by %(level)s, %(year)s") % _names(view)
    notes = [view.loose] if view.loose else []
    return Table("lugares", title, columns, rows, facts(view.chosen, [view.year]), view.chosen.indicator.domain, notes=notes)


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
