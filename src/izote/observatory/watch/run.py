"""The look through one source: read, compute, write; what takes long stands between transactions, and a cut leaves nothing half done."""

import datetime as dt
from typing import Any

import numpy as np

from izote.access.context import acting_as_service
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.observatory import actions
from izote.observatory.models import Alarm, Analysis, Source
from izote.observatory.queries.figures import last_vintage
from izote.observatory.rules.alarms import MEMORY
from izote.observatory.watch.clusters import clusters
from izote.observatory.watch.detectors import Found, Look, look, track
from izote.observatory.watch.months import forecasts, indicators_of, nowcasts
from izote.observatory.watch.weeks import Weeks, read_weeks

SERVICE = "service-observatory"
WATCHED_DOMAINS = ("violence",)
Kind = Analysis.Kind


def sources_to_watch(code: str = "") -> list[tuple[int, str, str]]:
    """The sources of every office in which the service computes: key, code, domain."""
    with acting_as_service(SERVICE) as service:
        offices = orgs_with(User.objects.get(pk=service), "observatory.compute")
        rows = Source.objects.filter(org_id__in=offices, vintages__isnull=False).distinct()
        return [(one.pk, one.code, one.domain) for one in (rows.filter(code=code) if code else rows).order_by("pk")]


def raise_alarms(source_id: int) -> dict[str, Any]:
    """Look through the last weeks of one source and keep what was found; the same version again changes nothing."""
    with acting_as_service(SERVICE):
        source = Source.objects.get(pk=source_id)
        vintage = last_vintage(source)
        if source.domain not in WATCHED_DOMAINS or vintage is None:
            return {"source": source.code, "alarms": 0, "why": "not watched"}
        done = Analysis.objects.filter(source=source, kind=Kind.WATCH)
        if done.filter(vintage=vintage).exists():
            return {"source": source.code, "alarms": 0, "why": "nothing new"}
        before = done.order_by("-pk").first()
        weeks = read_weeks(source, dt.date.fromisoformat(before.payload["last"]) if before else None)
    if weeks is None:
        return {"source": source.code, "alarms": 0, "why": "no weeks"}
    found = look(weeks)
    alarms = [_alarm(weeks, one) for one in found.found]
    with acting_as_service(SERVICE) as service:
        by = User.objects.get(pk=service)
        made = actions.keep_alarms(source, weeks.vintage, alarms, by=by)
        changed = actions.keep_revisions(source, weeks.vintage, _now(weeks), by=by)
        actions.keep_analyses(source, weeks.vintage, [_summary(weeks, found, len(made))], by=by)
    return {"source": source.code, "alarms": len(made), "changed": changed, "tests": found.tests, "series": found.series}


def analyse(source_id: int) -> dict[str, Any]:
    """Clusters, forecasts and what is still to be reported, of one source; once for each version of its figures."""
    with acting_as_service(SERVICE):
        source = Source.objects.get(pk=source_id)
        vintage = last_vintage(source)
        if vintage is None or Analysis.objects.filter(source=source, vintage=vintage).exclude(kind=Kind.WATCH).exists():
            return {"source": source.code, "analyses": 0}
        weeks = read_weeks(source) if source.domain in WATCHED_DOMAINS else None
        coming = indicators_of(source)
    made: list[Analysis] = []
    # the proof of who acts is short-lived: each part asks for its own
    if weeks is not None:
        for indicator in {key.indicator.code: key.indicator for key in weeks.keys}.values():
            with acting_as_service(SERVICE):
                made += clusters(weeks, indicator)
    for indicator in coming:
        with acting_as_service(SERVICE):
            made += forecasts(source, indicator) + nowcasts(source, indicator)
    with acting_as_service(SERVICE) as service:
        kept = actions.keep_analyses(source, vintage, made, by=User.objects.get(pk=service))
    return {"source": source.code, "analyses": kept}


def _alarm(weeks: Weeks, one: Found) -> Alarm:
    key = weeks.keys[one.row]
    return Alarm(
        indicator=key.indicator.code,
        categories=list(key.indicator.categories),
        place_id=key.place,
        level=key.level,
        week=weeks.dates[one.week],
        span=one.span,
        side=one.side,
        detector=one.detector,
        also=one.also,
        reason=one.reason,
        observed=int(one.observed),
        expected=round(one.expected, 3),
        threshold=one.threshold,
        smallest=int(one.smallest) if np.isfinite(one.smallest) else None,
        score=round(one.score, 3),
        q=None if one.q is None else round(one.q, 6),
        track=track(weeks, one),
    )


def _now(weeks: Weeks) -> list[tuple[Alarm, int | None]]:
    """What this version says of the weeks of alarms that are known already."""
    row_at = {(key.indicator.code, key.place): at for at, key in enumerate(weeks.keys)}
    week_at = {week: at for at, week in enumerate(weeks.dates)}
    known = Alarm.objects.filter(source=weeks.source, week__gte=weeks.dates[-1] - MEMORY).prefetch_related("revisions").defer("track")
    out = []
    for alarm in known:
        row, at = row_at.get((alarm.indicator, alarm.place_id)), week_at.get(alarm.week)
        if at is None:
            continue
        value = weeks.counts[row, at - alarm.span + 1 : at + 1].sum() if row is not None else np.nan
        out.append((alarm, int(value) if np.isfinite(value) else None))
    return out


def _summary(weeks: Weeks, found: Look, made: int) -> Analysis:
    last = weeks.dates[weeks.tested.stop - 1].isoformat()
    payload = {
        "first": weeks.dates[weeks.tested.start].isoformat(),
        "last": last,
        "tests": found.tests,
        "alarms": made,
        "sure": sum(1 for one in found.found if one.q is not None and one.q <= 0.05),
        "series": found.series,
        "waiting": found.waiting,
        "left_out": weeks.left_out,
        "indicators": sorted({key.indicator.code for key in weeks.keys}),
        "breaks": sorted({(key.indicator.code, why) for key, why in zip(weeks.keys, weeks.reason, strict=True) if why}),
    }
    return Analysis(kind=Kind.WATCH, period=last, payload=payload)
