"""Who answers this need, near here, for somebody of this age, on that day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from izote.access.models import Organization
from izote.partners import rules
from izote.partners.models import Location, Schedule, Service, ServiceArea
from izote.partners.queries.services import OFFERED, with_parts
from izote.territory.models import Place
from izote.territory.queries import gazetteer
from izote.territory.rules import Gazetteer

FAR, LATER = 9, 20


class Question(NamedTuple):
    """What is looked for; whatever is left out does not matter."""

    need: str = ""
    place: Place | None = None
    age: int | None = None
    sex: str = ""
    on: dt.date | dt.datetime | None = None
    text: str = ""


class Rings(NamedTuple):
    """A place among others: what serves it, and what lies here, then in the same municipality, then in the same department."""

    serving: set[int]
    rings: list[set[int]]


def serving(place: Place) -> set[int]:
    """The places whose services serve a place: itself, what it lies in, and its districts."""
    index = gazetteer()
    here = index.at.get(place.pk)
    return {place.pk} if here is None else _ids(index, here, here, *index.above(here, None), *index.below[here])


def rings_of(place: Place) -> Rings:
    """The places around a place, from the index in memory."""
    index = gazetteer()
    here = index.at.get(place.pk)
    if here is None:
        return Rings({place.pk}, [{place.pk}])
    above = sorted(index.above(here, None), key=lambda n: -index.entries[n].rank)
    return Rings(serving(place), [_ids(index, here, n, *index.below[n]) for n in (here, *above)])


def _ids(index: Gazetteer, here: int, *positions: int) -> set[int]:
    stable = index.levels[index.pack.stable_level].rank
    return {index.entries[n].id for n in positions if index.entries[n].rank <= stable or n == here}


def find_services(
    org: Organization | int | Iterable[int],
    *,
    need: str = "",
    place: Place | None = None,
    age: int | None = None,
    sex: str = "",
    on: dt.date | dt.datetime | None = None,
    text: str = "",
) -> QuerySet[Service]:
    """Services on offer that answer all that is asked, nearest first; order them by rank, name, pk. What is not known shuts nothing out."""
    rows = Service.objects.filter(org__in=_offices(org), status__in=OFFERED)
    if need:
        rows = rows.filter(needs__contains=[need])
    if age is not None:
        rows = rows.filter(Q(minimum_age__isnull=True) | Q(minimum_age__lte=age), Q(maximum_age__isnull=True) | Q(maximum_age__gte=age))
    if sex in (Service.Gender.FEMALE, Service.Gender.MALE):
        rows = rows.filter(gender__in=("", sex))
    for word in rules.fold(text).split():
        rows = rows.filter(search_text__contains=word)
    if on:
        rows = rows.filter(Exists(_open(on)) | ~Exists(Schedule.objects.filter(service=OuterRef("pk"))))
    around = rings_of(place) if place else Rings(set(), [])
    if place:
        areas = ServiceArea.objects.filter(service=OuterRef("pk"))
        rows = rows.filter(Q(nationwide=True) | Exists(areas.filter(place__in=around.serving)) | ~Exists(areas))
    return with_parts(rows).annotate(rank=_rank(around)).order_by("rank", "name", "pk")


def _offices(org: Organization | int | Iterable[int]) -> list[int]:
    if isinstance(org, Organization):
        return [org.pk]
    return [org] if isinstance(org, int) else list(org)


def _open(on: dt.date | dt.datetime) -> QuerySet[Schedule]:
    """Schedules by which a service is open on a day, or at a moment of it."""
    day = on.date() if isinstance(on, dt.datetime) else on
    rows = Schedule.objects.filter(
        Q(week__isnull=True) | Q(week__in=rules.weeks_of(day)),
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        service=OuterRef("pk"),
        days__contains=[rules.DAYS[day.weekday()]],
    )
    if isinstance(on, dt.datetime):
        at = on.time()
        rows = rows.filter(Q(opens_at__isnull=True) | Q(opens_at__lte=at), Q(closes_at__isnull=True) | Q(closes_at__gt=at))
    return rows


def _rank(around: Rings) -> Any:
    """How far the nearest location lies, in rings; closed for a time comes last."""
    steps = [When(place__in=ring, then=Value(distance)) for distance, ring in enumerate(around.rings)]
    near = Case(*steps, default=Value(FAR), output_field=IntegerField()) if steps else Value(FAR)
    locations = Location.objects.filter(service=OuterRef("pk")).annotate(distance=near).order_by("distance").values("distance")[:1]
    later = Case(When(status=Service.Status.PAUSED, then=Value(LATER)), default=Value(0), output_field=IntegerField())
    return Coalesce(Subquery(locations), Value(FAR), output_field=IntegerField()) + later


def health_unit_for(org: Organization | int, place: Place) -> Service | None:
    """The public health unit that serves a district, the most particular one when several do."""
    rings = rings_of(place).rings
    ring_of = {pk: distance for distance, ring in reversed(list(enumerate(rings))) for pk in ring}
    found = []
    for unit in find_services(org, place=place).filter(health_unit=True)[:50]:
        reach = [ring_of[area.place_id] for area in unit.areas.all() if area.place_id in ring_of]
        found += [(min(reach), unit.rank, unit.name, unit)] if reach else []  # type: ignore[attr-defined]
    return min(found, key=lambda one: one[:3])[3] if found else None
