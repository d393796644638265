"""The sentences and tables of a comparison: what may be said, and what may not."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.kit.charts import Dot, Line, dots, lines, number, numbers
from izote.kit.tables import Column, Table
from izote.observatory.models import Claim
from izote.observatory.queries.breaks import Break, breaks
from izote.observatory.queries.chosen import Chosen, country_name
from izote.observatory.queries.comparing import Against, Comparison, Definition, Side
from izote.observatory.rules.change import Change, interval, percent
from izote.observatory.rules.indicators import in_language
from izote.observatory.views.impact_parts import measured_table
from izote.observatory.views.parts import break_marks, cell, count_cell, crossing, facts, joined_words, name_tag


def words(found: Comparison, name: str) -> dict[str, str]:
    """The answer in sentences, with intervals."""
    own, unit = found.own, in_language(found.chosen.indicator.unit)
    return {
        "result": _result(own, unit),
        "verdict": _verdict(own, found),
        "rest": _elsewhere(found.rest, _("In the rest of the country"), unit) if found.rest else "",
        "near": _elsewhere(found.near, _("In comparable places together"), unit) if found.near else "",
        "peak": _peak(found, name),
        "counts": _("%(name)s: from %(a)s events in %(first)s to %(b)s in %(last)s.")
        % {
            "name": name,
            "a": number(own.changed.before),
            "b": number(own.changed.after),
            "first": found.years[0],
            "last": found.years[1],
        },
    }


def _levels(side: Side, unit: str = "") -> dict[str, str]:
    """Before and after; where the people are not known, the events themselves."""
    digits = 1 if side.is_rate else 0
    said = _("events (counts, because the people of this place are not known)") if side.changed.in_counts else unit
    return {"a": number(cell(side.level(0)), digits), "b": number(cell(side.level(1)), digits), "unit": said}


def _change(side: Side) -> dict[str, str]:
    """The change with its interval."""
    return {"change": percent(side.changed.value), "interval": interval(side.changed.low, side.changed.high)}


def _result(own: Side, unit: str) -> str:
    changed = own.changed
    levels = _levels(own, unit)
    if not np.isfinite(changed.value):
        if changed.before == 0:
            return _("From %(a)s to %(b)s %(unit)s: from none to %(n)s, which no percentage can say.") % {
                **levels,
                "n": number(changed.after),
            }
        return _("The change cannot be said: one of the two years is not known.")
    return _("From %(a)s to %(b)s %(unit)s: %(change)s (95 %% interval %(interval)s).") % {**levels, **_change(own)}


def _verdict(own: Side, found: Comparison) -> str:
    if not own.changed.known:
        return ""
    if own.changed.sure and found.broken:
        said = _("The figure fell") if own.changed.high < 0 else _("The figure rose")
        when = ", ".join(date_format(one.day, "YEAR_MONTH_FORMAT") for one in found.broken)
        return _("%(said)s, but the definition changed in %(when)s: before and after do not measure the same.") % {
            "said": said,
            "when": when,
        }
    if own.changed.sure and own.changed.in_counts:
        return _("The count fell; the rate is not known.") if own.changed.high < 0 else _("The count rose; the rate is not known.")
    if own.changed.sure:
        return _("It fell: chance in counting alone does not explain it.") if own.changed.high < 0 else _("It did not fall: it rose.")
    said = _("It cannot be said whether it fell: the interval includes no change.")
    if np.isfinite(found.smallest_fall):
        return said + " " + _("With so few events only a fall of %(n)s or more would be seen.") % {"n": percent(found.smallest_fall)}
    return said + " " + _("With so few events not even a fall to none would be seen.")


def _elsewhere(other: Against, where: str, unit: str) -> str:
    side = other.side
    if not side.changed.known or not np.isfinite(side.changed.value):
        return _("%(where)s the change is not known.") % {"where": where}
    said = _("%(where)s: from %(a)s to %(b)s %(unit)s, %(change)s (95 %% interval %(interval)s).")
    said = said % {"where": where, **_levels(side, unit), **_change(side)}
    if side.known and side.known[0] < side.known[1]:
        said += " " + _("Of %(all)s places the %(n)s that are known in both years.") % {"n": side.known[0], "all": side.known[1]}
    if not other.known:
        return said
    ratio = {"ratio": number(other.ratio, 2), "low": number(other.low, 2), "high": number(other.high, 2)}
    if other.high < 1:
        verdict = _("Here it fell more (or rose less) than there")
    elif other.low > 1:
        verdict = _("Here it fell less (or rose more) than there")
    else:
        verdict = _("The change here cannot be told from the one there")
    return f"{said} {verdict}: " + _("%(ratio)s times (95 %% interval %(low)s to %(high)s; 1 is the same).") % ratio


def _peak(found: Comparison, name: str) -> str:
    """Whether the comparison starts at the highest year, of the country or of the place itself."""
    said = {"year": found.years[0], "first": found.figures.years[0], "last": found.figures.years[-1], "name": name}
    if found.peak == found.years[0]:
        words_ = _("%(year)s was the highest year of the whole country (%(first)s–%(last)s): to start there gives the largest fall.")
        return words_ % said
    if found.own_peak == found.years[0]:
        return _("%(year)s was the highest year of %(name)s (%(first)s–%(last)s): to start there gives the largest fall.") % said
    return ""


def beside_words(other: tuple[Chosen, Side] | None, years: tuple[int, int]) -> dict[str, str] | None:
    """What has to be read beside it."""
    if other is None:
        return None
    asked, side = other
    return {
        "name": str(asked.indicator),
        "source": Table("", "", [], [], facts(asked, years)).source,
        "result": _result(side, in_language(asked.indicator.unit)),
        "caveats": in_language(asked.indicator.caveats),
    }


def beside_claims(rows: Iterable[Claim], found: Comparison, place: Any) -> list[dict[str, Any]]:
    """Each claim with what the figures of this page say of the same years."""
    out = []
    for row in rows:
        ours = ""
        same = (row.place_id or None) == (place.id if place else None)
        if same and row.indicator == found.chosen.indicator.code and (row.year_from, row.year_to) == found.years:
            ours = _result(found.own, in_language(found.chosen.indicator.unit))
        out.append({"row": row, "said": percent(row.said) if row.said is not None else "", "ours": ours})
    return out


def tables(found: Comparison, ways: list[Definition], measured: dict[str, Any] | None, name: str) -> list[Table]:
    """The places beside each other, the years, the definitions by base year, and the double around a measure."""
    made = (_years(found, name), _places(found, name), _ways(found, ways, name), measured_table(found, measured, name))
    return [one for one in made if one]


def _years(found: Comparison, name: str) -> Table:
    figures, asked = found.figures, found.chosen
    values = figures.rate if asked.indicator.is_rate else np.where(figures.whole, figures.counts, np.nan)
    low, high = figures.interval
    country = country_name(asked.country)
    single = len(figures.places) == 1
    drawn = [Line(name, numbers(values[0]), *((numbers(low[0]), numbers(high[0])) if asked.indicator.is_rate else ()))]
    heads = [Column(_("Year"), "#date+year"), Column(_("Events"), "#affected+total", 0), Column(name, "#indicator+num", 1)]
    rows: list[list[Any]] = [[str(year), count_cell(figures.counts[0, n]), cell(values[0, n])] for n, year in enumerate(figures.years)]
    if not single:
        drawn.append(Line(country, numbers(values[1])))
        heads.append(Column(country, "#indicator+country", 1))
        rows = [[*row, cell(values[1, n])] for n, row in enumerate(rows)]
    if len(figures.places) > 2 and asked.indicator.is_rate:
        with np.errstate(invalid="ignore", divide="ignore"):
            group = figures.counts[2:].sum(axis=0) / figures.population[2:].sum(axis=0) * asked.indicator.per
        drawn.append(Line(_("Comparable places together"), numbers(group)))
        heads.append(Column(_("Comparable places together"), "#indicator+similar", 1))
        rows = [[*row, cell(group[n])] for n, row in enumerate(rows)]
    title = _("%(indicator)s: %(name)s and elsewhere") % {"indicator": asked.indicator, "name": name}
    assert asked.basis
    broken = breaks(asked.basis.source, asked.indicator)
    picture = lines(drawn, [str(y) for y in figures.years], label=title, marks=break_marks(broken, figures.years[0], len(figures.years)))
    return Table(
        "anios",
        title,
        heads,
        rows,
        facts(asked, figures.years),
        asked.indicator.domain,
        picture=picture,
        notes=joined_words(broken, figures.years),
    )


def _places(found: Comparison, name: str) -> Table:
    sides = [
        (name, found.own),
        *((_("Rest of the country"), one.side) for one in [found.rest] if one),
        *((side.name, side) for side in found.others),
        *((_("Comparable places together"), one.side) for one in [found.near] if one),
    ]
    digits = 1 if found.own.is_rate else 0
    first, last = found.years
    heads = [
        Column(_("Place"), name_tag(found.chosen, found.place)),
        Column(_("Events %(year)s") % {"year": first}, "#affected+before", 0),
        Column(_("Events %(year)s") % {"year": last}, "#affected+after", 0),
        Column(_("Rate %(year)s") % {"year": first}, "#indicator+before", digits),
        Column(_("Rate %(year)s") % {"year": last}, "#indicator+after", digits),
        Column(_("Change in %"), "#indicator+change", 1),
        Column(_("lower limit"), "#indicator+change+low", 1),
        Column(_("upper limit"), "#indicator+change+high", 1),
    ]
    rows = []
    for words_, side in sides:
        one = side.changed
        rows.append(
            [
                words_,
                count_cell(one.before),
                count_cell(one.after),
                cell(side.level(0)),
                cell(side.level(1)),
                *(cell(100 * x) for x in (one.value, one.low, one.high)),
            ]
        )
    title = _("Change from %(first)s to %(last)s") % {"first": first, "last": last}
    ratios = []
    for n, (words_, side) in enumerate(sides):
        value, low, high = (cell(100 * (1 + x)) for x in (side.changed.value, side.changed.low, side.changed.high))
        ratios.append(Dot(words_, value, low, high, n == 0))
    picture = dots(ratios, label=title, reference=100.0, reference_name=str(first), digits=0)
    note = _("In the picture the year %(year)s is 100: 40 is a fall of 60 %%.") % {"year": first}
    return Table(
        "lugares", title, heads, rows, facts(found.chosen, [first, last]), found.chosen.indicator.domain, picture=picture, notes=[note]
    )


def _ways(found: Comparison, ways: list[Definition], name: str) -> Table | None:
    bases = sorted({year for one in ways for year in one.here})
    if not bases:
        return None
    heads = [
        Column(_("Definition and source"), "#indicator+name"),
        Column(_("Version of the definition"), "#meta+definition"),
        Column(_("Version of the figures"), "#meta+vintage"),
        Column(_("Cut-off"), "#date+cutoff"),
        Column(_("Where"), name_tag(found.chosen, found.place)),
        *(Column(_("since %(year)s") % {"year": year}, f"#indicator+change+y{year}") for year in bases),
    ]
    rows = []
    for one in ways:
        about = one.basis.source, one.basis.vintage
        words_ = [f"{one.indicator} ({about[0].authority})", one.indicator.version, str(about[1].number), about[1].cut_off]
        sides = [(name, one.here)] + ([(country_name(found.chosen.country), one.country)] if len(found.figures.places) > 1 else [])
        broken = breaks(about[0], one.indicator)
        rows += [[*words_, where, *(_short(changes, year, broken, found.years[1]) for year in bases)] for where, changes in sides]
    title = _("Change in %% up to %(year)s, under other definitions and base years") % {"year": found.years[1]}
    note = _("Every number here is true of its own definition and base year. A claim that names neither says little.")
    own = [one for one in facts(found.chosen, [*bases, found.years[1]]) if one.tag in ("#meta+denominator", "#meta+break")]
    return Table("definiciones", title, heads, rows, own, found.chosen.indicator.domain, notes=[note])


def _short(changes: dict[int, Change], year: int, broken: list[Break], until: int) -> str:
    one = changes.get(year)
    if one is None:
        return "—"
    said = f"{percent(one.value)} ({percent(one.low)} … {percent(one.high)})".replace(" %", "")
    said = said if np.isfinite(one.value) and not one.in_counts else one.words
    return crossing(said, broken, year, until)
