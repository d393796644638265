"""Files kept with a case: taken only when harmless, shown small, handed back one by one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from izote.casework.actions import documents as actions
from izote.casework.forms.care import DocumentFields, DocumentForm
from izote.casework.models import Case, Document
from izote.casework.queries import documents as queries
from izote.casework.queries.cases import open_case
from izote.casework.views.answers import form_page
from izote.casework.views.care import care_case, working_case
from izote.kit.attachments import Accepted, Refused, accept, headers
from izote.kit.once import once

MOST = 200


def page_of_documents(case: Case) -> str:
    """The address of a case's documents."""
    return reverse("document_list", args=[case.pk])


@login_required
def document_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every document with its caption; pictures small, fetched when they come into sight."""
    case, context = care_case(request, pk)
    opened = open_case(case, "texts", "documents")
    papers = [queries.named(row, opened) for row in queries.documents_of(case)[:MOST]]
    return render(request, "casework/document_list.html", {**context, "papers": papers})


@login_required
@once
def document_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a file, in its harmless form."""
    case, context = working_case(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (file := taken(form)):
        until = actions.unused_until() if form.cleaned_data["unused"] else None
        data = form.cleaned_data
        actions.keep_document(case, file, kind=data["kind"], said=data["said"], expires_on=until, by=request.user)
        tell(request, file)
        return redirect(page_of_documents(case))
    return render(request, "casework/document_add.html", {**context, "form": form, "back": page_of_documents(case)})


def taken(form: DocumentForm) -> Accepted | None:
    """The file in its harmless form, or the reason why not beside the field."""
    file = form.cleaned_data["file"]
    try:
        return accept(file.name, file.read())
    except Refused as refused:
        form.add_error("file", str(refused.message))
        return None


def tell(request: HttpRequest, file: Accepted) -> None:
    """Say what was taken out of the file, and what to be careful with."""
    if file.removed_words:
        messages.success(request, _("Kept. Taken out of the file: %(what)s.") % {"what": ", ".join(file.removed_words)})
    else:
        messages.success(request, _("The document was kept."))
    if file.warning:
        messages.warning(request, file.warning)


def of_case(request: HttpRequest, pk: UUID, document: UUID) -> tuple[Case, Document, dict[str, Any]]:
    """A document of a case, or 404."""
    case, context = care_case(request, pk)
    return case, queries.document_for(case, document), context


@login_required
@once
def document_detail(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    """One document: its picture, and what is known about it, to correct."""
    case, context = working_case(request, pk)
    paper = queries.named(queries.document_for(case, document), open_case(case, "texts", "documents"))
    row = paper.row
    form = DocumentFields(request.POST or None, initial={"kind": row.kind, "said": paper.said, "unused": row.expires_on is not None})

    def act(data: dict[str, Any]) -> None:
        until = (row.expires_on or actions.unused_until()) if data["unused"] else None
        actions.change_document(row, kind=data["kind"], said=data["said"], expires_on=until, by=request.user)

    return form_page(request, "document_detail", form, act, to=page_of_documents(case), paper=paper, **context)


@login_required
def document_file(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    """The file itself, as a download; opening it leaves a line."""
    case, row, _context = of_case(request, pk, document)
    name = queries.named(row, open_case(case, "documents")).name
    return HttpResponse(actions.open_document(row), headers=headers(row.mime, name))


@login_required
def document_preview(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    """The picture, drawn small; only of images."""
    _case, row, _context = of_case(request, pk, document)
    if not row.preview:
        raise Http404
    return HttpResponse(actions.open_document(row, small=True), headers=headers(row.mime, f"{row.pk}", inline=True))


@login_required
@once
def document_delete(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    """Delete a document for good."""
    case, context = working_case(request, pk)
    row = queries.document_for(case, document)
    if request.method == "POST":
        actions.delete_document(row, by=request.user)
        messages.success(request, _("The document was deleted."))
        return redirect(page_of_documents(case))
    said = {"title": _("Delete this document for good?"), "yes": _("Yes, delete it"), "danger": True, "back": page_of_documents(case)}
    return render(request, "casework/document_delete.html", {**context, **said, "row": row})
