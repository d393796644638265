"""Words, pictures and tables of alarms and analyses."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from izote.kit.charts import Line, Mark, known, lines
from izote.kit.tables import Column, Link, Table
from izote.observatory.loader.tallying import COUNTRY
from izote.observatory.models import Alarm, Analysis
from izote.observatory.queries.alarms import other_alarms, series_of
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.chosen import country_name, level_label
from izote.observatory.queries.figures import breaks, weekly
from izote.observatory.rules.alarms import still_reported
from izote.observatory.rules.indicators import Indicator, in_language, indicators
from izote.observatory.rules.words import label, words
from izote.territory.queries import gazetteer

AFTER, RARE = 26, 20


def indicator_of(code: str) -> Indicator | None:
    """The card of an indicator; nothing where it was taken away."""
    return indicators().get(code)


def counted_words(code: str) -> str:
    """What an indicator counts, in words: alarms and forecasts are of counts, not of rates."""
    indicator = indicator_of(code)
    said = ", ".join(label("categories", category) for category in indicator.categories) if indicator else code
    return said[:1].upper() + said[1:]


def where(alarm: Alarm) -> str:
    """The place's name; the country's where there is none."""
    return alarm.place.name if alarm.place else country_name(alarm.source.country)


def level_words(country: str, level: str) -> str:
    """What a level is called."""
    return _("country") if level == COUNTRY else level_label(country, level)


def place_words(country: str, places: list[int | None]) -> str:
    """Names of places in one line."""
    index = gazetteer(country)
    named = [index.entries[index.at[place]].name if place in index.at else str(place) for place in places if place is not None]
    return ", ".join(sorted(named)) if named else country_name(country)


def means(detector: str) -> str:
    """What a detector does, in a clause."""
    word = words("alarm_detectors").get(detector)
    english = (get_language() or "es").startswith("en")
    return word.row["means_en" if english else "means_es"] if word else ""


def why(alarm: Alarm) -> str:
    """Why another detector than the usual one was used."""
    if alarm.reason == "short":
        return _("This series has less than five years of history, so that a shorter comparison was used: it alarms falsely more often.")
    if alarm.reason.startswith("break:"):
        row = next((one.row for one in breaks(alarm.source, indicators()[alarm.indicator]) if one.code == alarm.reason[6:]), None)
        said = in_language(row) if row else ""
        return _("The usual comparison with five years is suspended: the definition changed in between. %(what)s") % {"what": said}
    return ""


@dataclass
class Row:
    """One alarm of the list, with how often its series alarmed before."""

    alarm: Alarm
    indicator: str
    where: str
    detector: str
    weeks: str
    false: int
    verified: int
    total: int


def list_rows(alarms: list[Alarm], before: dict[Any, Any]) -> list[Row]:
    """The rows of the list; the alarm itself is not counted among those before."""
    out = []
    for one in alarms:
        told = before[series_of(one)].copy()
        told[one.state] -= 1
        numbers = (max(told["false"], 0), max(told["verified"], 0), max(sum(told.values()), 0))
        name = counted_words(one.indicator)
        out.append(Row(one, name, where(one), label("alarm_detectors", one.detector), week_words(one), *numbers))
    return out


def week_words(alarm: Alarm) -> str:
    """The week or weeks of an alarm as days."""
    begin = alarm.week - dt.timedelta(weeks=alarm.span - 1)
    end = alarm.week + dt.timedelta(days=6)
    return f"{date_format(begin, 'SHORT_DATE_FORMAT')} – {date_format(end, 'SHORT_DATE_FORMAT')}"


@dataclass
class Course:
    """The weeks around an alarm: now counted, then expected, and the first week of which reports are still to come."""

    weeks: list[dt.date]
    observed: list[float | None]
    expected: list[float | None]
    threshold: list[float | None]
    grey: int


def course(alarm: Alarm, cut_off: dt.date, final: bool) -> Course:
    """The course as it is now, up to half a year after the alarm; what was expected as it was said then."""
    track, indicator = alarm.track, indicator_of(alarm.indicator)
    first = dt.date.fromisoformat(track["first"]) if track else alarm.week
    begin = cut_off + dt.timedelta(days=1)
    until = min(begin, alarm.week + dt.timedelta(weeks=AFTER + 1))
    count = max((until - dt.timedelta(days=until.weekday()) - first).days // 7, 1)
    observed: list[float | None] = [None] * count
    if indicator is not None:
        positions, _weeks, counts = weekly(indicator, alarm.source, alarm.level, weeks=count, until=until)
        at = _row_of(alarm, positions)
        observed = [known(v) for v in counts[at]] if at is not None else observed
    weeks = [first + dt.timedelta(weeks=n) for n in range(count)]
    pad: list[float | None] = [None] * max(count - len(track.get("expected", [])), 0)
    grey = count if final else next((n for n, week in enumerate(weeks) if still_reported(week, cut_off)), count)
    return Course(weeks, observed, [*track.get("expected", []), *pad][:count], [*track.get("threshold", []), *pad][:count], grey)


def _row_of(alarm: Alarm, positions: list[int]) -> int | None:
    position = atlas(alarm.source.country).position.get(alarm.place_id)
    return positions.index(position) if position in positions else None


def course_picture(alarm: Alarm, found: Course, others: list[Alarm]) -> SafeString:
    """Counted, expected and threshold week by week; the alarms marked, and where reports are still to come."""
    at = {week: n for n, week in enumerate(found.weeks)}
    marks = [Mark(at[one.week], "▲") for one in others if one.week in at]
    marks += [Mark(at[alarm.week], _("alarm"))] if alarm.week in at else []
    if found.grey < len(found.weeks):
        near = alarm.week in at and found.grey - at[alarm.week] < 12
        marks.append(Mark(found.grey - 0.5, "…" if near else _("incomplete")))
    for one in breaks(alarm.source, indicators()[alarm.indicator]) if alarm.indicator in indicators() else ():
        within = np.searchsorted(np.array([w.toordinal() for w in found.weeks]), one.day.toordinal())
        if 0 < within < len(found.weeks):
            marks.append(Mark(float(within) - 0.5, _("definition")))
    series = [Line(_("counted now"), found.observed), Line(_("expected then"), found.expected), Line(_("threshold then"), found.threshold)]
    along = [date_format(week, "m/y") for week in found.weeks]
    said = _("Weekly counts in %(where)s: counted, expected and threshold. The numbers are in the table.") % {"where": where(alarm)}
    return lines(series, along, label=said, marks=marks, dots=False)


def course_table(alarm: Alarm, found: Course) -> Table:
    """The same as a table, the last weeks first."""
    columns = [
        Column(_("Week from")),
        Column(_("Counted then"), digits=0),
        Column(_("Expected"), digits=1),
        Column(_("Threshold"), digits=0),
        Column(_("To know")),
    ]
    rows = []
    for n, week in reversed(list(enumerate(found.weeks))):
        note = _("still being reported") if n >= found.grey else _("this alarm") if week == alarm.week else ""
        rows.append([week, found.observed[n], found.expected[n], found.threshold[n], note])
    return Table("semanas", _("Weeks"), columns, rows, internal=True)


def others_table(alarm: Alarm) -> tuple[Table, list[Alarm]]:
    """Other alarms of the same series."""
    found = other_alarms(alarm)
    labels = dict(Alarm.State.choices)
    columns = [Column(_("Week from")), Column(_("Counted then"), digits=0), Column(_("Expected"), digits=1), Column(_("What it was"))]
    rows = [
        [
            Link(date_format(one.week, "SHORT_DATE_FORMAT"), reverse("alarm_detail", args=[one.pk])),
            one.observed,
            one.expected,
            f"{labels[one.state]}{': ' + label('alarm_outcomes', one.outcome) if one.outcome else ''}",
        ]
        for one in found
    ]  # fmt: skip
    return Table("otras", _("Other alarms of this series"), columns, rows, internal=True), found


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
        Column(_("Place")),
        Column(_("Events"), digits=0),
        Column(_("Rate"), digits=1),
        Column(_("Gi* (z)"), digits=1),
        Column(_("False discovery"), digits=3),
        Column(_("Pattern")),
    ]
    rows = [
        [
            place_words(country, [one["place"]]),
            one["count"],
            one["rate"],
            one["z"],
            one["q"],
            _pattern(one),
        ]
        for one in payload["places"]
    ]  # fmt: skip
    return Table("grupos", _("Places that stand out in %(year)s") % {"year": payload["year"]}, columns, rows, internal=True)


def strong(analysis: Analysis) -> list[dict[str, Any]]:
    """The clusters of a scan that chance shows at most once in twenty scans."""
    return [one for one in analysis.payload.get("clusters", ()) if one["recurrence"] >= RARE]


def scan_table(analysis: Analysis) -> Table:
    """Clusters that were alive in the last weeks."""
    country = analysis.source.country
    columns = [
        Column(_("Places")),
        Column(_("Since")),
        Column(_("Events"), digits=0),
        Column(_("Expected"), digits=1),
        Column(_("Chance shows as much once in … weekly scans"), digits=0),
    ]
    rows = [
        [place_words(country, one["places"]), dt.date.fromisoformat(one["from"]), one["observed"], one["expected"], one["recurrence"]]
        for one in strong(analysis)
    ]
    return Table("barrido", _("Clusters alive in the last weeks"), columns, rows, internal=True)
