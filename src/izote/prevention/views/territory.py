"""One screen for each territory: what is new, what is overdue, who has not answered."""

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from izote.prevention.actions.visits import visit_territory
from izote.prevention.permissions import may, office_of
from izote.prevention.queries import screen
from izote.prevention.queries.areas import Area, area_of, country, delegation_of
from izote.prevention.rules.machines import machine
from izote.prevention.rules.words import label
from izote.territory.queries import gazetteer

READ = "prevention.read"
WINDOWS = (7, 30)
# the page of each machine's things, and whether its address holds the code instead of the key
PAGES = {
    "signal": ("signal_detail", False),
    "assessment": ("risk_assessment_detail", True),
    "warning": ("warning_detail", False),
    "recommendation": ("recommendation_detail", False),
    "proposal": ("proposal_page", False),
}
LONGEST = dt.timedelta(days=90)


@login_required
@require_safe
def prevention(request: HttpRequest) -> HttpResponse:
    """The whole country, by delegation."""
    return _screen(request, country(), "prevention/prevention.html")


@login_required
@require_safe
def territory_screen(request: HttpRequest, code: str) -> HttpResponse:
    """A department (with its delegation), a municipality or a district."""
    if office_of(request.user, READ) is None:
        raise PermissionDenied(READ)
    return _screen(request, area_of(code), "prevention/territory_screen.html")


def _screen(request: HttpRequest, area: Area, template: str) -> HttpResponse:
    org = office_of(request.user, READ)
    if org is None:
        raise PermissionDenied(READ)
    before = visit_territory(org, area.code, by=request.user)
    window, since = _since(request.GET.get("dias", ""), before)
    fresh, late, waiting = screen.new_counts(request.user, since), screen.late_counts(request.user), screen.waiting_beyond(request.user)
    context = {
        "area": area,
        "window": window,
        "windows": WINDOWS,
        "since": since,
        "before": before,
        "rows": [_row(part, fresh, late, waiting) for part in area.parts],
        "total": _row(area, fresh, late, waiting),
        "states": states_of(area, fresh),
        "new": _placed(screen.new_lines(request.user, area, since)),
        "late": [_said(line) for line in screen.late_lines(request.user, area)],
        "silent": screen.silent_institutions(waiting, area),
        "expired": screen.expired(request.user, area),
        "rungs": screen.rungs_due(request.user, area),
        "promises": screen.promises_late(request.user, area),
        "dates": screen.dates_ahead(request.user, area),
        "figures": screen.figures_received(request.user, area),
        "publishes": may(request.user, "prevention.publish", org),
        "delegation": delegation_of(area.above[0].code if area.above else area.code) if area.place else None,
    }
    return render(request, template, context)


def _since(asked: str, before: dt.datetime | None) -> tuple[str, dt.datetime]:
    """The window: seven or thirty days, or since the visit before this one, which is never longer than ninety days."""
    now = timezone.now()
    if asked in map(str, WINDOWS):
        return asked, now - dt.timedelta(days=int(asked))
    if before is None:
        return str(WINDOWS[-1]), now - dt.timedelta(days=WINDOWS[-1])
    return "", max(before, now - LONGEST)


def _row(area: Area, fresh: screen.Counts, late: screen.Counts, waiting: list[screen.Waiting]) -> dict[str, Any]:
    """What is new, overdue and unanswered in a territory, as counts."""
    return {
        "area": area,
        "delegation": delegation_of(area.code) if area.place and area.place.level == "department" else None,
        "signals": sum(area.sum(by) for name, by in fresh.items() if name.startswith("signal.")),
        "answers": sum(area.sum(by) for name, by in fresh.items() if name.startswith("recommendation.")),
        "late": sum(area.sum(by) for by in late.values()),
        "unanswered": sum(one.many for one in waiting if area.ids is None or one.place in area.ids),
    }


def states_of(area: Area, fresh: screen.Counts) -> list[tuple[str, str, int]]:
    """Of what is new, how much stands in which state: machine, state, count."""
    found: Counter[tuple[str, str]] = Counter()
    for name, by in fresh.items():
        code, state = name.split(".")
        found[code, state] += area.sum(by)
    order = {name: at for at, name in enumerate(screen.MACHINES)}
    known = sorted(found, key=lambda one: (order[one[0]], list(machine(one[0]).states).index(one[1])))
    return [(str(machine(code).name), str(machine(code).states[state]), found[code, state]) for code, state in known if found[code, state]]


def _placed(lines: dict[str, list[screen.Line]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(name, [_said(line) for line in found]) for name, found in lines.items() if found]


def address(machine_code: str, pk: int, code: str) -> str:
    """Where a thing is looked at; nothing where it has no page yet."""
    view, by_code = PAGES[machine_code]
    try:
        return reverse(view, args=[code if by_code else pk])
    except NoReverseMatch:
        return ""


def _said(line: screen.Line) -> dict[str, Any]:
    """A line in words."""
    index = gazetteer()
    place = index.entries[index.at[line.place]] if line.place in index.at else None
    what = label("late_things", f"{line.machine}.{line.state}")
    state = machine(line.machine).states[line.state]
    return {"line": line, "place": place, "what": what, "state": state, "url": address(line.machine, line.pk, line.code)}
