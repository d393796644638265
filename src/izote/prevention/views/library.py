"""The library: searched, cited, handed out as a list of references."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from izote.framework import words as framework
from izote.kit.attachments import accept
from izote.kit.forms import sent
from izote.kit.once import once
from izote.kit.paging import page_of
from izote.kit.tables import MIME, Column, Table, written
from izote.prevention.actions import memory as actions
from izote.prevention.actions.tools import keep_file
from izote.prevention.forms.memory import ResourceForm, SearchForm
from izote.prevention.models import Resource
from izote.prevention.permissions import office_of
from izote.prevention.queries import memory as queries
from izote.prevention.rules.citations import bibtex, citation
from izote.prevention.rules.words import labels, words
from izote.prevention.views.memory import handing_out, reading
from izote.prevention.views.proposal_parts import WRITE, has, office_with, tried

MOST = 5000
FIELDS = (
    *("kind", "title", "authors", "publisher", "year", "number", "languages", "link", "topics", "factors"),
    *("summary_es", "summary_en", "version"),
)


def language() -> str:
    """The language of the page."""
    return (get_language() or "es")[:2]


def summary(row: Resource) -> str:
    """The summary in the language of the page, or in the other."""
    one, other = (row.summary_en, row.summary_es) if language() == "en" else (row.summary_es, row.summary_en)
    return one or other


def found(request: HttpRequest) -> tuple[SearchForm, Any]:
    """What is searched for, and the resources that answer."""
    form = SearchForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.searching(
        queries.resources_for(request.user), said.get("texto", ""), kind=said.get("tipo", ""), topic=said.get("tema", ""),
        language=said.get("lengua", ""),
    )  # fmt: skip
    return form, rows


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The resources that answer a search, by title, each as it is cited."""
    reading(request)
    form, rows = found(request)
    page = page_of(rows, ("title", "pk"), request.GET.get("cursor", ""))
    org = office_of(request.user, WRITE)
    known = org is not None and len(words("library_resources")) > Resource.objects.filter(org=org).exclude(seed="").count()
    lines = [(row, citation(row, language()), summary(row)) for row in page.rows]
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {"form": form, "page": page, "lines": lines, "query": query.urlencode(), "may_write": org is not None, "may_bring": known}
    return render(request, "prevention/library.html", context)


@login_required
@require_safe
def library_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource: how it is cited, in which languages, where it is found."""
    row = queries.resource_for(request.user, pk)
    context = {
        "resource": row,
        "citation": citation(row, language()),
        "bibtex": bibtex(row),
        "summary": summary(row),
        "topics": labels("library_topics", row.topics),
        "languages": labels("languages", row.languages),
        "factors": [f"{one}. {framework.factors()[one]}" for one in row.factors if one in framework.factors()],
        "may_write": has(request, row, (WRITE,)),
        "may_check": actions.may_check(request.user, row),
    }
    return render(request, "prevention/library_page.html", context)


@login_required
@require_safe
def library_export(request: HttpRequest, form: str) -> HttpResponse:
    """The resources that answer a search as CSV, with HXL tags, or as BibTeX."""
    handing_out(request)
    rows = list(found(request)[1].order_by("title", "pk")[:MOST])
    if form == "bib":
        content, ending, mime = ("\n\n".join(bibtex(row) for row in rows) + "\n").encode(), "bib", "application/x-bibtex; charset=utf-8"
    elif form in ("csv", "hxl"):
        content, ending = written(table(rows), form)
        mime = MIME[form]
    else:
        raise Http404
    return HttpResponse(content, content_type=mime, headers={"Content-Disposition": f'attachment; filename="biblioteca.{ending}"'})


def table(rows: list[Resource]) -> Table:
    """The resources as a table."""
    heads = [
        Column(_("Citation"), "#description+citation"), Column(_("Title"), "#description+title"), Column(_("Authors"), "#org+author"),
        Column(_("Year"), "#date+year"), Column(_("Kind of resource"), "#meta+kind"), Column(_("Languages"), "#meta+lang"),
        Column(_("Topics"), "#meta+topics"), Column(_("Where it is found"), "#meta+url"),
        Column(_("Checked by a second person"), "#status+checked"),
    ]  # fmt: skip
    cells = [
        [citation(row, language()), row.title, row.authors or row.publisher, row.year, row.kind, " ".join(row.languages),
         " ".join([*row.topics, *row.factors]), row.link, _("yes") if row.checked_by_id else _("to be checked")]
        for row in rows
    ]  # fmt: skip
    return Table("library", _("Library"), heads, cells)


@login_required
@once
def library_new(request: HttpRequest) -> HttpResponse:
    """Write down a resource."""
    org = office_with(request, WRITE)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        row = actions.write(Resource, org=org, by=request.user, **with_file(request, org.pk, data))
        return reverse("library_page", args=[row.pk])

    form = ResourceForm(sent(request), request.FILES or None)
    return tried(request, form, act, title=_("New resource"), back=reverse("library"), upload=True)


def with_file(request: HttpRequest, org_id: int, data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with the file kept when one was brought."""
    given = data.pop("upload", None)
    return data | ({"file": keep_file(org_id, accept(given.name, given.read()), by=request.user)} if given else {})


@login_required
@once
def library_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a resource; a second person has to check it anew."""
    row = queries.resource_for(request.user, pk)
    if not has(request, row, (WRITE,)):
        raise PermissionDenied(WRITE)
    back = reverse("library_page", args=[pk])

    def act(data: dict[str, Any]) -> str:
        said = with_file(request, row.org_id, data)
        actions.write(Resource, org=row.org, by=request.user, row=row, **(said | {"version": said["version"] or 0}))
        return back

    form = ResourceForm(sent(request), request.FILES or None, initial={name: getattr(row, name) for name in FIELDS})
    return tried(request, form, act, title=_("Correct the resource"), back=back, upload=True)


@login_required
@require_POST
@once
def library_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person checked it."""
    actions.check(queries.resource_for(request.user, pk), by=request.user)
    messages.success(request, _("Checked by a second person."))
    return redirect("library_page", pk)


@login_required
@require_POST
@once
def library_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a resource out of the library."""
    actions.retire(queries.resource_for(request.user, pk), by=request.user)
    return redirect("library")


@login_required
@require_POST
@once
def library_bring(request: HttpRequest) -> HttpResponse:
    """Bring the resources that are known."""
    made = actions.bring_resources(org=office_with(request, WRITE), by=request.user)
    messages.success(request, _("Brought: %(count)s. Somebody else checks each of them.") % {"count": made})
    return redirect("library")
