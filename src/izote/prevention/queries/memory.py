"""The memory calendar and the library, for somebody."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from izote.access.permissions import orgs_with
from izote.prevention.models import MemoryDate, Resource
from izote.prevention.rules.citations import plain
from izote.prevention.rules.memory import Falls, between


def readers_of(user: Any) -> list[int]:
    """The offices whose calendar and library the user reads."""
    return sorted({*orgs_with(user, "proposals.read"), *orgs_with(user, "prevention.read")})


def dates_for(user: Any) -> QuerySet[MemoryDate]:
    """The dates in use."""
    return MemoryDate.objects.filter(org__in=readers_of(user), retired_on=None).select_related("place", "by", "checked_by")


def date_for(user: Any, pk: int) -> MemoryDate:
    """One date, or 404."""
    found = dates_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def falling(user: Any, first: dt.date, last: dt.date, *, kind: str = "", place: int | None = None) -> list[Falls]:
    """What falls between two days; of a place also what is of the whole country."""
    rows = dates_for(user)
    if kind:
        rows = rows.filter(kind=kind)
    if place is not None:
        rows = rows.filter(Q(place=place) | Q(place=None))
    return between(rows, first, last)


def resources_for(user: Any) -> QuerySet[Resource]:
    """The resources in use."""
    return Resource.objects.filter(org__in=readers_of(user), retired_on=None)


def resource_for(user: Any, pk: int) -> Resource:
    """One resource, or 404."""
    found = resources_for(user).select_related("by", "checked_by", "file").defer("file__data").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def searching(rows: QuerySet[Resource], words: str = "", *, kind: str = "", topic: str = "", language: str = "") -> QuerySet[Resource]:
    """The resources in which every word occurs, whatever its accents; of a kind, a topic, a language."""
    for word in plain(words).split()[:8]:
        rows = rows.filter(searched__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if topic:
        rows = rows.filter(Q(topics__contains=[topic]) | Q(factors__contains=[topic]))
    if language:
        rows = rows.filter(languages__contains=[language])
    return rows
