"""Alarms and analyses of the offices where a person sees the observatory."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.observatory.models import Alarm, AlarmRevision, Analysis, Source
from izote.observatory.rules.alarms import MEMORY
from izote.observatory.rules.indicators import Indicator, sensitive_ones

OPEN = (Alarm.State.NEW, Alarm.State.LOOKED_AT)
FILTERS = ("open", *Alarm.State.values, "all")


def _seen(rows: Any, user: Any) -> Any:
    """Those of a person's offices; what an earlier version computed of sensitive indicators is shown to nobody."""
    return rows.filter(org__in=orgs_with(user, "observatory.read")).exclude(indicator__in=sensitive_ones())


def alarms_for(user: Any) -> QuerySet[Alarm]:
    """The alarms that a person may see, without their courses."""
    changed = AlarmRevision.objects.filter(alarm=OuterRef("pk"))
    rows = _seen(Alarm.objects.all(), user).select_related("source", "place")
    return rows.defer("track").annotate(figures_changed=Exists(changed))


def alarm_for(user: Any, pk: int) -> Alarm:
    """One alarm with everything about it; of another office it is not found."""
    rows = _seen(Alarm.objects.all(), user).select_related("source", "place", "judged_by")
    found = rows.filter(pk=pk).prefetch_related("revisions").first()
    if found is None:
        raise Http404
    return found


def in_state(rows: QuerySet[Alarm], wanted: str) -> QuerySet[Alarm]:
    """Those of a state; those nobody has judged; all."""
    if wanted == "all":
        return rows
    return rows.filter(state__in=OPEN) if wanted == "open" else rows.filter(state=wanted)


def about(rows: QuerySet[Alarm], indicator: Indicator | None, place: str = "", country: str = "") -> QuerySet[Alarm]:
    """Those of an indicator (that count any of its categories), and of the place with a code, or of the country by its own."""
    if indicator is not None:
        counted = Q()
        for category in indicator.categories:
            counted |= Q(categories__contains=[category])
        rows = rows.filter(counted)
    if not place:
        return rows
    rows = rows.filter(source__country__iexact=country) if country else rows
    return rows.filter(place__isnull=True) if place == country else rows.filter(place__code=place)


def is_studied(user: Any, country: str) -> bool:
    """Whether the user's offices have a source of a country."""
    return Source.objects.filter(org__in=orgs_with(user, "observatory.read"), country__iexact=country).exists()


def how_many(user: Any, indicator: Indicator, place: str = "", country: str = "") -> tuple[int, int]:
    """How many alarms there are about them, and how many nobody has judged."""
    found = about(_seen(Alarm.objects.all(), user), indicator, place, country).aggregate(
        all=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN))
    )
    return found["all"], found["open"]


Series = tuple[int, str, int | None]


def series_of(alarm: Alarm) -> Series:
    """What makes two alarms of one series."""
    return alarm.source_id, alarm.indicator, alarm.place_id


def history(alarms: Sequence[Alarm]) -> dict[int, Counter[str]]:
    """How many alarms of each state the series of an alarm had in the two years before its own week, by alarm; one question for all."""
    out: dict[int, Counter[str]] = {one.pk: Counter() for one in alarms}
    if not alarms:
        return out
    of: dict[Series, list[Alarm]] = defaultdict(list)
    for one in alarms:
        of[series_of(one)].append(one)
    since = min(one.week for one in alarms) - MEMORY
    places = {one.place_id for one in alarms}
    here = Q(place__in=[place for place in places if place is not None])
    rows = Alarm.objects.filter(
        here | Q(place__isnull=True) if None in places else here,
        source__in={one.source_id for one in alarms},
        indicator__in={one.indicator for one in alarms},
        week__gte=since,
    )
    for source, indicator, place, state, week in rows.values_list("source_id", "indicator", "place_id", "state", "week"):
        for one in of.get((source, indicator, place), ()):
            if one.week - MEMORY <= week < one.week:
                out[one.pk][state] += 1
    return out


def other_alarms(alarm: Alarm, most: int = 12) -> list[Alarm]:
    """Other alarms of the same series, the last ones first."""
    rows = Alarm.objects.filter(source=alarm.source_id, indicator=alarm.indicator, place=alarm.place_id).exclude(pk=alarm.pk)
    return list(rows.defer("track").order_by("-week", "-pk")[:most])


def analyses_for(user: Any, *kinds: str) -> QuerySet[Analysis]:
    """What was computed, of the offices where a person sees the observatory."""
    rows = _seen(Analysis.objects.filter(kind__in=kinds), user)
    return rows.select_related("source", "vintage")


def analysis_for(user: Any, pk: int, kind: str) -> Analysis:
    """One of them; of another office it is not found."""
    found = analyses_for(user, kind).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def newest(rows: QuerySet[Analysis]) -> QuerySet[Analysis]:
    """Of each source, kind, indicator and level the one of the newest version."""
    later = Analysis.objects.filter(
        source=OuterRef("source"), kind=OuterRef("kind"), indicator=OuterRef("indicator"), level=OuterRef("level"), pk__gt=OuterRef("pk")
    )
    return rows.filter(~Exists(later))
