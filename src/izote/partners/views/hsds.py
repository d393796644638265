"""The public directory for machines: Open Referral HSDS 3.0, without sign-in, cookies or persons."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from izote.partners import hsds, queries
from izote.partners.queries import document_of

PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 50, 100, 100_000
OPEN = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class Unreadable(Exception):
    """A parameter that cannot be read."""


def answering(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Answer in JSON that anybody may keep for five minutes; a parameter that cannot be read is named."""

    @require_safe
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            said = view(request, **kwargs)
        except Unreadable as wrong:
            return JsonResponse({"error": f"{wrong} cannot be read"}, status=400, headers=OPEN)
        except Http404:
            return JsonResponse({"error": "not found"}, status=404, headers=OPEN)
        if isinstance(said, list):
            lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said)
            return HttpResponse(lines, content_type="application/x-ndjson; charset=utf-8", headers=OPEN)
        return JsonResponse(said, headers=OPEN, json_dumps_params={"ensure_ascii": False})

    answer.__name__, answer.__doc__ = view.__name__, view.__doc__
    return answer


@answering
def hsds_root(request: HttpRequest) -> dict[str, str]:
    """Which version and profile this is."""
    return {"version": hsds.VERSION, "profile": hsds.PROFILE, "openapi_url": hsds.OPENAPI}


@answering
def hsds_services(request: HttpRequest) -> Any:
    """Published services; parameters narrow one another."""
    shape = _shape(request)
    return _paged(request, _publications(request), lambda row: shape(document_of(row)))


@answering
def hsds_service(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The whole of one service."""
    row = queries.publications().filter(pk=pk).first()
    if row is None:
        raise Http404
    return document_of(row)


@answering
def hsds_organizations(request: HttpRequest) -> Any:
    """Institutions that publish services."""
    return _paged(request, queries.published_organizations(request.GET.get("search", "")[:100]), lambda row: row.document["organization"])


@answering
def hsds_organization(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One institution."""
    row = queries.publications(organization_id=pk).order_by("-published_at").first()
    if row is None:
        raise Http404
    found: dict[str, Any] = row.document["organization"]
    return found


@answering
def hsds_taxonomies(request: HttpRequest) -> Any:
    """The lists of words."""
    return _paged(request, hsds.taxonomies(), dict)


@answering
def hsds_taxonomy(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One list of words."""
    return _one(hsds.taxonomies(), pk)


@answering
def hsds_terms(request: HttpRequest) -> Any:
    """The words of the lists."""
    wanted = _uuid(request, "taxonomy_id")
    return _paged(request, [term for term in hsds.terms() if wanted is None or term["taxonomy_id"] == str(wanted)], dict)


@answering
def hsds_term(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One word."""
    return _one(hsds.terms(), pk)


def _one(rows: list[dict[str, Any]], pk: UUID) -> dict[str, Any]:
    found = next((row for row in rows if row["id"] == str(pk)), None)
    if found is None:
        raise Http404
    return found


def _publications(request: HttpRequest) -> Any:
    term, taxonomy = _uuid(request, "taxonomy_term_id"), _uuid(request, "taxonomy_id")
    needs: set[str] | None = None
    if term:
        needs = {hsds.need_of(term)} - {""}
    rows = queries.publications(
        search=request.GET.get("search", "")[:100],
        organization_id=_uuid(request, "organization_id"),
        needs=needs,
        modified_after=_moment(request, "modified_after"),
    )
    if taxonomy and str(taxonomy) not in {one["id"] for one in hsds.taxonomies()}:
        return rows.none()
    return rows


def _shape(request: HttpRequest) -> Callable[[dict[str, Any]], dict[str, Any]]:
    if _yes(request, "minimal"):
        return hsds.minimal
    return dict if _yes(request, "full") or _yes(request, "full_service") else hsds.direct


def _paged(request: HttpRequest, rows: Any, show: Callable[[Any], dict[str, Any]]) -> Any:
    """One page with its counts, as HSDS wants it; as lines of JSON when asked."""
    number, size = _number(request, "page", 1, LAST_PAGE), _number(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    total = len(rows) if isinstance(rows, Sequence) else rows.count()
    contents = [show(row) for row in rows[(number - 1) * size : number * size]]
    if request.GET.get("format") == "ndjson":
        return contents
    pages = -(-total // size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _yes(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name, "").lower() in ("true", "1", "yes")


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "") or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise Unreadable(name)
    return int(text)


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Unreadable(name) from error


def _moment(request: HttpRequest, name: str) -> dt.datetime | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day, at = parse_date(text), parse_datetime(text)
    except ValueError as error:
        raise Unreadable(name) from error
    at = at or (dt.datetime.combine(day, dt.time()) if day else None)
    if at is None:
        raise Unreadable(name)
    return at if timezone.is_aware(at) else timezone.make_aware(at)
