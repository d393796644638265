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
from izote.kit.tables import Column, Fact, Link, Table
from izote.observatory.loader.tallying import COUNTRY
from izote.observatory.models import Alarm, Source, Vintage
from izote.observatory.queries.alarms import OPEN, other_alarms
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.breaks import breaks
from izote.observatory.queries.chosen import country_name, level_label
from izote.observatory.queries.figures import weekly
from izote.observatory.rules.alarms import still_reported
from izote.observatory.rules.indicators import Indicator, in_language, indicators
from izote.observatory.rules.words import label, words
from izote.observatory.views.parts import internal, source_words
from izote.territory.queries import gazetteer

AFTER = 26


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


def place_link(country: str, place: int | None, indicator: str) -> Link | str:
    """A place's name, leading to its page with the indicator; only the name where that is no indicator of violence."""
    index, name, card = gazetteer(country), place_words(country, [place]), indicator_of(indicator)
    if card is None or card.domain != "violence":
        return name
    code = index.entries[index.at[place]].code if place in index.at else country
    return Link(name, f"{reverse('observatory_place', args=[code])}?indicador={indicator}")


def place_url(alarm: Alarm) -> str:
    """The page of the alarm's place with the indicator that alarmed; nothing where there is no such page."""
    link = place_link(alarm.source.country, alarm.place_id, alarm.indicator)
    return f"{link.url}&fuente={alarm.source.code}" if isinstance(link, Link) else ""


def facts_of(source: Source, vintage: Vintage | None, code: str) -> list[Fact]:
    """What an alarm or analysis goes by; its counts are not published."""
    indicator = indicator_of(code)
    said = [Fact(_("Indicator"), counted_words(code), "#indicator+name", short=False)]
    said.append(Fact(_("Source"), source_words(source), "#meta+source"))
    if vintage:
        said += [Fact(_("Cut-off"), vintage.cut_off, "#date+cutoff"), Fact(_("Version of the figures"), vintage.number, "#meta+vintage")]
    if indicator:
        said.append(Fact(_("Version of the definition"), f"{code} {indicator.version}", "#meta+definition"))
    return [*said, internal()]


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
    explained: int
    open: int
    total: int


def list_rows(alarms: list[Alarm], before: dict[Any, Any]) -> list[Row]:
    """The rows of the list, each with what became of the alarms of its series in the two years before."""
    out = []
    for one in alarms:
        told = before[one.pk]
        numbers = (told["false"], told["verified"], told["explained"], sum(told[state] for state in OPEN), told.total())
        name = counted_words(one.indicator)
        out.append(Row(one, name, where(one), label("alarm_detectors", one.detector), week_words(one), *numbers))
    return out


def log_table(rows: list[Row]) -> Table:
    """The alarm log as a file: what was counted, what was expected, how often the series alarmed before, what people found."""
    columns = [
        Column(_("What"), "#indicator+name"),
        Column(_("Where"), "#loc+name"),
        Column(_("Level"), "#loc+type"),
        Column(_("Week from"), "#date+week+start"),
        Column(_("Weeks"), "#meta+weeks", 0),
        Column(_("Direction"), "#meta+side"),
        Column(_("Counted then"), "#affected+total", 0),
        Column(_("Expected"), "#indicator+expected", 1),
        Column(_("Threshold"), "#indicator+threshold", 0),
        Column(_("Detector"), "#meta+method"),
        Column(_("Earlier alarms"), "#meta+alarms", 0),
        Column(_("of these false"), "#meta+alarms+false", 0),
        Column(_("State"), "#status"),
        Column(_("What it was"), "#status+outcome"),
        Column(_("Source"), "#meta+source"),
        Column(_("Version of the figures"), "#meta+vintage"),
    ]
    body = [_logged(row) for row in rows]
    return Table("bitacora", _("Alarm log"), columns, body, [internal()], internal=True)


def _logged(row: Row) -> list[Any]:
    one = row.alarm
    begin = one.week - dt.timedelta(weeks=one.span - 1)
    said = [row.indicator, row.where, level_words(one.source.country, one.level), begin, one.span, one.get_side_display()]
    outcome = label("alarm_outcomes", one.outcome) if one.outcome else ""
    counted = [one.observed, one.expected, one.threshold, row.detector, row.total, row.false]
    return [*said, *counted, one.get_state_display(), outcome, source_words(one.source), one.vintage]


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


def course_table(alarm: Alarm, found: Course, vintage: Vintage) -> Table:
    """The same as a table, the last weeks first."""
    columns = [
        Column(_("Week from"), "#date+week+start"),
        Column(_("Counted now"), "#affected+total", 0),
        Column(_("Expected"), "#indicator+expected", 1),
        Column(_("Threshold"), "#indicator+threshold", 0),
        Column(_("Remarks"), "#meta+remarks"),
    ]
    rows = []
    for n, week in reversed(list(enumerate(found.weeks))):
        note = _("still being reported") if n >= found.grey else _("this alarm") if week == alarm.week else ""
        rows.append([week, found.observed[n], found.expected[n], found.threshold[n], note])
    said = [*_place_fact(alarm), *facts_of(alarm.source, vintage, alarm.indicator)]
    said.append(Fact(_("Expected and threshold: version"), alarm.vintage, "#meta+vintage+expected"))
    return Table("semanas", _("Weeks of this series"), columns, rows, said, alarm.source.domain, internal=True)


def _place_fact(alarm: Alarm) -> list[Fact]:
    return [Fact(_("Place"), where(alarm), "#loc+name", short=False)]


def others_table(alarm: Alarm) -> tuple[Table, list[Alarm]]:
    """Other alarms of the same series."""
    found = other_alarms(alarm)
    labels = dict(Alarm.State.choices)
    columns = [
        Column(_("Week from"), "#date+week+start"),
        Column(_("Counted then"), "#affected+total", 0),
        Column(_("Expected"), "#indicator+expected", 1),
        Column(_("What it was"), "#status"),
    ]
    rows = [
        [
            Link(date_format(one.week, "SHORT_DATE_FORMAT"), reverse("alarm_detail", args=[one.pk])),
            one.observed,
            one.expected,
            f"{labels[one.state]}{': ' + label('alarm_outcomes', one.outcome) if one.outcome else ''}",
        ]
        for one in found
    ]  # fmt: skip
    said = [*_place_fact(alarm), *facts_of(alarm.source, None, alarm.indicator)]
    return Table("otras", _("Other alarms of this series"), columns, rows, said, alarm.source.domain, internal=True), found
