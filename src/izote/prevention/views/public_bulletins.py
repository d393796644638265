"""Published bulletins of prevention, for everybody, without cookies: pages and paper."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from izote.kit.paging import page_of
from izote.kit.print import kept
from izote.prevention.models import Addressee, Kind, MonthlyEdition
from izote.prevention.queries.bulletins import edition_or_404, editions
from izote.prevention.rules.bulletins import month_of
from izote.prevention.rules.words import label, words
from izote.territory.queries import gazetteer

LICENCE, SECONDS = "CC BY 4.0", 300


@require_safe
def public_monthlies(request: HttpRequest, language: str = "es") -> HttpResponse:
    """Every bulletin, the newest first; the address says the language, so that no cookie has to."""
    page = page_of(editions(), ("-published_at", "-pk"), request.GET.get("cursor", ""), 24)
    with override(language):
        rows = [(row, month_words(f"{row.month:%Y-%m}")) for row in page]
        return _for_everybody(render(request, "prevention/public_monthlies.html", {"page": page, "rows": rows, "language": language}))


@require_safe
def public_monthly(request: HttpRequest, code: str, language: str = "es") -> HttpResponse:
    """One bulletin."""
    row = edition_or_404(code)
    if language not in ("es", "en"):
        raise Http404
    with override(language):
        said, title = content(row.frozen), title_of(row)
        context = {"edition": row, "said": said, "title": title, "citation": citation(row), "language": language}
        return _for_everybody(render(request, "prevention/public_monthly.html", context))


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """May stay in a cache: it says the same to everybody."""
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


@require_safe
def public_monthly_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The same to print; made once, however many strangers ask."""
    row = edition_or_404(code)
    if language not in ("es", "en"):
        raise Http404
    with override(language):
        said = content(row.frozen) | {"cite": citation(row), "withdrawn": withdrawn_words(row), "labels": labels()}
        facts = {"title": title_of(row), "office": row.frozen["office"], "mark": row.code}
        made = kept(settings.DATA / "papers", "prevention/typst/monthly.typ", said, at=row.published_at, language=language, **facts)
    name = f"{row.code}-{language}.pdf"
    return _for_everybody(HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}))


def content(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """What a bulletin says, in the language of the page."""
    names = {one.code: one.name for one in gazetteer().entries if one.level == "department"}
    english = (get_language() or "es").startswith("en")
    cells = {one["place"]: one["value"] for one in frozen["signals"]}
    phases = [_phase(one, english) for one in frozen["phases"]]
    return {
        "month": month_words(frozen["month"]),
        "office": frozen["office"],
        "words": frozen["en" if english else "es"],
        "phases": [one for one in phases if not one["end"]],
        "resolved": [one for one in phases if one["end"] == "resolved"],
        "inactive": [one for one in phases if one["end"] == "inactive"],
        "signals": [[names[code], shown(cells[code])] for code in sorted(cells) if code],
        "country": shown(cells.get("")),
        "warnings": [[one["number"], str(Kind(one["kind"]).label)] for one in frozen["warnings"]],
        "overdue": [[str(Addressee.Level(one["level"]).label), str(one["count"])] for one in frozen["overdue"]],
        "overdue_on": _("Of published warnings, as of %(day)s.")
        % {"day": date_format(dt.date.fromisoformat(frozen["overdue_on"]), "SHORT_DATE_FORMAT")},
    }


def _phase(one: Mapping[str, str], english: bool) -> dict[str, str]:
    word = words("phases")[one["phase"]]
    said = {"name": one["name"], "phase": str(word), "end": word.row["end"], "since": month_words(one["since"])}
    return said | {"reason": label("phase_reasons", one["reason"]), "words": one["en" if english else "es"]}


def shown(value: int | None) -> str:
    """A count as a reader sees it."""
    return _("withheld") if value is None else str(value)


def month_words(text: str) -> str:
    """A month in words."""
    month = month_of(text)
    return date_format(month, "YEAR_MONTH_FORMAT") if month else text


def title_of(row: MonthlyEdition) -> str:
    """What a bulletin is called."""
    return _("Bulletin of prevention, %(month)s") % {"month": month_words(f"{row.month:%Y-%m}")}


def withdrawn_words(row: MonthlyEdition) -> str:
    """When and why it was withdrawn, or nothing."""
    if row.withdrawn_at is None:
        return ""
    day = date_format(localtime(row.withdrawn_at), "SHORT_DATE_FORMAT")
    return _("Withdrawn on %(day)s: %(why)s.") % {"day": day, "why": row.get_withdrawn_why_display()}


def citation(row: MonthlyEdition) -> str:
    """How to cite it."""
    day = date_format(localtime(row.published_at), "SHORT_DATE_FORMAT")
    facts = {"office": row.frozen["office"], "title": title_of(row), "code": row.code, "day": day, "licence": LICENCE}
    return _("%(office)s: %(title)s. %(code)s, published on %(day)s. Licence %(licence)s.") % facts


def labels() -> dict[str, str]:
    """The headings of the paper."""
    return {
        "phases": _("In which phase each territory stands"),
        "place": _("Territory"),
        "phase": _("Phase"),
        "why": _("Why"),
        "resolved": _("Resolved"),
        "inactive": _("Withdrawn for inactivity (not the same as resolved)"),
        "signals": _("New signals, by department"),
        "department": _("Department"),
        "count": _("Signals"),
        "country": _("Whole country"),
        "warnings": _("Warnings issued, of which a public version stands"),
        "number": _("Number"),
        "kind": _("Kind"),
        "overdue": _("Recommendations past their day, by level of the institution"),
        "level": _("Level"),
        "late": _("Recommendations"),
        "none": _("None"),
        "withheld": withheld_words(),
    }


def withheld_words() -> str:
    """Why some cells say nothing."""
    return _(
        "“Withheld”: counts of 1 to 4 are not published, nor others from which they could be worked out. "
        "A signal is something to look into, not an act that was proven; more signals can also mean more trust."
    )
