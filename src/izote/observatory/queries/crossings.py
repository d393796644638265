"""What was handed to the ombuds office, for somebody; and the facts of alarms that may go."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Max, QuerySet, Window
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.observatory.models import Alarm, Crossing
from izote.observatory.queries.alarms import alarms_for, history
from izote.observatory.rules.indicators import indicators
from izote.territory.queries import wider

STABLE = "municipality"
WEEKS = dt.timedelta(weeks=26)


def crossings_for(user: Any) -> QuerySet[Crossing]:
    """Those of the offices where a person sees the observatory."""
    return Crossing.objects.filter(org__in=orgs_with(user, "observatory.read")).select_related("prepared_by", "released_by", "org")


def crossing_for(user: Any, pk: int) -> Crossing:
    """One of them; of another office it is not found."""
    found = crossings_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def alarms_to_hand(user: Any) -> list[Alarm]:
    """Alarms of violence of this country that may be handed over, the newest first: half a year back from the last one of their source."""
    last = Window(Max("week"), partition_by="source")
    rows = alarms_for(user).annotate(last=last).filter(week__gte=F("last") - WEEKS, source__domain="violence").exclude(state="false")
    return list(rows.order_by("-week", "-pk")[:200])


def facts_of(alarms: Sequence[Alarm]) -> Iterator[dict[str, Any]]:
    """What is said of each: numbers, its municipality of that week, and how often its series alarmed before."""
    before = history(alarms)
    for one in alarms:
        card = indicators().get(one.indicator)
        within = wider(one.place_id, STABLE, one.week) if one.place_id and one.level == "district" else None
        code = within.code if within else one.place.code if one.place else one.source.country
        yield {
            "indicator": one.indicator,
            "es": card.name["es"] if card else one.indicator,
            "en": card.name["en"] if card else one.indicator,
            "municipality": code,
            "place": one.place.code if one.place else one.source.country,
            "from": one.week - dt.timedelta(weeks=one.span - 1),
            "to": one.week + dt.timedelta(days=6),
            "side": one.side,
            "observed": one.observed,
            "expected": one.expected,
            "threshold": one.threshold,
            "detector": one.detector,
            "state": one.state,
            "before": sum(before[one.pk].values()),
            "false_before": before[one.pk].get("false", 0),
        }
