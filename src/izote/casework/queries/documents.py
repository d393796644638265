"""Questions about documents: their entries only; bytes and names are opened one by one."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from izote.access.sealing_wax import open_text
from izote.casework.models import Case, Document
from izote.casework.queries.cases import Opened


@dataclass(frozen=True)
class Paper:
    """A document with its name and caption."""

    row: Document
    name: str
    said: str


def documents_of(case: Case) -> QuerySet[Document]:
    """The documents of a case, latest first."""
    return Document.objects.filter(case=case).select_related("by").order_by("-created_at")


def document_for(case: Case, pk: UUID) -> Document:
    """One document, or 404."""
    found = documents_of(case).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def named(row: Document, opened: Opened) -> Paper:
    """A document with its words, from a case that was opened with its texts and documents."""
    sealed = opened.documents.get(str(row.pk), "")
    name = open_text(sealed, about=f"casework_documentbody:{row.pk}:name") if sealed else ""
    return Paper(row=row, name=name, said=opened.said("document", row.pk))
