"""What every page of figures needs: what its tables go by, marks of broken definitions, downloads."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from izote.kit.charts import Mark, known
from izote.kit.tables import MIME, Fact, Table, written
from izote.observatory.models import Source
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import Break, breaks, crossed
from izote.observatory.queries.chosen import Chosen, country_name
from izote.observatory.queries.figures import GROUPS
from izote.observatory.rules.indicators import in_language

SELECTED = " selected"


def denominator(chosen: Chosen, years: Sequence[int]) -> str:
    """The people under the rates, and how their number was come by for these years."""
    basis, indicator = chosen.basis, chosen.indicator
    if basis is None or basis.people is None or not indicator.is_rate or not years:
        return _("none: these are counts")
    group = GROUPS.get(indicator.denominator, "all")
    told = {year: basis.people.at(year, group)[1] for year in years}
    if all(way == "none" for way in told.values()):
        return _("%(name)s does not say how many they are") % {"name": basis.people.name}
    carried = [year for year, way in told.items() if way == "carried"]
    between = [year for year, way in told.items() if way == "between"]
    said = [basis.people.name]
    if group == "children":
        said.append(_("0 to 17 years reckoned as 0 to 14 and three fifths of 15 to 19"))
    if carried:
        said.append(_("carried without change to %(years)s") % {"years": span(carried)})
    if between:
        said.append(_("drawn straight between two counts for %(years)s") % {"years": span(between)})
    return "; ".join(said)


def span(years: Sequence[int]) -> str:
    """Years as people write them: 2005–2008, 2012."""
    parts: list[list[int]] = []
    for year in sorted(set(years)):
        if parts and parts[-1][1] == year - 1:
            parts[-1][1] = year
        else:
            parts.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)


def months(through: int) -> str:
    """January to a month, in words; nothing for the whole year."""
    if through == 12:
        return ""
    return str(MONTHS[1]) if through == 1 else _("%(a)s to %(b)s") % {"a": MONTHS[1], "b": MONTHS[through]}


def year_words(chosen: Chosen, year: int) -> str:
    """A year as titles say it, with its months where not all are counted."""
    return f"{year}, {months(chosen.through)}" if chosen.through < 12 else str(year)


def carried(chosen: Chosen) -> str:
    """What an address carries on to another page: the indicator, and the source where it is not the first."""
    source = chosen.basis.source if chosen.basis else None
    other = {"fuente": source.code} if source and source != chosen.sources[0] else {}
    return "?" + urlencode({"indicador": chosen.indicator.code, **other})


def month_choice(chosen: Chosen) -> list[dict[str, Any]]:
    """Whole years, or each up to the month to which the last one is known."""
    if not chosen.part:
        return []
    return [choice("meses", _("Months"), [(12, _("whole years")), (chosen.part, months(chosen.part))], chosen.through)]


def country_words(chosen: Chosen, panel: tuple[int, int] | None) -> str:
    """The country's name, with the places that are summed where not all are known."""
    name = country_name(chosen.country)
    return _("%(name)s: %(n)s of %(all)s places") % {"name": name, "n": panel[0], "all": panel[1]} if panel else name


def panel_facts(panel: tuple[int, int] | None) -> list[Fact]:
    """The same for a file, which carries no notes."""
    return [Fact(_("The country"), words, "#meta+coverage") for words in panel_words(panel)]


def panel_words(panel: tuple[int, int] | None) -> list[str]:
    """Which places the country's figures sum, where not all are known."""
    if panel is None:
        return []
    said = _("No year is known of every place of %(all)s: the country is the sum of the %(n)s that are known in every year.")
    return [said % {"n": panel[0], "all": panel[1]}]


def facts(chosen: Chosen, years: Sequence[int], *, rates: bool = True, part: bool = True) -> list[Fact]:
    """What goes for a whole table: indicator, source, version, cut-off, definition, people, and changes of definition within its years.

    Not `rates`: the table holds counts alone; not `part`: it counts every month, whatever part of the years was chosen.
    """
    indicator, basis = chosen.indicator, chosen.basis
    if basis is None:
        return []
    rates = rates and indicator.is_rate
    said = [
        Fact(_("Indicator"), str(indicator), "#indicator+name", short=False),
        Fact(_("Source"), source_words(basis.source), "#meta+source"),
        Fact(_("Cut-off"), basis.cut_off, "#date+cutoff"),
        Fact(_("Version of the figures"), basis.vintage.number, "#meta+vintage"),
        Fact(_("Version of the definition"), f"{indicator.code} {indicator.version}", "#meta+definition"),
        Fact(_("Unit"), in_language(indicator.unit) if rates else _("events"), "#meta+unit", short=False),
        *([Fact(_("Months"), _said_months(chosen), "#meta+months")] if part and chosen.through < 12 else []),
        Fact(_("People"), denominator(chosen, years) if rates else _("none: these are counts"), "#meta+denominator", short=rates),
    ]
    broken = break_words(crossed(breaks(basis.source, indicator), years))
    return [*said, Fact(_("Change of definition"), " ".join(broken), "#meta+break")] if broken else said


def source_words(source: Source) -> str:
    """A source's name with its authority, where the name does not say it."""
    return source.name if source.authority.lower() in source.name.lower() else f"{source.name} ({source.authority})"


def _said_months(chosen: Chosen) -> str:
    words = months(chosen.through)
    return _("%(months)s of each year; rates as for a whole year") % {"months": words} if chosen.indicator.is_rate else words


def internal() -> Fact:
    """Small cells go out for the office's own use, and the file says so."""
    return Fact(_("Use"), _("internal: never to be published"), "#meta+use")


def name_tag(chosen: Chosen, place: int | None) -> str:
    """The HXL tag for the names of places of the level of one of them."""
    here = atlas(chosen.country)
    return "#country+name" if place is None else level_tag(chosen, here.levels[here.position[place]])


def level_tag(chosen: Chosen, level: str, what: str = "name") -> str:
    """The HXL tag for the names or codes of places of a level: #adm1 is the widest."""
    return f"#adm{chosen.levels.index(level) + 1}+{what}"


def crossing(said: str, broken: Iterable[Break], *years: int) -> str:
    """What is said of a change between years, marked where the definition changed between them."""
    return f"{said} †" if crossed(broken, years) else said


def break_marks(found: Iterable[Break], first: int, count: int, *, per_year: int = 1) -> list[Mark]:
    """Marks for the changes of definition that fall inside a chart."""
    out = []
    for one in found:
        at = (one.day.year - first) * per_year + ((one.day.month - 1) if per_year == 12 else (one.day.month - 1) / 12) - 0.5
        if -0.5 < at < count - 0.5:
            out.append(Mark(at, date_format(one.day, "YEAR_MONTH_FORMAT")))
    return out


def break_words(found: Iterable[Break]) -> list[str]:
    """What changed, in words."""
    return [f"{'' if one.joined else '† '}{in_language(one.row)}" for one in found]


def joined_words(found: Iterable[Break], years: Sequence[int]) -> list[str]:
    """The changes in these years through which series are joined, for under a chart; the others stand with what the table goes by."""
    return break_words(one for one in found if one.joined and one.day.year in years)


def cell(value: Any) -> float | None:
    """A number for a table; nothing where there is none."""
    return known(value)


def count_cell(value: Any) -> int | None:
    """A count for a table; nothing where nobody reported."""
    return None if value is None or not np.isfinite(value) else int(value)


def answer(request: HttpRequest, tables: Sequence[Table], stem: str) -> HttpResponse | None:
    """The file that the address asks for; nothing when it asks for the page."""
    form = request.GET.get("descarga", "")
    if not form:
        return None
    wanted = next((one for one in tables if one.key == request.GET.get("tabla", "")), None)
    if wanted is None or form not in MIME:
        raise Http404
    content, ending = written(wanted, form)
    name = f"{stem}-{wanted.key}.{ending}".replace("_", "-")
    return HttpResponse(content, content_type=MIME[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def with_downloads(request: HttpRequest, tables: Iterable[Table]) -> list[dict[str, Any]]:
    """Each table with the addresses of its files."""
    kept = {name: value for name, value in request.GET.items() if name not in ("descarga", "tabla")}
    return [
        {"table": one, "files": [(form.upper(), "?" + urlencode({**kept, "tabla": one.key, "descarga": form})) for form in MIME]}
        for one in tables
    ]


def choice(name: str, label: str, options: Iterable[tuple[Any, Any]], now: Any) -> dict[str, Any]:
    """A select of the form that chooses; its options are written here, because a template takes ten times as long over them."""
    said = [
        f'<option value="{escape(str(key))}"{SELECTED * (str(key) == str(now))}>{escape(str(words))}</option>' for key, words in options
    ]
    return {"name": name, "label": label, "options": SafeString("".join(said))}


def hidden(said: Mapping[str, str], *names: str) -> list[tuple[str, str]]:
    """What a form of choices carries along."""
    return [(name, said[name]) for name in names if said.get(name)]
