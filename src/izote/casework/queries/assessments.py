"""Questions about instruments applied to a person, always for somebody who sees the case."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from izote.casework.instruments import Instrument
from izote.casework.models import Assessment, Case, Score
from izote.casework.queries import instruments
from izote.casework.rules import waves
from izote.people.models import Person
from izote.people.rules import age_of

STATES = ("draft", "due", "free", "later", "once", "others", "age", "ended")
USUAL = ("registration", "vulnerability", "skills", "rss", "wgss", "who5", "family", "monitoring", "satisfaction")


@dataclass(frozen=True)
class Standing:
    """How one instrument stands in one case."""

    instrument: Instrument
    done: list[Assessment] = field(default_factory=list)
    draft: Assessment | None = None
    state: str = "free"
    again_on: dt.date | None = None
    around: list[waves.Wave] = field(default_factory=list)


def assessments_of(case: Case) -> list[Assessment]:
    """What was applied in a case, newest first; what was put aside is left out."""
    rows = Assessment.objects.filter(case=case).exclude(state="discarded").select_related("by", "second_adult")
    return list(rows.order_by("-started_at", "pk"))


def assessment_for(case: Case, pk: UUID) -> Assessment:
    """One assessment of a case that the user sees, or 404."""
    found = Assessment.objects.filter(case=case, pk=pk).select_related("by", "second_adult").first()
    if found is None:
        raise Http404
    found.case = case
    return found


def standings(user: Any, case: Case, person: Person | None, rows: Iterable[Assessment]) -> list[Standing]:
    """Each instrument that the user may apply, with what was done with it in this case and whether it may be begun now."""
    today = timezone.localdate()
    by_form: dict[str, list[Assessment]] = {}
    for row in rows:
        by_form.setdefault(row.instrument, []).append(row)
    age = age_of(person.birth_date, person.birth_year, today) if person else None
    shown = [_standing(one, by_form.get(one.form_id, []), case, age, today, user) for one in instruments.instruments_for(user, case.org_id)]
    return sorted(shown, key=lambda one: (STATES.index(one.state), _usual(one.instrument.form_id)))


def _usual(form_id: str) -> int:
    return USUAL.index(form_id) if form_id in USUAL else len(USUAL)


def _standing(one: Instrument, rows: list[Assessment], case: Case, age: int | None, today: dt.date, user: Any) -> Standing:
    done = [row for row in rows if row.state == "complete"]
    draft = next((row for row in rows if row.state == "draft"), None)
    days = [row.held_on for row in done if row.held_on]
    held = {row.wave: row.held_on for row in reversed(done) if row.wave and row.held_on}
    around = waves.waves(case.opened_at, held, today) if one.form_id == waves.RSS else []
    state, again = "free", None
    if not _fits(one, age):
        state = "age"
    elif instruments.asked_by_others(one) and case.responsible_id == user.pk:
        state = "others"
    elif draft:
        state = "draft"
    elif not (case.is_open or instruments.goes_on(case, one.form_id)):
        state = "ended"
    elif waves.clashes(one.repeat, today, days):
        state, again = ("once", None) if one.repeat == "once" else ("later", waves.next_quarter(today))
    elif any(wave.state == "due" for wave in around):
        state = "due"
    return Standing(one, done, draft, state, again, around)


def _fits(one: Instrument, age: int | None) -> bool:
    least, most = (one.setting(name).es for name in ("min_age", "max_age"))
    return age is None or ((not least or age >= int(least)) and (not most or age <= int(most)))


def part(case: Case) -> dict[str, Any]:
    """What the case page says: drafts, what was done last, answers that wait for steps, and the wave of the survey that is due."""
    rows = assessments_of(case)
    done = [row for row in rows if row.state == "complete"]
    held = {row.wave: row.held_on for row in reversed(done) if row.wave and row.held_on and row.instrument == waves.RSS}
    around = waves.waves(case.opened_at, held, timezone.localdate())
    goes_on = case.is_open or instruments.goes_on(case, waves.RSS)
    return {
        "drafts": named(row for row in rows if row.state == "draft"),
        "done": named(done[:4]),
        "count": len(done),
        "critical": [row for row in rows if row.critical and row.critical_seen_at is None],
        "due": next((wave for wave in around if wave.state == "due"), None) if goes_on else None,
    }


def named(rows: Iterable[Assessment]) -> list[tuple[Assessment, Any]]:
    """Each with the title of its instrument; one whose definition is gone keeps its code."""
    return [(row, title_of(row)) for row in rows]


def title_of(row: Assessment) -> Any:
    """The title of the instrument of a row."""
    try:
        return instruments.of(row).title
    except Http404:
        return row.instrument


def scores_of(assessment: Assessment) -> list[Score]:
    """Every score of an assessment, also those with other weights."""
    return list(Score.objects.filter(assessment=assessment).order_by("computed_at", "dimension"))


def opened_answers(opened: Any, assessment: Assessment) -> Mapping[str, Any]:
    """Answers and result of one assessment among what was opened; 404 when they may not be read."""
    found = opened.answers.get(str(assessment.pk))
    if found is None:
        raise Http404
    answers: Mapping[str, Any] = found
    return answers
