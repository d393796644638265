"""Words and tables of clusters: groups of places, and clusters in place and time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from izote.kit.tables import Column, Fact, Table
from izote.observatory.models import Analysis
from izote.observatory.views.alarm_parts import counted_words, facts_of, indicator_of, level_words, place_link, place_words

RARE = 20


@dataclass
class Group:
    """An analysis with its words and table."""

    analysis: Analysis
    indicator: str
    level: str
    table: Table | None
    declined: str
    unseen: str


DECLINED = {
    "no_map": lambda: _("the borders of these places are not known"),
    "few_places": lambda: _("too few places reported"),
    "few_cases": lambda: _("too few events"),
    "few": lambda: _("too few events: any forecast would be a guess"),
    "short": lambda: _("fewer than three years without a change of definition"),
    "young": lambda: _("too few weeks"),
    "gaps": lambda: _("too many months without a report"),
    "sensitive": lambda: _("sensitive: neither by week nor by district"),
    "no_days": lambda: _("the source gives no days"),
}


def declined_words(code: str) -> str:
    """Why nothing was computed."""
    return "" if not code else DECLINED[code]() if code in DECLINED else _("the method declined (%(code)s)") % {"code": code}


def unseen(analysis: Analysis) -> str:
    """What an analysis could not have seen."""
    payload = analysis.payload
    if payload.get("declined") or payload.get("smallest") is None:
        return _("It sees groups of places alone: a single one has too few events here to stand out.")
    if analysis.kind == Analysis.Kind.HOTSPOTS:
        return _(
            "What it could not see: in %(places)s places with a mean rate of %(mean)s, a neighbourhood must differ by %(n)s to be found"
            " four times in five. Single places and hours are not seen."
        ) % {"places": payload["reported"], "mean": payload["mean"], "n": payload["smallest"]}
    return _(
        "What it could not see: a typical place must reach %(n)s times what is expected within %(weeks)s weeks; places left out for want"
        " of a report every week: %(out)s. Shown are clusters that chance shows at most once in 20 weekly scans."
    ) % {"n": payload["smallest"], "weeks": payload["longest"], "out": payload["left_out"]}


def group(analysis: Analysis) -> Group:
    """An analysis of clusters for the page."""
    country, payload = analysis.source.country, analysis.payload
    rows = payload.get("places") if analysis.kind == Analysis.Kind.HOTSPOTS else payload.get("clusters")
    make = hotspot_table if analysis.kind == Analysis.Kind.HOTSPOTS else scan_table
    if analysis.kind == Analysis.Kind.SCAN:
        rows = strong(analysis)
    table = make(analysis) if rows else None
    rate = analysis.kind == Analysis.Kind.HOTSPOTS
    name = str(indicator_of(analysis.indicator) or analysis.indicator) if rate else counted_words(analysis.indicator)
    return Group(analysis, name, level_words(country, analysis.level), table, declined_words(payload.get("declined", "")), unseen(analysis))


PATTERN = {
    "high_high": lambda: _("high among high"),
    "low_low": lambda: _("low among low"),
    "high_low": lambda: _("high among low"),
    "low_high": lambda: _("low among high"),
}


def _pattern(one: dict[str, Any]) -> str:
    if one["moran"] in PATTERN:
        return PATTERN[one["moran"]]()
    return _("high neighbourhood") if one["star"] == "high" else _("low neighbourhood")


def hotspot_table(analysis: Analysis) -> Table:
    """Places that stand out with their neighbours."""
    country, payload = analysis.source.country, analysis.payload
    columns = [
        Column(_("Place"), "#loc+name"),
        Column(_("Events"), "#affected+total", 0),
        Column(_("Rate"), "#indicator+num", 1),
        Column(_("Gi* (z)"), "#indicator+gistar", 1),
        Column(_("False discovery rate (q)"), "#indicator+q", 3),
        Column(_("Pattern"), "#status"),
    ]
    rows = [
        [place_link(country, one["place"], analysis.indicator), one["count"], one["rate"], one["z"], one["q"], _pattern(one)]
        for one in payload["places"]
    ]
    title = _("Places that stand out in %(year)s") % {"year": payload["year"]}
    return Table(f"grupos-{analysis.pk}", title, columns, rows, _facts(analysis), analysis.source.domain, internal=True)


def _facts(analysis: Analysis) -> list[Fact]:
    return facts_of(analysis.source, analysis.vintage, analysis.indicator)


def strong(analysis: Analysis) -> list[dict[str, Any]]:
    """The clusters of a scan that chance shows at most once in twenty scans."""
    return [one for one in analysis.payload.get("clusters", ()) if one["recurrence"] >= RARE]


def scan_table(analysis: Analysis) -> Table:
    """Clusters that were alive in the last weeks."""
    country = analysis.source.country
    columns = [
        Column(_("Places"), "#loc+name"),
        Column(_("Since"), "#date+start"),
        Column(_("Events"), "#affected+total", 0),
        Column(_("Expected"), "#indicator+expected", 1),
        Column(_("Chance shows as much once in … weekly scans"), "#indicator+recurrence", 0),
    ]
    rows = [
        [place_words(country, one["places"]), dt.date.fromisoformat(one["from"]), one["observed"], one["expected"], one["recurrence"]]
        for one in strong(analysis)
    ]
    title = _("Clusters alive in the last weeks")
    return Table(f"barrido-{analysis.pk}", title, columns, rows, _facts(analysis), analysis.source.domain, internal=True)
