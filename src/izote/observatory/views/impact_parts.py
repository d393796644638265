"""Before and after a measure: what the two comparisons say, and the double of the place."""

from typing import Any

from django.utils.translation import gettext as _

from izote.kit.charts import Line, Mark, lines, number
from izote.kit.tables import Column, Table
from izote.observatory.queries.breaks import breaks, crossed
from izote.observatory.queries.chosen import Chosen
from izote.observatory.queries.comparing import Comparison
from izote.observatory.rules.change import percent
from izote.observatory.rules.indicators import in_language
from izote.observatory.views.parts import break_words, facts
from izote.territory.queries import gazetteer


def _why(code: str) -> str:
    """Why a method declined."""
    words_ = {
        "short": _("there are too few periods before or after"),
        "few": _("there are too few events"),
        "gap": _("a report is missing"),
        "fit": _("no mixture of other places walked like this one before"),
        "donors": _("too few other places have every year"),
        "place": _("it needs a place and a rate"),
    }
    return words_.get(code, code)


def impact_words(measured: dict[str, Any] | None, found: Comparison, month: tuple[int, int] | None) -> dict[str, Any] | None:
    """What the two comparisons around a measure say, or why they decline, and the changes of definition that they run across."""
    if measured is None or month is None:
        return None
    assert found.chosen.basis
    broken = crossed(
        breaks(found.chosen.basis.source, found.chosen.indicator), [year for year in found.figures.years if year <= found.years[1]]
    )
    return {
        "month": f"{month[1]:02d}/{month[0]}",
        "its": _its_words(measured["its"]),
        "double": _double_words(measured["double"], found.chosen),
        "broken": break_words(broken),
    }


def _its_words(its: dict[str, Any]) -> str:
    if "declined" in its:
        return _("Against its own past: nothing can be said, %(why)s.") % {"why": _why(its["declined"])}
    level = its["level"]
    numbers_ = {"ratio": number(level[0], 2), "low": number(level[1], 2), "high": number(level[2], 2)}
    said = _(
        "Against its own past, with its trend and seasons: %(ratio)s times what was to be expected (95 %% interval %(low)s to %(high)s)."
    )
    said = said % numbers_
    if level[1] is not None and level[2] is not None and level[1] <= 1 <= level[2]:
        said += " " + _("That cannot be told from no change.")
    if its["smallest"] is None:
        return said
    return said + " " + _("A fall of less than %(n)s would hardly have been seen.") % {"n": percent(its["smallest"]).lstrip("+")}


def _double_words(double: dict[str, Any], asked: Chosen) -> str:
    if "declined" in double:
        return _("Against a mixture of comparable places: nothing can be said, %(why)s.") % {"why": _why(double["declined"])}
    index = gazetteer(asked.country)
    mixture = ", ".join(f"{index.entries[index.at[place]].name} ({number(100 * weight)} %)" for place, weight in double["weights"])
    said = _("Against a mixture of comparable places (%(mixture)s): %(change)s on average.") % {
        "mixture": mixture,
        "change": percent(double["relative"]),
    }
    trials = {"n": double["trials"], "p": number(double["p"], 2), "least": number(1 / (double["trials"] + 1), 2)}
    said += (
        " "
        + _("Of this place and %(n)s others put in its stead a share of %(p)s differs as much; it could not be below %(least)s.") % trials
    )
    if double["smallest"] is None:
        said += " " + _("The smallest effect that could be told here is not known: no other place could be fitted as well.")
    else:
        said += " " + _("The smallest effect that could be told here: %(n)s %(unit)s, up or down.") % {
            "n": number(double["smallest"], 1),
            "unit": in_language(asked.indicator.unit),
        }
    if double["left_out"]:
        said += " " + _("The year %(year)s, in which the measure began, belongs neither to before nor to after.") % {
            "year": double["left_out"]
        }
    return said


def measured_table(found: Comparison, measured: dict[str, Any] | None, name: str) -> Table | None:
    """The years of the place beside its double."""
    if measured is None or "declined" in measured["double"]:
        return None
    double = measured["double"]
    heads = [
        Column(_("Year"), "#date+year"),
        Column(name, "#indicator+num", 1),
        Column(_("Mixture of comparable places"), "#indicator+mixture", 1),
    ]
    rows = [[str(year), own, other] for year, own, other in zip(double["years"], double["own"], double["double"], strict=True)]
    title = _("%(name)s and its double") % {"name": name}
    drawn = [Line(name, double["own"]), Line(_("Mixture of comparable places"), double["double"])]
    begun = double["years"].index(double["start"])
    marks = [Mark(begun - (1 if double["left_out"] else 0.5), _("measure"))]
    picture = lines(drawn, [str(year) for year in double["years"]], label=title, marks=marks)
    note = _("A comparison, never a proof: whatever else changed here at that time is in it too.")
    about = facts(found.chosen, list(double["years"]), part=False)
    return Table("medida", title, heads, rows, about, found.chosen.indicator.domain, picture=picture, notes=[note])
