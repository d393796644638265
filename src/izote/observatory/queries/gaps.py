"""Requests, and the months for which no source spoke: refusals and silences are facts, and print as gaps."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from izote.access.permissions import orgs_with
from izote.observatory.models import Coverage, InformationRequest, Source, TypedTable
from izote.observatory.permissions import require
from izote.observatory.rules.words import words

READ = "observatory.read"
SPOKEN, GAP, REFUSED, SILENT, AWAITED, NOT_YET = "spoken", "gap", "refused", "silent", "awaited", "not_yet"
State = InformationRequest.State


def requests_for(user: Any) -> QuerySet[InformationRequest]:
    """The requests of the user's offices."""
    return InformationRequest.objects.filter(org__in=orgs_with(user, READ)).select_related("source")


def request_for(user: Any, pk: int, right: str) -> InformationRequest:
    """One request that the user may see (404) and write (403)."""
    row = requests_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    return row


def tables_for(user: Any) -> QuerySet[TypedTable]:
    """The typed tables of the user's offices."""
    return TypedTable.objects.filter(org__in=orgs_with(user, READ)).select_related("source", "within", "load")


def table_for(user: Any, pk: int, right: str) -> TypedTable:
    """One typed table that the user may see (404) and write (403): a draft is in the hands of who began it."""
    row = tables_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    require(user, right, row.org_id)
    if row.load_id is None and row.written_by_id != user.pk:
        raise PermissionDenied(right)
    return row


def stands(request: InformationRequest) -> str:
    """What a request means for the months that it asked for: past its day without an answer it is a silence."""
    if request.state == State.REFUSED:
        return REFUSED
    overdue = bool(request.due_on and request.due_on < timezone.localdate())
    if request.state == State.SILENT or (request.state == State.ASKED and overdue):
        return SILENT
    return AWAITED if request.state in (State.ASKED, State.PARTLY) else GAP


@dataclass
class Strip:
    """A year of one category as its sources spoke: what stands at each month."""

    category: str
    months: list[str]
    sources: list[str] = field(default_factory=list)

    def of(self, state: str) -> list[int]:
        """The months (1 to 12) in a state."""
        return [n for n, one in enumerate(self.months, 1) if one == state]


@dataclass
class Gaps:
    """The strips of a year, the categories of which nobody ever spoke, and the years there are."""

    year: int
    strips: list[Strip]
    never: list[str]
    years: list[int]


def gaps_for(user: Any, domain: str, year: int, source: Source | None = None) -> Gaps:
    """The months of a year for which no source of a domain spoke."""
    told = Coverage.objects.filter(org__in=orgs_with(user, READ), source__domain=domain)
    told = told.filter(source=source) if source else told
    years = sorted({one.year for one in told.values_list("month", flat=True).distinct()} | {year})
    spoken: dict[str, set[int]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for category, month, name in told.filter(month__year=year).values_list("category", "month__month", "source__name").distinct():
        spoken[category].add(month)
        names[category].add(name)
    ever = set(told.values_list("category", flat=True).distinct())
    asked = _asked(user, domain, year, source)
    known = [code for code, word in words("categories").items() if word.row["domain"] == domain]
    shown = [code for code in known if code in ever or code in asked]
    strips = [_strip(code, year, spoken[code], asked.get(code, {}), sorted(names[code])) for code in shown]
    return Gaps(year, strips, [code for code in known if code not in ever and code not in asked and not source], years)


def _strip(category: str, year: int, spoken: set[int], asked: dict[int, str], sources: list[str]) -> Strip:
    today = timezone.localdate()
    months = []
    for n in range(1, 13):
        if n in spoken:
            months.append(SPOKEN)
        elif n in asked:
            months.append(asked[n])
        else:
            months.append(NOT_YET if dt.date(year, n, 1) > today.replace(day=1) else GAP)
    return Strip(category, months, sources)


def _asked(user: Any, domain: str, year: int, source: Source | None) -> dict[str, dict[int, str]]:
    """What requests mean for the months of a year, by category; the gravest stands."""
    rows: Iterable[InformationRequest] = requests_for(user).exclude(state=State.ANSWERED).order_by("asked_on")
    rows = rows.filter(source=source) if source and isinstance(rows, QuerySet) else rows
    found: dict[str, dict[int, str]] = defaultdict(dict)
    weight = {GAP: 0, AWAITED: 1, SILENT: 2, REFUSED: 3}
    for row in rows:
        if row.covers_from is None:
            continue
        last = row.covers_to or row.covers_from
        for category in row.categories:
            word = words("categories").get(category)
            if word is None or word.row["domain"] != domain:
                continue
            for n in range(1, 13):
                if row.covers_from.replace(day=1) <= dt.date(year, n, 1) <= last:
                    state = stands(row)
                    found[category][n] = max(found[category].get(n, GAP), state, key=lambda one: weight[one])
    return found
