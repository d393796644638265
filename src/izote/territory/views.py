"""Pages about places, for everybody who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.territory import queries
from izote.territory.models import Place


def _url(code: str) -> str:
    return reverse("place_detail", args=[code])


@login_required
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """The search box, the map of the country, and its widest places."""
    text = request.GET.get("q", "").strip()
    counts = queries.populations()
    rows = [row | {"url": _url(row["code"])} for row in queries.summary(counts)]
    says = {row["code"]: row["name"] for row in rows}
    drawing = queries.picture(
        queries.pack().levels[0].key,
        label=_("Map of %(country)s") % {"country": queries.pack_name()},
        values={row["code"]: float(row["population"]) for row in rows if row["population"]},
        links={row["code"]: row["url"] for row in rows},
        says=says,
    )
    answer = queries.resolve(text) if text else None
    found = [(place, queries.level_name(place.level)) for place in answer.places] if answer else []
    context = {"q": text, "answer": answer, "found": found, "rows": rows, "drawing": drawing}
    return render(request, "territory/place_list.html", context | {"level": queries.level_name(queries.pack().levels[0].key)})


@login_required
@require_safe
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its names, codes, wider places before and after, people, and what lies inside."""
    place = get_object_or_404(queries.places(), code=code)
    stable = queries.districts_below(code)
    codes = [entry.code for entry in stable]
    inside = place.level in {level.key for level in queries.pack().levels[:2]}
    around = codes if inside else [entry.code for entry in queries.districts_below(queries.widest(code))]
    drawing = queries.picture(
        queries.pack().stable_level,
        label=_("Map of %(country)s") % {"country": place.name},
        only=around,
        marked=() if inside else codes,
        links={one: _url(one) for one in around},
    )
    return render(request, "territory/place_detail.html", {"place": place, "drawing": drawing} | _facts(place, codes))


def _facts(place: Place, codes: list[str]) -> dict[str, object]:
    counted = place.level != queries.pack().levels[-1].key or place.code in codes
    return {
        "level": queries.level_name(place.level),
        "former_level": queries.former_level_name(place.level),
        "names": place.names.order_by("name"),
        "parents": queries.parents(place),
        "codes": queries.codes(place),
        "children": queries.children(place),
        "population": queries.population(codes) if counted else None,
        "summed": counted and codes != [place.code],
    }
