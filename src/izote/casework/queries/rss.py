"""The sustainability survey over time: of one person, and of those whose cases were opened in the same quarter."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.casework.models import Case, Score
from izote.casework.models.cases import ENDED
from izote.casework.queries import instruments
from izote.casework.rules import waves
from izote.casework.rules.change import Change, change_of
from izote.casework.rules.clocks import add_months
from izote.casework.rules.closing import ends_calls
from izote.casework.rules.words import words

COHORTS = 8
DUE_SHOWN = 50
# The first sufficient score of a case in each wave; a rescoring with other weights is another series.
FIRST = """
first as materialized (
  select distinct on (s.case_id, s.dimension, s.wave) s.case_id, s.dimension, s.wave, s.value,
         date_trunc('quarter', c.opened_at at time zone 'America/El_Salvador')::date as cohort
  from casework_score s join casework_case c on c.id = s.case_id
  where s.org_id = any(%(orgs)s) and s.instrument = %(form)s and s.wave <> '' and s.weights_version = %(weights)s
    and s.value is not null and c.opened_at >= %(since)s and c.state <> 'duplicate'
  order by s.case_id, s.dimension, s.wave, s.held_on, s.assessment_id
)
"""


@dataclass(frozen=True)
class Cohort:
    """Those whose cases were opened in one quarter."""

    begins: dt.date
    cases: int = 0
    means: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The quarter in words."""
        return waves.quarter_name(self.begins)


@dataclass(frozen=True)
class Due:
    """A case in which a wave is due now."""

    case_id: UUID
    code: str
    wave: str
    closes: dt.date


def points_of(case: Case) -> dict[str, list[tuple[dt.date, float | None, str]]]:
    """The scores of a person's surveys by dimension, oldest first, with the weights of the instrument: day, value, wave."""
    found: dict[str, list[tuple[dt.date, float | None, str]]] = {}
    rows = Score.objects.filter(person_id=case.person_id, instrument=waves.RSS, weights_version=weights_in_use())
    for dimension, day, value, wave in rows.order_by("held_on", "assessment").values_list("dimension", "held_on", "value", "wave"):
        found.setdefault(dimension, []).append((day, value, wave))
    return found


def weights_in_use() -> str:
    """The version of weights with which the survey is scored now."""
    return str(instruments.find(waves.RSS).scoring.get("weights", ""))


def cohorts_for(user: Any, today: dt.date | None = None) -> list[Cohort]:
    """The last cohorts of the offices that the user leads, newest first: how many, means, paired change, and whom nobody reached."""
    day = today or timezone.localdate()
    year, number = waves.quarter(day)
    since = add_months(dt.date(year, number * 3 - 2, 1), -3 * (COHORTS - 1))
    given = {"orgs": orgs_with(user, "case.team"), "form": waves.RSS, "weights": weights_in_use(), "today": day, "over": ends_calls()}
    given["since"] = dt.datetime.combine(since, dt.time(), timezone.get_default_timezone())
    found = {begins: Cohort(begins, cases) for begins, cases in _rows(_SIZES, given)}
    for begins, dimension, wave, n, mean in _rows(f"with {FIRST} {_MEANS}", given):
        found[begins].means[dimension, wave] = (n, mean)
    for begins, dimension, wave, n, mean, deviation in _rows(f"with {FIRST} {_PAIRS}", given):
        found[begins].changes[dimension, wave] = change_of(n, mean, deviation)
    for begins, wave, missed in _rows(_MISSED, given | _spans()):
        found[begins].missed[wave] = missed
    return [found[begins] for begins in sorted(found, reverse=True)]


def due_for(user: Any, today: dt.date | None = None) -> list[Due]:
    """Cases in which a wave of the survey is due, those whose time ends first at the top; also closed ones, where calls go on."""
    day = today or timezone.localdate()
    given = {
        "orgs": orgs_with(user, "case.team"),
        "form": waves.RSS,
        "today": day,
        "ended": list(ENDED),
        "over": ends_calls(),
        "most": DUE_SHOWN,
    }
    given["since"] = dt.datetime.combine(add_months(day, -20), dt.time(), timezone.get_default_timezone())
    return [Due(*row) for row in _rows(_DUE, given | _spans())]


def _spans() -> dict[str, Any]:
    rows = [(code, int(word.row["from"]), int(word.row["to"])) for code, word in words("rss_waves").items()]
    return {"waves": [r[0] for r in rows], "opens": [r[1] for r in rows], "closes": [r[2] for r in rows]}


def _rows(sql: str, given: dict[str, Any]) -> Iterable[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


_SIZES = """
select date_trunc('quarter', opened_at at time zone 'America/El_Salvador')::date, count(*)
from casework_case where org_id = any(%(orgs)s) and opened_at >= %(since)s and state <> 'duplicate' group by 1
"""
_MEANS = "select cohort, dimension, wave, count(*), avg(value) from first group by 1, 2, 3"
_PAIRS = """
select b.cohort, b.dimension, l.wave, count(*), avg(l.value - b.value), stddev_samp(l.value - b.value)
from first b join first l on l.case_id = b.case_id and l.dimension = b.dimension and l.wave <> b.wave
where b.wave = 'baseline' group by 1, 2, 3
"""
_HELD = """
exists (select 1 from casework_assessment a where a.case_id = c.id and a.instrument = %(form)s and a.state = 'complete' and a.wave = w.wave)
"""
_WINDOWS = "unnest(%(waves)s::text[], %(opens)s::int[], %(closes)s::int[]) as w(wave, opens, closes)"
_OPENED = "(c.opened_at at time zone 'America/El_Salvador')::date"
_CLOSED = "(c.closed_at at time zone 'America/El_Salvador')::date"
_GOES_ON = "(c.state = 'closed' and c.closure_reason <> all(%(over)s))"
_MISSED = f"""
select date_trunc('quarter', c.opened_at at time zone 'America/El_Salvador')::date, w.wave, count(*)
from casework_case c cross join {_WINDOWS}
where c.org_id = any(%(orgs)s) and c.opened_at >= %(since)s and c.state <> 'duplicate'
  and {_OPENED} + make_interval(months => w.closes) < %(today)s and not {_HELD}
  and ({_GOES_ON} or c.closed_at is null or {_OPENED} + make_interval(months => w.closes) < {_CLOSED})
group by 1, 2
"""  # noqa: S608
_DUE = f"""
select c.id, c.code, w.wave, ({_OPENED} + make_interval(months => w.closes))::date as ends
from casework_case c cross join {_WINDOWS}
where c.org_id = any(%(orgs)s) and c.opened_at >= %(since)s and (c.state <> all(%(ended)s) or {_GOES_ON})
  and %(today)s between {_OPENED} + make_interval(months => w.opens) and {_OPENED} + make_interval(months => w.closes)
  and not {_HELD}
order by ends, c.code limit %(most)s
"""  # noqa: S608
