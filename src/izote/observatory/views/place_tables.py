"""Tables and pictures of one place: through the years and months, by hour, who, how, beside others."""

import calendar
from typing import Any, NamedTuple

import numpy as np
from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from izote.kit.charts import Dot, Line, Mark, columns, dots, lines, number, numbers
from izote.kit.tables import Column, Fact, Link, Table
from izote.methods.rates import poisson_interval
from izote.observatory.queries.analysis import Alike
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import Break, breaks
from izote.observatory.queries.chosen import Chosen, country_name, entries_at, level_label
from izote.observatory.queries.figures import Grid, Series
from izote.observatory.queries.story import Row
from izote.observatory.rules.change import change
from izote.observatory.rules.indicators import in_language
from izote.observatory.views.parts import (
    break_marks,
    carried,
    cell,
    count_cell,
    country_words,
    crossing,
    facts,
    joined_words,
    name_tag,
    panel_facts,
    panel_words,
)
from izote.territory.queries import gazetteer

DETAIL_YEARS = 5


class Here(NamedTuple):
    """One place: its choice, name, year, the grid whose first row it is and the country second, and comparable places in that year."""

    chosen: Chosen
    name: str
    place: int | None
    year: int
    grid: Grid
    others: Grid | None
    broken: list[Break]
    # wider places with how many events of the year name none of its level, and of how many
    loose: list[tuple[int | None, int, int]]

    @property
    def lately(self) -> list[int]:
        """The years over which hours, persons and means are counted together."""
        return [year for year in self.grid.years if self.year - DETAIL_YEARS < year <= self.year]

    @property
    def column(self) -> int:
        """Where the year stands."""
        return self.grid.years.index(self.year)


def trend(here: Here) -> Table:
    """Year by year, with the country's rate beside it."""
    figures, is_rate, years = here.grid, here.chosen.indicator.is_rate, here.grid.years
    values = figures.rate if is_rate else np.where(figures.whole, figures.counts, np.nan)
    low, high = figures.interval
    heads = [Column(_("Year"), "#date+year"), Column(_("Events"), "#affected+total", 0)]
    if is_rate:
        heads += [
            Column(_("People"), "#population", 0),
            Column(_("Rate"), "#indicator+num", 1),
            Column(_("lower limit"), "#indicator+low", 1),
            Column(_("upper limit"), "#indicator+high", 1),
            Column(country_words(here.chosen, figures.panel), "#indicator+country", 1),
        ]
    heads.append(Column(_("Against the year before"), "#indicator+change"))
    rows = []
    for n, year in enumerate(years):
        row: list[Any] = [str(year) if figures.whole[0, n] else _("%(year)s (part)") % {"year": year}, count_cell(figures.counts[0, n])]
        if is_rate:
            row += [count_cell(figures.population[0, n]), cell(values[0, n]), cell(low[0, n]), cell(high[0, n]), cell(values[1, n])]
        rows.append([*row, _against(here, n)])
    title = _("%(indicator)s, by year") % {"indicator": here.chosen.indicator}
    drawn = [Line(here.name, numbers(values[0]), numbers(low[0]) if is_rate else (), numbers(high[0]) if is_rate else ())]
    if is_rate and here.place is not None:
        drawn.append(Line(country_words(here.chosen, figures.panel), numbers(values[1])))
    picture = lines(drawn, [str(y) for y in years], label=f"{here.name}: {title}", marks=break_marks(here.broken, years[0], len(years)))
    domain = here.chosen.indicator.domain
    notes = [*_loose_words(here), *panel_words(here.grid.panel), *joined_words(here.broken, years)]
    about = [*facts_here(here, years), *panel_facts(figures.panel)]
    return Table("anios", title, heads, rows, about, domain, picture=picture, notes=notes)


def _loose_words(here: Here) -> list[str]:
    """What the source knows only of wider places, and may be of this one."""
    if here.place is None:
        return []
    at = atlas(here.chosen.country)
    level = level_label(here.chosen.country, at.levels[at.position[here.place]]).lower()
    said = _("%(where)s, %(year)s: of %(total)s events the source gives no %(level)s for %(n)s; some of them may belong here.")
    return [
        said % {"where": _name(here.chosen.country, place), "year": here.year, "total": number(total), "level": level, "n": number(n)}
        for place, n, total in here.loose
    ]


def _name(country: str, place: int | None) -> str:
    index = gazetteer(country)
    return country_name(country) if place is None else str(index.entries[index.at[place]].name)


def _against(here: Here, n: int) -> str:
    figures = here.grid
    if n == 0 or not figures.whole[0, n] or not figures.whole[0, n - 1]:
        return "—"
    people = (figures.population[0, n - 1], figures.population[0, n]) if here.chosen.indicator.is_rate else (1.0, 1.0)
    found = change(figures.counts[0, n - 1], figures.counts[0, n], *people)
    return crossing(found.words, here.broken, *figures.years[n - 1 : n + 1])


def rolling(here: Here, series: Series) -> Table | None:
    """The rate of the twelve months that end in each month."""
    if not np.isfinite(series.months).any():
        return None
    sums = series.rolling()
    first = max(0, int(np.isfinite(series.months).argmax()))
    last = len(series.months) - int(np.isfinite(series.months[::-1]).argmax())
    names = [f"{series.first + n // 12}-{n % 12 + 1:02d}" for n in range(first, last)]
    if not np.isfinite(sums).any():
        return _single(here, series, first, last, names)
    is_rate, at = here.chosen.indicator.is_rate, {year: n for n, year in enumerate(here.grid.years)}
    people = np.array([here.grid.population[0, at[year]] if year in at else np.nan for year in series.years]).repeat(12)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = here.chosen.indicator.per / people if is_rate else np.ones(len(sums))
        values, low, high = (each * scale for each in (sums, *poisson_interval(sums)))
    heads = [Column(_("Month"), "#date+month"), Column(_("Events"), "#affected+total", 0), Column(_("Twelve months"), "#affected+year", 0)]
    rows: list[list[Any]] = [[name, count_cell(series.months[n]), count_cell(sums[n])] for n, name in enumerate(names, first)]
    if is_rate:
        heads.append(Column(_("Rate of twelve months"), "#indicator+num", 1))
        rows = [[*row, cell(values[n])] for n, row in enumerate(rows, first)]
    heads += [Column(_("lower limit"), "#indicator+low", 1), Column(_("upper limit"), "#indicator+high", 1)]
    rows = [[*row, cell(low[n]), cell(high[n])] for n, row in enumerate(rows, first)]
    title = _("Twelve months ending in each month")
    start = first + min(11, len(names) - 1)
    marks = break_marks(here.broken, series.first, len(series.months), per_year=12)
    marks = [Mark(one.at - start, one.words) for one in marks if start - 0.5 < one.at < last - 0.5]
    picture = lines(
        [Line(title, *(numbers(each[start:last]) for each in (values, low, high)))],
        [f"{n[5:]}/{n[:4]}" for n in names[start - first :]],
        label=f"{here.name}: {title}",
        dots=False,
        marks=marks,
    )
    note = _("A sum of twelve months smooths the seasons away; it is not a forecast. Months beside each other share eleven of the twelve.")
    about = facts_here(here, series.years, part=False)
    return Table("meses", title, heads, rows, about, here.chosen.indicator.domain, picture=picture, notes=[note])


def _single(here: Here, series: Series, first: int, last: int, names: list[str]) -> Table:
    """The months themselves, where there are not twelve of them together."""
    title = _("Month by month")
    heads = [Column(_("Month"), "#date+month"), Column(_("Events"), "#affected+total", 0)]
    rows = [[name, count_cell(series.months[n])] for n, name in enumerate(names, first)]
    words = [f"{name[5:]}/{name[:4]}" for name in names]
    picture = columns(numbers(series.months[first:last]), words, label=f"{here.name}: {title}")
    about = facts_here(here, series.years, rates=False, part=False)
    return Table("meses", title, heads, rows, about, here.chosen.indicator.domain, picture=picture)


def seasons(here: Here, series: Series, most: int = 5) -> Table | None:
    """The mean of each month over the last whole years, as events a day so that long months do not look worse."""
    if not len(series.months):
        return None
    table = series.months.reshape(-1, 12)
    whole = [n for n in range(len(table)) if np.isfinite(table[n]).all()][-most:]
    if not whole:
        return None
    mean = table[whole].mean(axis=0)
    days = np.array([28.25 if m == 2 else calendar.monthrange(2001, m)[1] for m in range(1, 13)])
    names = [str(MONTHS_3[m]) for m in range(1, 13)]
    heads = [
        Column(_("Month"), "#date+month"),
        Column(_("Events in these years"), "#affected+total", 0),
        Column(_("Mean of the month"), "#indicator+num", 1),
        Column(_("Mean in 30 days"), "#indicator+days30", 1),
    ]
    per30 = mean / days * 30
    rows = [[names[m], int(table[whole, m].sum()), cell(mean[m]), cell(per30[m])] for m in range(12)]
    span = f"{series.first + whole[0]}–{series.first + whole[-1]}"
    title = _("By month of the year, mean of %(years)s (in 30 days)") % {"years": span}
    picture = columns(numbers(per30), names, label=title)
    used = [series.first + n for n in whole]
    return Table(
        "temporada", title, heads, rows, facts_here(here, used, rates=False, part=False), here.chosen.indicator.domain, picture=picture
    )


def beside(here: Here, alike: list[Alike]) -> Table | None:
    """This place, the country and comparable places in one year."""
    figures, n = here.grid, here.column
    low, high = figures.interval
    if not here.chosen.indicator.is_rate or not np.isfinite(figures.rate[0, n]):
        return None
    heads = [
        Column(_("Place"), name_tag(here.chosen, here.place)),
        Column(_("Events"), "#affected+total", 0),
        Column(_("People"), "#population", 0),
        Column(_("Rate"), "#indicator+num", 1),
        Column(_("lower limit"), "#indicator+low", 1),
        Column(_("upper limit"), "#indicator+high", 1),
        Column(_("How alike"), "#meta+alike"),
    ]
    why = {"people": _("differs most in people"), "baseline": _("differs most in the rate before")}
    rows: list[list[Any]] = []
    drawn: list[Dot] = []

    def add(shown: Any, name: str, of: Grid, at: int, column: int, said: str) -> None:
        limits = of.interval
        numbers_ = [cell(x[at, column]) for x in (of.rate, *limits)]
        rows.append([shown, count_cell(of.counts[at, column]), count_cell(of.population[at, column]), *numbers_, said])
        drawn.append(Dot(name, numbers_[0], numbers_[1], numbers_[2], not drawn))

    add(here.name, here.name, figures, 0, n, "")
    if here.others is not None:
        for at, (place, other) in enumerate(zip(entries_at(here.chosen.country, here.others.places), alike, strict=True)):
            said = why[other.worst] + (_("; less alike than places usually are") if other.far else "")
            address = reverse("observatory_place", args=[place.code]) + carried(here.chosen)
            add(Link(place.name, address), place.name, here.others, at, 0, said)
    title = _("Beside comparable places and the country, %(year)s") % {"year": here.year}
    name, whole = country_name(here.chosen.country), cell(figures.rate[1, n])
    rows.append(
        [name, count_cell(figures.counts[1, n]), count_cell(figures.population[1, n]), whole, cell(low[1, n]), cell(high[1, n]), ""]
    )
    picture = dots(drawn, label=title, reference=whole, reference_name=name)
    note = _("Comparable: alike in people and in the rate of the first years. Where intervals overlap, the places cannot be ordered.")
    about = facts_here(here, [here.year])
    return Table("comparables", title, heads, rows, about, here.chosen.indicator.domain, picture=picture, notes=[note])


def every(here: Here, rows: list[Row]) -> Table:
    """Each indicator of the domain in one row."""
    heads = [
        Column(_("Indicator"), "#indicator+name"),
        Column(_("Version of the definition"), "#meta+definition"),
        Column(_("Source"), "#meta+source"),
        Column(_("Cut-off"), "#date+cutoff"),
        Column(_("Version of the figures"), "#meta+vintage"),
        Column(_("Year"), "#date+year"),
        Column(_("Events"), "#affected+total", 0),
        Column(_("Rate"), "#indicator+num", 1),
        Column(_("Against the year before"), "#indicator+change"),
        Column(_("Unit"), "#meta+unit"),
    ]
    out = []
    for row in rows:
        rate = row.count / row.people * row.indicator.per if row.indicator.is_rate and row.people > 0 else None
        link = Link(str(row.indicator), f"?indicador={row.indicator.code}&fuente={row.source.code}")
        told = (row.indicator.version, row.source.authority, row.vintage.cut_off, str(row.vintage.number), str(row.year))
        against = crossing(row.changed.words, breaks(row.source, row.indicator), row.year - 1, row.year)
        out.append([link, *told, int(row.count), rate, against, in_language(row.indicator.unit)])
    own = [Fact(_("Place"), here.name, name_tag(here.chosen, here.place), short=False)]
    people = here.chosen.basis.people if here.chosen.basis else None
    own += [Fact(_("People"), people.name, "#meta+denominator")] if people else []
    return Table("indicadores", _("Every indicator, last whole year"), heads, out, own, here.chosen.indicator.domain)


def facts_here(here: Here, years: list[int], **options: bool) -> list[Fact]:
    return [Fact(_("Place"), here.name, name_tag(here.chosen, here.place), short=False), *facts(here.chosen, years, **options)]
