"""Published bulletins, for everybody: pages, paper, files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from izote.kit.paging import page_of
from izote.kit.print import kept
from izote.kit.tables import MIME, bare, written
from izote.observatory.models import Edition
from izote.observatory.queries.bulletins import corrected_by, edition_or_404, editions
from izote.observatory.rules.indicators import in_language
from izote.observatory.views.bulletin_tables import period_words, shown, source_words, whole


@require_safe
def public_bulletins(request: HttpRequest) -> HttpResponse:
    """Every bulletin, the newest first."""
    page = page_of(editions(), ("-published_at", "-pk"), request.GET.get("cursor", ""), 25)
    rows = [(row, period_words(row.period)) for row in page]
    return render(request, "observatory/public_bulletins.html", {"page": page, "rows": rows})


@require_safe
def public_bulletin(request: HttpRequest, code: str) -> HttpResponse:
    """One bulletin: figures, words, source, cut-off, definition, licence."""
    row = edition_or_404(code)
    context = {
        "edition": row,
        "title": title_of(row),
        "citation": citation(row),
        "withheld": withheld_words(row.domain),
        "sections": sections(row.frozen["items"], row.frozen["words"]),
        "words": said_in(row.frozen["words"]),
        "corrected_by": corrected_by(row),
        "returns": row.domain == "returns",
        "forms": list(MIME),
    }
    return render(request, "observatory/public_bulletin.html", context)


@require_safe
def public_bulletin_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Its figures as CSV, XLSX or HXL."""
    row = edition_or_404(code)
    if form not in MIME:
        raise Http404
    content, ending = written(whole(row.frozen["items"], row.code), form)
    return HttpResponse(content, content_type=MIME[form], headers={"Content-Disposition": f'attachment; filename="{row.code}.{ending}"'})


@require_safe
def public_bulletin_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The same to print, in Spanish or English; made once, however many strangers ask."""
    row = edition_or_404(code)
    if language not in ("es", "en"):
        raise Http404
    with override(language):
        content = kept(
            settings.DATA / "papers",
            "observatory/typst/bulletin.typ",
            printed(row),
            at=row.published_at,
            language=language,
            title=title_of(row),
            office=row.frozen["office"],
            mark=row.code,
        )
    name = f"{row.code}-{language}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def title_of(row: Edition) -> str:
    """What a bulletin is called."""
    names = {"violence": _("Bulletin on violence"), "returns": _("Bulletin on returns"), "care": _("Bulletin on care")}
    return ", ".join(filter(None, (names[row.domain], row.frozen.get("place", ""), period_words(row.period))))


def said_in(words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The editor's words in the language of the page."""
    return {section.replace("-", "_"): in_language(texts) for section, texts in words.items()}


def sections(items: Sequence[Mapping[str, Any]], words: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """One section an indicator: words, tables, where they come from, what they mean."""
    return [
        {
            "card": {name: in_language(one["indicator"][name]) for name in ("name", "definition", "numerator", "unit", "caveats")},
            "code": one["indicator"]["code"],
            "words": in_language(words.get(f"item-{one['indicator']['code']}", {})),
            "tables": [{"table": table, "files": []} for table in shown(one)],
            "source": source_words(one),
            "breaks": [f"{each['day']}: {in_language(each)}" for each in one["breaks"]],
        }
        for one in items
    ]


def printed(row: Edition) -> dict[str, Any]:
    """What the paper says."""
    words, replaced = said_in(row.frozen["words"]), row.frozen["replaces"]
    said = zip(sections(row.frozen["items"], row.frozen["words"]), row.frozen["items"], strict=True)
    return {
        **{name: words.get(name, "") for name in ("lead", "reading", "end")},
        "withdrawn": withdrawn_words(row),
        "replaces": _("It replaces %(code)s.") % {"code": replaced} if replaced else "",
        "factor": no_factor() if row.domain == "returns" else "",
        "sections": [_section(part, item) for part, item in said],
        "cite": citation(row),
        "withheld": withheld_words(row.domain),
    }


def withdrawn_words(row: Edition) -> str:
    """When and why it was withdrawn, or nothing."""
    if row.withdrawn_at is None:
        return ""
    day = date_format(localtime(row.withdrawn_at), "SHORT_DATE_FORMAT")
    return _("Withdrawn on %(day)s: %(why)s.") % {"day": day, "why": row.get_withdrawn_why_display()}


def no_factor() -> str:
    """What every page of returns says."""
    return _(
        "Return is no factor of crime: returned persons are people coming home. These figures are never set beside figures of violence."
    )


def _section(part: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    tables = [each["table"] for each in part["tables"]]
    return {
        "title": part["card"]["name"],
        "words": part["words"],
        "definition": part["card"]["definition"],
        "caveats": part["card"]["caveats"],
        "source": part["source"],
        "breaks": part["breaks"],
        "tables": [
            {
                "title": one.title,
                "head": [column.label for column in one.columns],
                "rows": [["—" if bare(cell) is None else str(bare(cell)) for cell in row] for row in one.rows],
                "bars": [row["count"] if row["state"] == "printed" else None for row in said["rows"]] if said["key"] == "months" else [],
            }
            for one, said in zip(tables, item["tables"], strict=True)
        ],
    }


def citation(row: Edition) -> str:
    """How to cite it."""
    day = date_format(localtime(row.published_at), "SHORT_DATE_FORMAT")
    facts = {"office": row.frozen["office"], "title": title_of(row), "code": row.code, "day": day, "licence": row.frozen["licence"]}
    return _("%(office)s: %(title)s. %(code)s, published on %(day)s. Licence %(licence)s.") % facts


def withheld_words(domain: str) -> str:
    """Why some cells say nothing."""
    if domain == "care":
        return _(
            "“Withheld”: counts of 1 to 9 are not published, nor others from which they could be worked out. "
            "“No data” is not the same as zero."
        )
    return _(
        "“Withheld”: counts of 1 to 4 are not published, nor others from which they could be worked out. “No data” is not the same as zero."
    )
