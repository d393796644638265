"""Counts of casework that may leave the room: a quarter that is over, by one dimension at a time, cells below ten withheld for good."""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from izote.access.audit import record
from izote.access.models import Organization
from izote.access.permissions import require
from izote.access.sealing_wax import open_text
from izote.casework.models import CareFigure, Score
from izote.casework.queries import measures
from izote.casework.queries.measures import Period
from izote.casework.queries.reports import key_labels, time_to_first_service
from izote.casework.queries.rss import weights_in_use
from izote.casework.rules.after import SEALED_AS, about_seal
from izote.casework.rules.waves import RSS
from izote.people.arrivalrules import SMALL, suppressed
from izote.territory.queries import wider

AFTER = dt.timedelta(days=15)
COUNTED: dict[str, tuple[str, ...]] = {
    "visits": ("topic", "sex", "band"),
    "persons_served": ("sex", "band", "municipality"),
    "cases_opened": ("sex", "band", "municipality"),
    "cases_closed": ("reason",),
    "assessments": ("instrument",),
    "plans_approved": ("municipality",),
    "services": ("kind",),
    "referrals_sent": ("need", "outcome"),
    "referrals_attended": ("need",),
    "calls_learnt": ("outcome",),
    "calls_never": (),
    "calls_due_90": (),
    "calls_learnt_90": (),
    "refusals": ("sector",),
    "refusals_returning": ("sector",),
}
DIMENSIONS = ("economic", "social", "psychosocial", "composite")


def quarter_over(today: dt.date) -> Period:
    """The last quarter that ended at least two weeks ago: what is late by less is still being written."""
    day = today - AFTER
    first = measures.quarter(day.year, (day.month - 1) // 3 + 1).since - dt.timedelta(days=1)
    return measures.quarter(first.year, (first.month - 1) // 3 + 1)


@transaction.atomic
def write_quarter(org: Organization, period: Period, *, by: Any) -> int:
    """Count an office's quarter once; what was written is never counted anew, so that two versions cannot be compared."""
    require(by, "figures.write", org)
    if CareFigure.objects.filter(org=org, since=period.since).exists():
        return 0
    cells = [CareFigure(org=org, since=period.since, until=period.until, **found) for found in counted(org, period)]
    CareFigure.objects.bulk_create(cells)
    record(by, "figures.written", org=org, kind="figures", label=f"{period.since:%Y-%m}", cells=len(cells))
    return len(cells)


def counted(org: Organization, period: Period) -> list[dict[str, Any]]:
    """Every cell of the quarter as it may leave: totals below ten are withheld with all their cells."""
    found: list[dict[str, Any]] = []
    for code, dimensions in COUNTED.items():
        total = measures.number_of(code, org.pk, period)
        found.append({"measure": code, "value": total if total >= SMALL or total == 0 else None})
        for dimension in dimensions if total >= SMALL else ():
            cells = _cells(code, dimension, org, period)
            found += [{"measure": code, "dimension": dimension, "cell": key, "value": value} for key, value in suppressed(cells).items()]
    n, days = time_to_first_service(org, period)
    found.append({"measure": "first_service_days", "value": days if n >= SMALL else None})
    return found + rss_change(org, period)


def _cells(code: str, dimension: str, org: Organization, period: Period) -> Counter[str]:
    if code == "calls_learnt":
        return _unsealed(measures.broken_down(code, dimension, org.pk, period), org, period)
    if dimension != "municipality":
        return measures.broken_down(code, dimension, org.pk, period)
    by_district = measures.broken_down(code, "district", org.pk, period)
    cells: Counter[str] = Counter()
    for key, n in by_district.items():
        found = wider(int(key), "municipality", period.until) if key else None
        cells[found.code if found else ""] += n
    return cells


def _unsealed(cells: Counter[str], org: Organization, period: Period) -> Counter[str]:
    """Sealed outcomes under what they say, where two of them at least are many: where only one is, a sealed call would be known by it."""
    with connection.cursor() as cursor:
        cursor.execute("select call_id, sealed from access.outcomes_to_count(%s, %s, %s)", [org.pk, period.since, period.until])
        grave = Counter(open_text(sealed, about=about_seal(call)).strip() for call, sealed in cursor.fetchall())
    if sum(n >= SMALL for n in grave.values()) < 2 or grave.total() != cells[SEALED_AS]:
        return cells
    return Counter({code: n for code, n in cells.items() if code != SEALED_AS}) + grave


def rss_change(org: Organization, period: Period) -> list[dict[str, Any]]:
    """The median change of the same persons from the first to the latest survey held in the period, with the weights in use, by dimension,
    for ten or more; and of how many persons it is."""
    found = []
    scores = Score.objects.filter(org=org, instrument=RSS, weights_version=weights_in_use(), value__isnull=False)
    later = scores.filter(**period.days("held_on"))
    for name in DIMENSIONS:
        last = {s.case_id: s for s in later.filter(dimension=name).order_by("held_on", "computed_at")}
        first: dict[Any, Score] = {}
        for score in scores.filter(dimension=name, case__in=last.keys()).order_by("-held_on", "computed_at"):
            first[score.case_id] = score
        pairs = [(first[case], s) for case, s in last.items() if first[case].assessment_id != s.assessment_id]
        change = [(after.value or 0) - (before.value or 0) for before, after in pairs]
        many = len(change) >= SMALL
        found.append({"measure": "rss_change", "dimension": RSS, "cell": name, "value": statistics.median(change) if many else None})
        found.append({"measure": "rss_pairs", "dimension": RSS, "cell": name, "value": len(change) if many or not change else None})
    return found


def cell_words(measure: str, dimension: str, keys: Iterable[str]) -> dict[str, str]:
    """The words for the cells of a measure by a dimension; what has none stands for itself."""
    if dimension == RSS:
        names = {"economic": _("economic"), "social": _("social"), "psychosocial": _("psychosocial"), "composite": _("all together")}
        return {key: names.get(key, key) for key in keys}
    return key_labels(measure, dimension, keys)


def figures_of(org: Organization, *, by: Any) -> list[CareFigure]:
    """What an office has written for others to use."""
    require(by, "figures.read", org)
    return list(CareFigure.objects.filter(org=org).order_by("-since", "measure", "dimension", "cell"))
