"""The observatory's start, its sources, requests to authorities, gaps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from izote.kit.errors import Conflict
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.observatory import actions
from izote.observatory.forms.requests import RequestForm
from izote.observatory.forms.sources import SourceForm
from izote.observatory.models.sources import Domain, Source
from izote.observatory.permissions import has_somewhere, may, office_of, require_somewhere
from izote.observatory.queries import gaps
from izote.observatory.queries import loads as queries
from izote.observatory.rules.words import label, words

READ, LOAD = queries.READ, queries.LOAD
SAID = {
    gaps.SPOKEN: ("●", gettext_lazy("a source spoke")),
    gaps.GAP: ("○", gettext_lazy("gap")),
    gaps.REFUSED: ("×", gettext_lazy("refused")),
    gaps.SILENT: ("…", gettext_lazy("silence")),
    gaps.AWAITED: ("?", gettext_lazy("asked")),
    gaps.NOT_YET: ("·", gettext_lazy("not yet")),
}


@login_required
def observatory(request: HttpRequest) -> HttpResponse:
    """Where one comes in: what waits, and the figures in use."""
    require_somewhere(request.user, READ)
    vintages = queries.last_vintages(request.user)
    sources = [(one, vintages.get(one.pk)) for one in queries.sources_for(request.user)]
    office = office_of(request.user, READ)
    context = {
        "here": office.place_code if office else "",
        "sources": sources,
        "waiting": list(queries.waiting_for(request.user)[:10]),
        "may_load": has_somewhere(request.user, LOAD),
    }
    return render(request, "observatory/observatory.html", context)


@login_required
def source_list(request: HttpRequest) -> HttpResponse:
    """Who gives figures, by what they speak of."""
    require_somewhere(request.user, READ)
    vintages, under_way = queries.last_vintages(request.user), queries.open_loads(request.user)
    rows = [(one, vintages.get(one.pk), under_way.get(one.pk, 0)) for one in queries.sources_for(request.user)]
    groups = [(choice.label, choice.value, [row for row in rows if row[0].domain == choice.value]) for choice in Domain]
    context = {"groups": [group for group in groups if group[2]], "may_load": has_somewhere(request.user, LOAD)}
    return render(request, "observatory/source_list.html", context)


@login_required
def source_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A source with its loads, versions, words, profiles and gaps."""
    require_somewhere(request.user, READ)
    source = queries.source_for(request.user, pk)
    page = page_of(queries.loads_for(request.user).filter(source=source), ("-uploaded_at", "-pk"), request.GET.get("cursor", ""), 15)
    first, last = queries.span_of(source)
    year = _year(request, last.year if last else timezone.localdate().year)
    context = {
        "source": source,
        "page": page,
        "vintages": list(queries.vintages_for(request.user).filter(source=source).order_by("-number")[:10]),
        "profiles": list(source.profiles.select_related("written_by").order_by("-version")[:10]),
        "terms": [(one.get_kind_display(), one.text, _term(one)) for one in source.terms.order_by("kind", "text")[:200]],
        "strips": _strips(gaps.gaps_for(request.user, source.domain, year, source)),
        "year": year,
        "years": _beside(year, first, last),
        "months": _months(),
        "may_load": may(request.user, LOAD, source.org_id),
    }
    return render(request, "observatory/source_detail.html", context)


def _term(term: Any) -> str:
    names = {"category": "categories", "means": "means", "site": "sites", "country": "countries"}
    if term.code == "-":
        return _("does not count") if term.kind in ("category", "place") else _("not known")
    return label(names[term.kind], term.code) if term.kind in names else term.code


def _year(request: HttpRequest, otherwise: int) -> int:
    text = request.GET.get("ano", "")
    return int(text) if text.isdigit() and 1930 <= int(text) <= 2100 else otherwise


def _beside(year: int, first: Any, last: Any) -> tuple[int | None, int | None]:
    today = timezone.localdate().year
    return (year - 1 if first and first.year < year else None, year + 1 if year < max(today, last.year if last else today) else None)


def _months() -> list[tuple[str, str]]:
    return [(str(MONTHS_3[n])[:1].upper(), str(MONTHS[n])) for n in range(1, 13)]


def _strips(found: gaps.Gaps) -> list[dict[str, Any]]:
    """Each strip with its marks and the same in a sentence."""
    rows = []
    for strip in found.strips:
        marks = [(SAID[state][0], SAID[state][1], str(MONTHS[n])) for n, state in enumerate(strip.months, 1)]
        told = [
            f"{str(SAID[state][1]).capitalize()}: {', '.join(str(MONTHS[n]) for n in strip.of(state))}."
            for state in (gaps.GAP, gaps.REFUSED, gaps.SILENT, gaps.AWAITED)
            if strip.of(state)
        ]
        said = " ".join(told) or _("No gap.")
        rows.append({"title": label("categories", strip.category), "marks": marks, "said": said, "sources": ", ".join(strip.sources)})
    return rows


@login_required
@once
def source_write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a source, from a proposal or from nothing; or correct one."""
    require_somewhere(request.user, READ)
    source = queries.source_for(request.user, pk, LOAD) if pk else None
    office = office_of(request.user, LOAD)
    if office is None:
        raise PermissionDenied(LOAD)
    form = SourceForm(sent(request), initial=_first(source, request.GET.get("propuesta", "")))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.write_source(org=office, by=request.user, source=source, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("source_detail", pk=row.pk)
        except Conflict as refused:
            form.add_error("code", str(refused.message))
    proposals = [] if source else [(code, str(word)) for code, word in words("authorities").items()]
    return render(request, "observatory/source_write.html", {"form": form, "source": source, "proposals": proposals})


def _first(source: Source | None, proposal: str) -> dict[str, Any]:
    if source:
        return {name: getattr(source, name) for name in ("authority", "name", "code", "domain", "every", "country", "address", "note")}
    word = words("authorities").get(proposal)
    if word is None:
        return {}
    name = word.row["source_en"] if str(word) == word.en != word.es else word.row["source_es"]
    return {"code": word.code, "authority": str(word), "name": name, **{key: word.row[key] for key in ("domain", "every", "country")}}


@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """What was asked of authorities, the newest first."""
    require_somewhere(request.user, READ)
    page = page_of(gaps.requests_for(request.user), ("-asked_on", "-pk"), request.GET.get("cursor", ""), 25)
    rows = [(row, gaps.stands(row) == gaps.SILENT) for row in page]
    return render(request, "observatory/request_list.html", {"page": page, "rows": rows, "may_load": has_somewhere(request.user, LOAD)})


@login_required
@once
def request_write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a request down, or what became of it."""
    require_somewhere(request.user, READ)
    office = office_of(request.user, LOAD)
    if office is None:
        raise PermissionDenied(LOAD)
    row = gaps.request_for(request.user, pk, LOAD) if pk else None
    sources = list(queries.sources_for(request.user, LOAD))
    initial = (
        {name: getattr(row, name) for name in RequestForm.base_fields if name != "source"} | {"source": row.source_id} if row else None
    )
    form = RequestForm(sent(request), sources=sources, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        of = next((one for one in sources if one.pk == said.pop("source")), None)
        actions.write_request(org=office, by=request.user, request=row, source=of, **said)
        messages.success(request, _("Saved."))
        return redirect("request_list")
    context = {"form": form, "back": reverse("request_list"), "title": _("Request for information")}
    return render(request, "observatory/form_page.html", context)


@login_required
def gap_list(request: HttpRequest) -> HttpResponse:
    """The months for which no source spoke, with refusals and silences: never zeros."""
    require_somewhere(request.user, READ)
    domain = request.GET.get("tema", "violence")
    domain = domain if domain in Domain.values else "violence"
    year = _year(request, timezone.localdate().year)
    found = gaps.gaps_for(request.user, domain, year)
    context = {
        "strips": _strips(found),
        "never": ", ".join(label("categories", code) for code in found.never),
        "year": year,
        "years": (year - 1, year + 1 if year < timezone.localdate().year else None),
        "domain": Domain(domain),
        "domains": [(choice.value, choice.label, choice.value == domain) for choice in Domain],
        "months": _months(),
    }
    return render(request, "observatory/gap_list.html", context)
