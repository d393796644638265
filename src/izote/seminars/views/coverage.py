"""What was reached: which risk factors are addressed, who still lacks what, who took part, what changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.framework.words import factors
from izote.kit.charts import Dot, dots
from izote.seminars import figures
from izote.seminars.queries.seminars import department_names
from izote.seminars.rules.counting import ALL
from izote.seminars.rules.hours import as_hours
from izote.seminars.rules.words import factor_label, kind_label, label
from izote.seminars.views.common import reading

EARLIEST = 2000


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Coverage of risk factors, the matrix of institutions and modules, participants and change of a year; counts alone."""
    reading(request)
    this = timezone.localdate().year
    asked = request.GET.get("anio", "")
    year = int(asked) if asked.isdigit() and EARLIEST <= int(asked) <= this else this
    context = {
        "year": year,
        "years": range(this, this - 6, -1),
        "factors": _factors(request.user, year),
        "matrices": _matrices(request.user),
        "table": _participants(request.user, year),
        "changes": _changes(request.user, year),
    }
    return render(request, "seminars/coverage.html", context)


def _factors(user: Any, year: int) -> list[dict[str, Any]]:
    """Every factor of the Framework: what is done about it, or that nothing is."""
    done = {one.factor: one for one in figures.factors_covered(user, year)}
    return [
        {
            "words": factor_label(code),
            "modules": [label("modules", module) for module in done[code].modules] if code in done else [],
            "sessions": done[code].sessions if code in done else 0,
            "seminars": done[code].seminars if code in done else 0,
            "hours": as_hours(done[code].minutes) if code in done and done[code].minutes else "0",
        }
        for code in factors()
    ]


def said_of(one: figures.Lack) -> tuple[str, str]:
    """A cell of the matrix in words, and its tone."""
    about = {"count": one.count, "wanted": one.wanted}
    if one.state == "none":
        return _("nobody yet, of %(wanted)s") % about, "bad"
    if one.state == "few":
        return _("fewer than 5, of %(wanted)s") % about, "warn"
    return (_("%(count)s of %(wanted)s") % about, "good" if one.state == "reached" else "warn")


def _matrices(user: Any) -> list[dict[str, Any]]:
    """A matrix for each programme: institutions down, modules across."""
    found: dict[str, dict[str, Any]] = {}
    for one in figures.lacking(user):
        matrix = found.setdefault(one.programme, {"title": one.programme, "modules": {}, "rows": {}})
        matrix["modules"][one.module] = label("modules", one.module)
        matrix["rows"].setdefault(one.name, []).append((label("modules", one.module), *said_of(one)))
    return list(found.values())


def _participants(user: Any, year: int) -> dict[str, Any] | None:
    cells = {(one.kind, one.department): one.count for one in figures.participants_by(user, year)}
    if not cells:
        return None
    names = department_names()
    places = sorted({place for _kind, place in cells if place != ALL}, key=lambda code: names.get(code, ""))
    kinds = sorted({kind for kind, _place in cells if kind != ALL}, key=kind_label)

    def said(kind: str, place: str) -> str:
        value = cells.get((kind, place), 0)
        return _("withheld") if value is None else str(value)

    heads = [names.get(place) or _("department not known") for place in places] + [_("all departments")]
    rows = [
        (
            kind_label(kind) if kind != ALL else _("all kinds"),
            list(zip(heads, [said(kind, place) for place in [*places, ALL]], strict=True)),
        )
        for kind in [*kinds, ALL]
    ]
    # where departments could not be told apart safely, only the sums were kept
    return {"heads": heads, "rows": rows}


def _changes(user: Any, year: int) -> dict[str, Any]:
    rows = figures.effects(user, year)
    drawn = []
    for one in rows:
        if one.before is not None and one.after is not None:
            drawn += [
                Dot(f"{one.code} · {_('before the seminar')}", 100 * one.before),
                Dot(f"{one.code} · {_('after the seminar')}", 100 * one.after, mark=True),
            ]
    picture = dots(drawn, label=_("Right answers before and after, per cent")) if drawn else ""
    return {"rows": [[one.code, one.title, one.pairs or _("fewer than 5"), *_points(one)] for one in rows], "picture": picture}


def _points(one: figures.Change) -> list[str]:
    if one.difference is None:
        return ["—", "—"]
    value, low, high = (100 * part for part in one.difference)
    return [f"{value:+.1f}", f"{low:+.1f} … {high:+.1f}"]
