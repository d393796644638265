"""Did it fall, by how much, more than elsewhere?"""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.access.permissions import office_of
from izote.kit.forms import sent
from izote.kit.once import once
from izote.observatory import actions
from izote.observatory.forms.claims import ClaimForm
from izote.observatory.permissions import may, require_somewhere
from izote.observatory.queries.chosen import MAIN, Chosen, chosen, country_name, entry_of
from izote.observatory.queries.comparing import FAMILY, Comparison, beside, claims, compare, definitions
from izote.observatory.queries.figures import grid, whole_years
from izote.observatory.queries.impacts import impact
from izote.observatory.rules.indicators import of_domain
from izote.observatory.rules.together import must_stand_apart
from izote.observatory.views import compared
from izote.observatory.views.impact_parts import impact_words
from izote.observatory.views.parts import answer, break_words, choice, month_choice, with_downloads
from izote.territory.queries import gazetteer, resolve


@login_required
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """One indicator in one place between two years, beside the rest of the country, comparable places, other years and definitions."""
    require_somewhere(request.user, "observatory.read")
    asked = chosen(request.user, request.GET.get("indicador") or MAIN["violence"], request.GET)
    if asked.indicator.domain != "violence" or not asked.indicator.categories:
        raise Http404
    place, said = _place(request, asked)
    place = asked.widened(place)
    context: dict[str, Any] = {
        "chosen": asked,
        "indicator": asked.indicator,
        "place": place,
        "said": said,
        "said_wrong": bool(said and not place),
    }
    context["name"] = place.name if place else country_name(asked.country)
    context["may_write"] = may(request.user, "observatory.write", asked.org_id)
    if asked.basis is None:
        return render(request, "observatory/comparison.html", context)
    years, known = _years(request, asked, place)
    context |= {"years": years, "choices": _choices(asked, years, known), "measure": request.GET.get("medida", "")[:7]}
    found = compare(asked, place, years, _names(asked)) if years[0] < years[1] and not context["said_wrong"] else None
    if found is None:
        return render(request, "observatory/comparison.html", context)
    extra, file = _answered(request, asked, place, found, context["name"])
    return file or render(request, "observatory/comparison.html", context | extra)


def _answered(request: HttpRequest, asked: Chosen, place: Any, found: Comparison, name: str) -> tuple[dict[str, Any], HttpResponse | None]:
    assert asked.basis
    ways = definitions(asked, place, found.years)
    other = beside(asked, place, found.years, name)
    codes = list(FAMILY.get(asked.indicator.code, (asked.indicator.code,)))
    must_stand_apart([asked.indicator, *(one.indicator for one in ways), *codes, *([other[0].indicator] if other else [])])
    month = _month(request)
    measured = impact(asked.indicator, asked.basis, place, month, found.years[1]) if month else None
    tables = compared.tables(found, ways, measured, name)
    file = answer(request, tables, f"comparacion-{place.code if place else asked.country}")
    extra = {
        "found": found,
        "words": compared.words(found, name),
        "beside": compared.beside_words(other, found.years),
        "impact": impact_words(measured, found, month),
        "files": {one["table"].key: one for one in with_downloads(request, tables)},
        "claims": compared.beside_claims(claims(asked.org_id, codes, place), found, place),
        "broken": break_words(found.broken),
    }
    return extra, file


def _place(request: HttpRequest, asked: Chosen) -> tuple[Any, str]:
    """The place of the address: a code or a name; the office's own when nothing is said, the country by its code."""
    text = request.GET.get("lugar", "").strip()[:200]
    if text.lower() == asked.country or text == country_name(asked.country):
        return None, ""
    office = office_of(request.user, "observatory.read")
    text = text or (office.place_code if office else "")
    entry = entry_of(asked.country, text) if text else None
    if entry is None and text:
        answered = resolve(text, country=asked.country)
        entry = entry_of(asked.country, answered.places[0].code) if answered.status == "one" else None
    return entry, text


def _month(request: HttpRequest) -> tuple[int, int] | None:
    """The month in which a measure began, as the address says it: 2016-01."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", request.GET.get("medida", ""))
    return (int(found[1]), int(found[2])) if found and 1 <= int(found[2]) <= 12 else None


def _years(request: HttpRequest, asked: Chosen, place: Any) -> tuple[tuple[int, int], list[int]]:
    """The two years that are asked for, else the first and the last whole one of the place; and those that one may choose."""
    assert asked.basis
    whole = whole_years(grid(asked.indicator, asked.basis, places=[place.id if place else None], through=asked.through))
    last = asked.basis.cut_off.year
    known = whole or [last - 1, last]

    def one(name: str, otherwise: int) -> int:
        text = request.GET.get(name, "")
        return int(text) if text.isdigit() and len(text) == 4 and 1900 <= int(text) <= last else otherwise

    years = one("desde", known[0]), one("hasta", known[-1])
    return years, sorted({*known, *years})


def _choices(asked: Chosen, years: tuple[int, int], known: list[int]) -> list[dict[str, Any]]:
    assert asked.basis
    found = [
        choice("indicador", _("Indicator"), [(one.code, one) for one in of_domain("violence") if one.categories], asked.indicator.code),
        choice("desde", _("From year"), [(year, year) for year in reversed(known)], years[0]),
        choice("hasta", _("Up to year"), [(year, year) for year in reversed(known)], years[1]),
        *month_choice(asked),
        choice("fuente", _("Source"), [(one.code, one.name) for one in asked.sources], asked.basis.source.code),
    ]
    if asked.people and asked.basis.people:
        found.append(choice("poblacion", _("Population"), asked.people, asked.basis.people.code))
    return found


def _names(asked: Chosen) -> dict[int | None, str]:
    names: dict[int | None, str] = {one.id: one.name for one in gazetteer(asked.country).entries}
    return names | {None: country_name(asked.country)}


@login_required
@once
def claim_write(request: HttpRequest) -> HttpResponse:
    """Write down what somebody else says of the figures; it is shown as theirs."""
    require_somewhere(request.user, "observatory.write")
    office = office_of(request.user, "observatory.write")
    assert office
    form = ClaimForm(
        sent(request), initial={name: request.GET[name] for name in ("indicator", "place", "year_from", "year_to") if name in request.GET}
    )
    if request.method == "POST" and form.is_valid():
        row = actions.write_claim(org=office, by=request.user, **form.cleaned_data)
        messages.success(request, _("Written down, as said by %(who)s.") % {"who": row.claimed_by})
        return redirect(f"{reverse('comparison')}?indicador={row.indicator}&lugar={row.place.code if row.place else ''}")
    return render(request, "observatory/claim_write.html", {"form": form})
