"""The day's figures: pictures, their tables, and the sums that must agree."""

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from izote.kit.errors import BadInput
from izote.people import figures
from izote.people import queries_arrivals as queries
from izote.people.models import Person
from izote.people.permissions import require_somewhere
from izote.people.rules import label

BAR, GAP, WIDEST, LEFT = 24, 8, 190, 126


@login_required
def day_figures(request: HttpRequest) -> HttpResponse:
    """Arrivals of one day in the office, and how the rows of its lists stand."""
    require_somewhere(request.user, "figures.read")
    org = queries.office_with(request.user, "figures.read")
    day = chosen_day(request.GET.get("dia", ""))
    found = figures.day_figures(org, day, by=request.user)
    came = [drawn(title, name, found.came[name]) for title, name in titles()]
    listed = [drawn(title, name, found.listed[name]) for title, name in titles()]
    context = {"figures": found, "came": came, "listed": listed, "org": org, "day": day, "now": timezone.now()}
    return render(request, "people/day_figures.html", context)


def chosen_day(text: str) -> dt.date:
    """The day that was asked for, else today."""
    if not text:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("This is no day.")) from error


def titles() -> list[tuple[str, str]]:
    """What the arrivals are told apart by."""
    return [(_("By sex"), "sex"), (_("By age"), "age_band"), (_("By country of return"), "country"), (_("By means of return"), "means")]


def worded(name: str, code: str) -> str:
    """A cell's code in words."""
    if not code:
        return _("Not known")
    if name == "sex":
        return str(dict(Person.Sex.choices)[code])
    if name == "age_band":
        return code
    return label("countries" if name == "country" else "means", code)


def drawn(title: str, name: str, counts: Counter[str]) -> dict[str, Any]:
    """A breakdown with the bars that draw it; ages in their order, the rest by size."""
    order = figures.BAND_ORDER if name == "age_band" else []
    keys = sorted(counts, key=lambda key: (key == "", order.index(key) if key in order else 0, -counts[key], key))
    most, total = max(counts.values(), default=0), sum(counts.values())
    rows = [(worded(name, key), counts[key]) for key in keys]
    bars = [bar(at, word, value, most) for at, (word, value) in enumerate(rows)]
    return {"title": title, "rows": [*rows, (_("Total"), total)], "bars": bars, "height": max(len(rows), 1) * (BAR + GAP), "total": total}


def bar(at: int, word: str, value: int, most: int) -> dict[str, Any]:
    """One bar of a picture."""
    top, width = at * (BAR + GAP), round(value / most * WIDEST)
    return {"label": word, "value": value, "y": top, "middle": top + 17, "width": width, "after": LEFT + width + 7}
