"""Files kept with a case: harmless, sealed, opened one by one."""

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from izote.access.sealing_wax import open_sealed, seal, seal_text
from izote.casework.actions.cases import touch
from izote.casework.actions.planwords import say
from izote.casework.actions.trace import locked, require_work, trace
from izote.casework.models import Case, Document, DocumentBody
from izote.kit.attachments import Accepted

UNUSED_DAYS = 30


def about(pk: UUID, field: str) -> str:
    """What the seal of a document's field is bound to."""
    return f"casework_documentbody:{pk}:{field}"


@transaction.atomic
def keep_document(case: Case, file: Accepted, *, kind: str, said: str = "", expires_on: dt.date | None = None, by: Any) -> Document:
    """Keep a file that was accepted: its bytes, its preview and its name are sealed before they are written."""
    case = locked(case)
    require_work(by, case)
    row = Document(
        case=case, person_id=case.person_id, org_id=case.org_id, kind=kind, mime=file.mime, size=len(file.data),
        sha256=hashlib.sha256(file.data).hexdigest(), preview=bool(file.preview), download_only=not file.inline,
        expires_on=expires_on, by=by,
    )  # fmt: skip
    row.save(force_insert=True)
    body = DocumentBody(
        document=row, case=case, person_id=case.person_id, org_id=case.org_id,
        name=seal_text(file.safe_name, about=about(row.pk, "name")),
        data=seal(file.data, about=about(row.pk, "data")),
        preview=seal(file.preview, about=about(row.pk, "preview")) if file.preview else None,
    )  # fmt: skip
    DocumentBody.objects.bulk_create([body])
    say(case, "document", row.pk, said, by=by)
    trace(by, "document.added", case, document=str(row.pk))
    touch(case)
    return row


@transaction.atomic
def change_document(row: Document, *, kind: str, said: str, expires_on: dt.date | None, by: Any) -> None:
    """Correct what a document is, its caption, and how long it is kept."""
    require_work(by, row.case)
    row.kind, row.expires_on = kind, expires_on
    row.save(update_fields=["kind", "expires_on"])
    say(row.case, "document", row.pk, said, by=by)
    trace(by, "document.changed", row.case, document=str(row.pk))


@transaction.atomic
def delete_document(row: Document, *, by: Any) -> None:
    """Delete a document with its bytes and its caption, for good."""
    require_work(by, row.case, ended=True)
    with connection.cursor() as cursor:
        cursor.execute("select access.delete_document(%s)", [row.pk])
        if not cursor.fetchone()[0]:
            raise Http404
    trace(by, "document.deleted", row.case, document=str(row.pk))


def open_document(row: Document, *, small: bool = False) -> bytes:
    """The bytes of a document or of its preview; the database writes the line; 404 when it is not open."""
    with connection.cursor() as cursor:
        cursor.execute("select access.open_document(%s, %s)", [row.pk, small])
        (sealed,) = cursor.fetchone()
    if sealed is None:
        raise Http404
    return open_sealed(bytes(sealed), about=about(row.pk, "preview" if small else "data"))


def forget_documents(org_id: int) -> int:
    """Delete what has expired in an office; the database writes a line for each."""
    with connection.cursor() as cursor:
        cursor.execute("select access.forget_documents(%s)", [org_id])
        return int(cursor.fetchone()[0])


def unused_until() -> dt.date:
    """How long a scan is kept that nobody came to need."""
    return timezone.localdate() + dt.timedelta(days=UNUSED_DAYS)
