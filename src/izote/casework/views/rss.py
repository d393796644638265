"""The sustainability survey over time: of one person, and by cohort."""

import datetime as dt
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from izote.casework.instruments import Instrument, Text
from izote.casework.queries import instruments
from izote.casework.queries import rss as queries
from izote.casework.queries.assessments import assessments_of
from izote.casework.rules import curves, waves
from izote.casework.rules.points import shown
from izote.casework.rules.words import words
from izote.casework.views.answers import need_any, seen_case

DAYS_A_MONTH = 30.4375


def names_of(instrument: Instrument) -> dict[str, str]:
    """The dimensions of the survey and the whole, in words."""
    rows = {code: str(Text(row["es"], row["en"])) for code, row in instrument.scoring["dimensions"].items()}
    return {**rows, instrument.scoring["total"]: str(words("rss_words")["whole"])}


@login_required
def rss_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Three dimensions and the whole at baseline, at 6 to 9 and at 12 to 18 months."""
    case, context = seen_case(request, pk, "case.own")
    instrument = instruments.find(waves.RSS)
    names, begin = names_of(instrument), waves.since(case.opened_at)
    points = queries.points_of(case)
    lines = {key: [((day - begin).days / DAYS_A_MONTH, value) for day, value, _wave in points.get(key, [])] for key in names}
    days = sorted({(day, wave) for rows in points.values() for day, _value, wave in rows})
    last = max([curves.MONTHS, *(months for line in lines.values() for months, _value in line)])
    held = {row.wave: row.held_on for row in reversed(assessments_of(case)) if row.state == "complete" and row.wave and row.held_on}
    context |= {
        "tab": "assessments",
        "instrument": instrument,
        "waves": waves.waves(case.opened_at, held, timezone.localdate()),
        "curves": curves.curves(lines, last),
        "strips": [(word, curves.strip(int(word.row["from"]), int(word.row["to"]), last)) for word in words("rss_waves").values()],
        "ticks": [(month, curves.x_of(month, last)) for month in range(0, int(last) + 1, 3)],
        "levels": [(level, curves.y_of(level)) for level in (0, 0.33, 0.66, 1)],
        "names": names,
        "columns": ["", *(names[key] for key in names)],
        "rows": [_row(day, wave, points, list(names)) for day, wave in days],
    }
    return render(request, "casework/rss_person.html", context)


def _row(day: dt.date, wave: str, points: dict[str, list[tuple[dt.date, float | None, str]]], keys: list[str]) -> list[str]:
    said = f"{day:%d/%m/%Y}" + (f" · {words('rss_waves')[wave]}" if wave else "")
    by_key = {key: {(d, w): value for d, value, w in points.get(key, [])} for key in keys}
    return [said, *(shown(by_key[key].get((day, wave))) for key in keys)]


@login_required
def rss_cohort(request: HttpRequest) -> HttpResponse:
    """By quarter of opening: how many, the mean, the change of the same people, whom nobody reached, and who is due now."""
    need_any(request.user, "case.team")
    instrument = instruments.find(waves.RSS)
    context = {
        "cohorts": queries.cohorts_for(request.user),
        "due": queries.due_for(request.user),
        "most": queries.DUE_SHOWN,
        "names": names_of(instrument),
        "waves": words("rss_waves"),
        "instrument": instrument,
    }
    return render(request, "casework/rss_cohort.html", context)
